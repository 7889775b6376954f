"""From what a bot sends as text to what a message holds: parsed, cleaned, trimmed, with all its entities.

Offsets inside are characters; `shape` turns them into the UTF-16 units of the Bot API. Markdown is not offered.
TDLib splits and merges spans further than is done here: a bot must not expect its own entities back.
"""

import re
from collections.abc import Callable, Iterable

from bot.sandbox.html import Entity, parse_html
from bot.sandbox.links import checked_link, found_in, link_fault
from bot.sandbox.refusal import Json, bad_request

MOST_ENTITIES = 100
LONGEST_SOURCE = 32_768
"""Bytes of unparsed text that are read at all."""
ALONE = frozenset({"code", "pre", "date_time"})
"""Spans that take nothing into them but may stand in a quotation."""
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
LINKS = frozenset({"text_link", "text_mention", "custom_emoji"})
NOT_SEARCHED = ALONE | LINKS
FIELDS = {
    "text_link": ("url",),
    "text_mention": ("user",),
    "pre": ("language",),
    "custom_emoji": ("custom_emoji_id",),
    "date_time": ("unix_time", "date_time_format"),
}
GIVEN = ALONE | QUOTES | LINKS | {"bold", "italic", "underline", "strikethrough", "spoiler"}
"""What a bot may mark itself; the other kinds are found by the server."""
DROPPED = re.compile("[\r\u2028-\u202e]")
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f]")

Formatted = tuple[str, list[Entity]]


def formatted(source: str, parse_mode: str, given: list[Json] | None) -> Formatted:
    """The text and entities of a message. Refuses what cannot be parsed; an empty outcome is the caller's to judge."""
    if len(source.encode()) > LONGEST_SOURCE:
        raise bad_request("text is too long")
    match parse_mode.lower():
        case "html":
            text, entities = parse_html(source)
        case "" | "none":
            text, entities = source, [_entity(item, source) for item in given or () if item["type"] in GIVEN]
        case _:
            raise bad_request("unsupported parse_mode")
    text, entities = _trimmed(*_cleaned(text, entities))
    entities = _settled(entities)
    return text, _ordered(entities + _found(text, entities))[:MOST_ENTITIES]


def typed(text: str) -> Formatted:
    """What a person wrote: cleaned and trimmed, with links, mentions, hashtags and commands found."""
    text, _ = _trimmed(*_cleaned(text, []))
    return text, _found(text, [])[:MOST_ENTITIES]


def utf16(text: str) -> int:
    """The length in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def shape(text: str, entities: Iterable[Entity], user: Callable[[int], Json | None]) -> list[Json]:
    """Entities as Bot API MessageEntity objects; `user` tells who an id is, and unknown people are not linked."""
    shaped: list[Json] = []
    for entity in entities:
        extra = dict(entity.extra)
        if entity.type == "text_mention":
            extra["user"] = user(extra["user"]) if isinstance(extra["user"], int) else None
            if extra["user"] is None:
                continue
        start = utf16(text[: entity.start])
        length = utf16(text[entity.start : entity.end])
        shaped.append({"type": entity.type, "offset": start, "length": length, **extra})
    return shaped


def _entity(item: Json, text: str) -> Entity:
    """A MessageEntity that the bot gave; its offsets must fit the text, its link or person be one."""
    kind, start, length, size = str(item["type"]), int(item["offset"]), int(item["length"]), utf16(text)
    if start < 0 or length < 0:
        raise bad_request(f"entity beginning at UTF-16 offset {start} has a negative offset or length")
    if start + length > size:
        raise bad_request(
            f"entity beginning at UTF-16 offset {start} ends after the end of the text at UTF-16 offset {size}"
        )
    extra: dict[str, object] = {key: item[key] for key in FIELDS.get(kind, ()) if key in item}
    if kind == "text_link":
        url = str(extra.get("url", ""))
        if fault := link_fault(url):
            raise bad_request(f"entity URL '{url}' is invalid: {fault}")
        extra["url"] = checked_link(url)
    if kind == "text_mention":
        person = extra.get("user")
        extra["user"] = person.get("id") if isinstance(person, dict) else 0
    return Entity(kind, _character(text, start), _character(text, start + length), extra)


def _character(text: str, units: int) -> int:
    """The character that a UTF-16 offset falls on."""
    return len(text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore"))


def _cleaned(text: str, entities: list[Entity]) -> Formatted:
    """Control characters become spaces; carriage returns and direction marks go, and the offsets with them."""
    text = CONTROLS.sub(lambda found: found.group() if found.group() == "\r" else " ", text)
    gone = [found.start() for found in DROPPED.finditer(text)]
    if gone:
        for entity in entities:
            entity.start -= sum(at < entity.start for at in gone)
            entity.end -= sum(at < entity.end for at in gone)
        text = DROPPED.sub("", text)
    return text, entities


def _trimmed(text: str, entities: list[Entity]) -> Formatted:
    """Without white space at both ends."""
    left = len(text) - len(text.lstrip())
    text = text.strip()
    for entity in entities:
        entity.start = min(max(entity.start - left, 0), len(text))
        entity.end = min(max(entity.end - left, 0), len(text))
    return text, [entity for entity in entities if entity.start < entity.end]


def _ordered(entities: list[Entity]) -> list[Entity]:
    """By start; of two with the same start the longer one first."""
    return sorted(entities, key=lambda entity: (entity.start, -entity.end, entity.type not in QUOTES))


def _settled(entities: list[Entity]) -> list[Entity]:
    """Without what may not stand together: no quotation in a quotation, no link in a link, and nothing that
    reaches into code or a time."""
    alone = _outermost([entity for entity in entities if entity.type in ALONE])
    quotes = _outermost([entity for entity in entities if entity.type in QUOTES])
    links = _outermost([entity for entity in entities if entity.type in LINKS])
    rest = [entity for entity in entities if entity.type not in ALONE | QUOTES | LINKS]
    for entity in alone:
        if entity.type == "code":
            entity.extra.pop("language", None)
    return alone + quotes + [piece for entity in links + rest for piece in _outside(entity, alone)]


def _outermost(entities: list[Entity]) -> list[Entity]:
    """Those that no earlier or longer one overlaps."""
    kept: list[Entity] = []
    for entity in _ordered(entities):
        if not kept or entity.start >= kept[-1].end:
            kept.append(entity)
    return kept


def _outside(entity: Entity, holes: list[Entity]) -> list[Entity]:
    """What is left of an entity around the holes, which are in order and apart."""
    pieces, at = [], entity.start
    for hole in holes:
        if hole.end > at and hole.start < entity.end:
            pieces.append((at, hole.start))
            at = hole.end
    pieces.append((at, entity.end))
    return [Entity(entity.type, start, end, dict(entity.extra)) for start, end in pieces if start < end]


def _found(text: str, entities: list[Entity]) -> list[Entity]:
    """Entities that Telegram adds by itself, outside of code and links."""
    taken = [entity for entity in entities if entity.type in NOT_SEARCHED]
    return [
        Entity(kind, start, end)
        for kind, start, end in found_in(text)
        if not any(entity.start < end and start < entity.end for entity in taken)
    ]
