"""/export: all that is kept about this chat as one readable file; sent back, the file restores it."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.domain import zones
from bot.domain.model import ChatId, QuietHours, Subscription
from bot.messages import privacy
from bot.messages.tongue import LANGUAGES, mark, tr
from bot.releases import reschedule
from handlers import cards, names, portable
from handlers.archive import catch_up
from handlers.ask import Ask
from handlers.background import slowly
from handlers.elsewhere import EXPORT, answer_elsewhere, export_payload, speak_for_group
from handlers.follow import MOST_FOLLOWED
from handlers.leaving import let_go
from handlers.portable import ExportFile, IssueFile
from handlers.times import LONGEST_MUTE
from storage import KEPT, Transaction

AT_ONCE: Final = 20
"""Issues of a file that one transaction takes in: nobody else who writes waits for more than these."""
ADMINS = mark("Only the admins of that group get its file.")


async def export(ask: Ask) -> None:
    """Send the file. A group's goes to its admins, each in the private chat: everybody in the group could open it."""
    await ask.ensure_admin()
    if not (ask.is_private or ask.is_channel):
        await answer_elsewhere(ask, export_payload(ask))
        return
    await send_file(ask)


async def export_group(ask: Ask) -> None:
    """Send the file of the group that the link names, in private."""
    await speak_for_group(ask, ask.args.removeprefix(EXPORT), ADMINS)
    await send_file(ask)


async def send_file(ask: Ask) -> None:
    """Send the file of whom the request speaks for."""

    def read(tx: Transaction) -> tuple[bytes, int]:
        followed = tx.subscriptions.list_for_chat(ask.chat_id)
        whole = portable.written(ask.chat(tx), followed, tx.personal.rows([ask.chat_id]), ask.now)
        return json.dumps(whole, ensure_ascii=False, indent=1).encode(), len(followed)

    data, followed = await ask.services.storage.read(read)
    await ask.toast()
    await ask.reply_file(data, f"tocsin-{ask.now:%Y-%m-%d}.json", privacy.exported(followed))


@dataclass
class _Restored:
    """What became of the issues of a file."""

    new: list[Subscription] = field(default_factory=list)
    known: list[Subscription] = field(default_factory=list)
    skipped: int = 0


async def restore(ask: Ask, data: bytes) -> None:
    """Take a file back: its settings, and what it follows beside what is followed already. A few issues at a time; a
    process that ends meanwhile begins anew, and what it had done is then as in the file already."""
    await ask.ensure_admin()
    file = await asyncio.to_thread(_read, data)
    storage, done = ask.services.storage, _Restored()
    await storage.write(lambda tx: _settings(ask, tx, file))
    for first in range(0, len(file.follows), AT_ONCE):
        some, before = file.follows[first : first + AT_ONCE], len(done.new)
        await storage.write(lambda tx: _follow_some(ask, tx, some, done))  # noqa: B023 - awaited here
        for subscription in done.new[before:]:
            await ask.services.matcher.add(subscription.issue)
    await ask.write(lambda tx: reschedule(tx, ask.chat_id, ask.now))
    await ask.reply(privacy.restored(len(done.new), len(done.known), done.skipped))
    await _look_back(ask, done.new)


def _read(data: bytes) -> ExportFile:
    """The file in these bytes, with no name that could not be typed."""
    file = portable.read(data)
    for one in file.follows:
        names.split("\n".join((one.name, *one.aliases)))
    return file


def _settings(ask: Ask, tx: Transaction, file: ExportFile) -> None:
    own, chat = file.settings, ask.chat(tx)
    tx.chats.set_digest(chat.id, own.digest, minute=own.digest_minute, weekday=own.digest_weekday)
    tx.chats.set_timezone(chat.id, zones.find(own.timezone) or chat.timezone)
    tx.chats.set_quiet(
        chat.id, QuietHours(*own.quiet) if own.quiet and own.quiet[0] != own.quiet[1] else None
    )
    tx.chats.set_muted(chat.id, _mute(ask, own.muted_until))
    tx.chats.set_wishes(chat.id, own.wishes.value())
    where = chat.destination
    tx.chats.set_language(where.bot, where.chat, own.language if own.language in LANGUAGES else None)


def _mute(ask: Ask, until: datetime | None) -> datetime | None:
    """No longer than /mute takes it; none that is over."""
    return min(until, ask.now + LONGEST_MUTE) if until is not None and until > ask.now else None


def _follow_some(ask: Ask, tx: Transaction, some: Sequence[IssueFile], done: _Restored) -> None:
    """Follow what there is room for. What there is none for leaves no trace."""
    own = {one.issue.id: one for one in tx.subscriptions.list_for_chat(ask.chat_id)}
    for one in some:
        issue = tx.issues.find(one.name, one.aliases, one.without)
        is_new = issue is None or issue.id not in own
        if is_new and len(own) >= MOST_FOLLOWED:
            done.skipped += 1
            continue
        issue = issue or tx.issues.ensure(one.name, one.aliases, one.without)
        subscription, _ = tx.subscriptions.add(ask.chat_id, issue, ask.now)
        own[issue.id] = subscription
        (done.new if is_new else done.known).append(_follow(ask, tx, subscription, one))


def _follow(ask: Ask, tx: Transaction, one: Subscription, file: IssueFile) -> Subscription:
    tx.subscriptions.set_mode(one.id, file.delivery)
    tx.subscriptions.set_wishes(one.id, file.wishes.value())
    tx.subscriptions.set_lessons(one.id, [found for it in file.learned if (found := it.lesson()) is not None])
    tx.subscriptions.set_muted(one.id, _mute(ask, file.muted_until))
    return cards.by_id(ask, tx, one.id)


async def _look_back(ask: Ask, new: list[Subscription]) -> None:
    """What the archive says of what is followed anew."""

    async def work() -> None:
        for one in new:
            await catch_up(ask, one.issue)

    if new:
        await slowly(ask, tr("what the file follows"), work)


# -- forgetting ------------------------------------------------------------------------------------


async def forget(ask: Ask) -> None:
    """Delete everything about this chat, after a confirm; in a forum's General, of its topics too. Whoever is no admin
    of a group can only mean what is kept of themselves."""
    if ask.query is None and not await ask.may_change():
        await answer_elsewhere(ask, "forget")
        return
    await ask.ensure_admin()
    answer = ask.args if ask.query is not None else ""
    if answer == "no":
        await ask.edit(privacy.kept())
    elif answer == "yes":
        await _forget(ask)
    else:
        counts, topics = await ask.services.storage.read(
            lambda tx: (tx.personal.counts(_ids(ask, tx)), len(_ids(ask, tx)))
        )
        await ask.edit(privacy.confirm(counts, topics=topics))


def _ids(ask: Ask, tx: Transaction) -> list[ChatId]:
    here = ask.chat(tx).destination
    return [ask.chat_id] if here.thread else [one.id for one in tx.chats.list_of(here.bot, here.chat)]


async def _forget(ask: Ask) -> None:
    def write(tx: Transaction) -> list[Subscription]:
        ids = _ids(ask, tx)
        followed = [one for id in ids for one in tx.subscriptions.list_for_chat(id)]
        tx.personal.forget(ids)
        return followed

    followed = await ask.write(write)
    for one in followed:
        await let_go(ask.services, one.issue)
    await ask.services.storage.settle()
    await ask.edit(privacy.forgotten())


async def privacy_note(ask: Ask) -> None:
    """What is kept and for how long: the very list that /forget deletes by."""
    if not (ask.is_private or ask.is_channel):
        await answer_elsewhere(ask, "privacy")
        return
    await ask.reply(privacy.privacy(KEPT, ask.services.retention))
