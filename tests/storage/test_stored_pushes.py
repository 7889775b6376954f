"""What was agreed with hubs, on both databases."""

from building import DAY, MINUTE, NOW

from bot.domain.model import SourceId
from bot.domain.pushes import Offer, Push
from storage import Transaction

HUB = Offer("https://hub.test/", "https://paper.test/feed")
OTHER = Offer("https://other.test/", "https://paper.test/feed")
ONE = SourceId(1)


def offer(tx: Transaction, what: Offer | None, token: str) -> Push | None:
    tx.pushes.offer(ONE, what, token=token, secret=f"{token} secret", now=NOW)
    return tx.pushes.of(ONE)


def test_offer_is_asked_for_at_once_and_the_same_one_again_changes_nothing(tx: Transaction) -> None:
    first = offer(tx, HUB, "a")
    assert first is not None
    assert (first.token, first.secret, first.lease_until) == ("a", "a secret", None)
    assert offer(tx, HUB, "b") == first
    assert tx.pushes.list_due(NOW, 5) == [first]
    assert tx.pushes.list_due(NOW - MINUTE, 5) == []


def test_another_hub_takes_the_place_of_the_first_which_is_told_to_stop(tx: Transaction) -> None:
    offer(tx, HUB, "a")
    new = offer(tx, OTHER, "b")
    assert new is not None
    assert (new.hub, new.ending) == (OTHER.hub, False)
    assert [(one.hub, one.ending) for one in tx.pushes.list_due(NOW, 5)] == [
        (HUB.hub, True),
        (OTHER.hub, False),
    ]


def test_feed_that_names_no_hub_any_more_has_none(tx: Transaction) -> None:
    offer(tx, HUB, "a")
    assert offer(tx, None, "b") is None


def test_agreed_push_is_due_when_its_lease_is_to_be_renewed(tx: Transaction) -> None:
    push = offer(tx, HUB, "a")
    assert push is not None
    tx.pushes.set_asked(push.id, NOW + MINUTE)
    tx.pushes.set_agreed(push.id, NOW + 10 * DAY, NOW + 8 * DAY)
    tx.pushes.set_pinged(push.id, "sha256", NOW)
    assert tx.pushes.list_due(NOW + 7 * DAY, 5) == []
    [due] = tx.pushes.list_due(NOW + 8 * DAY, 5)
    assert due == tx.pushes.find("a")
    assert (due.attempts, due.algorithm, due.brings(NOW), due.brings(NOW + 10 * DAY)) == (
        0,
        "sha256",
        True,
        False,
    )


def test_push_of_a_removed_or_resting_source_ends(tx: Transaction) -> None:
    for token, end in (("a", tx.sources.remove), ("b", lambda id: tx.sources.pause(id, NOW))):
        source, _ = tx.sources.add("https://paper.test/feed", "", NOW)
        tx.pushes.offer(source.id, HUB, token=token, secret="s", now=NOW)
        end(source.id)
        push = tx.pushes.find(token)
        assert push is not None
        assert push.ending
        assert push in tx.pushes.list_due(NOW, 5)
        tx.pushes.remove(push.id)
        assert tx.pushes.find(token) is None
