"""What has ended and is old goes; what is owed, held, still told of, or needed to ring once stays."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from building import BOT, DAY, MINUTE, NOW, alert, article, chat, put
from sqlalchemy import Connection, event

from bot.domain.model import Alert, AlertState, Chat
from bot.domain.owed import NEWEST, DeliveryKind
from storage import Transaction

OLD, LONG_AGO = NOW - 90 * DAY, NOW - 100 * DAY


def told(tx: Transaction, who: Chat, one: Alert) -> int:
    """A message that brought an alert and was sent a hundred days ago."""
    id = tx.deliveries.owe(DeliveryKind.ALERT, who.id, alerts=[one.id], due_at=LONG_AGO)
    tx.deliveries.mark_sent(id, message_id=id, now=LONG_AGO)
    return id


def go(tx: Transaction) -> tuple[int, int]:
    """Let go of all that may; how many messages and alerts went."""
    messages = tx.ended.list_deliveries(OLD, 0, 50).ids
    tx.ended.remove_deliveries(messages)
    alerts = tx.ended.list_alerts(OLD, 0, 50).ids
    tx.ended.remove_alerts(alerts)
    return len(messages), len(alerts)


def test_an_old_alert_goes_with_its_message_and_its_story_once_the_articles_are_gone(tx: Transaction) -> None:
    who = chat(tx)
    stored = put(tx, article(), received_at=LONG_AGO)
    one = alert(tx, who, about=stored, state=AlertState.SENT, at=LONG_AGO)
    told(tx, who, one)
    assert go(tx) == (1, 0)  # a copy of the story would ring once more
    tx.past.remove([stored])
    assert go(tx) == (0, 1)
    assert tx.alerts.get(one.id) is None
    assert tx.stories.add(NOW) != one.story


@pytest.mark.parametrize("state", [AlertState.OWED, AlertState.HELD])
def test_what_is_still_to_be_told_stays_however_old(tx: Transaction, state: AlertState) -> None:
    who = chat(tx)
    one = alert(tx, who, state=state, at=LONG_AGO, release_at=NOW + DAY)
    told(tx, who, one)
    tx.deliveries.owe(DeliveryKind.NOTICE, who.id, text="owed", due_at=LONG_AGO)
    assert go(tx) == (0, 0)


def test_what_a_message_on_its_way_shows_stays(tx: Transaction) -> None:
    who = chat(tx)
    one = alert(tx, who, state=AlertState.SENT, at=LONG_AGO)
    tx.deliveries.owe(DeliveryKind.EDIT, who.id, alerts=[one.id], due_at=LONG_AGO)
    assert go(tx) == (0, 0)


def test_a_rolling_message_goes_whole(tx: Transaction) -> None:
    who = chat(tx)
    roll = tx.rolls.open(who.id, 0, since=LONG_AGO - DAY, most=9, now=LONG_AGO)
    old, young = (alert(tx, who, state=AlertState.FOLDED, at=at) for at in (LONG_AGO, OLD + DAY))
    for one in (old, young):
        tx.rolls.add(roll.id, one.id)
    assert go(tx) == (0, 0)
    assert tx.ended.list_alerts(NOW, 0, 50).ids == [old.id, young.id]
    tx.ended.remove_alerts([old.id, young.id])
    assert tx.rolls.open(who.id, 0, since=LONG_AGO - DAY, most=9, now=NOW).id != roll.id


def test_what_is_young_stays_and_ends_the_look(tx: Transaction) -> None:
    who = chat(tx)
    for at in (LONG_AGO, NOW):
        id = tx.deliveries.owe(DeliveryKind.NOTICE, who.id, text="hello", due_at=at)
        tx.deliveries.mark_sent(id, message_id=1, now=at)
    first = tx.ended.list_deliveries(OLD, 0, 1)
    assert (len(first.ids), first.last) == (1, first.ids[0])
    assert tx.ended.list_deliveries(OLD, first.ids[0], 1).last is None


QUESTIONS: dict[str, Callable[[Transaction], object]] = {
    "figures": lambda tx: tx.deliveries.figures(NOW),
    "reasons": lambda tx: tx.decisions.counts(),
    "messages": lambda tx: tx.ended.list_deliveries(NOW + DAY, 0, 5),
    "alerts": lambda tx: tx.ended.list_alerts(NOW + DAY, 0, 5),
}


@pytest.mark.parametrize("connection", ["file", "postgres"], indirect=True)
@pytest.mark.parametrize("asked", QUESTIONS)
def test_no_look_goes_through_all_messages_and_alerts(connection: Connection, asked: str) -> None:
    tx = Transaction(connection)
    who = chat(tx)
    told(tx, who, alert(tx, who, state=AlertState.SENT, at=LONG_AGO))
    if is_postgres := connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # of few rows it would read all
    questions = list[tuple[str, object]]()
    event.listen(connection, "before_cursor_execute", lambda *given: questions.append((given[2], given[3])))
    QUESTIONS[asked](tx)
    for statement, parameters in [*questions]:
        how = "EXPLAIN" if is_postgres else "EXPLAIN QUERY PLAN"
        rows = connection.exec_driver_sql(f"{how} {statement}", parameters).all()  # type: ignore[arg-type]
        plan = "\n".join(str(row[-1]) for row in rows)
        whole = r"Seq Scan on (deliver|alerts|decis)|SCAN (deliver|alerts|decis)\w*(?! USING)\b"
        assert not re.search(whole, plan), plan


def test_the_figures_count_how_the_newest_messages_ended(tx: Transaction) -> None:
    who = chat(tx)
    first = tx.deliveries.owe(DeliveryKind.NOTICE, who.id, text="hello", due_at=LONG_AGO)
    tx.deliveries.mark_dead(first, error="why", now=LONG_AGO)
    for _ in range(NEWEST):
        last = tx.deliveries.owe(DeliveryKind.NOTICE, who.id, text="hello", due_at=NOW - MINUTE)
    tx.deliveries.mark_sent(last, message_id=1, now=NOW)
    figures = tx.deliveries.figures(NOW)
    assert (figures.due, figures.sent, figures.dead) == (NEWEST - 1, 1, 0)
    assert tx.deliveries.oldest_due(BOT, NOW) == NOW - timedelta(minutes=1)
