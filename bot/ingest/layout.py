"""Raw text to paragraphs: joins hard-wrapped lines, parts headings that a page dump ran into their sections.

Only white space changes, never a word. What a paragraph is (title, furniture, body) is for `dump` to say.
"""

import re

from bot.ingest import markup

_GAP = re.compile(r"[ \t\u00a0\u2002-\u200a\u202f\u3000]{2,}|\t|\u3000")
_BLANK = re.compile(r"\n[ \t\u00a0\u2002-\u200a\u202f\u3000]*(?=\n)")
_ITEM = re.compile(r"^\s*(?:[-*•‣◦▪●■–]|\(?\d{1,2}[.)])\s+(?=\S)")
_SIGN = re.compile(r"^\s*[-*•‣◦▪●■–]\s+")
_CLOSED = re.compile(r"[.!?…。！？।؟][\"'”’»)\]]*$")
_HEADING_WORDS, _HEADING_SIZE = 12, 90
_SECTION_SIZE = 60
"""Characters; what follows a heading must be at least this long, or a closed sentence."""


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a raw text, each on one line; list items start with "- "."""
    lines = _BLANK.sub("\n", markup.clean(text)).split("\n\n")
    return [part for block in lines for line in _joined(block) for part in _parted(line) if part]


def join(parts: list[str]) -> str:
    """Paragraphs to a text: a blank line between them, items of one list on lines that follow each other."""
    pieces: list[str] = []
    for before, part in zip(["", *parts], parts, strict=False):
        listed = before.startswith("- ") and part.startswith("- ")
        pieces.append("" if not before else "\n" if listed else "\n\n")
        pieces.append(part)
    return "".join(pieces)


def is_heading(line: str) -> bool:
    """Whether a line has a heading's shape: short, begun as a sentence is, not closed as one."""
    words = line.split()
    if not words or len(words) > _HEADING_WORDS or len(line) > _HEADING_SIZE or _CLOSED.search(line):
        return False
    start = line.lstrip("\"'“‘«(¿¡")[:1]
    return not start.islower() and (start.isalnum()) and not line.endswith((",", ";"))


def _joined(block: str) -> list[str]:
    """A block's lines, joined where they are one hard-wrapped paragraph."""
    lines = [line.rstrip() for line in block.split("\n") if line.strip(" \t\u00a0")]
    if len(lines) < 3 or not _is_wrapped(lines):
        return lines
    parts: list[str] = []
    for line in lines:
        if parts and not _ITEM.match(line):
            parts[-1] = f"{parts[-1]} {line.strip()}"
        else:
            parts.append(line)
    return parts


def _is_wrapped(lines: list[str]) -> bool:
    """All lines but the last fill one width, and most of them break inside a sentence."""
    sizes = [len(line) for line in lines[:-1] if not _ITEM.match(line)] or [0]
    closed = sum(bool(_CLOSED.search(line)) for line in lines[:-1])
    return 40 <= max(sizes) <= 120 and min(sizes) >= max(sizes) * 0.6 and closed * 2 < len(lines)


def _parted(line: str) -> list[str]:
    """A paragraph that was run together at wide gaps: lead-in, heading and section come apart again."""
    raw = _SIGN.sub("- ", line) if _SIGN.match(line) else line
    pieces = [" ".join(piece.split()) for piece in _GAP.split(raw.strip(" \t\u00a0\u3000"))]
    pieces = [piece for piece in pieces if piece]
    parts: list[str] = []
    for number, piece in enumerate(pieces):
        following = pieces[number + 1] if number + 1 < len(pieces) else ""
        previous = pieces[number - 1] if number else ""
        if parts and not _starts(piece, following) and not _ends(previous, parts[-1], piece):
            parts[-1] = f"{parts[-1]} {piece}"
        else:
            parts.append(piece)
    return parts


def _starts(piece: str, following: str) -> bool:
    """A heading or lead-in before what it heads."""
    return (
        bool(following)
        and is_heading(piece)
        and (piece.endswith(":") or _is_section(following) or is_heading(following))
    )


def _ends(previous: str, part: str, piece: str) -> bool:
    """What stands before the gap is a heading or a lead-in of its own."""
    if previous.endswith((":", "：")) and len(previous) <= 200:
        return is_heading(piece) or _is_section(piece)
    return part == previous and is_heading(previous) and _is_section(piece)


def _is_section(piece: str) -> bool:
    start = piece.lstrip("\"'“‘«(¿¡")[:1]
    return not start.islower() and (len(piece) >= _SECTION_SIZE or bool(_CLOSED.search(piece)))
