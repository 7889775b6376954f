"""👍 and 👎 in words: what was wrong, what would change, what was learned. Decides nothing."""

from collections.abc import Mapping, Sequence

from bot.domain.learning import Proposal, Wrong
from bot.domain.model import Alert, Subscription
from bot.domain.wishes import Lesson, LessonKind
from bot.messages.aliases import alias_key
from bot.messages.issues import NAME
from bot.messages.message import Button, Message, Rows, message
from bot.messages.rich import EMPTY, Rich, bold, clip, count, fit, join, link, one_line, plain, when

SHOWN = 3
"""Stories shown that a change would take away."""
WRONG: Mapping[Wrong, str] = {
    Wrong.SUBJECT: "Wrong subject",
    Wrong.MENTION: "Only a mention",
    Wrong.OLD: "Old news",
    Wrong.SEEN: "Seen already",
}


def which(told: Alert, own: Sequence[Subscription]) -> Rows:
    """For which of an alert's issues it was wrong; only buttons."""
    each = [(Button(f"👎 {one.issue.name}", f"down:{told.id}:{one.id}"),) for one in own[:8]]
    return (*each, (Button("‹ Back", f"back:{told.id}"),))


def wrongs(told: Alert, subscription: int) -> Rows:
    """What was wrong, one tap; only buttons."""
    each = [Button(words, f"down:{told.id}:{subscription}:{wrong.value}") for wrong, words in WRONG.items()]
    return (tuple(each[:2]), tuple(each[2:]), (Button("‹ Back", f"back:{told.id}"),))


def proposed(told: Alert, one: Subscription, wrong: Wrong, found: Sequence[Proposal]) -> Message:
    """What would change, each with its effect on the last month, before anything does."""
    head = plain(f"👎 {WRONG[wrong]}. What shall change for ") + bold(_name(one)) + plain("?")
    if not found:
        words = "Nothing that I can change would have kept this one away without a guess. Stricter or another name may."
        return message(join((head, plain(words))), [[Button("Settings of the issue", f"card:{one.id}")]])
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
    return message(shown, (*rows, [Button("Change nothing", f"unlearn:{one.id}:-")]))


def learned(one: Subscription, lesson: Lesson) -> Message:
    """It was learned, with the way back."""
    words = join((plain("✓ Learned for "), bold(_name(one)), plain(f": {said(lesson)}")), "")
    undo = Button("↩ Undo", f"unlearn:{one.id}:{lesson_key(lesson)}")
    return message(words, [[undo, Button("All that was learned", f"learned:{one.id}")]])


def unlearned(one: Subscription, lesson: Lesson) -> Message:
    """It was taken back."""
    words = join((plain("Taken back for "), bold(_name(one)), plain(f": {said(lesson)}")), "")
    return message(words, [[Button("‹ Issue", f"card:{one.id}")]])


def nothing(one: Subscription) -> Message:
    """Nothing was changed."""
    return message(join((plain("Nothing was changed for "), bold(_name(one)), plain(".")), ""))


def lessons(one: Subscription) -> Message:
    """Everything that was learned of an issue, each with its undo."""
    head = plain("What was learned for ") + bold(_name(one))
    lines = [join((plain(f"• {said(it)} "), when(it.at)), "") for it in one.lessons]
    none = plain("Nothing yet. 👎 under an alert teaches me what not to send, 👍 what to keep.")
    shown, taken = fit((head, *(lines or [none])))
    rows = [
        [Button(f"↩ {short(it)}", f"unlearn:{one.id}:{lesson_key(it)}:all")]
        for it in one.lessons[: taken - 1][-30:]
    ]
    return message(shown, (*rows, [Button("‹ Issue", f"card:{one.id}")]))


def said(lesson: Lesson) -> str:
    """A lesson as a sentence."""
    value = clip(one_line(lesson.value), NAME)
    return {
        LessonKind.SURER: f"rings only from a score of {_percent(lesson)} on.",
        LessonKind.KEPT: f"keeps ringing from a score of {_percent(lesson)} on, whatever else is learned.",
        LessonKind.WORD: f"does not ring for articles with “{value}” beside the match or in the headline.",
        LessonKind.SOURCE: f"does not ring for {value}.",
        LessonKind.ALIAS: f"no longer matches the name “{value}”.",
    }[lesson.kind]


def short(lesson: Lesson) -> str:
    """A lesson in a button's words."""
    value = clip(one_line(lesson.value), 24)
    return {
        LessonKind.SURER: f"Only from {_percent(lesson)} on",
        LessonKind.KEPT: f"Keep from {_percent(lesson)} on",
        LessonKind.WORD: f"Not with “{value}”",
        LessonKind.SOURCE: f"Never {value}",
        LessonKind.ALIAS: f"Not the name “{value}”",
    }[lesson.kind]


def lesson_key(lesson: Lesson) -> str:
    """What a button calls a lesson by."""
    return alias_key(f"{lesson.kind.value}:{lesson.value}")


def _percent(lesson: Lesson) -> str:
    return f"{float(lesson.value):.0%}" if lesson.kind in (LessonKind.SURER, LessonKind.KEPT) else ""


def _effect(number: int, proposal: Proposal) -> Rich:
    """What a change does, and to which stories of the last month."""
    dropped, total = proposal.dropped, len(proposal.dropped) + proposal.kept
    words = f" Of {count(total, 'alert')} of the last 30 days {len(dropped):,} would not have come:"
    lines = [plain("➖ ") + link(clip(one_line(it.title) or it.source, 90), it.url) for it in dropped[:SHOWN]]
    more = plain(f"… and {len(dropped) - SHOWN} more") if len(dropped) > SHOWN else EMPTY
    first = f"{number}. It {said(proposal.lesson)}"
    return join((bold(first) + plain(words), *lines, more))


def _name(one: Subscription) -> str:
    return clip(one_line(one.issue.name), NAME)
