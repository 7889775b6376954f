from datetime import datetime

from building import BOT, DAY, MINUTE, NOW, alert, chat, excerpt

from bot.domain.model import Alert, Chat, DeliveryId
from bot.domain.owed import DeliveryKind, DueDelivery, QueueFigures
from storage import Transaction


def owe(tx: Transaction, who: Chat, text: str = "hello", due_at: datetime = NOW) -> DeliveryId:
    return tx.deliveries.owe(DeliveryKind.NOTICE, who.id, text=text, due_at=due_at)


def owe_alert(tx: Transaction, who: Chat, told: Alert) -> DeliveryId:
    return tx.deliveries.owe(DeliveryKind.ALERT, who.id, alerts=[told.id], due_at=NOW)


def claim(
    tx: Transaction, *, bot: int = BOT, now: datetime = NOW, limit: int = 9, owner: str = "me"
) -> list[DueDelivery]:
    return tx.deliveries.claim(bot, owner, now, limit=limit, lease=MINUTE)


def test_claimed_delivery_brings_all_that_its_message_needs(tx: Transaction) -> None:
    who = chat(tx, 9, thread=4)
    told = alert(tx, who, excerpts=(excerpt(),))
    id = owe_alert(tx, who, told)
    assert claim(tx) == [
        DueDelivery(
            id=id,
            kind=DeliveryKind.ALERT,
            destination=who.destination,
            chat=who.id,
            attempt=1,
            alerts=(told,),
        )
    ]


def test_digest_brings_its_alerts_in_their_order(tx: Transaction) -> None:
    who = chat(tx)
    told = [alert(tx, who, at=NOW - n * MINUTE) for n in range(3)]
    tx.deliveries.owe(
        DeliveryKind.DIGEST, who.id, alerts=[one.id for one in told], text="<b>d</b>", due_at=NOW
    )
    [due] = claim(tx)
    assert due.alerts == tuple(told)
    assert (due.kind, due.text) == (DeliveryKind.DIGEST, "<b>d</b>")


def test_delivery_is_claimed_once(tx: Transaction) -> None:
    owe(tx, chat(tx))
    assert len(claim(tx)) == 1
    assert claim(tx, owner="another") == []


def test_nothing_is_claimed_before_it_is_due(tx: Transaction) -> None:
    owe(tx, chat(tx), due_at=NOW + MINUTE)
    assert claim(tx) == []
    assert len(claim(tx, now=NOW + MINUTE)) == 1


def test_look_at_what_is_due_claims_nothing(tx: Transaction) -> None:
    owe(tx, chat(tx))
    assert tx.deliveries.is_due(BOT, NOW - MINUTE) is False
    assert tx.deliveries.is_due(BOT + 1, NOW) is False
    assert tx.deliveries.is_due(BOT, NOW) is True
    assert len(claim(tx)) == 1


def test_message_on_its_way_is_due_only_when_its_lease_ended(tx: Transaction) -> None:
    owe(tx, chat(tx))
    claim(tx)
    assert tx.deliveries.is_due(BOT, NOW + MINUTE / 2) is False
    assert tx.deliveries.is_due(BOT, NOW + MINUTE) is True


def test_another_bots_deliveries_are_left_alone(tx: Transaction) -> None:
    owe(tx, chat(tx, bot=BOT + 1))
    assert claim(tx) == []
    assert len(claim(tx, bot=BOT + 1)) == 1


def test_oldest_are_claimed_first_up_to_the_limit(tx: Transaction) -> None:
    for number, minutes in ((1, 1), (2, 3), (3, 2)):
        owe(tx, chat(tx, number), due_at=NOW - minutes * MINUTE)
    assert [one.destination.chat for one in claim(tx, limit=2)] == [2, 3]
    assert [one.destination.chat for one in claim(tx, limit=2)] == [1]


def test_one_message_a_chat_is_in_flight(tx: Transaction) -> None:
    who, topic = chat(tx), chat(tx, thread=2)
    late, early = owe(tx, who, "late"), owe(tx, who, "early", NOW - MINUTE)
    owe(tx, topic, "beside")
    first = claim(tx)
    assert [one.text for one in first] == ["early", "beside"]
    assert claim(tx) == []
    tx.deliveries.mark_sent(early, message_id=1, now=NOW)
    assert [one.id for one in claim(tx)] == [late]


def test_messages_due_at_one_moment_go_in_the_order_in_which_they_were_owed(tx: Transaction) -> None:
    who = chat(tx)
    owed = [owe(tx, who, f"{n}") for n in range(3)]
    went = []
    while due := claim(tx):
        went.append(due[0].id)
        tx.deliveries.mark_sent(due[0].id, message_id=None, now=NOW)
    assert went == owed


def test_message_that_waits_for_another_try_keeps_its_place_before_later_ones(tx: Transaction) -> None:
    who, topic, other = chat(tx), chat(tx, thread=2), chat(tx, 6)
    first = owe(tx, who, "first", NOW - MINUTE)
    owe(tx, who, "second")
    claim(tx)
    tx.deliveries.mark_due(first, error="flood control")
    tx.chats.set_ready(BOT, who.destination.chat, NOW + MINUTE)
    owe(tx, topic)
    assert claim(tx) == []
    assert tx.deliveries.is_due(BOT, NOW) is False
    beside = owe(tx, other)
    assert [one.id for one in claim(tx)] == [beside]
    assert first in [one.id for one in claim(tx, now=NOW + MINUTE)]


def test_what_was_sent_lately_is_known_after_a_restart(tx: Transaction) -> None:
    first, second = owe(tx, chat(tx, 1)), owe(tx, chat(tx, 2))
    tx.deliveries.mark_sent(first, message_id=1, now=NOW - DAY)
    tx.deliveries.mark_sent(second, message_id=1, now=NOW)
    assert tx.deliveries.sent_since(BOT, NOW - MINUTE) == [(2, NOW)]


def test_a_notice_keeps_its_buttons_and_the_message_that_it_changes(tx: Transaction) -> None:
    rows = [[("Card", "card:1", ""), ("Site", "", "https://paper.test/")], [("More", "more:2", "")]]
    tx.deliveries.owe(DeliveryKind.NOTICE, chat(tx).id, text="there", buttons=rows, edits=2**40, due_at=NOW)
    [due] = claim(tx)
    assert [list(row) for row in due.buttons] == rows
    assert due.edits == 2**40


def test_gone_chat_is_sent_nothing(tx: Transaction) -> None:
    who = chat(tx)
    owe(tx, who)
    tx.chats.set_gone(who.id, NOW)
    assert claim(tx) == []
    tx.chats.set_gone(who.id, None)
    assert len(claim(tx)) == 1


def test_what_a_gone_chat_is_owed_is_not_due(tx: Transaction) -> None:
    gone, here = chat(tx, 1), chat(tx, 2)
    owe(tx, gone, due_at=NOW - DAY)
    tx.chats.set_gone(gone.id, NOW)
    assert tx.deliveries.is_due(BOT, NOW) is False
    assert tx.deliveries.figures(NOW) == QueueFigures()
    owe(tx, here)
    assert tx.deliveries.is_due(BOT, NOW) is True
    assert tx.deliveries.figures(NOW) == QueueFigures(due=1, oldest_due_at=NOW)


def test_second_try_says_so(tx: Transaction) -> None:
    id = owe(tx, chat(tx))
    claim(tx)
    tx.deliveries.mark_due(id, error="no answer", uncertain=True)
    [again] = claim(tx, now=NOW + MINUTE)
    assert (again.attempt, again.uncertain) == (2, True)


def test_certainly_unsent_message_is_not_uncertain(tx: Transaction) -> None:
    id = owe(tx, chat(tx))
    claim(tx)
    tx.deliveries.mark_due(id, error="refused")
    assert claim(tx)[0].uncertain is False


def test_postponed_message_was_not_tried(tx: Transaction) -> None:
    id = owe(tx, chat(tx))
    claim(tx)
    tx.deliveries.postpone(id, error="paced")
    [again] = claim(tx)
    assert (again.id, again.attempt, again.uncertain) == (id, 1, False)


def test_message_of_a_dead_sender_is_due_again_when_its_lease_ends(tx: Transaction) -> None:
    id = owe(tx, chat(tx))
    claim(tx, owner="dead")
    assert tx.deliveries.recover(BOT, NOW + MINUTE / 2) == 0
    assert tx.deliveries.recover(BOT + 1, NOW + MINUTE) == 0
    assert tx.deliveries.recover(BOT, NOW + MINUTE) == 1
    [again] = claim(tx, now=NOW + MINUTE)
    assert (again.id, again.attempt, again.uncertain) == (id, 2, True)


def test_what_was_sent_stays_sent(tx: Transaction) -> None:
    who = chat(tx)
    id = owe(tx, who)
    claim(tx)
    tx.deliveries.mark_sent(id, message_id=7, now=NOW)
    tx.deliveries.mark_due(id, error="late answer")
    tx.deliveries.mark_failed(id, error="late answer", now=NOW)
    tx.deliveries.mark_dead(id, error="late answer", now=NOW)
    assert tx.deliveries.cancel_chat(who.id, error="late", now=NOW) == 0
    assert tx.deliveries.figures(NOW) == QueueFigures(sent=1)


def test_answer_that_comes_after_the_lease_ended_still_counts(tx: Transaction) -> None:
    id = owe(tx, chat(tx))
    claim(tx)
    tx.deliveries.recover(BOT, NOW + DAY)
    tx.deliveries.mark_sent(id, message_id=7, now=NOW + DAY)
    assert claim(tx, now=NOW + DAY) == []


def test_messages_to_a_lost_chat_are_called_off(tx: Transaction) -> None:
    who, other = chat(tx, 1), chat(tx, 2)
    for _ in range(3):
        owe(tx, who)
    owe(tx, other)
    claim(tx)
    assert tx.deliveries.cancel_chat(who.id, error="blocked", now=NOW) == 2
    assert tx.deliveries.figures(NOW) == QueueFigures(sending=2, failed=2)


def test_edit_of_an_alert_is_owed_once(tx: Transaction) -> None:
    who = chat(tx)
    told, other = alert(tx, who), alert(tx, who)
    first = tx.deliveries.owe(DeliveryKind.EDIT, who.id, alerts=[told.id], due_at=NOW)
    assert tx.deliveries.owe(DeliveryKind.EDIT, who.id, alerts=[told.id], due_at=NOW) == first
    assert tx.deliveries.owe(DeliveryKind.EDIT, who.id, alerts=[other.id], due_at=NOW) != first
    assert tx.deliveries.figures(NOW).due == 2


def test_edit_is_owed_anew_while_one_is_on_its_way(tx: Transaction) -> None:
    who = chat(tx)
    told = alert(tx, who)
    first = tx.deliveries.owe(DeliveryKind.EDIT, who.id, alerts=[told.id], due_at=NOW)
    claim(tx)
    assert tx.deliveries.owe(DeliveryKind.EDIT, who.id, alerts=[told.id], due_at=NOW) != first


def test_figures_tell_every_state_and_the_oldest_overdue(tx: Transaction) -> None:
    assert tx.deliveries.figures(NOW) == QueueFigures()
    ids = [owe(tx, chat(tx, n), due_at=NOW - 10 * DAY) for n in range(4)]
    claim(tx, limit=4)
    tx.deliveries.mark_sent(ids[0], message_id=1, now=NOW)
    tx.deliveries.mark_failed(ids[1], error="blocked", now=NOW)
    tx.deliveries.mark_dead(ids[2], error="bad markup", now=NOW)
    owe(tx, chat(tx, 8), due_at=NOW - MINUTE)
    owe(tx, chat(tx, 9), due_at=NOW + MINUTE)
    assert tx.deliveries.figures(NOW) == QueueFigures(
        due=2, sending=1, sent=1, failed=1, dead=1, oldest_due_at=NOW - MINUTE
    )
