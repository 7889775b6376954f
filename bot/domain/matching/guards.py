"""What is no match though it looks like one: a name inside a longer one that is somebody else's, "Mexico" in "New
Mexico", and a name elsewhere that an issue goes without."""

from bot.domain import text
from bot.domain.matching import keys, known, vocabulary


def listed(name: str) -> tuple[int, ...]:
    """The guards of a normalised name, as postings keep them: of each established longer name how many words it has
    more and the keys of their first letters, and 0 at the end; () where there are none."""
    longer = known.longer(name)
    if not longer:
        return ()
    own = set(_heads(name))
    found = (tuple(dict.fromkeys(head for head in _heads(other) if head not in own)) for other in longer)
    lists = [key for more in dict.fromkeys(found) if more for key in (len(more), *more)]
    return (*lists, 0) if lists else ()


def _heads(name: str) -> list[int]:
    words = (vocabulary.word(t.text, t.gram) for t in text.tokens(name) if not t.gram or len(t.text) > 1)
    return keys.every([keys.head(word.key) for word in words]).tolist()  # type: ignore[no-any-return]  # int64


def out(words: tuple[str, ...]) -> tuple[int, ...]:
    """The guards of an issue that goes without these words: minus how many, then the keys of their first letters."""
    return (-len(words), *keys.every(list(map(keys.head, words))).tolist()) if words else ()
