"""Whatever the text, Telegram takes the message."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot import messages
from bot.domain.matching import Elsewhere, Reading
from bot.domain.model import Action, Copy, DecisionRecord, DeliveryMode, Excerpt, IssueId, Reason, Strictness
from bot.domain.standing import Development
from bot.messages import aliases, card, issues, talk, why
from bot.messages.card import Change
from bot.messages.rich import CAPTION_LIMIT
from tests.messages.samples import (
    AT,
    NOW,
    alert,
    awkward,
    is_valid,
    long_text,
    report,
    standing,
    subscription,
    week,
)


@given(names=st.lists(awkward, max_size=12), text=long_text, title=long_text, source=awkward, url=awkward)
@example(
    names=["&" * 300] * 30,
    text='"&<' * 2000,
    title="&" * 5000,
    source="&" * 300,
    url="https://a.example/" + "&" * 290,
)
@settings(max_examples=25, deadline=None)
def test_any_alert_and_digest_is_valid_for_telegram(
    names: list[str], text: str, title: str, source: str, url: str
) -> None:
    spans = tuple((at, at + 3) for at in range(0, len(text), 5))
    told = alert(
        [Excerpt(IssueId(n), name, text + name, spans) for n, name in enumerate(names)],
        [Copy(f"{source}{n}", f"https://a.example/{url}", title, AT) for n in range(8)],
    )
    assert is_valid(messages.alert(told))
    assert all(is_valid(part.message) for part in messages.digest([told]))


@given(name=awkward, text=long_text, source=awkward, note=awkward)
@example(name="&" * 300, text="&" * 9000, source="&" * 300, note="&" * 300)
@settings(max_examples=25, deadline=None)
def test_any_status_card_and_reason_is_valid_for_telegram(
    name: str, text: str, source: str, note: str
) -> None:
    lines = tuple(Development(AT, text, f"https://a.example/{source}", source, 2) for _ in range(30))
    answer = standing(*lines, state=note[:20], name=name)
    assert is_valid(messages.status(answer, IssueId(5), followed=False, note=note))
    assert is_valid(messages.timeline(answer, IssueId(5), 0, followed=False, note=note), CAPTION_LIMIT)
    assert is_valid(messages.unknown(name, IssueId(5), followed=False, near=[(IssueId(1), name)]))
    reports = [report(text, score, story) for story, score in enumerate([0.9, 0.6, 0.55, 0.5, 0.3, 0.2])]
    one = issues.Followed(
        subscription=subscription(name, (text, source, note)),
        mode=DeliveryMode.DAILY,
        week=week(*reports),
        also=(source, note),
    )
    there = tuple(Elsewhere(f"{text}{n}", ("de", "uk")) for n in range(30))
    read = Reading((name, text), (source, text), (note,), (text,), there)
    assert is_valid(card.card(one, read, opening=note, now=NOW))
    assert is_valid(card.card(one, read, now=NOW, change=Change(Strictness.LOOSE)))
    assert is_valid(aliases.aliases(one.subscription, read, also=one.also))
    assert is_valid(aliases.other_tongues(one.subscription, read, 0))
    assert is_valid(issues.offer(name, IssueId(5)))
    assert is_valid(talk.said(text))
    record = DecisionRecord(
        issue=name, action=Action.DROP, reason=Reason.OFF, score=0.5, matched=source, passage=text, at=AT
    )
    assert is_valid(why.explained(text, source, [record] * 50))
