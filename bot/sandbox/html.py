"""Telegram's HTML: a strict little language, read into text and entities, with its own error texts.

Follows TDLib's parser (td/telegram/MessageEntity.cpp, parse_html) in what it takes and refuses, down to the byte
offsets of its errors. Does not trim or tidy: `entities` does.
"""

import re
import string
from dataclasses import dataclass, field

from bot.sandbox.links import checked_link, user_link
from bot.sandbox.refusal import Refusal, bad_request

SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
TAGS = frozenset(SIMPLE) | {"a", "code", "pre", "blockquote", "tg-emoji", "tg-time"}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
SPACE = frozenset(" \t\r\n\0\v")
REFERENCE = re.compile(r"&(?:#(?:[xX]([0-9a-fA-F]{1,9}+)|([0-9]{1,9}+))(?![0-9])|([A-Za-z]+));?")
NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


@dataclass(slots=True)
class Entity:
    """A span of the text that means something; start and end in characters, end exclusive."""

    type: str
    start: int
    end: int
    extra: dict[str, object] = field(default_factory=dict)
    """The further fields that the type has in the Bot API: url, language, unix_time …"""


@dataclass(slots=True)
class _Tag:
    name: str
    start: int
    attributes: dict[str, str]


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """The text and entities of an HTML source. Refuses with "can't parse entities: …" what Telegram refuses."""
    return _Parser(source).run()


class _Parser:
    """One pass over the source; `at` is the place in it, `size` the characters of text so far."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text: list[str] = []
        self.size = 0
        self.open: list[_Tag] = []
        self.entities: list[Entity] = []

    def run(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            match self.source[self.at]:
                case "<" if self.source.startswith("</", self.at):
                    self.end_tag()
                case "<":
                    self.start_tag()
                case "&":
                    self.write(self.reference())
                case character:
                    self.at += 1
                    self.write(character)
        if self.open:
            raise _cannot(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        text = "".join(self.text)
        if re.search("[\ud800-\udfff]", text):
            raise _cannot(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        return text, self.entities

    def write(self, text: str) -> None:
        self.text.append(text)
        self.size += len(text)

    def peek(self) -> str:
        """The character here; NUL past the end, as in the C strings that the rules were written for."""
        return self.source[self.at] if self.at < len(self.source) else "\0"

    def skip_space(self) -> None:
        while self.at < len(self.source) and self.peek() in SPACE - {"\0"}:
            self.at += 1

    def take_until(self, stop: str) -> str:
        """What stands before the next space or `stop`."""
        start = self.at
        while self.peek() not in SPACE and self.peek() != stop:
            self.at += 1
        return self.source[start : self.at]

    def reference(self) -> str:
        """The character that a reference stands for; the ampersand itself where it is none that counts."""
        found = REFERENCE.match(self.source, self.at)
        character = _decode(found) if found else ""
        self.at = found.end() if found and character else self.at + 1
        return character or "&"

    def start_tag(self) -> None:
        begin = self.at
        self.at += 1
        name = self.take_until(">").translate(LOWER)
        if self.peek() == "\0":
            raise self.error("Unclosed start tag", begin)
        if name not in TAGS:
            raise self.error(f'Unsupported start tag "{name}"', begin)
        attributes: dict[str, str] = {}
        while True:
            self.skip_space()
            if self.peek() == ">":
                break
            self.attribute(name, attributes, begin)
        self.at += 1
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self.error('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append(_Tag(name, self.size, attributes))

    def attribute(self, tag: str, attributes: dict[str, str], begin: int) -> None:
        start = self.at
        while self.peek() not in SPACE and self.peek() not in "=>":
            self.at += 1
        name = self.source[start : self.at]
        if not name and self.peek() != "\0":
            raise self.error(f'Empty attribute name in the tag "{tag}"', begin)
        self.skip_space()
        if self.peek() == "\0":
            raise self.error("Unclosed start tag", begin)
        if self.peek() == "=":
            self.at += 1
            self.skip_space()
            attributes[name] = self.value(begin)
        elif (tag, name) == ("blockquote", "expandable"):
            attributes[name] = ""
        else:
            raise self.error(f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begin)

    def value(self, begin: int) -> str:
        """An attribute's value: a name token without quotes, or anything inside quotes."""
        quote = self.peek()
        if quote not in {"'", '"'}:
            token = NAME_TOKEN.match(self.source, self.at)
            start, self.at = self.at, token.end() if token else self.at
            if self.peek() == "\0":
                raise self.error("Unclosed start tag", begin)
            if self.peek() not in SPACE and self.peek() != ">":
                raise self.error("Unexpected end of name token", start)
            return self.source[start : self.at].translate(LOWER)
        self.at += 1
        parts: list[str] = []
        while self.peek() not in {quote, "\0"}:
            if self.peek() == "&":
                parts.append(self.reference())
            else:
                parts.append(self.peek())
                self.at += 1
        self.at += self.peek() == quote
        if self.peek() == "\0":
            raise self.error("Unclosed start tag", begin)
        return "".join(parts)

    def end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise self.error("Unexpected end tag", begin)
        self.at += 2
        name = self.take_until(">").translate(LOWER)
        self.skip_space()
        if self.peek() != ">":
            raise self.error("Unclosed end tag", begin)
        self.at += 1
        tag = self.open.pop()
        if name and name != tag.name:
            raise _cannot(
                f'Unmatched end tag at byte offset {self.bytes(begin)}, expected "</{tag.name}>", found "</{name}>"'
            )
        if self.size > tag.start:
            self.close(tag)

    def close(self, tag: _Tag) -> None:
        """Make the entity of a tag that was closed."""
        add, given = self.add, tag.attributes
        match tag.name:
            case "a":
                self.link(tag)
            case "code" | "pre":
                self.code(tag)
            case "blockquote":
                add("expandable_blockquote" if "expandable" in given else "blockquote", tag)
            case "tg-emoji":
                if not re.fullmatch(r"-?[0-9]{1,19}", given.get("emoji-id", "")):
                    raise _cannot("Invalid custom emoji identifier specified")
                add("custom_emoji", tag, custom_emoji_id=given["emoji-id"])
            case "tg-time":
                if not re.fullmatch(r"[0-9]{1,10}", given.get("unix", "")):
                    raise _cannot("Invalid Unix time specified")
                if not TIME_FORMAT.fullmatch(given.get("format", "")):
                    raise _cannot("Invalid date-time format specified")
                form = {"date_time_format": given["format"]} if given.get("format") else {}
                add("date_time", tag, unix_time=int(given["unix"]), **form)
            case name:
                add(SIMPLE[name], tag)

    def add(self, kind: str, tag: _Tag, **extra: object) -> None:
        self.entities.append(Entity(kind, tag.start, self.size, extra))

    def link(self, tag: _Tag) -> None:
        """A link to a person, to a page, or - where the address is bad - no link at all."""
        url = tag.attributes.get("href") or "".join(self.text)[tag.start :]
        person = user_link(url)
        if person:
            self.add("text_mention", tag, user=person)
        elif checked := checked_link(url):
            self.add("text_link", tag, url=checked)

    def code(self, tag: _Tag) -> None:
        """code and pre; the two around the same words with a language are one pre with that language."""
        language = tag.attributes.get("class", "")
        language = language.removeprefix("language-") if language.startswith("language-") else ""
        last = self.entities[-1] if self.entities else None
        twin = last is not None and (last.start, last.end) == (tag.start, self.size)
        if last and twin and tag.name == "pre" and last.type == "code" and last.extra.get("language"):
            last.type = "pre"
        elif last and twin and tag.name == "code" and last.type == "pre" and language:
            last.extra["language"] = language
        else:
            self.add(tag.name, tag, **({"language": language} if tag.name == "code" and language else {}))

    def bytes(self, at: int) -> int:
        return len(self.source[:at].encode("utf-8", "surrogatepass"))

    def error(self, why: str, at: int) -> Refusal:
        return _cannot(f"{why} at byte offset {self.bytes(at)}")


def _cannot(why: str) -> Refusal:
    return bad_request(f"can't parse entities: {why}")


def _decode(found: re.Match[str]) -> str:
    """What a reference stands for, empty where Telegram leaves it as it is."""
    sixteen, ten, name = found.groups()
    if name:
        return NAMED.get(name, "")
    code = int(sixteen, 16) if sixteen else int(ten)
    return chr(code) if 0 < code < 0x10FFFF else ""
