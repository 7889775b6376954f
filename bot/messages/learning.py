"""👍 and 👎 in words: what was wrong, what would change, what was learned. Decides nothing."""

from collections.abc import Mapping, Sequence

from bot.domain.learning import Proposal, Wrong
from bot.domain.model import Alert, Subscription
from bot.domain.wishes import Lesson, LessonKind
from bot.messages.aliases import alias_key
from bot.messages.issues import NAME
from bot.messages.message import Button, Message, Rows, message
from bot.messages.rich import (
    EMPTY,
    Rich,
    bold,
    clip,
    counted,
    fit,
    join,
    link,
    one_line,
    phrase,
    plain,
    when,
)
from bot.messages.tongue import mark, percent, tr

SHOWN = 3
"""Stories shown that a change would take away."""
WRONG: Mapping[Wrong, str] = {
    Wrong.SUBJECT: mark("Wrong subject"),
    Wrong.MENTION: mark("Only a mention"),
    Wrong.OLD: mark("Old news"),
    Wrong.SEEN: mark("Seen already"),
}


def which(told: Alert, own: Sequence[Subscription]) -> Rows:
    """For which of an alert's issues it was wrong; only buttons."""
    each = [(Button(f"👎 {one.issue.name}", f"down:{told.id}:{one.id}"),) for one in own[:8]]
    return (*each, (Button(tr("‹ Back"), f"back:{told.id}"),))


def wrongs(told: Alert, subscription: int) -> Rows:
    """What was wrong, one tap; only buttons."""
    each = [
        Button(tr(words), f"down:{told.id}:{subscription}:{wrong.value}") for wrong, words in WRONG.items()
    ]
    return (tuple(each[:2]), tuple(each[2:]), (Button(tr("‹ Back"), f"back:{told.id}"),))


def proposed(told: Alert, one: Subscription, wrong: Wrong, found: Sequence[Proposal]) -> Message:
    """What would change, each with its effect on the last month, before anything does."""
    head = phrase(
        "👎 {wrong}. What shall change for {name}?", wrong=plain(tr(WRONG[wrong])), name=bold(_name(one))
    )
    if not found:
        none = phrase(
            "Nothing that I can change would have kept this one away without a guess. Stricter or another name may."
        )
        return message(join((head, none)), [[Button(tr("Settings of the issue"), f"card:{one.id}")]])
    blocks = [_effect(number, proposal) for number, proposal in enumerate(found, 1)]
    shown, _ = fit((head, *blocks), separator="\n\n")
    rows = [
        [
            Button(
                f"{n}. {short(it.lesson)}", f"learn:{told.id}:{one.id}:{wrong.value}:{lesson_key(it.lesson)}"
            )
        ]
        for n, it in enumerate(found, 1)
    ]
    return message(shown, (*rows, [Button(tr("Change nothing"), f"unlearn:{one.id}:-")]))


def learned(one: Subscription, lesson: Lesson) -> Message:
    """It was learned, with the way back."""
    words = phrase("✓ Learned for {name}: {lesson}", name=bold(_name(one)), lesson=plain(said(lesson)))
    undo = Button(tr("↩ Undo"), f"unlearn:{one.id}:{lesson_key(lesson)}")
    return message(words, [[undo, Button(tr("All that was learned"), f"learned:{one.id}")]])


def unlearned(one: Subscription, lesson: Lesson) -> Message:
    """It was taken back."""
    words = phrase("Taken back for {name}: {lesson}", name=bold(_name(one)), lesson=plain(said(lesson)))
    return message(words, [[Button(tr("‹ Issue"), f"card:{one.id}")]])


def nothing(one: Subscription) -> Message:
    """Nothing was changed."""
    return message(phrase("Nothing was changed for {name}.", name=bold(_name(one))))


def lessons(one: Subscription) -> Message:
    """Everything that was learned of an issue, each with its undo."""
    head = phrase("What was learned for {name}", name=bold(_name(one)))
    lines = [join((plain(f"• {said(it)} "), when(it.at)), "") for it in one.lessons]
    none = phrase("Nothing yet. 👎 under an alert teaches me what not to send, 👍 what to keep.")
    shown, taken = fit((head, *(lines or [none])))
    rows = [
        [Button(f"↩ {short(it)}", f"unlearn:{one.id}:{lesson_key(it)}:all")]
        for it in one.lessons[: taken - 1][-30:]
    ]
    return message(shown, (*rows, [Button(tr("‹ Issue"), f"card:{one.id}")]))


def said(lesson: Lesson) -> str:
    """A lesson as a sentence."""
    value = clip(one_line(lesson.value), NAME)
    return {
        LessonKind.SURER: tr("rings only from a score of {score} on.", score=_percent(lesson)),
        LessonKind.KEPT: tr(
            "keeps ringing from a score of {score} on, whatever else is learned.", score=_percent(lesson)
        ),
        LessonKind.WORD: tr(
            "does not ring for articles with “{word}” beside the match or in the headline.", word=value
        ),
        LessonKind.SOURCE: tr("does not ring for {source}.", source=value),
        LessonKind.ALIAS: tr("no longer matches the name “{name}”.", name=value),
    }[lesson.kind]


def short(lesson: Lesson) -> str:
    """A lesson in a button's words."""
    value = clip(one_line(lesson.value), 24)
    return {
        LessonKind.SURER: tr("Only from {score} on", score=_percent(lesson)),
        LessonKind.KEPT: tr("Keep from {score} on", score=_percent(lesson)),
        LessonKind.WORD: tr("Not with “{word}”", word=value),
        LessonKind.SOURCE: tr("Never {source}", source=value),
        LessonKind.ALIAS: tr("Not the name “{name}”", name=value),
    }[lesson.kind]


def lesson_key(lesson: Lesson) -> str:
    """What a button calls a lesson by."""
    return alias_key(f"{lesson.kind.value}:{lesson.value}")


def _percent(lesson: Lesson) -> str:
    return percent(float(lesson.value)) if lesson.kind in (LessonKind.SURER, LessonKind.KEPT) else ""


def _effect(number: int, proposal: Proposal) -> Rich:
    """What a change does, and to which stories of the last month."""
    dropped, total = proposal.dropped, len(proposal.dropped) + proposal.kept
    words = counted(
        "Of {n} alert of the last 30 days {dropped} would not have come:",
        "Of {n} alerts of the last 30 days {dropped} would not have come:",
        total,
        dropped=len(dropped),
    )
    lines = [plain("➖ ") + link(clip(one_line(it.title) or it.source, 90), it.url) for it in dropped[:SHOWN]]
    more = phrase("… and {n} more", n=len(dropped) - SHOWN) if len(dropped) > SHOWN else EMPTY
    first = plain(f"{number}. ") + phrase("It {lesson}", lesson=plain(said(proposal.lesson)))
    return join((join((bold(first), words), " "), *lines, more))


def _name(one: Subscription) -> str:
    return clip(one_line(one.issue.name), NAME)
