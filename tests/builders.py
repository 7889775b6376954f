"""Short ways to make what tests need: articles that speak of something, chats that follow it."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.delivery import Deliverer
from bot.domain.model import Article, Chat, Coming, Destination, Subscription
from bot.matcher import Matcher
from bot.pace import Pace
from bot.pipeline import Pipeline, Taken
from bot.schedule import Scheduler
from storage import Storage
from tests.fakes import FakeClock, FakeSender

BOT = 8088


def article(
    name: str = "Marnice",
    *,
    number: int = 1,
    source: str = "Border Standard",
    event: str = "flood",
    **changes: Any,
) -> Article:
    """A short report that is about `name`. The same `event` and name make the same story."""
    given: dict[str, Any] = {
        "guid": f"{source}/{event}/{number}",
        "url": f"https://{source.lower().replace(' ', '-')}.example/{event}/{number}",
        "title": f"{name} after the {event}: what the council decided",
        "text": (
            f"The council of {name} met for six hours on Tuesday because of the {event}. It decided that the "
            f"pumping station of {name} is to be rebuilt on higher ground, at a cost of 14 million.\n\n"
            f"Engineers had asked for new dikes on both banks since the {event} of last spring. The mayor said "
            f"that work would begin in May and take two years; farmers below {name} want it done sooner."
        ),
        "source": source,
        "language": "en",
    }
    return Article(**{**given, **changes})


def copy(source: str, **changes: Any) -> Article:
    """The same report in another paper."""
    return article(source=source, **changes)


def happening(number: int, name: str = "Marnice", **changes: Any) -> Article:
    """Something that happened there: a story of its own for each number."""
    words = random.Random(number)
    made = " ".join("".join(words.choices("bcdfgklmnoprstuaei", k=8)) for _ in range(60))
    given = {"event": f"e{number}", "title": f"{name}: event {number}.", "text": f"{name} saw it. {made}."}
    return article(name, **(given | changes))


@dataclass
class House:
    """Store, pipeline, sender and clock of one test."""

    storage: Storage
    clock: FakeClock
    sender: FakeSender
    matcher: Matcher
    pipeline: Pipeline
    deliverer: Deliverer
    scheduler: Scheduler

    async def follow(self, name: str, chat: int = 101, **changes: Any) -> Subscription:
        """A chat follows an issue; `mode`, `strictness` and `muted_until` as given."""

        def do(tx: Any) -> Subscription:
            row = tx.chats.get_or_add(Destination(BOT, chat), f"chat {chat}", self.clock.now())
            subscription, _ = tx.subscriptions.add(row.id, tx.issues.ensure(name), self.clock.now())
            for what, value in changes.items():
                getattr(tx.subscriptions, f"set_{what.replace('muted_until', 'muted')}")(
                    subscription.id, value
                )
            return subscription

        subscription = await self.storage.write(do)
        await self.matcher.add(subscription.issue)
        return subscription

    async def chat(self, chat: int = 101) -> Chat:
        found = await self.storage.read(lambda tx: tx.chats.find(Destination(BOT, chat)))
        assert found is not None
        return found

    async def take(self, *articles: Article, backfill: bool = False) -> Sequence[Taken]:
        coming = Coming.ARCHIVE if backfill else Coming.NEWS
        return [await self.pipeline.process(one, coming=coming) for one in articles]

    async def deliver(self, rounds: int = 50) -> None:
        """Send until nothing is due; the clock moves on where deliveries wait for their turn."""
        for _ in range(rounds):
            if not await self.deliverer.send_due():
                return
            self.clock.advance(timedelta(seconds=1))

    def texts(self) -> list[str]:
        """What was sent, as HTML."""
        return [post.message.html for post in self.sender.posts]


@asynccontextmanager
async def house(storage: Storage, *, max_age: timedelta = timedelta(days=2)) -> AsyncIterator[House]:
    """Everything below the chat, wired as the bot wires it."""
    clock, sender, matcher, wake = FakeClock(), FakeSender(), Matcher(), asyncio.Event()
    try:
        yield House(
            storage=storage,
            clock=clock,
            sender=sender,
            matcher=matcher,
            pipeline=Pipeline(storage, matcher, clock, max_age=max_age, wake=wake),
            deliverer=Deliverer(storage, sender, clock, bot=BOT, owner="test", pace=Pace(30), wake=wake),
            scheduler=Scheduler(storage, clock, wake=wake),
        )
    finally:
        matcher.close()
