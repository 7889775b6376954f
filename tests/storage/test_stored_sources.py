from typing import Any

import pytest
from building import BOT, DAY, MINUTE, NOW
from sqlalchemy import Connection, event, insert

from bot.domain.model import Source, SourceId
from storage import Transaction, tables
from storage.database import Database
from storage.updates import KEPT, Updates

FEED = "https://paper.test/feed"


def test_source_is_added_once_and_due_at_once(tx: Transaction) -> None:
    first, added = tx.sources.add(FEED, "The Paper", NOW)
    again, added_again = tx.sources.add(FEED, "Another title", NOW + DAY)
    assert (added, added_again) == (True, False)
    assert (
        first
        == again
        == Source(id=first.id, url=FEED, title="The Paper", next_poll_at=NOW, host="paper.test")
    )
    assert tx.sources.list_due(NOW, 5) == tx.sources.list_all() == [first]


def test_removed_source_is_gone(tx: Transaction) -> None:
    source, _ = tx.sources.add(FEED, "", NOW)
    assert tx.sources.remove(source.id) is True
    assert tx.sources.remove(source.id) is False
    assert tx.sources.get(source.id) is None
    assert tx.sources.add(FEED, "", NOW)[0].id != source.id


def test_due_sources_come_longest_overdue_first(tx: Transaction) -> None:
    for minutes in (1, 3, -1, 2):
        tx.sources.add(f"{FEED}/{minutes}", "", NOW - minutes * MINUTE)
    assert [one.url[-1] for one in tx.sources.list_due(NOW, 2)] == ["3", "2"]


def test_due_sources_are_of_other_hosts_and_of_one_lane_where_asked(tx: Transaction) -> None:
    for host in ("a", "b", "c"):
        tx.sources.add(f"https://{host}.test/feed", "", NOW)
    failed, _ = tx.sources.add("https://d.test/feed", "", NOW)
    tx.sources.record_failure(failed.id, error="no", next_poll_at=NOW, now=NOW)

    def hosts(**wish: Any) -> list[str]:
        return [one.host[0] for one in tx.sources.list_due(NOW, 9, **wish)]

    assert hosts() == ["a", "b", "c", "d"]
    assert hosts(but=["a.test", "d.test"]) == ["b", "c"]
    assert hosts(but=["b.test"], failing=False) == ["a", "c"]
    assert hosts(failing=True) == ["d"]


@pytest.mark.parametrize("connection", ["file"], indirect=True)
@pytest.mark.parametrize("wish", [{}, {"but": ["a.test"], "failing": False}, {"failing": True}], ids=str)
def test_what_is_due_is_found_by_its_time_whatever_else_there_is(
    connection: Connection, wish: dict[str, Any]
) -> None:
    asked: list[tuple[str, Any]] = []
    event.listen(connection, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
    Transaction(connection).sources.list_due(NOW, 5, **wish)
    [(statement, parameters)] = asked
    plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    assert len(plan) == 1, plan
    assert plan[0].startswith("SEARCH sources USING INDEX")
    assert plan[0].endswith("(next_poll_at<?)")


def test_paused_source_is_not_due_until_it_is_resumed(tx: Transaction) -> None:
    source, _ = tx.sources.add(FEED, "", NOW)
    tx.sources.pause(source.id, NOW)
    tx.sources.pause(source.id, NOW + DAY)
    assert tx.sources.list_due(NOW + DAY, 5) == []
    assert tx.sources.list_all()[0].paused_at == NOW
    tx.sources.resume(source.id, NOW + DAY)
    [due] = tx.sources.list_due(NOW + DAY, 5)
    assert (due.paused_at, due.next_poll_at) == (None, NOW + DAY)


def test_resuming_what_does_not_rest_polls_nothing_sooner(tx: Transaction) -> None:
    source, _ = tx.sources.add(FEED, "", NOW)
    tx.sources.record_failure(source.id, error="no", next_poll_at=NOW + DAY, now=NOW)
    tx.sources.resume(source.id, NOW)
    assert tx.sources.list_due(NOW, 5) == []


def test_good_poll_is_recorded(tx: Transaction) -> None:
    source, _ = tx.sources.add(FEED, "", NOW)
    tx.sources.record_failure(source.id, error="no answer", next_poll_at=NOW, now=NOW)
    for new_articles in (3, 2):
        tx.sources.record_ok(
            source.id,
            etag='W/"a"',
            last_modified="Tue, 10 Mar 2026 09:00:00 GMT",
            newest_at=NOW - DAY,
            new_articles=new_articles,
            next_poll_at=NOW + DAY,
            now=NOW + MINUTE,
            title="The Paper",
        )
    assert tx.sources.get(source.id) == Source(
        id=source.id,
        url=FEED,
        title="The Paper",
        etag='W/"a"',
        last_modified="Tue, 10 Mar 2026 09:00:00 GMT",
        next_poll_at=NOW + DAY,
        last_ok_at=NOW + MINUTE,
        newest_at=NOW - DAY,
        articles=5,
        host="paper.test",
    )


def test_poll_that_brings_nothing_forgets_validators_and_keeps_the_rest(tx: Transaction) -> None:
    source, _ = tx.sources.add(FEED, "The Paper", NOW)
    for etag, newest in (("a", NOW), (None, NOW - DAY), (None, None)):
        tx.sources.record_ok(
            source.id,
            etag=etag,
            last_modified=None,
            newest_at=newest,
            new_articles=0,
            next_poll_at=NOW,
            now=NOW,
        )
    kept = tx.sources.get(source.id)
    assert kept is not None
    assert (kept.title, kept.etag, kept.newest_at, kept.articles) == ("The Paper", None, NOW, 0)


def test_failed_polls_are_counted_until_a_good_one(tx: Transaction) -> None:
    source, _ = tx.sources.add(FEED, "", NOW)
    for _ in range(2):
        tx.sources.record_failure(
            source.id, error="The server did not answer.", next_poll_at=NOW + DAY, now=NOW
        )
    failing = tx.sources.get(source.id)
    assert failing is not None
    assert (failing.failures, failing.error) == (2, "The server did not answer.")
    assert failing.next_poll_at == NOW + DAY
    assert tx.sources.get(SourceId(123456)) is None


def test_update_is_handled_once(tx: Transaction) -> None:
    assert tx.updates.is_done(BOT, 10) is False
    assert tx.updates.done(BOT, 10) is True
    assert tx.updates.done(BOT, 10) is False
    assert tx.updates.is_done(BOT, 10) is True
    assert tx.updates.done(BOT + 1, 10) is True


def test_updates_of_long_ago_are_forgotten(migrated_memory: Database) -> None:
    with migrated_memory.engine.connect() as connection, connection.begin() as transaction:
        connection.execute(insert(tables.updates), [{"bot_id": BOT, "update_id": n} for n in range(KEPT)])
        handled = Updates(connection)
        assert handled.is_done(BOT, 0) is True
        handled.done(BOT, KEPT)
        assert (handled.is_done(BOT, 0), handled.is_done(BOT, 1)) == (False, True)
        transaction.rollback()


def test_lease_belongs_to_one_owner(tx: Transaction) -> None:
    assert tx.leases.acquire("sender", "a", NOW, MINUTE) == 1
    assert tx.leases.acquire("sender", "b", NOW, MINUTE) is None
    assert tx.leases.acquire("sender", "a", NOW + MINUTE / 2, MINUTE) == 1
    assert tx.leases.acquire("sender", "b", NOW + MINUTE, MINUTE) is None
    assert tx.leases.acquire("other", "b", NOW, MINUTE) == 1


def test_lease_that_ran_out_changes_hands_with_a_new_epoch(tx: Transaction) -> None:
    tx.leases.acquire("sender", "a", NOW, MINUTE)
    assert tx.leases.acquire("sender", "b", NOW + MINUTE, MINUTE) == 2
    assert tx.leases.acquire("sender", "a", NOW + MINUTE, MINUTE) is None


def test_lease_given_back_is_free_and_its_epoch_goes_on(tx: Transaction) -> None:
    tx.leases.acquire("sender", "a", NOW, MINUTE)
    tx.leases.release("sender", "b")
    assert tx.leases.acquire("sender", "b", NOW, MINUTE) is None
    tx.leases.release("sender", "a")
    assert tx.leases.acquire("sender", "b", NOW, MINUTE) == 2


def test_host_that_asks_for_patience_holds_all_its_feeds_and_no_others(tx: Transaction) -> None:
    for url in ("https://paper.test/a", "https://paper.test:8443/b", "https://other.test/c"):
        tx.sources.add(url, "", NOW)
    tx.sources.hold_host("paper.test", NOW + DAY)
    assert [source.url for source in tx.sources.list_due(NOW, 9)] == ["https://other.test/c"]
    tx.sources.hold_host("paper.test", NOW)
    assert len(tx.sources.list_due(NOW, 9)) == 1


def test_feed_that_moved_onto_another_source_leaves_one(tx: Transaction) -> None:
    old, _ = tx.sources.add("https://paper.test/old", "", NOW)
    tx.sources.add(FEED, "", NOW)
    assert not tx.sources.readdress(old.id, FEED)
    assert [source.url for source in tx.sources.list_all()] == [FEED]


def test_feed_that_moved_is_asked_at_its_new_host(tx: Transaction) -> None:
    source, _ = tx.sources.add("https://paper.test/old", "", NOW)
    assert tx.sources.readdress(source.id, "https://new.test/feed")
    moved = tx.sources.get(source.id)
    assert moved is not None
    assert (moved.url, moved.host) == ("https://new.test/feed", "new.test")


def test_source_that_is_resumed_starts_anew(tx: Transaction) -> None:
    source, _ = tx.sources.add(FEED, "", NOW)
    tx.sources.record_failure(source.id, error="no", next_poll_at=NOW, now=NOW)
    tx.sources.set_told(source.id, NOW)
    tx.sources.pause(source.id, NOW)
    assert tx.sources.next_due() is None
    tx.sources.resume(source.id, NOW + DAY)
    again = tx.sources.get(source.id)
    assert again is not None
    assert (again.failures, again.failing_since, again.told_at) == (0, None, None)
    assert tx.sources.next_due() == NOW + DAY
