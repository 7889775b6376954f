"""/addsource: read a feed from now on; a site's page is searched for its feed."""

from bot.errors import InputError, UserError
from bot.messages import sources, talk
from handlers.ask import Ask


async def addsource(ask: Ask) -> None:
    """Read a feed: /addsource <url>."""
    if not ask.args:
        await ask.reply(talk.ask(talk.ADDSOURCE_PROMPT, "https://example.org/feed.xml"))
        return
    url = ask.args.split()[0]
    if "://" not in url:
        url = f"https://{url}"
    try:
        added = await ask.services.poller.add(url)
    except InputError as error:
        raise UserError(str(error)) from error
    if added.source is None:
        await ask.reply(sources.choices([(one.title, one.url) for one in added.choices]))
        return
    await ask.reply(sources.added(added.source, added.titles, created=added.created))
