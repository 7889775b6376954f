import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot import outcome
from bot.clock import SystemClock
from bot.delivery import LEASE, TURN, UNSURE_TRIES, Deliverer, TokenRefusedError
from bot.pace import Pace
from storage import Storage
from tests.builders import BOT, House, article, copy, house
from tests.fakes import FakeClock, FakeSender


@pytest.fixture
async def home(store: Storage) -> AsyncIterator[House]:
    """One chat that is owed one alert."""
    async with house(store) as built:
        await built.follow("Marnice")
        await built.take(article())
        yield built


async def figures(home: House) -> tuple[int, int, int, int]:
    found = await home.storage.read(lambda tx: tx.deliveries.figures(home.clock.now()))
    return found.due, found.sent, found.failed, found.dead


async def test_what_was_answered_is_sent_once(home: House) -> None:
    await home.deliver()
    await home.deliver()
    assert len(home.sender.posts) == 1
    assert await figures(home) == (0, 1, 0, 0)


class DeafTelegram(FakeSender):
    """Takes a message and never answers."""

    def __init__(self) -> None:
        super().__init__()
        self.took = asyncio.Event()

    async def send(self, post: outcome.Post) -> outcome.Outcome:
        self.took.set()
        await asyncio.Event().wait()
        raise AssertionError(post)


async def test_a_stop_does_not_wait_for_ever_and_what_hangs_is_tried_by_the_next_process(home: House) -> None:
    deaf, stop = DeafTelegram(), asyncio.Event()
    hanging = Deliverer(
        home.storage, deaf, home.clock, bot=BOT, owner="before", pace=Pace(30), wake=asyncio.Event()
    )
    sending = asyncio.create_task(hanging.run(stop, patience=0.01))
    await asyncio.wait_for(deaf.took.wait(), 5)
    stop.set()
    await asyncio.wait_for(sending, 5)
    assert (await figures(home))[:2] == (1, 0)
    home.clock.advance(timedelta(minutes=5))
    await home.deliver()
    assert await figures(home) == (0, 1, 0, 0)


class StandingClock(FakeClock):
    """Time never passes by itself: who waits is woken, or waits for ever."""

    def __init__(self) -> None:
        super().__init__()
        self.waited_for = asyncio.Event()

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        self.waited_for.set()
        await event.wait()


async def test_a_stop_does_not_wait_for_the_next_look_at_the_store(home: House) -> None:
    await home.deliver()
    stop, clock = asyncio.Event(), StandingClock()
    idle = Deliverer(
        home.storage, home.sender, clock, bot=BOT, owner="it", pace=Pace(30), wake=asyncio.Event()
    )
    sending = asyncio.create_task(idle.run(stop))
    await asyncio.wait_for(clock.waited_for.wait(), 5)
    stop.set()
    await asyncio.wait_for(sending, 5)


async def test_flood_control_is_waited_for(home: House) -> None:
    home.sender.answer(outcome.RetryAfter(30))
    await home.deliverer.send_due()
    home.clock.advance(timedelta(seconds=29))
    assert await home.deliverer.send_due() == 0
    home.clock.advance(timedelta(seconds=1))
    await home.deliver()
    assert len(home.sender.posts) == 2
    assert await figures(home) == (0, 1, 0, 0)


async def test_what_waits_for_its_turn_while_others_are_refused_waits_on(home: House) -> None:
    for chat in range(102, 112):
        await home.follow("Marnice", chat)
    await home.take(article(event="fire", text="A fire in Marnice burnt down the old mill by the bridge."))
    home.sender.answer(*[outcome.RetryAfter(30)] * 20)
    await home.deliverer.send_due()
    refused = len(home.sender.posts)
    assert refused <= 3  # the second refusal was the whole bot's
    home.sender.recover()
    await home.deliverer.send_due()
    assert len(home.sender.posts) == refused
    home.clock.advance(timedelta(minutes=1))
    await home.deliver()
    assert {post.destination.chat for post in home.sender.posts[refused:]} == set(range(101, 112))


async def test_waiting_for_flood_control_does_not_use_up_tries(home: House) -> None:
    for _ in range(UNSURE_TRIES + 2):
        home.sender.answer(outcome.RetryAfter(5))
        await home.deliverer.send_due()
        home.clock.advance(timedelta(seconds=5))
    home.sender.answer(outcome.Unsure("ReadTimeout"))
    await home.deliverer.send_due()
    assert (await figures(home))[3] == 0
    home.clock.advance(timedelta(minutes=6))
    await home.deliver()
    assert await figures(home) == (0, 1, 0, 0)


async def test_flood_control_of_the_whole_bot_is_not_slept_out_in_a_claimed_row(home: House) -> None:
    await home.follow("Marnice", 102)
    await home.take(article(event="fire", text="A fire in Marnice burnt down the old mill by the bridge."))
    home.sender.answer(outcome.RetryAfter(600), outcome.RetryAfter(600))
    began = home.clock.now()
    await home.deliverer.send_due()
    await home.deliverer.send_due()
    assert home.clock.now() - began < LEASE
    found = await home.storage.read(lambda tx: tx.deliveries.figures(home.clock.now()))
    assert found.sending == 0
    home.clock.advance(timedelta(seconds=601))
    await home.deliver()
    assert {post.destination.chat for post in home.sender.posts} == {101, 102}


async def test_what_was_owed_when_a_chat_blocked_the_bot_comes_as_a_digest_on_its_return(home: House) -> None:
    home.sender.answer(outcome.ChatGone("Forbidden: bot was blocked by the user"))
    await home.deliver()
    row = await home.chat()
    home.clock.advance(timedelta(hours=1))
    assert await home.scheduler.queue_due() == 0
    await home.storage.write(lambda tx: tx.chats.set_gone(row.id, None))
    assert await home.scheduler.queue_due() == 1
    await home.deliver()
    assert "Marnice" in home.texts()[-1]


async def test_a_story_whose_message_was_given_up_may_still_ring_by_a_copy(home: House) -> None:
    home.sender.answer(outcome.Rejected(outcome.Refusal.OTHER, "Message is too long"))
    await home.deliver()
    [taken] = await home.take(copy("River Post"))
    assert taken.alerts == 1


async def test_an_outcome_is_recorded_once_the_store_is_free_and_nothing_is_sent_twice(
    tmp_path: Path,
) -> None:
    file = tmp_path / "held.db"
    storage = Storage.open(f"sqlite:///{file}?timeout=0.01")
    async with house(storage) as home:
        await home.follow("Marnice")
        await home.take(article())
        holder = sqlite3.connect(file, isolation_level=None, check_same_thread=False)

        class Holding(FakeSender):
            """Another program takes the lock while the message is on its way."""

            async def send(self, post: outcome.Post) -> outcome.Outcome:
                holder.execute("BEGIN IMMEDIATE")
                asyncio.get_running_loop().call_later(0.1, holder.execute, "ROLLBACK")
                return await super().send(post)

        class Patient(FakeClock):
            """Moves on, and lets the holder's real time pass too."""

            async def wait(self, event: asyncio.Event, seconds: float) -> None:
                await super().wait(event, seconds)
                await SystemClock().wait(asyncio.Event(), 0.02)

        home.deliverer._sender = home.sender = Holding()
        home.deliverer._clock = Patient(home.clock.now())
        await home.deliverer.send_due()
        holder.close()
        assert await figures(home) == (0, 1, 0, 0)
        assert len(home.sender.posts) == 1
    await storage.close()


async def test_a_chat_that_blocked_the_bot_is_owed_nothing_any_more(home: House) -> None:
    await home.take(article(event="election", text="Marnice votes for a new mayor on Sunday, after all."))
    home.sender.answer(outcome.ChatGone("Forbidden: bot was blocked by the user"))
    await home.deliver()
    assert len(home.sender.posts) == 1
    assert await figures(home) == (0, 0, 2, 0)
    assert (await home.chat()).gone_at is not None
    [taken] = await home.take(
        article(event="fire", text="A fire in Marnice burnt down the old mill by the bridge.")
    )
    assert taken.alerts == 0


async def test_a_group_that_moved_gets_it_at_its_new_place(home: House) -> None:
    home.sender.answer(outcome.ChatMoved(-1007))
    await home.deliver()
    assert [post.destination.chat for post in home.sender.posts] == [101, -1007]
    assert await figures(home) == (0, 1, 0, 0)


async def test_while_telegram_is_out_of_reach_nothing_is_given_up_and_the_log_says_so_once(
    home: House, caplog: pytest.LogCaptureFixture
) -> None:
    home.sender.answer(*[outcome.NotSent("ConnectError")] * 20)
    for _ in range(20):
        await home.deliverer.send_due()
        home.clock.advance(timedelta(minutes=7))
    await home.deliver()
    assert await figures(home) == (0, 1, 0, 0)
    assert [line.getMessage() for line in caplog.records if line.name == "bot.delivery"] == [
        "nothing can be sent (ConnectError); it is tried until it works",
        "sending works again, after 20 tries in vain",
    ]


async def test_an_answer_that_never_came_is_tried_a_few_times(home: House) -> None:
    home.sender.answer(*[outcome.Unsure("ReadTimeout")] * 9)
    for _ in range(9):
        await home.deliverer.send_due()
        home.clock.advance(timedelta(minutes=7))
    assert len(home.sender.posts) == UNSURE_TRIES
    assert await figures(home) == (0, 0, 0, 1)


async def test_markup_that_telegram_refuses_is_sent_as_plain_text(home: House) -> None:
    home.sender.answer(outcome.Rejected(outcome.Refusal.MARKUP, "Can't parse entities"))
    await home.deliver()
    marked, plain = home.sender.posts
    assert "<b>" in marked.message.html
    assert "<b>" not in plain.message.html
    assert "Marnice" in plain.message.html
    assert await figures(home) == (0, 1, 0, 0)


async def test_what_telegram_refuses_for_good_is_given_up_and_counted(home: House) -> None:
    home.sender.answer(outcome.Rejected(outcome.Refusal.OTHER, "Message is too long"))
    await home.deliver()
    assert await figures(home) == (0, 0, 0, 1)


async def test_an_edit_of_a_message_that_is_gone_is_let_go(home: House) -> None:
    await home.deliver()
    await home.take(copy("River Post"))
    home.sender.answer(outcome.Rejected(outcome.Refusal.MESSAGE_LOST, "Message to edit not found"))
    await home.deliver()
    assert await figures(home) == (0, 2, 0, 0)


async def test_a_copy_that_comes_while_the_message_is_on_its_way_is_added_after(home: House) -> None:
    class Slow(type(home.sender)):  # type: ignore[misc] # the fake's own class
        async def send(self, post: outcome.Post) -> outcome.Outcome:
            if not self.posts:
                self.posts.append(post)
                await home.take(copy("River Post"))
                return outcome.Sent(55)
            return await super().send(post)

    home.deliverer._sender = home.sender = Slow()
    await home.deliver()
    first, edit = home.sender.posts
    assert "River Post" not in first.message.html
    assert edit.edits == 55
    assert "River Post" in edit.message.html


async def test_what_a_killed_process_was_sending_is_sent_by_the_next_one(home: House) -> None:
    now = home.clock.now()
    claimed = await home.storage.write(
        lambda tx: tx.deliveries.claim(8088, "killed", now, limit=8, lease=LEASE)
    )
    assert len(claimed) == 1
    await home.deliver()
    assert home.sender.posts == []
    home.clock.advance(LEASE)
    await home.deliver()
    assert len(home.sender.posts) == 1


async def test_a_second_process_of_the_same_bot_sends_nothing_while_the_first_is_at_it(home: House) -> None:
    now = home.clock.now()
    await home.storage.write(lambda tx: tx.leases.acquire("delivery:8088", "another", now, TURN))
    await home.deliver()
    assert home.sender.posts == []
    home.clock.advance(TURN)
    await home.deliver()
    assert len(home.sender.posts) == 1


async def test_a_chat_gets_one_message_a_second_in_order(home: House) -> None:
    others = {
        "fire": "A fire in Marnice burnt down the old mill by the bridge during the night; nobody was hurt.",
        "vote": "Voters of Marnice choose a mayor on Sunday, the first election since the county reform.",
        "train": "The evening train will stop in Marnice again from December, the railway has announced.",
    }
    for event, text in others.items():
        await home.take(article(event=event, title=text.split(",")[0], text=text))
    moments = []
    for _ in range(20):
        before = len(home.sender.posts)
        await home.deliverer.send_due()
        moments += [home.clock.now()] * (len(home.sender.posts) - before)
        home.clock.advance(timedelta(milliseconds=250))
    assert len(moments) == 4
    assert all(later - earlier >= timedelta(seconds=1) for earlier, later in pairwise(moments))
    texts = home.texts()
    assert "fire" in texts[1]
    assert "train" in texts[3]


async def test_a_token_that_is_refused_stops_everything_in_words(home: House) -> None:
    home.sender.answer(outcome.TokenRefused("Telegram refuses the token"))
    with pytest.raises(TokenRefusedError, match="TELEGRAM_BOT_TOKEN"):
        await home.deliverer.send_due()


async def test_a_chat_that_its_owner_no_longer_names_gets_nothing_more(home: House) -> None:
    home.deliverer._allowed = frozenset({999})
    await home.deliver()
    assert home.sender.posts == []
    assert (await figures(home))[3] == 1
