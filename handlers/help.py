"""/help: the commands that work."""

from bot.messages import talk
from handlers.ask import Ask
from handlers.menu import ENTRIES


async def help(ask: Ask) -> None:
    """List the commands; the bot's admins see theirs too."""
    await ask.toast()
    await ask.reply(
        talk.help_text(
            ((one.name, one.does) for one in ENTRIES if ask.is_owner or not one.admin_only),
            is_private=ask.is_private,
        )
    )
