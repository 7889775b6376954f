"""What is wrong is said in words, to owners once, and that it is well again once."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot import outcome
from bot.domain.model import Destination
from bot.domain.owed import DeliveryKind
from bot.health import Health, Loop, tell_version
from bot.pace import Pace
from storage import Storage, steps
from tests.builders import BOT, article, house
from tests.fakes import FakeClock

OWNER = Destination(BOT, 7)
MINUTE = timedelta(minutes=1)


@dataclass
class Beat:
    """A loop that went round at that moment."""

    working_at: datetime | None = None


async def watched(
    store: Storage, clock: FakeClock, *loops: Loop, share: Callable[[datetime], float] = lambda _: 1.0
) -> Health:
    """Health with one owner, who has talked to the bot."""
    await store.write(lambda tx: tx.chats.get_or_add(OWNER, "Owner", clock.now()))
    return Health(
        storage=store,
        clock=clock,
        wake=asyncio.Event(),
        bot=BOT,
        owner="here",
        owners=(OWNER, Destination(BOT, 8)),
        loops=loops,
        share=share,
        started_at=clock.now(),
    )


async def words(health: Health) -> str:
    return "; ".join(one.words for one in await health.ailments())


async def told(store: Storage, clock: FakeClock) -> list[str]:
    """What is owed to the owner, oldest first; it counts as sent then."""
    texts = []
    for _ in range(9):
        due = await store.write(
            lambda tx: tx.deliveries.claim(BOT, "t", clock.now(), limit=9, lease=timedelta(hours=1))
        )
        for one in due:
            texts.append(one.text)
            await store.write(
                lambda tx, id=one.id: tx.deliveries.mark_sent(id, message_id=1, now=clock.now())
            )
    return texts


async def look_for(health: Health, clock: FakeClock, minutes: int) -> None:
    """Look every twenty seconds for so long."""
    for _ in range(3 * minutes):
        clock.advance(timedelta(seconds=20))
        await health.look()


async def test_a_loop_that_stands_still_is_named_with_how_long(store: Storage) -> None:
    clock = FakeClock()
    beat = Beat(clock.now())
    health = await watched(store, clock, Loop("ingest", "reading the sources", beat))
    assert await words(health) == ""
    clock.advance(4 * MINUTE)
    assert await words(health) == "reading the sources has stood still for 4 min"
    beat.working_at = clock.now()
    assert await words(health) == ""


async def test_a_loop_that_never_began_is_no_healthy_one(store: Storage) -> None:
    clock = FakeClock()
    health = await watched(store, clock, Loop("ingest", "reading the sources", Beat()))
    clock.advance(4 * MINUTE)
    assert "reading the sources has stood still" in await words(health)


async def test_the_owner_hears_once_of_a_stall_and_once_of_its_end(store: Storage) -> None:
    clock = FakeClock()
    beat = Beat(clock.now())
    health = await watched(store, clock, Loop("ingest", "reading the sources", beat))
    await look_for(health, clock, 30)
    [stalled] = await told(store, clock)
    assert "Taking in articles has stalled" in stalled
    assert "reading the sources has stood still for 3 min" in stalled
    for _ in range(30):
        beat.working_at = clock.now()
        await look_for(health, clock, 1)
    [well] = await told(store, clock)
    assert "Taking in articles is well again" in well


async def test_a_restart_does_not_repeat_the_news(store: Storage) -> None:
    clock = FakeClock()
    first = await watched(store, clock, Loop("ingest", "reading the sources", Beat(clock.now())))
    await look_for(first, clock, 5)
    assert len(await told(store, clock)) == 1
    second = await watched(store, clock, Loop("ingest", "reading the sources", Beat(clock.now())))
    await look_for(second, clock, 1)
    second.loops[0].beat.working_at = None
    await look_for(second, clock, 5)
    assert await told(store, clock) == []


async def test_a_store_that_takes_nothing_for_minutes_is_an_ailment_until_it_does(tmp_path: Path) -> None:
    clock = FakeClock()
    store = Storage.open(f"sqlite:///{tmp_path / 'store.db'}?timeout=0.1")
    health = await watched(store, clock)
    with closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await look_for(health, clock, 1)
        assert await words(health) == ""  # as long as it may be a hiccup
        await look_for(health, clock, 2)
        assert "another program" in await words(health)
    await health.look()
    assert await words(health) == ""
    await store.close()


async def test_a_message_that_is_late_without_reason_is_a_stall(store: Storage) -> None:
    clock = FakeClock()
    used = [0.9]
    health = await watched(store, clock, share=lambda _: used[0])
    owner = await store.read(lambda tx: tx.chats.find(OWNER))
    assert owner is not None
    await store.write(
        lambda tx: tx.deliveries.owe(DeliveryKind.NOTICE, owner.id, text="late", due_at=clock.now())
    )
    clock.advance(5 * MINUTE)
    assert await words(health) == ""
    used[0] = 0.1
    assert (
        await words(health)
        == "the oldest message has been due for 5 min, and only 10% of the allowed rate was used"
    )


async def test_what_fell_due_while_the_process_was_down_is_not_late(store: Storage) -> None:
    clock = FakeClock()
    owner = await store.write(lambda tx: tx.chats.get_or_add(OWNER, "Owner", clock.now()))
    await store.write(
        lambda tx: tx.deliveries.owe(DeliveryKind.NOTICE, owner.id, text="old", due_at=clock.now())
    )
    clock.advance(timedelta(hours=9))
    health = await watched(store, clock, share=lambda _: 0.0)
    assert await words(health) == ""
    clock.advance(3 * MINUTE)
    assert "due for 3 min" in await words(health)


async def test_after_the_machine_slept_every_loop_gets_its_time_again(store: Storage) -> None:
    clock = FakeClock()
    health = await watched(store, clock, Loop("ingest", "reading the sources", Beat(clock.now())))
    await health.look()
    clock.advance(timedelta(hours=8))
    await health.look()
    assert await told(store, clock) == []


async def test_while_telegram_does_not_answer_sending_is_said_to_fail_and_then_to_be_well(
    store: Storage,
) -> None:
    async with house(store) as home:
        await home.follow("Marnice")
        await home.take(article())
        health = await watched(store, home.clock, Loop("sending", "sending", home.deliverer))
        home.sender.answer(*[outcome.NotSent("ClientConnectorError")] * 99)
        for _ in range(8):
            await home.deliverer.send_due()
            await look_for(health, home.clock, 1)
        assert "sending has failed for" in await words(health)
        assert "Telegram does not answer (ClientConnectorError)" in await words(health)
        home.sender.recover()
        home.clock.advance(timedelta(minutes=7))
        for _ in range(7):
            await home.deliver()
            await look_for(health, home.clock, 1)
        assert await words(health) == ""
        notices = [
            text for text in dict.fromkeys(home.texts()) if text.startswith("<b>⚠") or text.startswith("<b>✓")
        ]
        assert ["⚠" in text for text in notices] == [True, False]


async def test_sources_that_all_fail_for_an_hour_are_a_stall(store: Storage) -> None:
    clock = FakeClock()
    health = await watched(store, clock)
    for name in ("one", "two"):
        source, _ = await store.write(
            lambda tx, name=name: tx.sources.add(f"https://{name}.example/feed", "", clock.now())
        )
        await store.write(
            lambda tx, id=source.id: tx.sources.record_failure(
                id, error="unreachable", next_poll_at=clock.now() + timedelta(days=1), now=clock.now()
            )
        )
    assert await words(health) == ""
    clock.advance(timedelta(hours=2))
    assert await words(health) == "none of 2 sources could be read for 2 h"


async def test_owners_hear_once_that_a_new_version_changed_the_store(store: Storage) -> None:
    clock = FakeClock()
    await watched(store, clock)
    names = list(steps())

    def before(tx: object) -> None:
        tx.alarms.begin(BOT, f"schema {names[-2]}", clock.now())  # type: ignore[attr-defined] # a Transaction

    await store.write(before)
    for _ in range(2):
        await store.write(lambda tx: tell_version(tx, BOT, (OWNER,), clock.now()))
    [text] = await told(store, clock)
    assert "A new version of Tocsin runs" in text
    assert steps()[names[-1]].rstrip(".") in text


def test_the_share_of_the_rate_counts_the_last_minute() -> None:
    pace, now = Pace(10), FakeClock().now()
    for second in range(60):
        for chat in range(5):
            pace.reserve(1000 * second + chat, now + timedelta(seconds=second))
    assert 0.45 < pace.share(now + MINUTE) <= 0.5
    assert pace.share(now + 2 * MINUTE) < 0.05
    assert pace.share(now + 3 * MINUTE) == 0
