"""What is no match though it looks like one: a name inside a longer one that is somebody else's, "Mexico" in "New
Mexico", and a name elsewhere that an issue goes without."""

from collections.abc import Iterator

from bot.domain import text
from bot.domain.matching import known, senses, vocabulary


def keys(name: str) -> tuple[int, ...]:
    """The guards of a normalised name, as postings keep them: of each established longer name how many words it has
    more and the keys of their first letters, and 0 at the end; () where there are none."""
    longer = known.longer(name)
    if not longer:
        return ()
    own = set(_heads(name))
    found = (tuple(dict.fromkeys(head for head in _heads(other) if head not in own)) for other in longer)
    lists = [key for more in dict.fromkeys(found) if more for key in (len(more), *more)]
    return (*lists, 0) if lists else ()


def _heads(name: str) -> Iterator[int]:
    for token in text.tokens(name):
        if not token.gram or len(token.text) > 1:
            yield senses.head(vocabulary.word(token.text, token.gram).key)


def out(words: tuple[str, ...]) -> tuple[int, ...]:
    """The guards of an issue that goes without these words: minus how many, then the keys of their first letters."""
    return (-len(words), *map(senses.head, words)) if words else ()
