"""Normal forms: when two writings are the same characters to a reader.

One pass over any text; ordinary text goes through without being looked at character by character.
"""

import re
import unicodedata
from functools import lru_cache

MAX_MARKS = 6
"""Combining marks kept on one letter. No writing needs more, and sorting a long run takes squared time."""


def _ranges(kinds: frozenset[str], below: int) -> str:
    """The characters of these Unicode categories as the inside of a regular expression's [...]."""
    points = [c for c in range(0x300, below) if unicodedata.category(chr(c)) in kinds]
    parts: list[list[int]] = []
    for c in points:
        if parts and parts[-1][1] == c - 1:
            parts[-1][1] = c
        else:
            parts.append([c, c])
    return "".join(f"{chr(a)}-{chr(b)}" if a != b else chr(a) for a, b in parts)


MARKS = _ranges(frozenset({"Mn", "Mc", "Me"}), 0x1E000)
_MARK_RUN = re.compile(f"([{MARKS}]{{{MAX_MARKS}}})[{MARKS}]+")
_MAYBE_RUN = re.compile(
    f"[{_ranges(frozenset({'Mn', 'Mc', 'Me'}), 0x10000)}]{{{MAX_MARKS + 1}}}|[\U00010000-\U0001ffff]"
)
"""Stands in every text that _MARK_RUN changes, and is looked for in a tenth of the time."""
JOINERS = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u0640"
_JOINER = re.compile(f"[{JOINERS}]")
APOSTROPHES = "'\u2019\u02bc\u2018\u02bb\u00b4\uff07"


_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_ASCII = bytes(range(128))
_PIECE_CHARS = 24


def normalise(text: str) -> str:
    """The form in which two writings of the same characters are equal: NFKC, folded case, no invisible
    joiners, at most MAX_MARKS combining marks on a letter. Idempotent."""
    if text.isascii():
        return text.lower()
    found = foreign(text)
    if all(map(_stays, found)):
        raw = text.encode("utf-8", "surrogatepass")
        return raw.lower().decode("utf-8", "surrogatepass")  # of bytes, only A to Z have another case
    return text.lower() if all(map(_only_folds, found)) else _by_piece(text)


def foreign(text: str) -> set[str]:
    """The different characters of a text beyond ASCII."""
    if text.isascii():
        return set()
    return set(text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass"))


def _by_piece(text: str) -> str:
    """Nothing joins an ASCII character to what stands before it, so pieces that begin with one stand alone."""
    parts: list[str] = []
    done = 0
    for foreign in _FOREIGN.finditer(text):
        start, end = foreign.span()
        start -= start > done
        piece = text[start:end]
        parts += text[done:start].lower(), _piece(piece) if len(piece) <= _PIECE_CHARS else _settled(piece)
        done = end
    return "".join((*parts, text[done:].lower()))


def _settled(text: str) -> str:
    for _ in range(6):  # settles after one or two; folding can undo composition and the other way round
        before = text
        text = _JOINER.sub("", text)
        if _MAYBE_RUN.search(text):
            text = _MARK_RUN.sub(r"\1", text)
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        if text == before:
            break
    return text


_piece = lru_cache(maxsize=16384)(_settled)


@lru_cache(maxsize=16384)
def _only_folds(character: str) -> bool:
    """Whether it keeps its form in any neighbourhood but for its case, which has one lower form."""
    return (
        character != "\u03a3"  # at a word's end, its lower case is another than its folded one
        and _settled(character) == character.lower()
        and unicodedata.category(character)[0] != "M"
        and not "\u1100" <= character <= "\u11ff"  # syllables are composed of these
    )


@lru_cache(maxsize=16384)
def _stays(character: str) -> bool:
    return _only_folds(character) and character == character.lower()
