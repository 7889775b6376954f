from dataclasses import replace

import pytest
from building import NOW, alert, chat, excerpt, follow

from bot.domain.model import AlertState, DeliveryMode, IssueId, Strictness, SubscriptionId
from bot.errors import StoreError
from storage import Transaction


def test_issue_of_the_same_words_is_shared(tx: Transaction) -> None:
    first = tx.issues.ensure("Zaporizhzhia  Plant", ("ZNPP", "Zaporozhye"))
    again = tx.issues.ensure("zaporizhzhia plant", ("zaporozhye", "ZNPP", "ZNPP"))
    assert again == first
    assert first.aliases == ("ZNPP", "Zaporozhye")
    assert tx.issues.get(first.id) == first


@pytest.mark.parametrize(
    ("name", "aliases"),
    [("Ferry", ("Boat",)), ("Ferries", ()), ("WHO", ()), ("Ferry", ("Boat", "Ship"))],
)
def test_another_name_or_alias_makes_another_issue(
    tx: Transaction, name: str, aliases: tuple[str, ...]
) -> None:
    others = [tx.issues.ensure("Ferry"), tx.issues.ensure("who"), tx.issues.ensure("Boat", ("Ferry",))]
    assert tx.issues.ensure(name, aliases).id not in {other.id for other in others}


def test_alias_is_not_mistaken_for_a_part_of_the_name(tx: Transaction) -> None:
    assert tx.issues.ensure("a b") != tx.issues.ensure("a", ("b",))


def test_unknown_issue_is_an_error(tx: Transaction) -> None:
    with pytest.raises(StoreError, match="no issue 123456"):
        tx.issues.get(IssueId(123456))


def test_followed_issues_are_listed_once(tx: Transaction) -> None:
    tx.issues.ensure("Nobody's")
    for number in (1, 2):
        follow(tx, chat(tx, number), "Ferry")
    follow(tx, chat(tx, 1), "Harbour")
    assert [issue.name for issue in tx.issues.list_followed(after=IssueId(0), limit=9)] == [
        "Ferry",
        "Harbour",
    ]


def test_followed_issues_come_in_pages_and_are_counted(tx: Transaction) -> None:
    for number in (1, 2):
        for name in "abcde":
            follow(tx, chat(tx, number), name)
    assert tx.issues.count_followed() == 5
    first = tx.issues.list_followed(after=IssueId(0), limit=3)
    second = tx.issues.list_followed(after=first[-1].id, limit=3)
    assert [issue.name for issue in (*first, *second)] == list("abcde")
    assert tx.issues.list_followed(after=second[-1].id, limit=3) == []


def test_an_issue_that_goes_without_a_name_is_another_one_and_says_so(tx: Transaction) -> None:
    usual, less = tx.issues.ensure("Germany"), tx.issues.ensure("Germany", (), ("Deutschland",))
    assert usual.id != less.id
    assert less.without == ("Deutschland",)
    assert tx.issues.ensure(" germany", (), ("deutschland",)) == less
    assert follow(tx, chat(tx), "Germany").issue == usual
    assert tx.subscriptions.add(chat(tx).id, less, NOW)[0].issue == less
    assert tx.issues.find("GERMANY") is None
    assert tx.issues.find("germany") == usual


def test_following_twice_is_following_once(tx: Transaction) -> None:
    who, issue = chat(tx), tx.issues.ensure("Ferry")
    first, added = tx.subscriptions.add(who.id, issue, NOW)
    tx.subscriptions.set_mode(first.id, DeliveryMode.DAILY)
    again, added_again = tx.subscriptions.add(who.id, issue, NOW)
    assert (added, added_again) == (True, False)
    assert again.id == first.id
    assert again.mode is DeliveryMode.DAILY


@pytest.mark.parametrize("id", [123456, 10**30, -(10**30)])
def test_number_that_nobody_gave_out_finds_nothing(tx: Transaction, id: int) -> None:
    assert tx.subscriptions.get(SubscriptionId(id)) is None
    assert tx.subscriptions.remove(SubscriptionId(id)) is None


def test_fresh_subscription_has_the_usual_settings(tx: Transaction) -> None:
    one = follow(tx, chat(tx))
    assert (one.mode, one.strictness, one.muted_until, one.created_at) == (None, Strictness.NORMAL, None, NOW)


def test_settings_of_a_subscription_are_kept(tx: Transaction) -> None:
    one = follow(tx, chat(tx))
    tx.subscriptions.set_mode(one.id, DeliveryMode.WEEKLY)
    tx.subscriptions.set_strictness(one.id, Strictness.LOOSE)
    tx.subscriptions.set_muted(one.id, NOW)
    kept = tx.subscriptions.get(one.id)
    assert kept is not None
    assert (kept.mode, kept.strictness, kept.muted_until) == (DeliveryMode.WEEKLY, Strictness.LOOSE, NOW)
    tx.subscriptions.set_mode(one.id, None)
    tx.subscriptions.set_muted(one.id, None)
    assert tx.subscriptions.get(one.id) == follow(tx, tx.chats.get(one.chat))


def test_unfollowed_is_gone_and_its_number_is_never_used_again(tx: Transaction) -> None:
    who = chat(tx)
    one = follow(tx, who)
    assert tx.subscriptions.remove(one.id) == one
    assert tx.subscriptions.remove(one.id) is None
    assert tx.subscriptions.get(one.id) is None
    assert tx.subscriptions.list_for_chat(who.id) == []
    assert follow(tx, who).id != one.id


def test_subscriptions_of_a_chat_come_by_name(tx: Transaction) -> None:
    who = chat(tx)
    for name in ("water", "Élections", "Ferry", "energy"):
        follow(tx, who, name)
    follow(tx, chat(tx, 2), "Other")
    names = [one.issue.name for one in tx.subscriptions.list_for_chat(who.id)]
    assert names == ["energy", "Ferry", "water", "Élections"]


def test_followers_of_issues_come_with_their_chats(tx: Transaction) -> None:
    first, second = chat(tx, 1), chat(tx, 2)
    ferry, harbour = follow(tx, first, "Ferry"), follow(tx, second, "Harbour")
    both = follow(tx, second, "Ferry")
    follow(tx, first, "Water")
    found = tx.subscriptions.list_for_issues([ferry.issue.id, harbour.issue.id, ferry.issue.id])
    assert found == [(ferry, first), (harbour, second), (both, second)]
    assert tx.subscriptions.list_for_issues([]) == []
    assert tx.subscriptions.count_followers(ferry.issue.id) == 2


def test_followers_of_more_issues_than_one_statement_takes_are_found(tx: Transaction) -> None:
    who = chat(tx)
    first, last = follow(tx, who, "Ferry"), follow(tx, who, "Harbour")
    unknown = [IssueId(10**6 + n) for n in range(1200)]
    assert tx.subscriptions.list_for_issues([first.issue.id, *unknown, last.issue.id]) == [
        (first, who),
        (last, who),
    ]


def test_subscription_given_another_issue_keeps_its_settings(tx: Transaction) -> None:
    who = chat(tx)
    one = follow(tx, who, "Ferry")
    tx.subscriptions.set_mode(one.id, DeliveryMode.DAILY)
    wider = tx.issues.ensure("Ferry", ("Boat",))
    tx.subscriptions.set_issue(one.id, wider)
    [kept] = tx.subscriptions.list_for_chat(who.id)
    assert (kept.id, kept.issue, kept.mode) == (one.id, wider, DeliveryMode.DAILY)


def test_what_is_held_goes_along_with_the_issue(tx: Transaction) -> None:
    who = chat(tx)
    one, other = follow(tx, who, "Ferry"), follow(tx, who, "Harbour")
    both = (excerpt(one.issue.id), excerpt(other.issue.id))
    held, sent = alert(tx, who, state=AlertState.HELD, excerpts=both), alert(tx, who, excerpts=both)
    wider = tx.issues.ensure("Ferry", ("Boat",))
    tx.subscriptions.set_issue(one.id, wider)
    assert tx.alerts.list_held(who.id) == (
        replace(held, excerpts=(excerpt(wider.id), excerpt(other.issue.id))),
    )
    assert tx.alerts.get(sent.id) == sent


def test_subscription_given_an_issue_that_the_chat_follows_takes_its_place(tx: Transaction) -> None:
    who = chat(tx)
    one, other = follow(tx, who, "Ferry"), follow(tx, who, "Boat")
    tx.subscriptions.set_issue(one.id, other.issue)
    assert [(kept.id, kept.issue) for kept in tx.subscriptions.list_for_chat(who.id)] == [
        (one.id, other.issue)
    ]
    tx.subscriptions.set_issue(SubscriptionId(123456), other.issue)
