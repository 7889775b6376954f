from building import BOT, DAY, MINUTE, NOW, alert, article, chat, excerpt, put

from bot.domain.model import AlertId, AlertState, Destination, Reason
from storage import Transaction


def test_alert_comes_back_whole(tx: Transaction) -> None:
    who, about = chat(tx), put(tx)
    made = alert(tx, who, about=about, excerpts=(excerpt(3), excerpt(4, "…")))
    assert (made.chat, made.story, made.state) == (who.id, about.story, AlertState.OWED)
    assert (made.reason, made.created_at, made.message_id) == (Reason.NEW_STORY, NOW, None)
    assert made.excerpts == (excerpt(3), excerpt(4, "…"))
    assert [copy.url for copy in made.copies] == [about.article.url]
    assert tx.alerts.get(made.id) == made
    assert tx.alerts.find(who.id, about.story) == made


def test_second_alert_about_a_story_is_the_first(tx: Transaction) -> None:
    who, about = chat(tx), put(tx)
    first = alert(tx, who, about=about, excerpts=(excerpt(),))
    assert alert(tx, who, about=about, state=AlertState.HELD) == first
    assert alert(tx, chat(tx, 2), about=about).id != first.id


def test_copy_that_raised_the_alert_comes_first(tx: Transaction) -> None:
    who = chat(tx)
    first = put(tx, article("a"))
    put(tx, article("b"), story=first.story)
    alert(tx, who, about=first)
    put(tx, article("c"), story=first.story)
    told = tx.alerts.find(who.id, first.story)
    assert told is not None
    assert [copy.url for copy in told.copies] == [f"https://paper.test/{name}" for name in "bac"]


def test_sent_alert_is_found_by_its_message(tx: Transaction) -> None:
    who, topic = chat(tx, 9), chat(tx, 9, thread=4)
    made = alert(tx, topic)
    tx.alerts.set_sent(made.id, 321)
    found = tx.alerts.find_message(Destination(BOT, 9, 4), 321)
    assert found is not None
    assert (found.id, found.state, found.message_id) == (made.id, AlertState.SENT, 321)
    assert tx.alerts.find_message(who.destination, 321) is None
    assert tx.alerts.find_message(topic.destination, 322) is None


def test_excerpts_of_an_alert_can_grow(tx: Transaction) -> None:
    made = alert(tx, chat(tx), excerpts=(excerpt(1),))
    tx.alerts.set_excerpts(made.id, (excerpt(1), excerpt(2)))
    grown = tx.alerts.get(made.id)
    assert grown is not None
    assert grown.excerpts == (excerpt(1), excerpt(2))


def test_held_alerts_are_listed_oldest_first_by_reason(tx: Transaction) -> None:
    who = chat(tx)
    late = alert(tx, who, state=AlertState.HELD, reason=Reason.DIGEST, at=NOW)
    early = alert(tx, who, state=AlertState.HELD, reason=Reason.MUTED, at=NOW - MINUTE)
    alert(tx, who, state=AlertState.OWED)
    alert(tx, chat(tx, 2), state=AlertState.HELD)
    assert [one.id for one in tx.alerts.list_held(who.id)] == [early.id, late.id]
    assert [one.id for one in tx.alerts.list_held(who.id, reason=Reason.MUTED)] == [early.id]


def test_held_alert_is_released_at_its_time(tx: Transaction) -> None:
    who, gone = chat(tx, 1), chat(tx, 2)
    tx.chats.set_gone(gone.id, NOW)
    for one in (who, gone):
        alert(tx, one, state=AlertState.HELD, reason=Reason.DIGEST, release_at=NOW)
    alert(tx, who, state=AlertState.HELD, reason=Reason.DIGEST)
    alert(tx, who, state=AlertState.OWED, release_at=NOW)
    assert tx.alerts.list_releasable(NOW - MINUTE) == ()
    [due] = tx.alerts.list_releasable(NOW)
    assert due.chat == who.id
    tx.alerts.set_release([due.id], NOW + DAY)
    assert tx.alerts.list_releasable(NOW) == ()


def test_sent_alerts_of_a_story_are_listed(tx: Transaction) -> None:
    about = put(tx)
    sent, owed = alert(tx, chat(tx, 1), about=about), alert(tx, chat(tx, 2), about=about)
    tx.alerts.set_sent(sent.id, 5)
    tx.alerts.set_sent(alert(tx, chat(tx, 1)).id, 6)
    assert [one.id for one in tx.alerts.list_sent(about.story)] == [sent.id]
    assert owed.id not in {one.id for one in tx.alerts.list_sent(about.story)}


def test_recent_alerts_come_newest_first(tx: Transaction) -> None:
    who = chat(tx)
    made = [alert(tx, who, at=NOW - n * DAY) for n in range(3)]
    assert [one.id for one in tx.alerts.list_recent(who.id, 2)] == [made[0].id, made[1].id]


def test_dropped_alert_tells_nothing_and_can_begin_anew(tx: Transaction) -> None:
    who, first = chat(tx), put(tx, article("a"))
    made = alert(tx, who, about=first, excerpts=(excerpt(1),), state=AlertState.HELD, release_at=NOW + DAY)
    tx.alerts.set_state(made.id, AlertState.DROPPED)
    assert tx.alerts.find(who.id, first.story) is None
    assert tx.alerts.list_recent(who.id, 9) == ()
    put(tx, article("b"), story=first.story)
    again = alert(tx, who, about=first, excerpts=(excerpt(2),), at=NOW + MINUTE)
    assert (again.id, again.state, again.release_at) == (made.id, AlertState.OWED, None)
    assert (again.created_at, again.excerpts) == (NOW + MINUTE, (excerpt(2),))
    assert again.copies[0].url == "https://paper.test/b"
    assert tx.alerts.list_recent(who.id, 9) == (again,)


def test_dropped_alerts_are_listed_until_their_time_comes(tx: Transaction) -> None:
    who = chat(tx)
    dropped = alert(tx, who, state=AlertState.DROPPED, release_at=NOW)
    alert(tx, who, state=AlertState.HELD, release_at=NOW)
    alert(tx, chat(tx, 2), state=AlertState.DROPPED, release_at=NOW)
    assert tx.alerts.list_dropped(who.id, NOW - MINUTE) == (dropped,)
    assert tx.alerts.list_dropped(who.id, NOW) == ()


def test_unknown_alert_is_none(tx: Transaction) -> None:
    assert tx.alerts.get(AlertId(123456)) is None
    assert tx.alerts.find(chat(tx).id, put(tx).story) is None
