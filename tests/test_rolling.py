"""More alerts than a chat can be sent or a person reads: one rolling message, edited in place, nothing dropped."""

import random
import re
from datetime import timedelta

from bot import outcome
from bot.domain.alerting import FOLD_AFTER, FOLD_OWED, FOLD_WITHIN, ROLL_HOLDS
from bot.domain.model import Action, AlertState, Reason
from storage import Storage
from tests.builders import House, article, copy, house

EVENTS = [
    f"{what} of the {where} {thing}"
    for what in ("burning", "closing", "opening", "selling", "painting", "draining")
    for where in ("northern", "southern", "wooden", "royal", "ancient")
    for thing in ("ferry", "tunnel", "library")
]


async def happen(home: House, number: int, *, since: int = 0, name: str = "Marnice") -> None:
    """So many different things happen there at once."""
    for n, event in enumerate(EVENTS[since : since + number], since):
        words = random.Random(n)
        made = ("".join(words.choices("bcdfgklmnoprstuaei", k=8)) for _ in range(60))
        title, text = f"{name}: {event}", f"{name} saw it. " + " ".join(made) + "."
        await home.take(article(name, number=n, event=event, title=title, text=text))


def stories(home: House) -> set[str]:
    """The events that any message tells."""
    told = re.sub("<[^>]*>", "", "\n".join(home.texts()))
    return {event for event in EVENTS if f": {event}" in told}


async def test_more_of_an_issue_than_a_person_reads_goes_into_one_message_that_grows(store: Storage) -> None:
    async with house(store) as home:
        await home.follow("Marnice")
        for n in range(FOLD_AFTER + 8):
            await happen(home, 1, since=n)
            await home.deliver(3)
            home.clock.advance(timedelta(seconds=10))
        home.clock.advance(timedelta(minutes=1))
        await home.deliver()
        ringing = [post for post in home.sender.posts if post.edits is None]
        edits = [post for post in home.sender.posts if post.edits is not None]
        assert len(ringing) == FOLD_AFTER + 1
        assert len({post.edits for post in edits}) == 1
        assert "8 more stories" in edits[-1].message.html
        assert stories(home) == set(EVENTS[: FOLD_AFTER + 8])


async def test_another_issue_rings_meanwhile_and_the_same_one_again_later(store: Storage) -> None:
    async with house(store) as home:
        await home.follow("Marnice")
        await home.follow("Zaporizhzhia")
        await happen(home, FOLD_AFTER + 2)
        await home.take(article("Zaporizhzhia", event="flood"))
        await home.deliver()
        assert sum("Zaporizhzhia" in text for text in home.texts()) == 1
        home.clock.advance(FOLD_WITHIN + timedelta(minutes=1))
        before = len(home.sender.posts)
        await happen(home, 1, since=40)
        await home.deliver()
        [post] = home.sender.posts[before:]
        assert post.edits is None
        assert EVENTS[40] in post.message.html
        assert "more stor" not in post.message.html


async def test_a_chat_that_is_behind_is_told_the_rest_in_one_message(store: Storage) -> None:
    names = ("Marnice", "Zaporizhzhia", "Belgorod", "Winterthur")
    async with house(store) as home:
        for name in names:
            await home.follow(name, -100)
        home.sender.answer(outcome.RetryAfter(60))
        await home.take(article("Marnice", event="flood"))
        await home.deliverer.send_due()
        for n in range(32):
            await happen(home, 1, since=n, name=names[n % 4])
        for _ in range(90):
            home.clock.advance(timedelta(seconds=2))
            await home.deliverer.send_due()
        assert len(home.sender.posts) <= FOLD_OWED + 4
        assert stories(home) == set(EVENTS[:32])


async def test_a_full_rolling_message_is_followed_by_another_and_every_story_is_told(store: Storage) -> None:
    async with house(store) as home:
        await home.follow("Marnice")
        count = FOLD_AFTER + ROLL_HOLDS + 5
        await happen(home, count)
        await home.deliver(200)
        rolling = [text for text in home.texts() if "more stor" in text]
        assert len(rolling) == 2
        assert stories(home) == set(EVENTS[:count])


async def test_the_store_keeps_a_full_account_of_what_was_folded_and_why(store: Storage) -> None:
    async with house(store) as home:
        await home.follow("Marnice")
        await happen(home, FOLD_AFTER + 3)
        await home.deliver()
        chat = (await home.chat()).id
        alerts = await store.read(lambda tx: tx.alerts.list_recent(chat, 50))
        states = [one.state for one in alerts]
        assert states.count(AlertState.SENT) == FOLD_AFTER
        assert states.count(AlertState.FOLDED) == 3
        record = await store.read(lambda tx: tx.decisions.list_for_alert(chat, alerts[0].id))
        assert [(one.action, one.reason) for one in record] == [(Action.FOLD, Reason.TOO_MANY)]


async def test_a_copy_of_a_folded_story_is_counted_in_the_rolling_message(store: Storage) -> None:
    async with house(store) as home:
        await home.follow("Marnice")
        await happen(home, FOLD_AFTER)
        await home.take(article(event="flood"))
        await home.deliver()
        await home.take(copy("River Post"))
        home.clock.advance(timedelta(minutes=1))
        await home.deliver()
        assert home.sender.posts[-1].edits is not None
        assert "Border Standard +1" in re.sub("<[^>]*>", "", home.texts()[-1])


async def test_a_rolling_message_that_somebody_deleted_comes_anew(store: Storage) -> None:
    async with house(store) as home:
        await home.follow("Marnice")
        await happen(home, FOLD_AFTER + 1)
        await home.deliver()
        await happen(home, 1, since=FOLD_AFTER + 1)
        home.clock.advance(timedelta(minutes=1))
        home.sender.answer(outcome.Rejected(outcome.Refusal.MESSAGE_LOST, "Message to edit not found"))
        await home.deliver()
        edit, anew = home.sender.posts[-2:]
        assert edit.edits is not None
        assert anew.edits is None
        assert "2 more stories" in anew.message.html


async def test_what_was_folded_for_a_chat_that_is_lost_comes_as_a_digest_on_its_return(
    store: Storage,
) -> None:
    async with house(store) as home:
        await home.follow("Marnice")
        await happen(home, FOLD_AFTER)
        await home.deliver()
        await happen(home, 1, since=FOLD_AFTER)
        home.sender.answer(outcome.ChatGone("Forbidden: bot was blocked by the user"))
        await home.deliver()
        chat = (await home.chat()).id
        await store.write(lambda tx: tx.chats.set_gone(chat, None))
        assert await home.scheduler.queue_due() == 1
        await home.deliver()
        assert EVENTS[FOLD_AFTER] in home.texts()[-1]
