"""Words that answer an alert: each does what a button or a command does for the issues of that alert."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from bot.domain.model import Alert, StoredArticle, Subscription
from bot.errors import UserError
from bot.messages import Message, more, more_of, talk
from bot.messages import why as reasons
from bot.messages.issues import choose
from bot.messages.tongue import mark, tr
from handlers import cards, mute, names, unfollow
from handlers.archive import keyed
from handlers.ask import Ask
from handlers.intents import Intent, intent_in, is_courtesy
from handlers.status import tell
from handlers.timeline import show_timeline
from handlers.times import mute_end
from handlers.why import why
from storage import Transaction

STOPPED = mark("None of these issues is followed here any more.")
MOST = 8
"""Alerts of a digest that are offered when one is asked about."""
_LONGEST_NAME = 60
_NAME_WORDS = 4
WHICH = mark("Which of these shall I follow no longer?")


async def replied(ask: Ask) -> None:
    """Do what was answered to an alert or a digest; to any other message of ours, in private, say what can be
    answered."""
    understood = intent_in(ask.args, alone=ask.is_private)
    told = await ask.services.storage.read(lambda tx: _answered(ask, tx))
    if not told or understood is None:
        if ask.is_private:
            raise UserError(
                tr("That works as a reply to an alert: stop, mute until Monday, timeline, why, more.")
            )
        return
    intent, rest = understood
    if intent is Intent.MUTE:
        await _mute(ask, _joined(told), rest)
    elif len(told) > 1 and intent in _OF_ONE:
        await ask.reply(_OF_ONE[intent](told[:MOST]))
    else:
        await _DOES[intent](ask, _joined(told))


async def is_about_an_alert(ask: Ask) -> bool:
    """Whether an alert or a digest is answered."""
    return bool(await ask.services.storage.read(lambda tx: _answered(ask, tx)))


async def unclear(ask: Ask) -> None:
    """What can be answered to an alert; what was said may be a name to follow, where it looks like one."""
    wanted = names.split(ask.args) if _may_be_name(ask.args) else []
    key = (await keyed(ask, [names.unknown(wanted[0])]))[0][0] if len(wanted) == 1 else None
    await ask.reply(talk.answers(wanted[0] if key is not None else "", key))


def _may_be_name(words: str) -> bool:
    """Whether words may name an issue: a few, and no sentence."""
    return (
        len(words) <= _LONGEST_NAME
        and len(words.split()) <= _NAME_WORDS
        and not re.search(r"[?!…؟？！。।\n]|[.,]\s|\.$", words)
        and bool(re.search(r"[^\W\d_]{2}", words))
        and not is_courtesy(words)
    )


def _answered(ask: Ask, tx: Transaction) -> tuple[Alert, ...]:
    """The alert, or those of the digest, that is answered."""
    if ask.seen.answers is None:
        return ()
    one = tx.alerts.find_message(ask.destination, ask.seen.answers)
    return (one,) if one is not None else tx.deliveries.list_in(ask.destination, ask.seen.answers)


def _joined(told: Sequence[Alert]) -> Alert:
    """What a message tells as if it were one alert."""
    if len(told) == 1:
        return told[0]
    return replace(told[0], excerpts=tuple(excerpt for one in told for excerpt in one.excerpts))


async def _own(ask: Ask, told: Alert) -> list[Subscription]:
    """What this chat still follows of an alert."""
    own = await ask.services.storage.read(lambda tx: cards.touched(ask, tx, told))
    if not own:
        raise UserError(tr(STOPPED))
    return own


async def _stop(ask: Ask, told: Alert) -> None:
    await ask.ensure_admin()
    own = await _own(ask, told)
    if len(own) == 1:
        await unfollow.stop(ask, own[0])
    else:
        await ask.reply(choose(WHICH, "drop", own))


async def _mute(ask: Ask, told: Alert, words: str) -> None:
    """For as long as the words say, else as a button says."""
    await ask.ensure_admin()
    own = await _own(ask, told)
    chat = await ask.services.storage.read(ask.chat)
    rest, until = mute_end(words, ask.now, timezone=chat.timezone)
    if until is None or rest:
        await ask.reply(
            talk.mute_lengths(own[0].issue.name, own[0].id) if len(own) == 1 else talk.mute_menu(own)
        )
    else:
        await mute.mute_these(ask, own, until)


async def _unmute(ask: Ask, told: Alert) -> None:
    await ask.ensure_admin()
    for one in await _own(ask, told):
        await mute.unmute_this(ask, one)


async def _status(ask: Ask, told: Alert) -> None:
    own = await _own(ask, told)
    await tell(
        ask, await ask.services.storage.read(lambda tx: names.meant(tx, ask.chat_id, own[0].issue.name))
    )


async def _why(ask: Ask, told: Alert) -> None:
    ask.args = ""
    await why(ask)


async def more_alert(ask: Ask) -> None:
    """More about the alert behind a button."""
    told = await ask.services.storage.read(lambda tx: cards.alert(ask, tx, ask.number()))
    await ask.toast()
    await _more(ask, told)


async def _more(ask: Ask, told: Alert) -> None:
    """What stands around the passage, and everybody who tells the story."""
    article = await ask.services.storage.read(lambda tx: _article(tx, told))
    own = await ask.services.storage.read(lambda tx: cards.touched(ask, tx, told))
    keys = await keyed(ask, [own[0].issue]) if own else []
    await ask.reply(more(told, article, key=keys[0][0] if keys else None))


def _article(tx: Transaction, told: Alert) -> StoredArticle | None:
    raised = tx.alerts.article_of(told.id)
    return None if raised is None else tx.articles.get(raised)


_OF_ONE: Mapping[Intent, Callable[[Sequence[Alert]], Message]] = {
    Intent.WHY: reasons.choose,
    Intent.MORE: more_of,
}
"""What is asked of a single alert: of several, which is asked first."""
_DOES: Mapping[Intent, Callable[[Ask, Alert], Awaitable[None]]] = {
    Intent.STOP: _stop,
    Intent.UNMUTE: _unmute,
    Intent.TIMELINE: show_timeline,
    Intent.STATUS: _status,
    Intent.WHY: _why,
    Intent.MORE: _more,
}
