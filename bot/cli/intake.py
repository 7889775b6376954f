"""ingest, extract: articles from files, urls and standard input, into the store or just shown."""

import argparse
import asyncio
from collections.abc import AsyncIterator

from bot.cli.lines import DONE, FAILED, dumps, output, progress, say
from bot.config import Settings
from bot.domain.model import Article
from bot.errors import InputError
from bot.ingest.apart import Apart, Children
from bot.ingest.fetch import Request, Source, WebSource
from bot.ingest.files import load
from bot.ingest.read import Reading, read


async def ingest(arguments: argparse.Namespace, settings: Settings) -> int:
    """One JSON line an article that stands in the store now; an input that fails is said, the rest go on."""
    from bot.core import core  # noqa: PLC0415 - matching takes two seconds to import, and `extract` needs none

    failed = False
    async with core(settings) as built:
        with output(None) as out:
            async for _, reading in _readings(arguments.paths, built.source, built.apart):
                if isinstance(reading, InputError):
                    failed = True
                    continue
                failed |= bool(reading.errors)
                for article in reading.articles:
                    taken = await built.pipeline.process(article)
                    print(dumps(_taken_line(taken.article, article, taken.new)), file=out, flush=True)
    return FAILED if failed else DONE


async def extract(arguments: argparse.Namespace, settings: Settings) -> int:
    """One JSON line an input, one an entry for a feed, in the order given."""
    failed = False
    source, apart = WebSource.opened_to(settings.allow_private_sources), Children(1)
    try:
        with output(None) as out:
            async for path, reading in _readings(arguments.paths, source, apart):
                if isinstance(reading, InputError):
                    failed = True
                    print(dumps({"path": path, "error": str(reading)}), file=out, flush=True)
                    continue
                failed |= bool(reading.errors)
                if not reading.articles:
                    print(dumps({"path": path, "entries": 0}), file=out, flush=True)
                for article in reading.articles:
                    print(dumps({"path": path, **article_line(article)}), file=out, flush=True)
    finally:
        await source.close()
        await apart.stop()
    return FAILED if failed else DONE


async def _readings(
    paths: list[str], source: Source, apart: Apart
) -> AsyncIterator[tuple[str, Reading | InputError]]:
    """What each input holds, in order; what cannot be read is said on stderr as well."""
    for path in progress(paths, "inputs", unit="inputs"):
        try:
            reading = await _reading(path, source, apart)
        except InputError as error:
            say(str(error) if path in str(error) else f"{path}: {error}")
            yield path, error
        else:
            for item in reading.errors:
                say(f"{path}: {item}")
            yield path, reading


async def _reading(path: str, source: Source, apart: Apart) -> Reading:
    """What is fetched is read apart; a file of one's own may be as large as memory allows."""
    if path.lower().startswith(("http://", "https://")):
        response = await source.fetch(Request(path))
        return await apart(read, response.body, content_type=response.content_type, url=response.url)
    data = await asyncio.to_thread(load, path)
    return await asyncio.to_thread(read, data, name=path)


def _taken_line(key: int, article: Article, new: bool) -> dict[str, object]:
    return {"article": key, "title": article.title, "published_at": _time(article), "new": new}


def article_line(article: Article) -> dict[str, object]:
    """The contract's article object, with what was found."""
    line: dict[str, object] = {
        "id": article.guid,
        "url": article.url,
        "title": article.title,
        "text": article.text,
        "published_at": _time(article),
        "source": article.source,
        "language": article.language,
        "author": article.author,
    }
    return {key: value for key, value in line.items() if value not in (None, "")}


def _time(article: Article) -> str | None:
    return article.published_at.isoformat() if article.published_at else None
