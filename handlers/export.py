"""/export: all that is kept about this chat as one readable file; sent back, the file restores it."""

import json

from bot.domain import zones
from bot.domain.model import Chat, ChatId, QuietHours, Subscription
from bot.messages import privacy
from bot.messages.tongue import LANGUAGES, tr
from bot.releases import reschedule
from handlers import cards, names, portable
from handlers.archive import catch_up
from handlers.ask import Ask
from handlers.background import slowly
from handlers.follow import MOST_FOLLOWED
from handlers.leaving import let_go
from handlers.portable import ExportFile, IssueFile
from storage import KEPT, Transaction


async def export(ask: Ask) -> None:
    """Send the file. In a group only its admins: everybody there can open it."""
    await ask.ensure_admin()

    def read(tx: Transaction) -> tuple[bytes, int]:
        followed = tx.subscriptions.list_for_chat(ask.chat_id)
        whole = portable.written(ask.chat(tx), followed, tx.personal.rows([ask.chat_id]), ask.now)
        return json.dumps(whole, ensure_ascii=False, indent=1).encode(), len(followed)

    data, followed = await ask.services.storage.read(read)
    await ask.toast()
    await ask.reply_file(data, f"tocsin-{ask.now:%Y-%m-%d}.json", privacy.exported(followed))


async def restore(ask: Ask, data: bytes) -> None:
    """Take a file back: its settings, and what it follows beside what is followed already."""
    await ask.ensure_admin()
    file = portable.read(data)
    for one in file.follows:
        names.split("\n".join((one.name, *one.aliases)))  # none that could not be typed

    def write(tx: Transaction) -> tuple[list[Subscription], list[Subscription], int]:
        _settings(tx, ask.chat(tx), file)
        room = MOST_FOLLOWED - len(tx.subscriptions.list_for_chat(ask.chat_id))
        new, known, skipped = list[Subscription](), list[Subscription](), 0
        for one in file.follows:
            issue = tx.issues.ensure(one.name, one.aliases, one.without)
            own = next(
                (it for it in tx.subscriptions.list_for_chat(ask.chat_id) if it.issue.id == issue.id), None
            )
            if own is None and room <= len(new):
                skipped += 1
                continue
            subscription, _ = tx.subscriptions.add(ask.chat_id, issue, ask.now)
            (known if own else new).append(_follow(ask, tx, subscription, one))
        reschedule(tx, ask.chat_id, ask.now)
        return new, known, skipped

    new, known, skipped = await ask.write(write)
    for subscription in new:
        await ask.services.matcher.add(subscription.issue)
    await ask.reply(privacy.restored(len(new), len(known), skipped))
    await _look_back(ask, new)


def _settings(tx: Transaction, chat: Chat, file: ExportFile) -> None:
    own = file.settings
    tx.chats.set_digest(chat.id, own.digest, minute=own.digest_minute, weekday=own.digest_weekday)
    tx.chats.set_timezone(chat.id, zones.find(own.timezone) or chat.timezone)
    tx.chats.set_quiet(
        chat.id, QuietHours(*own.quiet) if own.quiet and own.quiet[0] != own.quiet[1] else None
    )
    tx.chats.set_muted(chat.id, own.muted_until)
    tx.chats.set_wishes(chat.id, own.wishes.value())
    where = chat.destination
    tx.chats.set_language(where.bot, where.chat, own.language if own.language in LANGUAGES else None)


def _follow(ask: Ask, tx: Transaction, one: Subscription, file: IssueFile) -> Subscription:
    tx.subscriptions.set_mode(one.id, file.delivery)
    tx.subscriptions.set_wishes(one.id, file.wishes.value())
    tx.subscriptions.set_lessons(one.id, [found for it in file.learned if (found := it.lesson()) is not None])
    tx.subscriptions.set_muted(one.id, file.muted_until)
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
    """Delete everything about this chat, after a confirm; in a forum's General, of its topics too."""
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
    await ask.reply(privacy.privacy(KEPT, ask.services.retention))
