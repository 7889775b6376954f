"""Digests that meet trouble on their way, and settings that change while something is owed."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta

import pytest

from bot import outcome
from bot.delivery import UNSURE_TRIES
from bot.domain.model import DeliveryMode, QuietHours
from bot.outcome import Post, Refusal, Rejected
from storage import Storage
from tests.builders import House, article, happening, house

HOUR = timedelta(hours=1)


@pytest.fixture
async def home(store: Storage) -> AsyncIterator[House]:
    """One chat that follows an issue."""
    async with house(store) as built:
        await built.follow("Marnice")
        yield built


async def settings(home: House, **changes: object) -> None:
    """Change settings of the chat as a handler would."""
    chat = await home.chat()
    for what, value in changes.items():
        await home.storage.write(lambda tx, w=what, v=value: getattr(tx.chats, f"set_{w}")(chat.id, v))


async def daily(home: House, stories: int) -> None:
    """So many stories wait for the digest of the next morning, and it is owed."""
    chat = await home.chat()
    await home.storage.write(
        lambda tx: tx.chats.set_digest(chat.id, DeliveryMode.DAILY, minute=480, weekday=0)
    )
    await home.pipeline.process_all([happening(n) for n in range(stories)])
    home.clock.advance(timedelta(hours=23, minutes=1))
    assert await home.scheduler.queue_due() == 1


def told(home: House, *posts: Post) -> list[int]:
    """The events that messages tell, in their order."""
    text = re.sub("<[^>]*>", "", "\n".join(post.message.html for post in posts or home.sender.posts))
    return [int(number) for number in re.findall(r"Marnice: event (\d+)\.", text)]


async def deliver_all(home: House, length: timedelta = timedelta(hours=4)) -> None:
    until = home.clock.now() + length
    while home.clock.now() < until:
        await home.scheduler.queue_due()
        await home.deliver()
        home.clock.advance(timedelta(minutes=7))


class Choosy:
    """Takes every message but those that tell a certain event."""

    def __init__(self, home: House, event: int) -> None:
        self._home, self._event, self.taken = home, event, list[Post]()

    async def send(self, post: Post) -> outcome.Outcome:
        if self._event in told(self._home, post):
            return Rejected(Refusal.OTHER, "Bad Request")
        self.taken.append(post)
        return outcome.Sent(500 + len(self.taken))


async def test_a_story_that_telegram_refuses_takes_no_other_of_its_digest_with_it(home: House) -> None:
    await daily(home, 25)
    home.deliverer._sender = choosy = Choosy(home, 7)
    await deliver_all(home)
    assert sorted(told(home, *choosy.taken)) == [n for n in range(25) if n != 7]


async def test_stories_of_a_digest_whose_answers_never_come_are_told_later(home: House) -> None:
    await daily(home, 3)
    home.sender.answer(*[outcome.Unsure("ReadTimeout")] * UNSURE_TRIES)
    await deliver_all(home)
    assert sorted(told(home, *home.sender.posts[UNSURE_TRIES:])) == [0, 1, 2]


async def test_a_digest_of_several_messages_tells_each_story_once(home: House) -> None:
    await daily(home, 25)
    await deliver_all(home)
    assert len(home.sender.posts) > 1
    assert sorted(told(home)) == list(range(25))


# -- settings that change while something is owed --------------------------------------------------------------------


async def test_an_alert_owed_when_quiet_hours_begin_comes_with_their_digest(home: House) -> None:
    home.sender.answer(outcome.RetryAfter(120))
    await home.take(happening(1))
    await home.deliver(1)
    await settings(home, quiet=QuietHours(9 * 60, 11 * 60))
    home.clock.advance(HOUR)
    await home.deliver()
    assert len(home.sender.posts) == 1
    await deliver_all(home)
    assert home.texts()[-1].startswith("🗞")
    assert told(home, *home.sender.posts[1:]) == [1]


async def test_an_alert_owed_when_its_chat_is_muted_waits_for_the_end(home: House) -> None:
    await home.take(happening(1), happening(2))
    await settings(home, muted=home.clock.now() + 3 * HOUR)
    await home.deliver()
    assert home.sender.posts == []
    await deliver_all(home)
    [post] = home.sender.posts
    assert sorted(told(home, post)) == [1, 2]


async def test_an_alert_rings_for_the_issue_that_is_not_muted(home: House) -> None:
    other = await home.follow("council")
    await home.take(happening(1), article(event="flood"))
    muted = home.clock.now() + HOUR
    await home.storage.write(lambda tx: tx.subscriptions.set_muted(other.id, muted))
    await home.deliver()
    assert len(home.sender.posts) == 2


async def test_an_alert_of_an_issue_that_is_followed_no_more_is_not_sent(home: House) -> None:
    await home.take(happening(1))
    chat = await home.chat()
    await home.storage.write(
        lambda tx: [tx.subscriptions.remove(one.id) for one in tx.subscriptions.list_for_chat(chat.id)]
    )
    await deliver_all(home, HOUR)
    assert home.sender.posts == []


async def test_a_digest_that_could_not_go_out_before_quiet_hours_comes_after_them(home: House) -> None:
    await daily(home, 3)
    home.sender.answer(outcome.NotSent("ConnectError"))
    await home.deliver(1)
    await settings(home, quiet=QuietHours(8 * 60 + 2, 10 * 60))
    home.clock.advance(timedelta(minutes=5))
    await home.deliver()
    assert len(home.sender.posts) == 1
    await deliver_all(home)
    assert sorted(told(home, *home.sender.posts[1:])) == [0, 1, 2]
    assert home.clock.now().time() > time(10)


async def test_more_alerts_than_a_person_reads_are_held_by_a_mute_too(home: House) -> None:
    await home.pipeline.process_all([happening(n) for n in range(14)])
    await home.deliver(3)
    at: datetime = home.clock.now() + HOUR
    before = len(home.sender.posts)
    await settings(home, muted=at)
    await home.deliver()
    assert len(home.sender.posts) == before
    await deliver_all(home)
    assert sorted(told(home)) == list(range(14))
