"""/mute and /unmute: hold alerts for a while. Nothing is lost: what was held comes at the end as one digest."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import messages
from bot.domain.model import Alert, Reason, Subscription
from bot.errors import UserError
from bot.messages import Button, Message, talk
from bot.messages.issues import duration_row
from bot.messages.tongue import mark, moment_name, tr
from bot.releases import reschedule
from handlers import cards, names
from handlers.ask import OUTDATED, Ask
from handlers.times import EVERYTHING, LENGTHS, has_no_end, mute_end, mute_length
from storage import Transaction

ALL = mark("Everything")


async def mute(ask: Ask) -> None:
    """Hold alerts: /mute [issue | all] [1h | 1d | until HH:MM]; what is left out is asked."""
    await ask.ensure_admin()
    # A followed name may itself end like a length: "Day 5 m".
    named = await ask.services.storage.read(lambda tx: names.exactly(tx, ask.chat_id, ask.args))
    chat = await ask.services.storage.read(ask.chat)
    words, until = (ask.args, None) if named else mute_end(ask.args, ask.now, timezone=chat.timezone)
    if not words and until is None:
        subscriptions = await ask.services.storage.read(
            lambda tx: tx.subscriptions.list_for_chat(ask.chat_id)
        )
        await ask.reply(talk.mute_menu(subscriptions))
        return
    if until is None and named is None and has_no_end(words):
        raise UserError(tr(LENGTHS))
    subscription, note = await _named(ask, words)
    if until is None:
        await ask.reply(talk.mute_lengths(_name(subscription), _id(subscription), note=note))
        return
    await ask.reply(await _mute(ask, subscription, until, note=note))


async def unmute(ask: Ask) -> None:
    """Ring again: /unmute [issue | all]."""
    await ask.ensure_admin()
    subscription, note = await _named(ask, ask.args)
    await ask.reply(await _unmute(ask, subscription, note=note))


async def hush(ask: Ask) -> None:
    """The mute's buttons: what, then for how long; 0 is everything."""
    await ask.ensure_admin()
    id, *minutes = ask.args.split(":")
    subscription = await _behind(ask, id)
    if not minutes:
        await ask.edit(talk.mute_lengths(_name(subscription), _id(subscription)))
        return
    until = ask.now + mute_length(ask.number(1))
    await ask.edit(await _mute(ask, subscription, until))


async def unhush(ask: Ask) -> None:
    """Ring again, by a button."""
    await ask.ensure_admin()
    await ask.edit(await _unmute(ask, await _behind(ask, ask.args)))


async def mute_these(ask: Ask, chosen: Sequence[Subscription], until: datetime) -> None:
    """Hold some issues until then, and say so."""
    if len(chosen) == 1:
        await ask.reply(await _mute(ask, chosen[0], until))
        return
    await ask.write(lambda tx: _set(ask, tx, chosen, until))
    await ask.reply(talk.muted_many([(one.issue.name, one.id) for one in chosen], until))


async def unmute_this(ask: Ask, subscription: Subscription) -> None:
    """Let one issue ring again, and say so."""
    await ask.reply(await _unmute(ask, subscription))


# -- the buttons under an alert --------------------------------------------------------------------


async def mute_alert(ask: Ask) -> None:
    """Under an alert: which of its issues (0: all), for how long, done. Only the buttons change."""
    await ask.ensure_admin()
    told, own = await ask.services.storage.read(lambda tx: _touched(ask, tx))
    if not own:
        raise UserError(tr("None of these issues is followed here any more."))
    steps = ask.args.split(":")
    if len(steps) == 1 and len(own) > 1:
        await ask.edit_buttons(_which(told, own))
    elif len(steps) < 3:
        chosen = ask.number(1) if len(steps) == 2 else own[0].id
        _among(own, chosen)
        await ask.edit_buttons(_how_long(told, chosen))
    else:
        await _mute_alert(ask, told, _among(own, ask.number(1)))


async def back_to_alert(ask: Ask) -> None:
    """The usual buttons of an alert again."""
    told = await ask.services.storage.read(lambda tx: cards.alert(ask, tx, ask.number()))
    await ask.edit_buttons(Message("", messages.alert_buttons(told)))


async def unmute_alert(ask: Ask) -> None:
    """Under an alert: its issues ring again."""
    await ask.ensure_admin()
    told, own = await ask.services.storage.read(lambda tx: _touched(ask, tx))
    await ask.write(lambda tx: _set(ask, tx, own, None))
    await ask.toast(tr("Rings again."))
    await ask.edit_buttons(Message("", messages.alert_buttons(told)))


async def _mute_alert(ask: Ask, told: Alert, chosen: list[Subscription]) -> None:
    until = ask.now + mute_length(ask.number(2))

    def write(tx: Transaction) -> str:
        _set(ask, tx, chosen, until)
        return ask.chat(tx).timezone

    zone = await ask.write(write)
    at = until.astimezone(ZoneInfo(zone))
    name = " · ".join(one.issue.name for one in chosen)
    await ask.toast(
        tr(
            "{name}: muted until {when} {zone}. What comes meanwhile waits.",
            name=messages.clip(name, 100),
            when=moment_name(at),
            zone=str(at.tzname()),
        )
    )
    *rows, row = messages.alert_buttons(told)
    await ask.edit_buttons(Message("", (*rows, (Button(tr("🔔 Unmute"), f"unmute:{told.id}"), *row[1:]))))


def _touched(ask: Ask, tx: Transaction) -> tuple[Alert, list[Subscription]]:
    """The alert behind a button, and what this chat still follows of it."""
    told = cards.alert(ask, tx, ask.number())
    return told, cards.touched(ask, tx, told)


def _among(own: list[Subscription], chosen: int) -> list[Subscription]:
    """The one that a button names, 0 being all; UserError for one that the alert is not about."""
    found = [one for one in own if chosen in (0, one.id)]
    if not found:
        raise UserError(tr(OUTDATED))
    return found


def _which(told: Alert, own: list[Subscription]) -> Message:
    each = [(Button(f"🔕 {one.issue.name}", f"mute:{told.id}:{one.id}"),) for one in own[:8]]
    last = (Button(tr("🔕 All of these"), f"mute:{told.id}:0"), Button(tr("‹ Back"), f"back:{told.id}"))
    return Message("", (*each, last))


def _how_long(told: Alert, chosen: int) -> Message:
    return Message("", (duration_row(f"mute:{told.id}:{chosen}"), (Button(tr("‹ Back"), f"back:{told.id}"),)))


# -- both ------------------------------------------------------------------------------------------


async def _named(ask: Ask, words: str) -> tuple[Subscription | None, str]:
    """The issue that the words name; None for everything."""
    if words.strip().lower() in ("", *EVERYTHING):
        return None, ""
    found = await ask.services.storage.read(lambda tx: names.followed(tx, ask.chat_id, words))
    if found is None:
        raise UserError(tr("“{name}” is not followed here. /issues shows what is.", name=words[:60]))
    return found


async def _behind(ask: Ask, id: str) -> Subscription | None:
    if id == "0":
        return None
    return await ask.services.storage.read(lambda tx: cards.by_id(ask, tx, ask.number()))


def _set(ask: Ask, tx: Transaction, what: Sequence[Subscription | None], until: datetime | None) -> None:
    """Mute these, None being everything, or end their mutes; what is held moves along."""
    for one in what:
        if one is None:
            tx.chats.set_muted(ask.chat_id, until)
        else:
            tx.subscriptions.set_muted(one.id, until)
    reschedule(tx, ask.chat_id, ask.now, same_hours=True)


async def _mute(ask: Ask, subscription: Subscription | None, until: datetime, *, note: str = "") -> Message:
    """Mute one issue or everything; the answer says when that ends a longer mute sooner."""

    def write(tx: Transaction) -> datetime | None:
        now_set = tx.subscriptions.get(subscription.id) if subscription else ask.chat(tx)
        _set(ask, tx, [subscription], until)
        return now_set.muted_until if now_set else None

    before = await ask.write(write)
    longer = before if before is not None and before > until else None
    return talk.muted(_name(subscription), until, _id(subscription), before=longer, note=note)


async def _unmute(ask: Ask, subscription: Subscription | None, *, note: str = "") -> Message:
    """End one mute, or every mute of the chat."""

    def write(tx: Transaction) -> tuple[bool, int]:
        chat = ask.chat(tx)
        each = [subscription] if subscription else tx.subscriptions.list_for_chat(chat.id)
        ends = [one.muted_until for one in each] + ([] if subscription else [chat.muted_until])
        waiting = len(tx.alerts.list_held(chat.id, reason=Reason.MUTED))
        muted = [one for one in each if one.muted_until is not None]
        _set(ask, tx, muted if subscription else [*muted, None], None)
        return any(end is not None and end > ask.now for end in ends), waiting

    was_muted, waiting = await ask.write(write)
    ask.services.wake.set()
    if not was_muted:
        return talk.not_muted()
    return talk.unmuted(_name(subscription), 0 if subscription else waiting, note=note)


def _name(subscription: Subscription | None) -> str:
    return subscription.issue.name if subscription else tr(ALL)


def _id(subscription: Subscription | None) -> int:
    return subscription.id if subscription else 0
