"""Articles as JSON: the contract's article object, arrays of it, JSON Lines. No network, no store.

Errors name the key that is wrong, so that a client can mend what it sends. Unknown keys are ignored.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, Final

from bot.domain.model import Article
from bot.errors import InputError
from bot.ingest import charset, dates, dump, fingerprint, languages, markup, page, urls
from bot.ingest.border import crossing, sound

MAX_TEXT = 2_000_000
"""Characters of text in one article; a book has about a million."""
MOST_BRACES: Final = 100_000
"""Objects and arrays in one push: a thousand articles and a hundred things beside in each."""
_BRACE = re.compile(rb'[{\[]|"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.S)
"""What opens an object or an array, or a string whole, in which it opens nothing."""
_STRINGS = ("url", "title", "text", "html", "source", "language", "author")
_KEYS = (*_STRINGS, "id", "published_at")
_WHOLE_PAGE = ("<!doctype", "<html", "<head", "<body")


def article_from_json(item: object, *, as_is: bool = False) -> Article:
    """The contract's article object as an Article. A title leaves the text untouched; a text without one that
    looks like a raw page dump is read as such, unless `as_is`. InputError says which key is wrong."""
    with crossing():
        return sound(_article(item, as_is=as_is))


def _article(item: object, *, as_is: bool) -> Article:
    if not isinstance(item, Mapping):
        raise InputError(f"An article must be a JSON object, not {_kind(item)}.")
    values = {key: _string(item, key) for key in _STRINGS}
    published = _moment(item.get("published_at"), is_needed=not as_is)
    if not any(values[key].strip() for key in ("title", "text", "html")):
        raise InputError('An article needs "title", "text" or "html"; this one has none of them.')
    found = _read(values, as_is=as_is or bool(values["title"].strip()))
    title = markup.clean(values["title"]).strip() or found.title
    text = found.text
    url = urls.article(values["url"]) or found.url
    return Article(
        guid=_guid(item.get("id")) or url or values["url"].strip() or fingerprint.of(title, text),
        title=title,
        text=text,
        url=url,
        source=values["source"].strip() or found.source,
        author=values["author"].strip() or found.author,
        published_at=published or found.published_at,
        language=languages.code(values["language"]) or found.language or languages.of(None, title, text),
    )


def parse_json_articles(data: bytes, most: int | None = None) -> list[Article | InputError]:
    """An array, one object, or JSON Lines: one outcome an item, in order; none is read beyond `most` and one more."""
    return list(islice(_outcomes(_items(data)), None if most is None else most + 1))


def split(data: bytes, most: int) -> list[Any]:
    """A push's items as they are, each without what no article has; at most `most` and one more. A line that is no JSON
    is an InputError in its place. Raises InputError where there is more in it than any articles need."""
    if _is_manifold(data):
        raise InputError(f"There are over {MOST_BRACES:,} objects and arrays in it; send fewer at a time.")
    return [_bare(item) for item in islice(_items(data), most + 1)]


def read_all(items: Iterable[Any]) -> list[Article | InputError]:
    """One outcome for each of the items that were split, in order."""
    return list(_outcomes(iter(items)))


def _is_manifold(data: bytes) -> bool:
    """Whether more objects and arrays are opened than any articles need. In the words of pages are many braces that
    open none, so it is looked at closely where there are many."""
    if data.count(b"{") + data.count(b"[") <= MOST_BRACES:
        return False
    opened = (found for found in _BRACE.finditer(data) if not found[0].startswith(b'"'))
    return next(islice(opened, MOST_BRACES, None), None) is not None


def _bare(item: object) -> object:
    """Only an article's keys, and of what is no plain value only its kind: refused by it, it need not be kept."""
    if isinstance(item, Mapping):
        return {key: _emptied(item[key]) for key in _KEYS if key in item}
    return _emptied(item)


def _emptied(value: object) -> object:
    return type(value)() if isinstance(value, list | dict) else value


def looks_like_json(data: bytes) -> bool:
    """Whether a document starts as JSON does."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def whole(data: bytes) -> Any:
    """The one JSON value in `data`; ValueError when there is none, or several (JSON Lines)."""
    try:
        return json.loads(charset.decode(data))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _items(data: bytes) -> Iterator[object]:
    try:
        value = whole(data)
    except ValueError:
        yield from _lines(charset.decode(data))
        return
    if isinstance(value, list):
        yield from value
    else:
        yield value


def _lines(text: str) -> Iterator[object]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield json.loads(line)
        except (ValueError, RecursionError) as error:
            where = f", column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
            yield InputError(f"Line {number} is not valid JSON{where}.")


def _outcomes(items: Iterator[object]) -> Iterator[Article | InputError]:
    for item in items:
        if isinstance(item, InputError):
            yield item
            continue
        try:
            yield article_from_json(item)
        except InputError as error:
            yield error


def _read(values: Mapping[str, str], *, as_is: bool) -> Article:
    """What text or html say; the text wins where both are given."""
    text = values["text"]
    if len(text) > MAX_TEXT or len(values["html"]) > 5 * MAX_TEXT:
        raise InputError(f'"text" is too long; at most {MAX_TEXT:,} characters are taken.')
    if text.strip():
        raw = None if as_is else dump.read_if_dump(text, languages.code(values["language"]))
        return raw or Article(guid="", text=_sound(text))
    if values["html"].strip():
        return _from_html(values["html"], values["url"])
    return Article(guid="")


def _from_html(source: str, url: str) -> Article:
    if source.lstrip()[:400].lower().startswith(_WHOLE_PAGE):
        return page.read_text(source, url=urls.article(url))
    return Article(guid="", text=markup.text(source))


def _sound(text: str) -> str:
    """Untouched, but for what no store and no message can hold: lone surrogates and NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def _string(item: Mapping[Any, Any], key: str) -> str:
    value = item.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InputError(f'"{key}" must be a string, not {_kind(value)}.')
    return _sound(value)


def _moment(value: object, *, is_needed: bool) -> datetime | None:
    if value is None or value == "":
        return None
    at = dates.moment(value) if isinstance(value, str | int | float) else None
    if at is None and is_needed:
        raise InputError('"published_at" must be a time like 2025-12-27T07:02:00+05:30.')
    return at


def _guid(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise InputError(f'"id" must be a string, not {_kind(value)}.')
    return _sound(str(value)).strip()


def _kind(value: object) -> str:
    names = {list: "an array", dict: "an object", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
