"""👍 and 👎 under an alert: what was wrong is asked in one tap, what would change is shown before it does, and each
learned change can be undone. The rules are bot.domain.learning's."""

from dataclasses import dataclass
from datetime import timedelta

from bot import messages
from bot.domain.learning import Proposal, Wrong, is_borderline, kept_from, proposals
from bot.domain.model import Alert, Subscription
from bot.domain.standing import Report
from bot.domain.wishes import Lesson, LessonKind
from bot.errors import UserError
from bot.lookup import report
from bot.messages import Message
from bot.messages import learning as words
from bot.messages.aliases import alias_key
from bot.messages.tongue import mark, percent, tr
from handlers import cards
from handlers.alias import look_back, rename
from handlers.ask import OUTDATED, Ask
from storage import Transaction

MONTH = timedelta(days=30)
REPORTS = 500
MOST = 60
"""Lessons of one issue; the oldest ones go first."""
GONE = mark("None of these issues is followed here any more.")
UNKNOWN = mark("The article behind this alert is no longer kept, so nothing can be learned from it.")


async def down(ask: Ask) -> None:
    """Under an alert: for which issue, what was wrong; then what could change, as a message of its own."""
    await ask.ensure_admin()
    told, own = await ask.services.storage.read(lambda tx: _touched(ask, tx))
    steps = ask.args.split(":")
    if len(steps) == 1 and len(own) > 1:
        await ask.edit_buttons(Message("", words.which(told, own)))
    elif len(steps) < 3:
        chosen = ask.number(1) if len(steps) == 2 else own[0].id
        await ask.edit_buttons(Message("", words.wrongs(told, _among(own, chosen).id)))
    else:
        await _propose(ask, told, _among(own, ask.number(1)), _wrong(ask.word(2)))


async def up(ask: Ask) -> None:
    """Under an alert: it was right. A match that only just rang is kept; pressed again, no longer."""
    await ask.ensure_admin()
    told, own = await ask.services.storage.read(lambda tx: _touched(ask, tx))
    said = await ask.write(lambda tx: _keep(ask, tx, told, own))
    await ask.toast(said)


async def learn(ask: Ask) -> None:
    """Learn what a button of the proposal says."""
    await ask.ensure_admin()
    told, own = await ask.services.storage.read(lambda tx: _touched(ask, tx))
    one, wrong = _among(own, ask.number(1)), _wrong(ask.word(2))
    found = await ask.services.storage.read(lambda tx: _proposals(ask, tx, told, one, wrong))
    lesson = next((it.lesson for it in found if words.lesson_key(it.lesson) == ask.word(3)), None)
    if lesson is None:
        raise UserError(tr(OUTDATED))
    changed = await _teach(ask, one, lesson)
    await ask.toast(tr("Learned."))
    await ask.edit(words.learned(changed, lesson))
    await look_back(ask, one, changed)


async def unlearn(ask: Ask) -> None:
    """Undo a lesson, or leave everything as it is."""
    await ask.ensure_admin()
    one = await ask.services.storage.read(lambda tx: cards.by_id(ask, tx, ask.number()))
    if ask.word(1) == "-":
        await ask.edit(words.nothing(one))
        return
    lesson = next((it for it in one.lessons if words.lesson_key(it) == ask.word(1)), None)
    if lesson is None:
        raise UserError(tr(OUTDATED))
    await _set(ask, one, [it for it in one.lessons if it != lesson])
    changed = await rename(ask, one, add=[lesson.value]) if lesson.kind is LessonKind.ALIAS else one
    after = await ask.services.storage.read(lambda tx: cards.by_id(ask, tx, changed.id))
    await ask.toast(tr("Taken back."))
    is_listed = len(ask.args.split(":")) > 2
    await ask.edit(words.lessons(after) if is_listed else words.unlearned(after, lesson))
    await look_back(ask, one, after)


async def lessons(ask: Ask) -> None:
    """Everything that was learned of the issue behind a button."""
    one = await ask.services.storage.read(lambda tx: cards.by_id(ask, tx, ask.number()))
    await ask.edit(words.lessons(one))


# -- steps -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Seen:
    """The article of an alert, for one issue, and all that the issue gave lately."""

    disliked: Report
    lately: list[Report]


def _touched(ask: Ask, tx: Transaction) -> tuple[Alert, list[Subscription]]:
    told = cards.alert(ask, tx, ask.number())
    own = cards.touched(ask, tx, told)
    if not own:
        raise UserError(tr(GONE))
    return told, own


def _among(own: list[Subscription], chosen: int) -> Subscription:
    found = next((one for one in own if one.id == chosen), None)
    if found is None:
        raise UserError(tr(OUTDATED))
    return found


def _wrong(word: str) -> Wrong:
    try:
        return Wrong(word)
    except ValueError:
        raise UserError(tr(OUTDATED)) from None


def _seen(ask: Ask, tx: Transaction, told: Alert, one: Subscription) -> _Seen:
    raised = tx.alerts.article_of(told.id)
    stored = tx.articles.get(raised) if raised is not None else None
    found = tx.matches.list_for_article(stored.id, [one.issue.id]) if stored is not None else []
    if stored is None or not found:
        raise UserError(tr(UNKNOWN))
    disliked = report(stored, found[0])
    lately = tx.matches.reports(one.issue.id, since=ask.now - MONTH, until=ask.now, limit=REPORTS)
    return _Seen(disliked, lately if any(it.url == disliked.url for it in lately) else [disliked, *lately])


def _proposals(
    ask: Ask, tx: Transaction, told: Alert, one: Subscription, wrong: Wrong
) -> tuple[Proposal, ...]:
    seen = _seen(ask, tx, told, one)
    return proposals(wrong, one, seen.disliked, seen.lately, ask.now)


async def _propose(ask: Ask, told: Alert, one: Subscription, wrong: Wrong) -> None:
    found = await ask.services.storage.read(lambda tx: _proposals(ask, tx, told, one, wrong))
    await ask.toast()
    await ask.edit_buttons(Message("", messages.alert_buttons(told)))
    await ask.reply(words.proposed(told, one, wrong, found))


def _keep(ask: Ask, tx: Transaction, told: Alert, own: list[Subscription]) -> str:
    """Keep the border of each issue of the alert that only just rang."""
    scores = {excerpt.issue: excerpt.score for excerpt in told.excerpts}
    said = tr("Thanks. It was a sure match; nothing needs to change.")
    for one in own:
        score = scores[one.issue.id]
        value = kept_from(score)
        known = [it for it in one.lessons if it.kind is LessonKind.KEPT and it.value == value]
        if known:
            _put(tx, one, [it for it in one.lessons if it not in known])
            said = tr("Taken back.")
        elif is_borderline(one, score):
            _put(tx, one, [*one.lessons, Lesson(LessonKind.KEPT, value, ask.now)])
            said = tr(
                "Kept: what is as sure as this ({score}) goes on ringing, whatever else you teach me.",
                score=percent(score),
            )
    return said


async def _teach(ask: Ask, one: Subscription, lesson: Lesson) -> Subscription:
    """Keep the lesson; a name that it takes away goes from the issue."""
    await _set(
        ask, one, [*(it for it in one.lessons if words.lesson_key(it) != words.lesson_key(lesson)), lesson]
    )
    if lesson.kind is not LessonKind.ALIAS:
        return await ask.services.storage.read(lambda tx: cards.by_id(ask, tx, one.id))
    return await rename(ask, one, remove=alias_key(lesson.value))


async def _set(ask: Ask, one: Subscription, lessons: list[Lesson]) -> None:
    await ask.write(lambda tx: _put(tx, one, lessons))


def _put(tx: Transaction, one: Subscription, lessons: list[Lesson]) -> None:
    tx.subscriptions.set_lessons(one.id, lessons[-MOST:])
