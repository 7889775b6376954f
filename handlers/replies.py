"""Words that answer an alert: each does what a button or a command does for the issues of that alert."""

from collections.abc import Awaitable, Callable, Mapping

from bot.domain.model import Alert, StoredArticle, Subscription
from bot.errors import UserError
from bot.messages import more, talk
from bot.messages.issues import choose
from bot.messages.tongue import mark, tr
from handlers import cards, mute, names, unfollow
from handlers.archive import keyed
from handlers.ask import Ask
from handlers.intents import Intent, intent_in
from handlers.status import tell
from handlers.timeline import show_timeline
from handlers.times import mute_end
from handlers.why import why
from storage import Transaction

STOPPED = mark("None of these issues is followed here any more.")
WHICH = mark("Which of these shall I follow no longer?")


async def replied(ask: Ask) -> None:
    """Do what was answered to an alert; to any other message of ours, in private, say what can be answered."""
    understood = intent_in(ask.args)
    told = await ask.services.storage.read(lambda tx: _answered(ask, tx))
    if told is None or understood is None:
        if ask.is_private:
            raise UserError(
                tr("That works as a reply to an alert: stop, mute until Monday, timeline, why, more.")
            )
        return
    intent, rest = understood
    if intent is Intent.MUTE:
        await _mute(ask, told, rest)
    else:
        await _DOES[intent](ask, told)


def _answered(ask: Ask, tx: Transaction) -> Alert | None:
    return tx.alerts.find_message(ask.destination, ask.seen.answers) if ask.seen.answers else None


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


async def _more(ask: Ask, told: Alert) -> None:
    """What stands around the passage, and everybody who tells the story."""
    article = await ask.services.storage.read(lambda tx: _article(tx, told))
    own = await ask.services.storage.read(lambda tx: cards.touched(ask, tx, told))
    keys = await keyed(ask, [own[0].issue]) if own else []
    await ask.reply(more(told, article, key=keys[0][0] if keys else None))


def _article(tx: Transaction, told: Alert) -> StoredArticle | None:
    raised = tx.alerts.article_of(told.id)
    return None if raised is None else tx.articles.get(raised)


_DOES: Mapping[Intent, Callable[[Ask, Alert], Awaitable[None]]] = {
    Intent.STOP: _stop,
    Intent.UNMUTE: _unmute,
    Intent.TIMELINE: show_timeline,
    Intent.STATUS: _status,
    Intent.WHY: _why,
    Intent.MORE: _more,
}
