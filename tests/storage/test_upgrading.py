"""A store of an earlier Tocsin, opened by this one: what was there is there, and reads as it is written now."""

from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine, text

from bot.domain.archive import Entry, question
from bot.domain.model import Issue, IssueId
from storage import Storage, Transaction, schema

FIRST = (
    "INSERT INTO chats (id, bot_id, telegram_chat, thread, title, timezone, digest, digest_minute, digest_weekday,"
    " created_at) VALUES (1, 1, 1, 0, 'Olena', 'UTC', 'off', 480, 0, '2026-01-01 00:00:00')",
    "INSERT INTO issues (id, fingerprint, name, aliases) VALUES (7, 'f', 'Ferry', '[\"Boat\"]')",
    "INSERT INTO subscriptions (id, bot_id, chat_id, issue_id, strictness, created_at)"
    " VALUES (1, 1, 1, 7, 'normal', '2026-01-01 00:00:00')",
    "INSERT INTO stories (id, first_at, last_at) VALUES (1, '2026-01-01 00:00:00', '2026-01-01 00:00:00')",
    "INSERT INTO articles (id, guid_digest, words_digest, story_id, at, received_at, backfill, source, guid, title,"
    " sketch, text) VALUES (1, 'g', 'w', 1, '2026-01-01 00:00:00', '2026-01-01 00:00:00', 0, 'The Paper', 'a',"
    " 'Ferry', x'', 'The ferry sails.')",
    "INSERT INTO matches (article_id, issue_id, at, score, alias, matched, spans, passage) VALUES (1, 7,"
    " '2026-01-01 00:00:00', 0.8, 'Ferry', 'ferry', '[[4,9]]',"
    ' \'{"text":"The ferry sails.","start":0,"end":16,"place":"lead","heading":"","lead_in":""}\')',
)
EARLIER = (
    "INSERT INTO articles (id, guid_digest, words_digest, story_id, at, received_at, backfill, source, guid, title,"
    " sketch, text, place) VALUES (:place, :name, :name, 1, :at, :at, 0, 'The Paper', :name, 'Ferry', x'',"
    " 'The ferry sails.', :place)"
)
NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


async def test_store_of_the_first_schema_is_read_by_this_tocsin(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tocsin.db'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        settings = schema.config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0001")
        for statement in FIRST:
            connection.execute(text(statement.replace(":", "\\:")))
    engine.dispose()
    store = Storage.open(url)

    def look(tx: Transaction) -> None:
        [issue] = tx.issues.list_followed(after=IssueId(0), limit=5)
        assert (issue.name, issue.aliases, issue.without) == ("Ferry", ("Boat",), ())
        [match] = tx.matches.list_for_article(tx.articles.newest(1)[0].id, [issue.id])
        assert (match.alias, match.passage.text, match.grounds) == ("Ferry", "The ferry sails.", None)

    await store.read(look)
    await store.close()


async def test_archive_of_an_earlier_tocsin_is_filed_anew_and_found_the_newest_first(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tocsin.db'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        settings = schema.config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0015")
        connection.execute(text(FIRST[3].replace(":", "\\:")))
        for place in (1, 2, 3):
            connection.execute(
                text(EARLIER), {"place": place, "at": f"2026-01-0{place} 00:00:00", "name": f"n{place}"}
            )
            connection.execute(
                text("INSERT INTO archive (rowid, words) VALUES (:place, 'ferry')"), {"place": place}
            )
    engine.dispose()
    store, wanted = Storage.open(url), ((("ferry",),),)

    def file(tx: Transaction) -> list[int]:
        assert tx.archive.find(wanted, until=NOW, limit=5) == []
        for one in tx.archive.list_unfiled(5):
            tx.archive.file(one.id, one.at, Entry("ferry"))
        return [int(id) for id in tx.archive.find(wanted, until=NOW, limit=5)]

    assert await store.write(file) == [3, 2, 1]
    await store.close()


async def test_words_that_an_earlier_tocsin_filed_are_found_as_they_are_heard_now(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tocsin.db'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        settings = schema.config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0017")
        earlier = "INSERT INTO archive_words (key, word, language) VALUES (7, :word, :language)"
        for word, language in (("Toshkentda", "uz"), ("हसीना", "hi")):
            connection.execute(text(earlier), {"word": word, "language": language})
    engine.dispose()
    store = Storage.open(url)
    for name, word in (("Toshkent", "Toshkentda"), ("Hasina", "हसीना")):
        asked = question(Issue(id=IssueId(1), name=name)).keys
        filed = await store.read(lambda tx: tx.archive.words(asked))  # noqa: B023
        assert word in [one.word for one in filed]
    await store.close()
