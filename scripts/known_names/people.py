"""Given and family names in the writings they have, from rigour's table (Wikidata by OpenSanctions, MIT)."""

from collections.abc import Iterator
from importlib import resources

from bot.domain import text
from bot.domain.matching import tables

_MOST = 120
"""A group of more writings than this is no single name any more."""


def groups() -> Iterator[list[str]]:
    """The writings of one name, folded, single words of at least two letters."""
    listed = resources.files("rigour.data.names").joinpath("persons.txt").read_text("utf-8")
    for line in listed.splitlines():
        names, arrow, _ = line.rpartition(" => ")
        if not arrow:
            continue
        folded = (tables.fold(name).strip() for name in names.split(","))
        found = sorted({name for name in folded if 1 < len(name) < text.WORD_CHARS and " " not in name})
        if 1 < len(found) <= _MOST:
            yield found


def pack() -> tuple[bytes, frozenset[str]]:
    """The file, and all names in it."""
    found = sorted({tuple(group) for group in groups()})
    names = [name for group in found for name in group]
    return tables.pack(*tables.pack_names(names), " ".join(str(len(g)) for g in found)), frozenset(names)
