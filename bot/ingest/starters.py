"""A set of well-known public news feeds to begin with. A list in a file; it fetches none of them."""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Starter:
    """One feed: a short key that buttons carry, its name, its language (ISO 639) and where its news is from: a country
    (ISO 3166) or a larger region (UN M49; 001 is the world)."""

    key: str
    name: str
    url: str
    language: str
    region: str


@lru_cache(1)
def load() -> tuple[Starter, ...]:
    """All of them, in the order of the file."""
    return tuple(Starter(**one) for one in _file()["feeds"])


def are_mixed(language: str) -> bool:
    """Whether the feeds of a language bring news of more than one place."""
    return len({one.region for one in load() if one.language == language}) > 1


@lru_cache(1)
def languages() -> tuple[tuple[str, str], ...]:
    """Code and own name of each language, in the order in which they are offered."""
    return tuple((code, name) for code, name in _file()["languages"].items())


@lru_cache(1)
def _file() -> Any:
    return json.loads(resources.files(__package__).joinpath("starters.json").read_text("utf-8"))
