"""What holds for every method of every repository: the table below names them all, or its first test fails."""

import contextlib
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest
from building import BOT, DAY, MINUTE, NOW, alert, article, chat, excerpt, find_seen, follow, match, put
from psycopg.sql import SQL, Identifier
from sqlalchemy import Connection, event, func, make_url, select
from sqlalchemy.exc import SQLAlchemyError

from bot.domain import stories
from bot.domain.archive import Entry
from bot.domain.marks import mark
from bot.domain.model import (
    Action,
    AlertId,
    AlertState,
    ArticleId,
    ChatId,
    Decision,
    DeliveryId,
    DeliveryMode,
    Destination,
    Issue,
    IssueId,
    QuietHours,
    Reason,
    RollId,
    SourceId,
    StoredArticle,
    StoryId,
    Strictness,
    SubscriptionId,
)
from bot.domain.owed import DIGESTS, DeliveryKind
from bot.domain.pushes import Offer, PushId
from bot.domain.standing import Development
from bot.domain.wishes import Wishes
from bot.errors import StoreBusy, StoreError
from storage import Storage, Transaction
from storage.database import Database
from storage.tables import metadata

Call = Callable[[Transaction], object]

GONE = StoredArticle(id=ArticleId(1), article=article(), received_at=NOW, story=StoryId(1))
_ISSUE = Issue(id=IssueId(1), name="Ferry")
_DECISION = Decision(
    subscription=SubscriptionId(1), action=Action.SEND, reason=Reason.NEW_STORY, match=match(_ISSUE)
)
_HERE = Destination(BOT, 5)

HUB = Offer("https://hub.test/", "https://paper.test/feed")

WRITES: dict[str, Call] = {
    "chats.get_or_add": lambda tx: tx.chats.get_or_add(_HERE, "Newsroom", NOW),
    "chats.set_digest": lambda tx: tx.chats.set_digest(ChatId(1), DeliveryMode.DAILY, minute=0, weekday=0),
    "chats.set_timezone": lambda tx: tx.chats.set_timezone(ChatId(1), "Europe/Kyiv"),
    "chats.set_quiet": lambda tx: tx.chats.set_quiet(ChatId(1), QuietHours(0, 60)),
    "chats.set_digested": lambda tx: tx.chats.set_digested(ChatId(1), NOW),
    "chats.set_muted": lambda tx: tx.chats.set_muted(ChatId(1), NOW),
    "chats.set_gone": lambda tx: tx.chats.set_gone(ChatId(1), NOW),
    "chats.set_closed": lambda tx: tx.chats.set_closed(ChatId(1), NOW),
    "chats.set_client_language": lambda tx: tx.chats.set_client_language(ChatId(1), "uk"),
    "chats.set_language": lambda tx: tx.chats.set_language(4242, 1, "uk"),
    "chats.set_wishes": lambda tx: tx.chats.set_wishes(ChatId(1), Wishes(sound=False)),
    "chats.set_manages": lambda tx: tx.chats.set_manages(ChatId(1), ChatId(2)),
    "chats.set_contact": lambda tx: tx.chats.set_contact(ChatId(1), 7),
    "chats.take_after": lambda tx: tx.chats.take_after(ChatId(1), ChatId(2)),
    "chats.clear_ready": lambda tx: tx.chats.clear_ready(BOT, NOW),
    "chats.set_ready": lambda tx: tx.chats.set_ready(BOT, 5, NOW),
    "chats.set_all_ready": lambda tx: tx.chats.set_all_ready({(BOT, 5): NOW}),
    "chats.move": lambda tx: tx.chats.move(BOT, 5, 6),
    "issues.ensure": lambda tx: tx.issues.ensure("Ferry"),
    "subscriptions.add": lambda tx: tx.subscriptions.add(ChatId(1), _ISSUE, NOW),
    "subscriptions.remove": lambda tx: tx.subscriptions.remove(SubscriptionId(1)),
    "subscriptions.bring_back": lambda tx: tx.subscriptions.bring_back(SubscriptionId(1)),
    "subscriptions.move": lambda tx: tx.subscriptions.move(SubscriptionId(1), ChatId(2)),
    "subscriptions.set_mode": lambda tx: tx.subscriptions.set_mode(SubscriptionId(1), None),
    "subscriptions.set_strictness": lambda tx: tx.subscriptions.set_strictness(
        SubscriptionId(1), Strictness.LOOSE
    ),
    "subscriptions.set_wishes": lambda tx: tx.subscriptions.set_wishes(SubscriptionId(1), Wishes()),
    "subscriptions.set_lessons": lambda tx: tx.subscriptions.set_lessons(SubscriptionId(1), []),
    "subscriptions.set_muted": lambda tx: tx.subscriptions.set_muted(SubscriptionId(1), None),
    "subscriptions.set_issue": lambda tx: tx.subscriptions.set_issue(SubscriptionId(1), _ISSUE),
    "articles.add": lambda tx: put(tx, story=StoryId(1)),
    "archive.merge": lambda tx: tx.archive.merge(),
    "archive.file": lambda tx: tx.archive.file(ArticleId(1), NOW, Entry("ferry", "en", ("Ferry",))),
    "past.keep": lambda tx: tx.past.keep(
        IssueId(1), StoryId(1), Development(NOW, "It sails.", None, "The Paper", 1), 0.9
    ),
    "ended.remove_deliveries": lambda tx: tx.ended.remove_deliveries([1, 2]),
    "ended.remove_alerts": lambda tx: tx.ended.remove_alerts([1, 2]),
    "past.remove": lambda tx: tx.past.remove([GONE]),
    "matches.add": lambda tx: tx.matches.add(ArticleId(1), [match(_ISSUE)]),
    "matches.replace": lambda tx: tx.matches.replace(ArticleId(1), [match(_ISSUE)]),
    "articles.revise": lambda tx: tx.articles.revise(
        ArticleId(1), article(), fingerprint="other words", sketch=stories.sketch(article())
    ),
    "stories.add": lambda tx: tx.stories.add(NOW),
    "stories.touch": lambda tx: tx.stories.touch(StoryId(1), NOW),
    "decisions.add": lambda tx: tx.decisions.add(ArticleId(1), StoryId(1), [_DECISION], NOW),
    "alerts.add": lambda tx: tx.alerts.add(
        ChatId(1), StoryId(1), state=AlertState.OWED, reason=Reason.NEW_STORY, excerpts=(), now=NOW
    ),
    "alerts.set_excerpts": lambda tx: tx.alerts.set_excerpts(AlertId(1), (excerpt(),)),
    "alerts.set_state": lambda tx: tx.alerts.set_state(AlertId(1), AlertState.OWED),
    "alerts.set_sent": lambda tx: tx.alerts.set_sent(AlertId(1), 7),
    "alerts.follow_up": lambda tx: tx.alerts.follow_up(
        AlertId(1),
        news="agreed",
        known=(),
        state=AlertState.OWED,
        reason=Reason.NEW_FACT,
        excerpts=(),
        now=NOW,
    ),
    "alerts.hold": lambda tx: tx.alerts.hold(AlertId(1), Reason.QUIET, NOW),
    "alerts.hold_owed": lambda tx: tx.alerts.hold_owed(ChatId(1), NOW),
    "alerts.set_release": lambda tx: tx.alerts.set_release([AlertId(1)], NOW),
    "personal.forget": lambda tx: tx.personal.forget([ChatId(1)]),
    "rolls.open": lambda tx: tx.rolls.open(ChatId(1), 1, since=NOW - DAY, most=5, now=NOW),
    "rolls.add": lambda tx: tx.rolls.add(RollId(1), AlertId(1)),
    "alerts.set_all_sent": lambda tx: tx.alerts.set_all_sent({AlertId(1): 7}),
    "alarms.begin": lambda tx: tx.alarms.begin(BOT, "ingest", NOW),
    "audit.end_claims": lambda tx: tx.audit.end_claims([DeliveryId(1)], NOW),
    "audit.make_due": lambda tx: tx.audit.make_due([DeliveryId(1)], NOW),
    "audit.make_ready": lambda tx: tx.audit.make_ready([ChatId(1)]),
    "audit.mend_torn": lambda tx: tx.audit.mend_torn([DeliveryId(1)]),
    "alarms.end": lambda tx: tx.alarms.end(BOT, "sending"),
    "rolls.set_sent": lambda tx: tx.rolls.set_sent(RollId(1), 7, NOW),
    "deliveries.owe": lambda tx: tx.deliveries.owe(DeliveryKind.NOTICE, ChatId(1), due_at=NOW),
    "deliveries.claim": lambda tx: tx.deliveries.claim(BOT, "me", NOW, limit=5, lease=MINUTE),
    "deliveries.mark_all_sent": lambda tx: tx.deliveries.mark_all_sent({DeliveryId(1): 1}, NOW),
    "deliveries.mark_sent": lambda tx: tx.deliveries.mark_sent(DeliveryId(1), message_id=1, now=NOW),
    "deliveries.mark_due": lambda tx: tx.deliveries.mark_due(DeliveryId(1), error="why"),
    "deliveries.postpone": lambda tx: tx.deliveries.postpone(DeliveryId(1), error="paced"),
    "deliveries.mark_failed": lambda tx: tx.deliveries.mark_failed(DeliveryId(1), error="why", now=NOW),
    "deliveries.mark_dead": lambda tx: tx.deliveries.mark_dead(DeliveryId(1), error="why", now=NOW),
    "deliveries.recover": lambda tx: tx.deliveries.recover(BOT, NOW),
    "deliveries.set_back": lambda tx: tx.deliveries.set_back(BOT, NOW, MINUTE),
    "deliveries.cancel_edits": lambda tx: tx.deliveries.cancel_edits(AlertId(1), NOW),
    "deliveries.cancel_chat": lambda tx: tx.deliveries.cancel_chat(ChatId(1), error="why", now=NOW),
    "sources.add": lambda tx: tx.sources.add("https://paper.test/feed", "", NOW),
    "keys.add": lambda tx: tx.keys.add("newsroom", "secret", NOW),
    "keys.revoke": lambda tx: tx.keys.revoke("newsroom"),
    "sources.pause": lambda tx: tx.sources.pause(SourceId(1), NOW),
    "sources.resume": lambda tx: tx.sources.resume(SourceId(1), NOW),
    "sources.hold_host": lambda tx: tx.sources.hold_host("paper.test", NOW),
    "sources.set_back": lambda tx: tx.sources.set_back(NOW, DAY),
    "sources.next_due": lambda tx: tx.sources.next_due(),
    "sources.set_moved": lambda tx: tx.sources.set_moved(SourceId(1), "https://paper.test/new", NOW),
    "sources.readdress": lambda tx: tx.sources.readdress(SourceId(1), "https://paper.test/new"),
    "sources.set_told": lambda tx: tx.sources.set_told(SourceId(1), NOW),
    "subscriptions.count_chats": lambda tx: tx.subscriptions.count_chats(),
    "marks.set": lambda tx: tx.marks.set(SourceId(1), [mark(article())]),
    "pushes.offer": lambda tx: tx.pushes.offer(SourceId(1), HUB, token="t", secret="s", now=NOW),
    "pushes.end": lambda tx: tx.pushes.end(SourceId(1), NOW),
    "pushes.set_asked": lambda tx: tx.pushes.set_asked(PushId(1), NOW),
    "pushes.set_agreed": lambda tx: tx.pushes.set_agreed(PushId(1), NOW, NOW),
    "pushes.set_pinged": lambda tx: tx.pushes.set_pinged(PushId(1), "sha256", NOW),
    "pushes.remove": lambda tx: tx.pushes.remove(PushId(1)),
    "sources.record_push": lambda tx: tx.sources.record_push(SourceId(1), newest_at=NOW, new_articles=1),
    "sources.hurry": lambda tx: tx.sources.hurry(SourceId(1), NOW),
    "sources.remove": lambda tx: tx.sources.remove(SourceId(1)),
    "sources.record_ok": lambda tx: tx.sources.record_ok(
        SourceId(1), etag=None, last_modified=None, newest_at=NOW, new_articles=1, next_poll_at=NOW, now=NOW
    ),
    "sources.record_failure": lambda tx: tx.sources.record_failure(
        SourceId(1), error="why", next_poll_at=NOW, now=NOW
    ),
    "updates.begin": lambda tx: tx.updates.begin(BOT, 1),
    "updates.done": lambda tx: tx.updates.done(BOT, 1),
    "leases.acquire": lambda tx: tx.leases.acquire("sender", "me", NOW, MINUTE),
    "leases.cut": lambda tx: tx.leases.cut("sender", NOW, MINUTE),
    "leases.release": lambda tx: tx.leases.release("sender", "me"),
}

READS: dict[str, Call] = {
    "chats.get": lambda tx: tx.chats.get(ChatId(1)),
    "chats.find": lambda tx: tx.chats.find(_HERE),
    "chats.list_by_id": lambda tx: tx.chats.list_by_id([ChatId(1)]),
    "chats.list_of": lambda tx: tx.chats.list_of(BOT, 5),
    "chats.list_lost": lambda tx: tx.chats.list_lost(BOT, NOW, 5),
    "issues.get": lambda tx: tx.issues.get(IssueId(1)),
    "issues.find": lambda tx: tx.issues.find("Ferry"),
    "issues.list_followed": lambda tx: tx.issues.list_followed(after=IssueId(0), limit=5),
    "issues.count_followed": lambda tx: tx.issues.count_followed(),
    "subscriptions.get": lambda tx: tx.subscriptions.get(SubscriptionId(1)),
    "subscriptions.list_for_chat": lambda tx: tx.subscriptions.list_for_chat(ChatId(1)),
    "subscriptions.list_among": lambda tx: tx.subscriptions.list_among([ChatId(1)], [IssueId(1)]),
    "subscriptions.list_for_issues": lambda tx: tx.subscriptions.list_for_issues([IssueId(1)]),
    "subscriptions.count_followers": lambda tx: tx.subscriptions.count_followers(IssueId(1)),
    "articles.find_seen": lambda tx: find_seen(tx, article()),
    "articles.get": lambda tx: tx.articles.get(ArticleId(1)),
    "articles.find_url": lambda tx: tx.articles.find_url("https://paper.test/"),
    "articles.of_stories": lambda tx: tx.articles.of_stories([StoryId(1)], besides=(), until=NOW, limit=5),
    "articles.newest": lambda tx: tx.articles.newest(5),
    "articles.publishers": lambda tx: tx.articles.publishers(5),
    "articles.reach": lambda tx: tx.articles.reach(3),
    "archive.is_indexed": lambda tx: tx.archive.is_indexed(),
    "archive.list_unfiled": lambda tx: tx.archive.list_unfiled(5),
    "archive.words": lambda tx: tx.archive.words([1, 2]),
    "archive.find": lambda tx: tx.archive.find(((("ferry",),),), until=NOW, limit=5),
    "archive.survey": lambda tx: tx.archive.survey(((("ferry",),),), until=NOW, limit=5, counted=9),
    "archive.read": lambda tx: tx.archive.read([ArticleId(1)], until=NOW),
    "past.list_articles": lambda tx: tx.past.list_articles(NOW, 5),
    "past.lines": lambda tx: tx.past.lines(IssueId(1), 0.5),
    "matches.list_of": lambda tx: tx.matches.list_of(ArticleId(1)),
    "articles.count": lambda tx: tx.articles.count(),
    "matches.reports": lambda tx: tx.matches.reports(IssueId(1), since=NOW - DAY, until=NOW, limit=5),
    "matches.coverage": lambda tx: tx.matches.coverage(IssueId(1), until=NOW, at_least=0.5, counted=5),
    "matches.list_for_article": lambda tx: tx.matches.list_for_article(ArticleId(1), [IssueId(1)]),
    "matches.issues_of": lambda tx: tx.matches.issues_of(ArticleId(1)),
    "stories.candidates": lambda tx: tx.stories.candidates(stories.sketch(article()).keys, NOW - DAY),
    "decisions.list_for_article": lambda tx: tx.decisions.list_for_article(ChatId(1), ArticleId(1)),
    "decisions.list_for_alert": lambda tx: tx.decisions.list_for_alert(ChatId(1), AlertId(1)),
    "decisions.counts": lambda tx: tx.decisions.counts(),
    "alerts.find": lambda tx: tx.alerts.find(ChatId(1), StoryId(1)),
    "sources.standing": lambda tx: tx.sources.standing(),
    "deliveries.oldest_due": lambda tx: tx.deliveries.oldest_due(BOT, NOW),
    "leases.is_held": lambda tx: tx.leases.is_held("delivery", NOW),
    "audit.last_id": lambda tx: tx.audit.last_id(),
    "audit.list_claimed": lambda tx: tx.audit.list_claimed(NOW, 5),
    "audit.list_far": lambda tx: tx.audit.list_far(NOW, 5),
    "audit.list_unready": lambda tx: tx.audit.list_unready(NOW, 5),
    "audit.list_nowhere": lambda tx: tx.audit.list_nowhere(5),
    "audit.list_torn": lambda tx: tx.audit.list_torn(5),
    "audit.list_hourless": lambda tx: tx.audit.list_hourless(5),
    "audit.list_held_far": lambda tx: tx.audit.list_held_far(NOW, 5),
    "audit.list_unbrought": lambda tx: tx.audit.list_unbrought(0, 5, NOW),
    "audit.was_told": lambda tx: tx.audit.was_told(AlertId(1)),
    "audit.count_strange": lambda tx: tx.audit.count_strange(0, 5),
    "alarms.list_of": lambda tx: tx.alarms.list_of(BOT),
    "alerts.get_all": lambda tx: tx.alerts.get_all([AlertId(1)]),
    "alerts.shown_by": lambda tx: tx.alerts.shown_by([AlertId(1)]),
    "alerts.has_any": lambda tx: tx.alerts.has_any(ChatId(1)),
    "alerts.get": lambda tx: tx.alerts.get(AlertId(1)),
    "alerts.article_of": lambda tx: tx.alerts.article_of(AlertId(1)),
    "alerts.find_message": lambda tx: tx.alerts.find_message(_HERE, 7),
    "alerts.list_held": lambda tx: tx.alerts.list_held(ChatId(1)),
    "pushes.of": lambda tx: tx.pushes.of(SourceId(1)),
    "pushes.find": lambda tx: tx.pushes.find("t"),
    "pushes.list_due": lambda tx: tx.pushes.list_due(NOW, 5),
    "alerts.next_release": lambda tx: tx.alerts.next_release(ChatId(1), Reason.MISSED),
    "marks.get": lambda tx: tx.marks.get(SourceId(1)),
    "alerts.list_dropped": lambda tx: tx.alerts.list_dropped(ChatId(1), NOW),
    "alerts.list_releasable": lambda tx: tx.alerts.list_releasable(NOW),
    "alerts.list_early": lambda tx: tx.alerts.list_early(NOW),
    "alerts.list_sent": lambda tx: tx.alerts.list_sent(StoryId(1)),
    "alerts.list_waiting": lambda tx: tx.alerts.list_waiting(StoryId(1)),
    "alerts.list_recent": lambda tx: tx.alerts.list_recent(ChatId(1), 5),
    "personal.rows": lambda tx: tx.personal.rows([ChatId(1)]),
    "personal.counts": lambda tx: tx.personal.counts([ChatId(1)]),
    "deliveries.list_from": lambda tx: tx.deliveries.list_from(AlertId(1), DIGESTS),
    "deliveries.list_in": lambda tx: tx.deliveries.list_in(_HERE, 7),
    "deliveries.is_due": lambda tx: tx.deliveries.is_due(BOT, NOW),
    "rolls.find": lambda tx: tx.rolls.find(AlertId(1)),
    "rolls.list_alerts": lambda tx: tx.rolls.list_alerts(RollId(1)),
    "alerts.busy": lambda tx: tx.alerts.busy([ChatId(1)], NOW, 5),
    "alerts.told_since": lambda tx: tx.alerts.told_since(ChatId(1), NOW),
    "deliveries.backlog": lambda tx: tx.deliveries.backlog([ChatId(1)], 5),
    "deliveries.sent_since": lambda tx: tx.deliveries.sent_since(BOT, NOW),
    "ended.list_deliveries": lambda tx: tx.ended.list_deliveries(NOW, 0, 5),
    "ended.list_alerts": lambda tx: tx.ended.list_alerts(NOW, 0, 5),
    "deliveries.figures": lambda tx: tx.deliveries.figures(NOW),
    "keys.find": lambda tx: tx.keys.find("secret"),
    "keys.list_all": lambda tx: tx.keys.list_all(),
    "sources.get": lambda tx: tx.sources.get(SourceId(1)),
    "sources.list_all": lambda tx: tx.sources.list_all(),
    "sources.list_due": lambda tx: tx.sources.list_due(NOW, 5),
    "updates.is_begun": lambda tx: tx.updates.is_begun(BOT, 1),
    "updates.is_done": lambda tx: tx.updates.is_done(BOT, 1),
}


def test_every_method_is_named_here(tx: Transaction) -> None:
    offered = {
        f"{noun}.{verb}"
        for noun, repository in vars(tx).items()
        for verb in vars(type(repository))
        if not verb.startswith("_")
    }
    assert offered == WRITES.keys() | READS.keys()
    assert not WRITES.keys() & READS.keys()


async def complaint(answer: Awaitable[object]) -> str:
    """What the store says instead of answering; nothing when it answers."""
    try:
        await answer
    except StoreBusy:
        return "busy"
    except StoreError as error:
        return str(error)
    return ""


async def test_every_write_waits_for_a_lock_and_then_says_that_the_store_is_busy(shared_url: str) -> None:
    store = Storage.open(make_url(shared_url).update_query_dict({"timeout": "0.01"}).render_as_string(False))
    with held(shared_url):
        said = {name: await complaint(store.write(call)) for name, call in WRITES.items()}
    answered = set() if shared_url.startswith("sqlite") else {"archive.merge"}  # which has no index there
    assert {name for name, text in said.items() if text != "busy"} == answered
    assert await complaint(store.write(WRITES["issues.ensure"])) == "", "the writer goes on"
    await store.close()


async def test_every_read_is_no_write(store: Storage) -> None:
    said = {name: await complaint(store.read(call)) for name, call in READS.items()}
    assert {name for name, text in said.items() if text} == {"chats.get", "issues.get"}
    assert all("There is no" in text for text in said.values() if text)


async def test_every_read_goes_on_while_somebody_writes(migrated_file: Database) -> None:
    url = f"sqlite:///{migrated_file.engine.url.database}"
    store = Storage.open(f"{url}?timeout=0.01")
    with held(url):
        said = {name: await complaint(store.read(call)) for name, call in READS.items()}
    assert "busy" not in said.values()
    await store.close()


UNINDEXED = {
    "archive.is_indexed": "asks nothing",
    "articles.count": "counts them all, for /health",
    "audit.list_unready": "goes through all chats, once a round",
    "issues.count_followed": "counts them all, for /health",
    "keys.list_all": "lists them all",
    "personal.counts": "goes through all chats for one that a person is named in, at /forget and /export",
    "personal.forget": "as above",
    "personal.rows": "as above",
    "sources.list_all": "lists them all",
    "sources.set_back": "moves them all, once a clock was set",
    "sources.standing": "sums them all up, a few times a minute",
}
"""Methods that may go through a whole table, and why. All others run for every article, tick or press."""


@pytest.mark.parametrize("connection", ["file"], indirect=True)
@pytest.mark.parametrize("name", sorted((WRITES | READS).keys() - UNINDEXED.keys()))
def test_no_method_goes_through_a_whole_table(connection: Connection, name: str) -> None:
    asked: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        asked.append((statement, parameters))

    tx = Transaction(connection)
    event.listen(connection, "before_cursor_execute", note)
    with contextlib.suppress(StoreError, SQLAlchemyError):
        (WRITES | READS)[name](tx)
    event.remove(connection, "before_cursor_execute", note)
    assert asked
    for statement, parameters in asked:
        if isinstance(parameters, tuple):
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            through = [row.detail for row in plan if row.detail.startswith("SCAN ")]
            tables = [line for line in through if line.split()[1] in metadata.tables]
            assert [line for line in tables if "USING INDEX" not in line and "COVERING" not in line] == [], (
                plan
            )


def take_in(tx: Transaction) -> StoredArticle:
    """What the pipeline does: an article that was seen is not stored again."""
    return find_seen(tx, article()) or put(tx)


def decide(tx: Transaction) -> None:
    subscription, stored = follow(tx, chat(tx)), take_in(tx)
    decision = Decision(
        subscription=subscription.id,
        action=Action.SEND,
        reason=Reason.NEW_STORY,
        match=match(subscription.issue),
    )
    tx.decisions.add(stored.id, stored.story, [decision], NOW)


def owe_edit(tx: Transaction) -> DeliveryId:
    who = chat(tx)
    told = alert(tx, who, about=take_in(tx))
    return tx.deliveries.owe(DeliveryKind.EDIT, who.id, alerts=[told.id], due_at=NOW)


REPEATED: dict[str, Call] = {
    "chat": chat,
    "topic": lambda tx: chat(tx, thread=3),
    "issue": lambda tx: tx.issues.ensure("Ferry", ("Boat",)),
    "subscription": lambda tx: follow(tx, chat(tx)),
    "article": take_in,
    "match": lambda tx: tx.matches.add(take_in(tx).id, [match(tx.issues.ensure("Ferry"))]),
    "decision": decide,
    "alert": lambda tx: alert(tx, chat(tx), about=take_in(tx)),
    "edit": owe_edit,
    "source": lambda tx: tx.sources.add("https://paper.test/feed", "", NOW),
    "marks": lambda tx: tx.marks.set(
        tx.sources.add("https://paper.test/feed", "", NOW)[0].id, [mark(article())]
    ),
    "push": lambda tx: tx.pushes.offer(SourceId(1), HUB, token="t", secret="s", now=NOW),
    "update": lambda tx: tx.updates.done(BOT, 5),
    "lease": lambda tx: tx.leases.acquire("sender", "me", NOW, MINUTE),
}


@pytest.mark.parametrize("noun", REPEATED)
def test_seen_twice_is_stored_once(connection: Connection, noun: str) -> None:
    def count() -> dict[str, int]:
        rows = {name: select(func.count()).select_from(table) for name, table in metadata.tables.items()}
        return {name: connection.execute(counting).scalar_one() for name, counting in rows.items()}

    tx = Transaction(connection)
    REPEATED[noun](tx)
    once = count()
    REPEATED[noun](tx)
    assert count() == once
    assert sum(once.values()) > 0


@contextmanager
def held(url: str) -> Iterator[None]:
    """Somebody else holds every table of this database for a write."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(parsed.database), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
    else:
        with psycopg.connect(url) as connection:
            tables = SQL(", ").join(Identifier(name) for name in metadata.tables)
            connection.execute(SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(tables))
            yield
