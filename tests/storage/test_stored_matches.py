from dataclasses import replace

from building import DAY, MINUTE, NOW, article, chat, follow, match, put

from bot.domain.grounds import Grounds
from bot.domain.model import Action, Decision, Reason
from storage import Transaction


def test_report_holds_the_whole_match_and_its_article(tx: Transaction) -> None:
    issue = tx.issues.ensure("Ferry")
    stored = put(tx, article(language="en"))
    tx.matches.add(stored.id, [match(issue)])
    [report] = tx.matches.reports(issue.id, since=NOW - DAY, until=NOW, limit=5)
    assert report.match == match(issue)
    assert report.story == stored.story
    assert (report.title, report.text) == (stored.article.title, stored.article.text)
    assert (report.url, report.source, report.language) == (stored.article.url, "The Paper", "en")
    assert report.published_at == NOW


def test_match_keeps_its_grounds_and_the_decision_tells_them(tx: Transaction) -> None:
    subscription, stored = follow(tx, chat(tx)), put(tx)
    grounds = Grounds(ratio=0.4, title=True, heading="The crossing", mentions=3, first_at=120, language="uk")
    found = replace(match(subscription.issue), alias="Ferry", grounds=grounds)
    tx.matches.add(stored.id, [found])
    [report] = tx.matches.reports(subscription.issue.id, since=NOW - DAY, until=NOW, limit=5)
    assert report.match == found
    sent = Decision(subscription=subscription.id, action=Action.SEND, reason=Reason.NEW_STORY, match=found)
    tx.decisions.add(stored.id, stored.story, [sent], NOW)
    [record] = tx.decisions.list_for_article(subscription.chat, stored.id)
    assert (record.alias, record.grounds) == ("Ferry", grounds)


def test_reports_come_newest_first_within_both_ends(tx: Transaction) -> None:
    issue = tx.issues.ensure("Ferry")
    for days in range(4):
        stored = put(tx, article(f"day{days}", published_at=NOW - days * DAY))
        tx.matches.add(stored.id, [match(issue)])
    found = tx.matches.reports(issue.id, since=NOW - 2 * DAY, until=NOW - DAY, limit=5)
    assert [report.title for report in found] == ["The day1 question", "The day2 question"]
    [newest] = tx.matches.reports(issue.id, since=NOW - 9 * DAY, until=NOW, limit=1)
    assert newest.title == "The day0 question"


def test_each_story_counts_on_the_day_of_its_newest_sure_match_and_quiet_days_are_told(
    tx: Transaction,
) -> None:
    issue = tx.issues.ensure("Ferry")
    for at, days in enumerate((0, 0, 1, 3, 40)):
        tx.matches.add(put(tx, article(f"day{at}", published_at=NOW - days * DAY)).id, [match(issue)])
    first = put(tx, article("told first", published_at=NOW - 5 * DAY))
    again = put(tx, article("told again", published_at=NOW - 2 * DAY), story=first.story)
    for one in (first, again):
        tx.matches.add(one.id, [match(issue)])
    tx.matches.add(put(tx, article("unsure", published_at=NOW - 4 * DAY)).id, [match(issue, score=0.2)])
    told = tx.matches.coverage(issue.id, until=NOW, at_least=0.5, counted=50)
    newest = [told[(NOW - back * DAY).date().isoformat()] for back in range(6)]
    assert (newest, len(told), sum(told.values())) == ([2, 1, 1, 1, 0, 0], 30, 5)


def test_days_that_were_not_counted_to_their_end_are_not_told(tx: Transaction) -> None:
    issue = tx.issues.ensure("Ferry")
    for at, days in enumerate((0, 0, 1, 1, 2)):
        tx.matches.add(put(tx, article(f"day{at}", published_at=NOW - days * DAY)).id, [match(issue)])
    told = tx.matches.coverage(issue.id, until=NOW, at_least=0.5, counted=3)
    assert told == {NOW.date().isoformat(): 2}
    assert tx.matches.coverage(issue.id, until=NOW, at_least=0.5, counted=2) == {}


def test_reports_of_one_issue_leave_out_another(tx: Transaction) -> None:
    ferry, harbour = tx.issues.ensure("Ferry"), tx.issues.ensure("Harbour")
    tx.matches.add(put(tx).id, [match(ferry)])
    assert tx.matches.reports(harbour.id, since=NOW - DAY, until=NOW, limit=5) == []


def test_what_was_found_in_an_article_is_told_for_the_issues_asked_about(tx: Transaction) -> None:
    ferry, harbour, quay = (tx.issues.ensure(name) for name in ("Ferry", "Harbour", "Quay"))
    stored = put(tx)
    tx.matches.add(stored.id, [match(ferry, score=0.3), match(harbour, score=0.9), match(quay)])
    found = tx.matches.list_for_article(stored.id, [ferry.id, harbour.id])
    assert found == [match(harbour, score=0.9), match(ferry, score=0.3)]
    assert tx.matches.list_for_article(stored.id, []) == []


def test_match_stored_twice_stays_as_it_was(tx: Transaction) -> None:
    issue = tx.issues.ensure("Ferry")
    stored = put(tx)
    tx.matches.add(stored.id, [match(issue, score=0.8)])
    tx.matches.add(stored.id, [match(issue, score=0.1)])
    tx.matches.add(stored.id, [])
    [report] = tx.matches.reports(issue.id, since=NOW - DAY, until=NOW, limit=5)
    assert report.match.score == 0.8


def test_decision_is_remembered_with_its_evidence(tx: Transaction) -> None:
    subscription = follow(tx, chat(tx))
    stored = put(tx)
    found = match(subscription.issue)
    tx.matches.add(stored.id, [found])
    sent = Decision(subscription=subscription.id, action=Action.SEND, reason=Reason.NEW_STORY, match=found)
    tx.decisions.add(stored.id, stored.story, [sent], NOW)
    [record] = tx.decisions.list_for_article(subscription.chat, stored.id)
    assert (record.issue, record.action, record.reason) == ("Ferry", Action.SEND, Reason.NEW_STORY)
    assert (record.matched, record.passage) == (found.matched, found.passage.text)
    assert (record.score, record.at) == (0.8, NOW)


def test_decision_about_a_match_that_is_not_stored_keeps_its_words(tx: Transaction) -> None:
    subscription = follow(tx, chat(tx))
    stored = put(tx)
    weak = match(subscription.issue, score=0.1)
    dropped = Decision(
        subscription=subscription.id, action=Action.DROP, reason=Reason.BELOW_THRESHOLD, match=weak
    )
    tx.decisions.add(stored.id, stored.story, [dropped], NOW)
    [record] = tx.decisions.list_for_article(subscription.chat, stored.id)
    assert (record.matched, record.passage) == (weak.matched, weak.passage.text)
    assert tx.matches.reports(subscription.issue.id, since=NOW - DAY, until=NOW, limit=5) == []


def test_decision_outlives_its_subscription(tx: Transaction) -> None:
    who = chat(tx)
    subscription = follow(tx, who)
    stored = put(tx)
    decision = Decision(
        subscription=subscription.id, action=Action.DROP, reason=Reason.OFF, match=match(subscription.issue)
    )
    tx.decisions.add(stored.id, stored.story, [decision], NOW)
    tx.subscriptions.remove(subscription.id)
    assert [record.reason for record in tx.decisions.list_for_article(who.id, stored.id)] == [Reason.OFF]


def test_decisions_of_another_chat_are_not_shown(tx: Transaction) -> None:
    mine, other = chat(tx, 1), chat(tx, 2)
    subscription = follow(tx, mine)
    stored = put(tx)
    decision = Decision(
        subscription=subscription.id,
        action=Action.SEND,
        reason=Reason.NEW_STORY,
        match=match(subscription.issue),
    )
    tx.decisions.add(stored.id, stored.story, [decision], NOW)
    assert tx.decisions.list_for_article(other.id, stored.id) == []


def test_decisions_are_counted_by_reason(tx: Transaction) -> None:
    stored = put(tx)
    reasons = [Reason.NEW_STORY, Reason.MUTED, Reason.MUTED]
    for number, reason in enumerate(reasons, start=1):
        subscription = follow(tx, chat(tx, number))
        decision = Decision(
            subscription=subscription.id, action=Action.DROP, reason=reason, match=match(subscription.issue)
        )
        tx.decisions.add(stored.id, stored.story, [decision, decision], NOW + MINUTE)
    assert tx.decisions.counts() == {"new_story": 1, "muted": 2}
