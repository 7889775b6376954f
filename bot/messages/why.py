"""Decisions in words: why an alert came, or why an article led to none. A sentence for every Reason."""

from collections.abc import Mapping, Sequence

from bot.domain.alerting import least, left_out
from bot.domain.grounds import Grounds
from bot.domain.matching import THRESHOLDS, explain
from bot.domain.model import Alert, DecisionRecord, Match, Reason, Source, Subscription
from bot.messages.issues import NAME
from bot.messages.message import Button, Message, message
from bot.messages.rich import EMPTY, Rich, bold, clip, fit, join, link, marked, one_line, plain, quote, when

REASONS: dict[Reason, str] = {
    Reason.NEW_STORY: "It told a new story about the issue, so it rang.",
    Reason.NEW_COPY: "It is a copy of a story already told here; the first message names it under “Also”.",
    Reason.TOO_MANY: "So much came about this issue in a few minutes that it went into one message, edited as it grew.",
    Reason.BACKLOG: "So much was owed to this chat that it went into one message, edited as it grew.",
    Reason.DIGEST: "This issue comes as a digest, so it waited for that.",
    Reason.QUIET: "It came in quiet hours, so it was held for the digest at their end.",
    Reason.MUTED: "The issue was muted, so it was held for the digest at the end of the mute.",
    Reason.MISSED: "Its source could not be read for long; what was missed came together, as one digest.",
    Reason.BELOW_THRESHOLD: "It was too unsure a match for this issue's strictness.",
    Reason.OLD_NEWS: "It was published too long ago to ring; it still counts for status and timeline.",
    Reason.BACKFILL: "It was there before its source was added; it still counts for status and timeline.",
    Reason.SOURCE_LEFT_OUT: "This issue is not to hear of that publisher; its settings say so.",
    Reason.WORD_LEFT_OUT: "It has a word that was excluded here; the issue's card lists it, with undo.",
    Reason.OFF: "Delivery of this issue is switched off.",
    Reason.CHAT_GONE: "This chat could not be reached then.",
}


NAMED = 8
"""Issues named in one line."""
BEFORE = "It came in before this was followed here, so it did not ring; it counts for status and timeline."


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
    head = bold(link(clip(one_line(title), 200) or "This article", url))
    own = own or {}
    each = [_verdict(one, own.get(one.issue), title) for one in verdicts]
    each += [_earlier(name, match, own.get(name)) for name, match in earlier]
    none = [] if each else [plain("It spoke of nothing that is followed here.")]
    shown, _ = fit((head, *each, *none, _absent(absent)), separator="\n\n")
    return message(shown)


def _absent(names: Sequence[str]) -> Rich:
    if not names:
        return EMPTY
    few = ", ".join(f"“{clip(one_line(name), NAME)}”" for name in names[:NAMED])
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return plain(
        f"Nowhere in it stands anything like {few}{more}. If it calls one of them otherwise, /alias adds that."
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
        return f"It has the word “{clip(word, 40)}”, which was excluded here; the issue's card lists that, with undo."
    return REASONS[one.reason]


def _earlier(name: str, found: Match, level: Subscription | None) -> Rich:
    return join(
        (
            bold(clip(one_line(name), NAME)),
            plain(BEFORE),
            plain(_score(found.score, level)),
            *_reasons(found.matched, found.alias, found.grounds),
            quote(marked(found.passage.text, found.spans, 300)),
        )
    )


def _score(score: float, level: Subscription | None) -> str:
    """The score beside what the setting asks for."""
    if level is None:
        return f"Score {score:.0%}."
    needed = least(level)
    learned = " and taught by presses" if needed != THRESHOLDS[level.strictness] else ""
    return (
        f"Score {score:.0%}; this issue, set to {level.strictness.value}{learned}, rings from {needed:.0%}."
    )


def _reasons(matched: str, alias: str, grounds: Grounds | None) -> list[Rich]:
    """A line a reason."""
    if grounds is None:
        return [plain(f"• Matched “{clip(one_line(matched), 80)}”.")] if matched else []
    said = explain(grounds, matched=matched, alias=alias or matched)
    return [plain(f"• {clip(one_line(reason), 250)}") for reason in said]


def of_alert(told: Alert) -> Message:
    """Why an alert came, from the alert itself: for an article without an address."""
    head = bold(clip(one_line(told.copies[0].title), 200)) if told.copies else bold("This alert")
    each = [
        join(
            (
                bold(clip(one_line(one.name), NAME)),
                plain(f"{REASONS[told.reason]} {_score(one.score, None)}"),
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
            plain("No alert came here yet. Send /why with a link to an article to ask about that one.")
        )
    rows = [[Button(_title(told), f"why:{told.id}")] for told in alerts]
    return message(
        plain("About which alert? You can also reply /why to one, or send /why with a link."), rows
    )


def _title(told: Alert) -> str:
    title = one_line(told.copies[0].title) if told.copies else ""
    return title or " · ".join(excerpt.name for excerpt in told.excerpts) or "Alert"


def unseen(url: str, source: Source | None = None) -> Message:
    """An article that never came in; `source`: the feed of its site that is read, if any."""
    words = plain("That article has not come in: ") + plain(clip(one_line(url), 300))
    if source is None:
        return message(join((words, plain("No feed of its site is read here; /sources shows what is."))))
    read = plain("Its site is read: ") + bold(clip(one_line(source.title) or source.url, NAME))
    if source.paused_at is not None:
        why = plain("That feed rests just now, so nothing of it comes in.")
    elif source.last_ok_at is None or source.failures:
        why = plain("Its last polls failed, so the article may come when it is well again: /sources")
    else:
        why = join(
            (plain("It was not in that feed when it was read last, "), when(source.last_ok_at), plain(".")),
            "",
        )
    return message(join((words, read, why)))
