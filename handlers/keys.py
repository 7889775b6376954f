"""/keys: who may push articles in, for the bot's owners, in private: a key is seen by whoever reads the chat."""

from telegram import error as te

from bot.domain.clients import ClientKey
from bot.errors import UserError
from bot.intake import is_client, new_secret
from bot.messages import keys as shown
from bot.messages.tongue import tr
from handlers.ask import OUTDATED, Ask


async def keys(ask: Ask) -> None:
    """List the clients; with a name behind the command, make a key for that one and show it this once."""
    _ensure_private(ask)
    if ask.query is None and ask.args:
        await _add(ask, " ".join(ask.args.split()))
        return
    await ask.edit(shown.clients(await _every(ask), ask.number() if ask.query else 0, now=ask.now))


async def revoke(ask: Ask) -> None:
    """Take a client's key away, after a confirm."""
    _ensure_private(ask)
    number = ask.number()
    found = next((one for one in await _every(ask) if one.id == number), None)
    if found is None:
        raise UserError(tr(OUTDATED))
    if not ask.args.endswith(":yes"):
        await ask.edit(shown.confirm(found))
        return
    await ask.write(lambda tx: tx.keys.revoke(found.client))
    said = tr("{client} has no key any more.", client=found.client)
    await ask.edit(shown.clients(await _every(ask), now=ask.now, opening=said))


async def gone(ask: Ask) -> None:
    """Delete the message with a key in it."""
    _ensure_private(ask)
    try:
        await ask.bot.delete_message(ask.destination.chat, ask.seen.id)
    except te.BadRequest:
        raise UserError(tr("I may not delete it any more: please delete it yourself.")) from None


async def _add(ask: Ask, client: str) -> None:
    if not is_client(client):
        raise UserError(tr("Name the client in 1 to 60 letters, digits, spaces and {signs}", signs=". @ _ -"))
    secret = new_secret()
    if not await ask.write(lambda tx: tx.keys.add(client, secret, ask.now)):
        raise UserError(
            tr("{client} has a key already. Revoke it first to give it another one: /keys", client=client)
        )
    if await _told(ask, client, secret):
        return
    # Owed, the message and its secret would stand in the store; and a key nobody has seen is of no use.
    await ask.services.storage.write(lambda tx: tx.keys.revoke(client))
    raise UserError(tr("Telegram did not take the message with the key, so there is none. Please ask again."))


async def _told(ask: Ask, client: str, secret: str) -> bool:
    try:
        return await ask.reply_now(shown.made(client, secret))
    except te.TelegramError:
        return False


async def _every(ask: Ask) -> list[ClientKey]:
    return await ask.services.storage.read(lambda tx: tx.keys.list_all())


def _ensure_private(ask: Ask) -> None:
    if not ask.is_private:
        raise UserError(tr("Keys are secrets: please ask me in our private chat."))
