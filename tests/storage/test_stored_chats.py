import pytest
from building import BOT, DAY, MINUTE, NOW, alert, chat, follow, match, put

from bot.domain.model import (
    Action,
    AlertState,
    ChatId,
    Decision,
    DeliveryMode,
    Destination,
    QuietHours,
    Reason,
)
from bot.domain.owed import DeliveryKind
from bot.errors import StoreError
from storage import Transaction


def test_chat_is_added_once(tx: Transaction) -> None:
    first, again = chat(tx), chat(tx)
    assert first == again
    assert first.destination == Destination(BOT, 500, 0)
    assert tx.chats.list_of(BOT, 500) == [first]


def test_topic_and_bot_make_another_chat(tx: Transaction) -> None:
    chats = [chat(tx), chat(tx, thread=2), chat(tx, bot=BOT + 1)]
    assert len({one.id for one in chats}) == 3
    assert tx.chats.list_of(BOT, 500) == chats[:2]


def test_title_is_kept_up_but_not_emptied(tx: Transaction) -> None:
    known = chat(tx)
    assert tx.chats.get_or_add(known.destination, "Night desk", NOW).title == "Night desk"
    assert tx.chats.get_or_add(known.destination, "", NOW).title == "Night desk"


def test_unknown_chat_is_an_error_only_where_it_must_exist(tx: Transaction) -> None:
    assert tx.chats.find(Destination(BOT, 404)) is None
    with pytest.raises(StoreError, match="no chat 123456"):
        tx.chats.get(ChatId(123456))


def test_digest_setting_is_kept(tx: Transaction) -> None:
    who = chat(tx)
    tx.chats.set_digest(who.id, DeliveryMode.WEEKLY, minute=605, weekday=4)
    kept = tx.chats.get(who.id)
    assert (kept.digest, kept.digest_minute, kept.digest_weekday) == (DeliveryMode.WEEKLY, 605, 4)


def test_zone_quiet_hours_and_the_last_digest_are_kept(tx: Transaction) -> None:
    who = chat(tx)
    tx.chats.set_timezone(who.id, "Europe/Kyiv")
    tx.chats.set_quiet(who.id, QuietHours(1320, 0))
    tx.chats.set_digested(who.id, NOW)
    kept = tx.chats.get(who.id)
    assert (kept.timezone, kept.quiet, kept.digested_at) == ("Europe/Kyiv", QuietHours(1320, 0), NOW)
    tx.chats.set_quiet(who.id, None)
    assert tx.chats.get(who.id).quiet is None


def test_chat_that_is_gone_can_come_back(tx: Transaction) -> None:
    who = chat(tx)
    tx.chats.set_gone(who.id, NOW)
    assert tx.chats.get(who.id).gone_at == NOW
    tx.chats.set_gone(who.id, None)
    assert tx.chats.get(who.id).gone_at is None


def test_topics_of_a_telegram_chat_are_found_together(tx: Transaction) -> None:
    general, topic = chat(tx, -5), chat(tx, -5, thread=3)
    chat(tx, -6), chat(tx, -5, bot=BOT + 1)
    assert tx.chats.list_of(BOT, -5) == [general, topic]
    assert tx.chats.list_of(BOT, -404) == []


@pytest.mark.parametrize("is_known", [False, True], ids=["new supergroup", "known supergroup"])
def test_messages_of_a_group_that_moved_are_not_taken_for_the_supergroups(
    tx: Transaction, is_known: bool
) -> None:
    old = chat(tx, -5)
    if is_known:
        own = alert(tx, chat(tx, -1005))
        tx.alerts.set_sent(own.id, 8)
    told, held = alert(tx, old), alert(tx, old, state=AlertState.HELD)
    tx.alerts.set_sent(told.id, 7)
    tx.chats.move(BOT, -5, -1005)
    assert tx.alerts.find_message(Destination(BOT, -1005), 7) is None
    moved, kept = tx.alerts.get(told.id), tx.alerts.get(held.id)
    assert moved is not None
    assert kept is not None
    assert (moved.state, moved.message_id) == (AlertState.DIGESTED, None)
    assert kept.state is AlertState.HELD
    if is_known:
        assert tx.alerts.find_message(Destination(BOT, -1005), 8) is not None


def test_group_that_becomes_a_supergroup_keeps_everything(tx: Transaction) -> None:
    who, topic, other_bot = chat(tx, -5), chat(tx, -5, thread=3), chat(tx, -5, bot=BOT + 1)
    subscription = follow(tx, who)
    tx.chats.move(BOT, -5, -1005)
    assert tx.chats.get(who.id).destination == Destination(BOT, -1005, 0)
    assert tx.chats.get(topic.id).destination == Destination(BOT, -1005, 3)
    assert tx.chats.get(other_bot.id).destination == Destination(BOT + 1, -5, 0)
    assert tx.subscriptions.list_for_chat(who.id) == [subscription]
    tx.chats.move(BOT, -1005, -1005)
    assert tx.chats.get(who.id).destination.chat == -1005


def test_settings_that_nobody_made_in_the_supergroup_are_those_of_the_group(tx: Transaction) -> None:
    old, new = chat(tx, -5), chat(tx, -1005)
    tx.chats.set_timezone(old.id, "Europe/Kyiv")
    tx.chats.set_digest(old.id, DeliveryMode.WEEKLY, minute=450, weekday=3)
    tx.chats.set_quiet(old.id, QuietHours(60, 420))
    tx.chats.set_digested(old.id, NOW)
    tx.chats.set_quiet(new.id, QuietHours(0, 300))
    tx.chats.set_language(BOT, -5, "de")
    tx.chats.move(BOT, -5, -1005)
    found = tx.chats.get(new.id)
    assert (found.timezone, found.quiet, found.digested_at) == ("Europe/Kyiv", QuietHours(0, 300), NOW)
    assert found.language == "de"
    assert (found.digest, found.digest_minute, found.digest_weekday) == (DeliveryMode.WEEKLY, 450, 3)


def test_a_language_is_that_of_all_topics_of_a_chat_and_of_new_ones(tx: Transaction) -> None:
    forum, topic = chat(tx, -5), chat(tx, -5, thread=3)
    tx.chats.set_language(BOT, -5, "uk")
    assert [tx.chats.get(one.id).tongue for one in (forum, topic)] == ["uk", "uk"]
    assert chat(tx, -5, thread=4).tongue == "uk"
    assert chat(tx, -6).tongue == "en"


def test_what_was_chosen_outranks_the_client_and_what_is_owed_is_said_in_it(tx: Transaction) -> None:
    who = chat(tx)
    tx.chats.set_client_language(who.id, "pl")
    tx.deliveries.owe(DeliveryKind.NOTICE, who.id, text="hello", due_at=NOW)
    assert tx.chats.get(who.id).tongue == "pl"
    tx.chats.set_language(BOT, who.destination.chat, "uk")
    [due] = tx.deliveries.claim(BOT, "me", NOW, limit=9, lease=MINUTE)
    assert (tx.chats.get(who.id).tongue, due.language) == ("uk", "uk")


def test_group_that_moves_to_a_known_supergroup_is_joined_with_it(tx: Transaction) -> None:
    old, new = chat(tx, -5), chat(tx, -1005)
    shared, only_old = follow(tx, old, "Ferry"), follow(tx, old, "Harbour")
    kept = follow(tx, new, "Ferry")
    about = put(tx)
    told_old, told_new = alert(tx, old, about=about), alert(tx, new, about=about)
    lone = alert(tx, old)
    for one in (shared, kept):
        decision = Decision(
            subscription=one.id, action=Action.SEND, reason=Reason.NEW_STORY, match=match(one.issue)
        )
        tx.decisions.add(about.id, about.story, [decision], NOW)
    tx.deliveries.owe(DeliveryKind.ALERT, old.id, alerts=[told_old.id], due_at=NOW)
    tx.deliveries.owe(DeliveryKind.NOTICE, new.id, text="hello", due_at=NOW)
    assert len(tx.deliveries.claim(BOT, "me", NOW, limit=9, lease=MINUTE)) == 2

    tx.chats.move(BOT, -5, -1005)

    assert tx.chats.list_of(BOT, -5) == []
    assert tx.chats.list_of(BOT, -1005) == [new]
    assert [one.id for one in tx.subscriptions.list_for_chat(new.id)] == [kept.id, only_old.id]
    assert [one.id for one in tx.alerts.list_recent(new.id, 9)] == [lone.id, told_new.id]
    assert len(tx.decisions.list_for_article(new.id, about.id)) == 1
    assert tx.deliveries.figures(NOW).sending == 1
    tx.deliveries.recover(BOT, NOW + DAY)
    due = tx.deliveries.claim(BOT, "me", NOW + DAY, limit=9, lease=MINUTE)
    assert [one.destination.chat for one in due] == [-1005]
    assert [one.id for one in due[0].alerts] == [told_new.id]
