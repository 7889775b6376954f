"""Decisions in words: why an alert came, or why an article led to none. A sentence for every Reason."""

from collections.abc import Mapping, Sequence

from bot.domain.alerting import least, left_out
from bot.domain.grounds import Grounds
from bot.domain.matching import THRESHOLDS
from bot.domain.model import Alert, DecisionRecord, Match, Reason, Source, Subscription
from bot.messages.card import quoted
from bot.messages.issues import LEVELS, NAME
from bot.messages.message import Button, Message, message
from bot.messages.reasons import explain
from bot.messages.rich import (
    EMPTY,
    Rich,
    bold,
    clip,
    fit,
    join,
    link,
    marked,
    one_line,
    phrase,
    plain,
    quote,
    when,
)
from bot.messages.tongue import mark, percent, tr

REASONS: dict[Reason, str] = {
    Reason.NEW_STORY: mark("It told a new story about the issue, so it rang."),
    Reason.NEW_FACT: mark(
        "It brought something new to a story that was told here before, so it came as an answer to the first message."
    ),
    Reason.NEW_COPY: mark(
        "It is a copy of a story already told here; the first message names it under “Also”."
    ),
    Reason.TOO_MANY: mark(
        "So much came about this issue in a few minutes that it went into one message, edited as it grew."
    ),
    Reason.BACKLOG: mark("So much was owed to this chat that it went into one message, edited as it grew."),
    Reason.DIGEST: mark("This issue comes as a digest, so it waited for that."),
    Reason.QUIET: mark("It came in quiet hours, so it was held for the digest at their end."),
    Reason.MUTED: mark("The issue was muted, so it was held for the digest at the end of the mute."),
    Reason.MISSED: mark(
        "Its source could not be read for long; what was missed came together, as one digest."
    ),
    Reason.BELOW_THRESHOLD: mark("It was too unsure a match for this issue's strictness."),
    Reason.OLD_NEWS: mark("It was published too long ago to ring; it still counts for status and timeline."),
    Reason.BACKFILL: mark(
        "It was there before its source was added; it still counts for status and timeline."
    ),
    Reason.SOURCE_LEFT_OUT: mark("This issue is not to hear of that publisher; its settings say so."),
    Reason.WORD_LEFT_OUT: mark("It has a word that was excluded here; the issue's card lists it, with undo."),
    Reason.OFF: mark("Delivery of this issue is switched off."),
    Reason.CHAT_GONE: mark("This chat could not be reached then."),
}


NAMED = 8
"""Issues named in one line."""
BEFORE = mark(
    "It came in before this was followed here, so it did not ring; it counts for status and timeline."
)


def explained(
    title: str,
    url: str | None,
    verdicts: Sequence[DecisionRecord],
    own: Mapping[str, Subscription] | None = None,
    *,
    earlier: Sequence[tuple[str, Match]] = (),
    absent: Sequence[str] = (),
) -> Message:
    """What was decided about an article, an entry an issue. `own`: what is still followed, by its name. `earlier`: what
    it says of issues (by name) that were not followed yet; `absent`: issues of which it has no name."""
    head = bold(link(clip(one_line(title), 200) or tr("This article"), url))
    own = own or {}
    each = [_verdict(one, own.get(one.issue), title) for one in verdicts]
    each += [_earlier(name, match, own.get(name)) for name, match in earlier]
    none = [] if each else [phrase("It spoke of nothing that is followed here.")]
    shown, _ = fit((head, *each, *none, _absent(absent)), separator="\n\n")
    return message(shown)


def _absent(names: Sequence[str]) -> Rich:
    if not names:
        return EMPTY
    few, left = quoted(names[:NAMED]), len(names) - NAMED
    few = tr("{names} and {n} more", names=few, n=left) if left > 0 else few
    return phrase(
        "Nowhere in it stands anything like {names}. If it calls one of them otherwise, /alias adds that.",
        names=plain(few),
    )


def _verdict(one: DecisionRecord, level: Subscription | None, title: str) -> Rich:
    words = one_line(one.matched)
    spans = [(at, at + len(words))] if words and (at := one_line(one.passage).find(words)) >= 0 else []
    return join(
        (
            bold(clip(one_line(one.issue), NAME)),
            plain(_reason(one, level, title)),
            plain(_score(one.score, level)),
            *_reasons(one.matched, one.alias, one.grounds),
            quote(marked(one_line(one.passage), spans, 300)),
        )
    )


def _reason(one: DecisionRecord, level: Subscription | None, title: str) -> str:
    word = left_out(level, f"{title}\n{one.passage}") if level and one.reason is Reason.WORD_LEFT_OUT else ""
    if word:
        return tr(
            "It has the word “{word}”, which was excluded here; the issue's card lists that, with undo.",
            word=clip(word, 40),
        )
    return tr(REASONS[one.reason])


def _earlier(name: str, found: Match, level: Subscription | None) -> Rich:
    return join(
        (
            bold(clip(one_line(name), NAME)),
            phrase(BEFORE),
            plain(_score(found.score, level)),
            *_reasons(found.matched, found.alias, found.grounds),
            quote(marked(found.passage.text, found.spans, 300)),
        )
    )


def _score(score: float, level: Subscription | None) -> str:
    """The score beside what the setting asks for."""
    if level is None:
        return tr("Score {score}.", score=percent(score))
    needed = least(level)
    said = (
        mark("Score {score}; this issue, set to {level} and taught by presses, rings from {least}.")
        if needed != THRESHOLDS[level.strictness]
        else mark("Score {score}; this issue, set to {level}, rings from {least}.")
    )
    return tr(said, score=percent(score), level=tr(LEVELS[level.strictness]), least=percent(needed))


def _reasons(matched: str, alias: str, grounds: Grounds | None) -> list[Rich]:
    """A line a reason."""
    if grounds is None:
        return (
            [plain("• ") + phrase("Matched “{matched}”.", matched=clip(one_line(matched), 80))]
            if matched
            else []
        )
    said = explain(grounds, matched=matched, alias=alias or matched)
    return [plain(f"• {clip(one_line(reason, keep=True), 250)}") for reason in said]


def of_alert(told: Alert) -> Message:
    """Why an alert came, from the alert itself: for an article without an address."""
    head = bold(clip(one_line(told.copies[0].title), 200)) if told.copies else bold(phrase("This alert"))
    each = [
        join(
            (
                bold(clip(one_line(one.name), NAME)),
                plain(f"{tr(REASONS[told.reason])} {_score(one.score, None)}"),
                quote(marked(one.text, one.spans, 300)),
            )
        )
        for one in told.excerpts
    ]
    shown, _ = fit((head, *each), separator="\n\n")
    return message(shown)


def choose(alerts: Sequence[Alert]) -> Message:
    """Which of the latest alerts, when none was named."""
    if not alerts:
        return message(
            phrase("No alert came here yet. Send /why with a link to an article to ask about that one.")
        )
    rows = [[Button(title_of(told), f"why:{told.id}")] for told in alerts]
    return message(
        phrase("About which alert? You can also reply /why to one, or send /why with a link."), rows
    )


def title_of(told: Alert) -> str:
    """What a button calls an alert."""
    title = one_line(told.copies[0].title) if told.copies else ""
    return title or " · ".join(excerpt.name for excerpt in told.excerpts) or tr("Alert")


def unseen(url: str, source: Source | None = None) -> Message:
    """An article that never came in; `source`: the feed of its site that is read, if any."""
    words = phrase("That article has not come in: {link}", link=clip(one_line(url), 300))
    if source is None:
        return message(join((words, phrase("No feed of its site is read here; /sources shows what is."))))
    read = phrase("Its site is read: {source}", source=bold(clip(one_line(source.title) or source.url, NAME)))
    if source.paused_at is not None:
        why = phrase("That feed rests just now, so nothing of it comes in.")
    elif source.last_ok_at is None or source.failures:
        why = phrase("Its last polls failed, so the article may come when it is well again: /sources")
    else:
        why = phrase("It was not in that feed when it was read last, {when}.", when=when(source.last_ok_at))
    return message(join((words, read, why)))
