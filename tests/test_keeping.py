"""Old articles go, their lines stay, the file shrinks: a real store, matcher and pipeline."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot import messages
from bot.domain import status
from bot.domain.model import Article, Destination, Issue, IssueId
from bot.domain.standing import Status
from bot.keeping import BATCH, Keeper
from bot.lookup import Lookup
from bot.matcher import Matcher
from bot.pipeline import Pipeline
from storage import Storage, Transaction
from tests.fakes import FakeClock

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
RETENTION = timedelta(days=90)


@dataclass
class Newsroom:
    """Takes articles in and lets them go."""

    storage: Storage
    matcher: Matcher
    pipeline: Pipeline
    keeper: Keeper
    clock: FakeClock
    file: Path

    async def follow(self, name: str) -> Issue:
        def follow(tx: Transaction) -> Issue:
            chat = tx.chats.get_or_add(Destination(1, 5), "Desk", NOW)
            return tx.subscriptions.add(chat.id, tx.issues.ensure(name), NOW)[0].issue

        issue = await self.storage.write(follow)
        await self.matcher.add(issue)
        return issue

    async def take(self, number: int, name: str = "Aurora") -> None:
        sentence = (
            f"The ferry {name} hit buoy {number * 37} off pier {number * 11}, crew {number} said on Monday."
        )
        await self.pipeline.process(
            Article(guid=f"{name}{number}", title=f"{name} again: {number * 7}", text=sentence * 1,
                    url=f"https://paper.test/{number}", source="Post", language="en",
                    published_at=self.clock.now())
        )  # fmt: skip

    async def keep(self) -> None:
        while await self.keeper.round():
            pass

    async def stand(self, issue: Issue) -> Status:
        def read(tx: Transaction) -> Status:
            now = self.clock.now()
            reports = tx.matches.reports(issue.id, since=NOW - 2 * RETENTION, until=now, limit=99)
            past = tx.past.lines(issue.id, 0.0)
            return status.with_past(status.answer(issue.name, reports, now), [line for _, line in past])

        return await self.storage.read(read)

    async def count(self) -> int:
        return await self.storage.read(lambda tx: tx.articles.count())


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    file = tmp_path / "tocsin.db"
    storage, matcher, clock = Storage.open(f"sqlite:///{file}"), Matcher(), FakeClock(NOW)
    pipeline = Pipeline(storage, matcher, clock, max_age=timedelta(days=2), wake=asyncio.Event())
    yield Newsroom(storage, matcher, pipeline, Keeper(storage, clock, retention=RETENTION), clock, file)
    await matcher.stop()
    await storage.close()


async def test_a_timeline_keeps_its_lines_when_their_articles_go(room: Newsroom) -> None:
    issue = await room.follow("Aurora")
    for number in (1, 2):
        await room.take(number)
        room.clock.advance(timedelta(days=60))
    before = await room.stand(issue)
    assert [one.url for one in before.timeline] == ["https://paper.test/2", "https://paper.test/1"]
    await room.keep()
    assert await room.count() == 1
    after = await room.stand(issue)
    assert (after.timeline, after.past) == (before.timeline, 1)
    shown = messages.status(after, issue.id, followed=True)
    assert "1 line of its timeline from articles no longer kept here." in shown.html
    room.clock.advance(RETENTION)
    await room.keep()
    assert await room.count() == 0
    assert (await room.stand(issue)).timeline == before.timeline
    assert (await room.stand(issue)).silence == timedelta(days=60) + RETENTION


async def test_nothing_goes_before_its_time(room: Newsroom) -> None:
    await room.take(1)
    room.clock.advance(RETENTION)
    await room.keep()
    assert await room.count() == 1


async def test_what_has_gone_is_found_no_more_and_nothing_of_it_is_left(room: Newsroom) -> None:
    await room.take(1)
    room.clock.advance(RETENTION + timedelta(hours=1))
    await room.keep()
    looked = await Lookup(room.storage, room.matcher).look(
        Issue(id=IssueId(0), name="Aurora"), room.clock.now()
    )
    assert looked.reports == []
    engine = create_engine(f"sqlite:///{room.file}")
    with engine.connect() as connection:
        for table in ("articles", "stories", "story_keys", "matches"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0, table
        found = text("SELECT count(*) FROM archive WHERE archive MATCH 'aurora'")
        assert connection.execute(found).scalar_one() == 0
    engine.dispose()


async def rows(room: Newsroom) -> dict[str, int]:
    engine = create_engine(f"sqlite:///{room.file}")
    with engine.connect() as connection:
        found = {
            table: int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
            for table in ("alerts", "deliveries", "delivery_alerts", "decisions", "stories")
        }
    engine.dispose()
    return found


async def test_what_was_told_of_old_articles_goes_and_what_is_owed_stays(room: Newsroom) -> None:
    await room.follow("Aurora")

    def send(tx: Transaction) -> None:
        for due in tx.deliveries.claim(1, "me", room.clock.now(), limit=9, lease=timedelta(seconds=9)):
            tx.deliveries.mark_sent(due.id, message_id=due.id, now=room.clock.now())
            tx.alerts.set_sent(due.alerts[0].id, due.id)

    for number in range(3):
        await room.take(number)
        room.clock.advance(timedelta(days=10))
        if number < 2:
            await room.storage.write(send)
    told = await rows(room)
    assert (told["alerts"], told["deliveries"], told["decisions"]) == (3, 3, 3)
    await room.keep()
    assert await rows(room) == told
    room.clock.advance(RETENTION)
    await room.keep()
    assert set((await rows(room)).values()) == {
        0,
        1,
    }  # the one that is owed, of a story whose article is gone
    assert (await rows(room))["decisions"] == 0


async def test_articles_go_in_small_batches_and_the_file_shrinks(room: Newsroom) -> None:
    many = [
        Article(guid=str(n), title=f"Report {n}", text=f"Quay {n * 13} " + f"grain {n * 7} " * 400,
                published_at=NOW, language="en")
        for n in range(2 * BATCH)
    ]  # fmt: skip
    await room.pipeline.process_all(many)

    def pages() -> int:
        engine = create_engine(f"sqlite:///{room.file}")
        with engine.connect() as connection:
            found = int(connection.execute(text("PRAGMA page_count")).scalar_one())
        engine.dispose()
        return found

    full = pages()
    room.clock.advance(RETENTION + timedelta(hours=1))
    assert await room.keeper.round() == BATCH
    assert await room.count() == BATCH
    await room.keep()
    assert pages() < full / 2


async def test_the_index_becomes_one_piece_when_nothing_else_is_to_be_done_and_has_what_it_had(
    room: Newsroom,
) -> None:
    def pieces() -> int:
        engine = create_engine(f"sqlite:///{room.file}")
        with engine.connect() as connection:
            found = int(
                connection.execute(text("SELECT count(DISTINCT segid) FROM archive_idx")).scalar_one()
            )
        engine.dispose()
        return found

    for number in range(3):
        await room.take(number)
    assert pieces() == 3
    assert await room.keeper.round() == 1
    await room.keep()
    assert pieces() == 1
    assert await room.keeper.round() == 0, "then it rests"
    looked = await Lookup(room.storage, room.matcher).look(
        Issue(id=IssueId(0), name="Aurora"), room.clock.now()
    )
    assert len(looked.reports) == 3


async def test_articles_of_a_store_without_an_index_are_filed(room: Newsroom) -> None:
    await room.take(1)
    engine = create_engine(f"sqlite:///{room.file}")
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO archive (archive) VALUES ('delete-all')"))
        connection.execute(text("DELETE FROM archive_words"))
        connection.execute(text("UPDATE articles SET place = NULL"))
    engine.dispose()
    lookup, issue = Lookup(room.storage, room.matcher), Issue(id=IssueId(0), name="Aurora")
    assert (await lookup.look(issue, room.clock.now())).reports == []
    await room.keep()
    assert len((await lookup.look(issue, room.clock.now())).reports) == 1


async def test_an_article_that_was_changed_is_found_by_its_new_words_alone(room: Newsroom) -> None:
    lookup, old, new = (
        Lookup(room.storage, room.matcher),
        Issue(id=IssueId(0), name="Aurora"),
        Issue(id=IssueId(0), name="Borealis"),
    )
    first = Article(guid="1", title="A ferry report", text="The ferry Aurora hit a buoy on Monday, crew said. " * 8,
                    url="https://paper.test/1", source="Post", language="en", published_at=NOW)  # fmt: skip
    await room.pipeline.process(first)
    await room.pipeline.process(replace(first, text=first.text.replace("Aurora", "Borealis")))
    await room.keep()
    assert (await lookup.look(old, room.clock.now())).reports == []
    assert len((await lookup.look(new, room.clock.now())).reports) == 1
