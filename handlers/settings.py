"""/settings: one menu edited in place, for the chat and for each issue that is to differ from it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.domain import digest
from bot.domain.model import DeliveryMode, Reason, Subscription
from bot.domain.wishes import Strictness, Wishes
from bot.errors import UserError
from bot.messages import Message, hours, languages, settings, talk
from bot.messages.aliases import alias_key
from bot.messages.settings import DEFAULT, Scope
from bot.messages.tongue import tr
from bot.releases import reschedule
from handlers import cards
from handlers.ask import OUTDATED, Ask
from storage import Transaction

KNOWN_PUBLISHERS = 60
"""Publishers offered: those of the newest articles."""
_SWITCH = {"on": True, "off": False}


async def settings_menu(ask: Ask) -> None:
    """Show this chat's settings."""
    await ask.reply(await ask.services.storage.read(lambda tx: settings.menu(_scope(ask, tx, 0))))


async def settings_button(ask: Ask) -> None:
    """A button of the menu: show a part of it, or change something and show that."""
    _, _, rest = ask.args.partition(":")
    what, _, value = rest.partition(":")
    if what in _SHOWN:
        await ask.edit(await ask.services.storage.read(lambda tx: _SHOWN[what](ask, tx, value)))
    elif what in _ACTS:
        await ask.ensure_admin()
        await _ACTS[what](ask, value)
    elif what in settings.TITLES and value:
        await ask.ensure_admin()
        await _set(ask, what, value)
    else:
        await ask.edit(await ask.services.storage.read(lambda tx: _asked(ask, tx, what)))


def _scope(ask: Ask, tx: Transaction, id: int) -> Scope:
    return Scope(chat=ask.chat(tx), subscription=cards.by_id(ask, tx, id) if id else None)


def _here(ask: Ask, tx: Transaction) -> Scope:
    return _scope(ask, tx, ask.number())


def _asked(ask: Ask, tx: Transaction, what: str) -> Message:
    scope = _here(ask, tx)
    if what and what not in settings.TITLES:
        raise UserError(tr(OUTDATED))
    return settings.choice(scope, what) if what else settings.menu(scope)


# -- what is only shown ----------------------------------------------------------------------------


def _sources(ask: Ask, tx: Transaction, page: str) -> Message:
    scope = _here(ask, tx)
    return settings.sources(scope, _publishers(tx, scope), ask.number(2))


def _publishers(tx: Transaction, scope: Scope) -> list[str]:
    """Those that were chosen, then those of the newest articles."""
    chosen = (*(scope.settled.only or ()), *(scope.settled.never or ()))
    return list(dict.fromkeys((*chosen, *tx.articles.publishers(KNOWN_PUBLISHERS))))


def _issues(ask: Ask, tx: Transaction, page: str) -> Message:
    return settings.issues(tx.subscriptions.list_for_chat(ask.chat_id), ask.number(2))


def _digest(ask: Ask, tx: Transaction, _: str) -> Message:
    chat = ask.chat(tx)
    waiting = tx.alerts.list_held(ask.chat_id, reason=Reason.DIGEST)
    due = digest.next_for(chat, chat.digest, ask.now)
    return settings.with_back(talk.digest_settings(chat, held=len(waiting), next_at=due))


def _quiet(ask: Ask, tx: Transaction, _: str) -> Message:
    waiting = len(tx.alerts.list_held(ask.chat_id, reason=Reason.QUIET))
    return settings.with_back(hours.quiet_settings(ask.chat(tx), held=waiting))


def _zone(ask: Ask, tx: Transaction, _: str) -> Message:
    chat = ask.chat(tx)
    return settings.with_back(hours.zone_settings(chat, ask.now.astimezone(ZoneInfo(chat.timezone))))


def _mute(ask: Ask, tx: Transaction, _: str) -> Message:
    return settings.with_back(talk.mute_menu(tx.subscriptions.list_for_chat(ask.chat_id)))


def _language(ask: Ask, tx: Transaction, _: str) -> Message:
    return settings.with_back(languages.choice(ask.chat(tx)))


_SHOWN: Mapping[str, Callable[[Ask, Transaction, str], Message]] = {
    "sources": _sources,
    "issues": _issues,
    "digest": _digest,
    "quiet": _quiet,
    "zone": _zone,
    "mute": _mute,
    "language": _language,
}


# -- what changes something ------------------------------------------------------------------------


async def _set(ask: Ask, what: str, value: str) -> None:
    """One of a few values, or the chat's again."""

    def write(tx: Transaction) -> Message:
        scope = _here(ask, tx)
        if value not in settings.options(scope, what) and not (value == DEFAULT and scope.subscription):
            raise UserError(tr(OUTDATED))
        if what == "mode":
            _set_mode(tx, scope, value)
            reschedule(tx, ask.chat_id, ask.now)
        else:
            _keep(tx, scope, _wished(scope.own, what, value))
        return settings.choice(_here(ask, tx), what)

    answer = await ask.write(write)
    ask.services.wake.set()
    await ask.toast(tr("As this chat has it.") if value == DEFAULT else tr("Set."))
    await ask.edit(answer)


def _set_mode(tx: Transaction, scope: Scope, value: str) -> None:
    chat, one = scope.chat, scope.subscription
    if one is not None:
        tx.subscriptions.set_mode(one.id, None if value == DEFAULT else DeliveryMode(value))
    else:
        tx.chats.set_digest(
            chat.id, DeliveryMode(value), minute=chat.digest_minute, weekday=chat.digest_weekday
        )


def _wished(own: Wishes, what: str, value: str) -> Wishes:
    if what == "strict":
        return replace(own, strictness=None if value == DEFAULT else Strictness(value))
    switched = _SWITCH.get(value)
    if what == "follow_ups":
        return replace(own, follow_ups=switched)
    return replace(own, sound=switched) if what == "sound" else replace(own, preview=switched)


def _keep(tx: Transaction, scope: Scope, wishes: Wishes) -> None:
    if scope.subscription is not None:
        tx.subscriptions.set_wishes(scope.subscription.id, wishes)
    else:
        tx.chats.set_wishes(scope.chat.id, wishes)


async def _source(ask: Ask, value: str) -> None:
    """A publisher goes from as usual to only to never and back; or all of them are as usual again."""
    page, key = ask.number(2), ask.word(3)

    def write(tx: Transaction) -> Message:
        scope = _here(ask, tx)
        name = next((one for one in _publishers(tx, scope) if alias_key(one) == key), None)
        if key == DEFAULT:
            _keep(tx, scope, replace(scope.own, only=None, never=None))
        elif name is None:
            raise UserError(tr(OUTDATED))
        else:
            _keep(tx, scope, _turned(scope, name))
        after = _here(ask, tx)
        return settings.sources(after, _publishers(tx, after), page)

    answer = await ask.write(write)
    await ask.toast(tr("Set."))
    await ask.edit(answer)


def _turned(scope: Scope, name: str) -> Wishes:
    only, never = scope.settled.only or (), scope.settled.never or ()
    if name in only:
        only, never = tuple(one for one in only if one != name), (*never, name)
    elif name in never:
        never = tuple(one for one in never if one != name)
    else:
        only = (*only, name)
    return replace(scope.own, only=only, never=never)


async def _reset(ask: Ask, _: str) -> None:
    """An issue has everything from its chat again, but for its publishers; a button undoes that."""

    def write(tx: Transaction) -> Message:
        one = cards.by_id(ask, tx, ask.number())
        tx.subscriptions.set_mode(one.id, None)
        kept = Wishes(only=one.wishes.only, never=one.wishes.never)
        tx.subscriptions.set_wishes(one.id, kept)
        reschedule(tx, ask.chat_id, ask.now)
        return settings.menu(_here(ask, tx), undo=settings.undo_of(one))

    answer = await ask.write(write)
    await ask.toast(tr("All as this chat has it."))
    await ask.edit(answer)


async def _back(ask: Ask, value: str) -> None:
    """Undo a reset, by what its button carries."""
    try:
        mode, level, sound, preview, *more = value.split(":")
        [follow_ups] = more or [DEFAULT]  # an older button does not say
        wished = Wishes(
            strictness=None if level == DEFAULT else Strictness(level),
            sound=_SWITCH.get(sound),
            preview=_SWITCH.get(preview),
            follow_ups=_SWITCH.get(follow_ups),
        )
        delivery = None if mode == DEFAULT else DeliveryMode(mode)
    except ValueError:
        raise UserError(tr(OUTDATED)) from None

    def write(tx: Transaction) -> Message:
        one: Subscription = cards.by_id(ask, tx, ask.number())
        tx.subscriptions.set_mode(one.id, delivery)
        tx.subscriptions.set_wishes(one.id, replace(wished, only=one.wishes.only, never=one.wishes.never))
        reschedule(tx, ask.chat_id, ask.now)
        return settings.menu(_here(ask, tx))

    answer = await ask.write(write)
    await ask.toast(tr("As it was."))
    await ask.edit(answer)


_ACTS: Mapping[str, Callable[[Ask, str], Awaitable[None]]] = {
    "source": _source,
    "reset": _reset,
    "back": _back,
}
