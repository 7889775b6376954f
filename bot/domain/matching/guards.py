"""Longer names that make a name somebody else's: "New Mexico" around "Mexico"."""

from collections.abc import Iterator

from bot.domain import text
from bot.domain.matching import known, lexicon, scripts, vocabulary

_LANGUAGES = {
    "cyrl": "ru", "arab": "ar", "indic": "hi", "hang": "ko", "kana": "ja", "hira": "ja", "han": "zh", "thai": "th",
    "grek": "el", "hebr": "he", "geor": "ka",
}  # fmt: skip
"""The language that a name of this script is most likely in; English for the others."""


def keys(name: str, language: str | None) -> tuple[int, ...]:
    """The guards of a normalised name, as postings keep them: of each established longer name how many words it has
    more and the keys of their stems in this language, and 0 at the end; () where there are none. Without a language,
    that of its script."""
    language = language or _LANGUAGES.get(scripts.script_of(name), "en")
    longer = known.longer(name, language)
    if not longer:
        return ()
    own = set(_stems(name, language))
    found = (tuple(dict.fromkeys(stem for stem in _stems(other, language) if stem not in own)) for other in longer)
    lists = [key for more in dict.fromkeys(found) if more for key in (len(more), *more)]
    return (*lists, 0) if lists else ()


def _stems(name: str, language: str) -> Iterator[int]:
    for token in text.tokens(name):
        if token.gram and len(token.text) < 2:
            continue
        key = vocabulary.word(token.text, token.gram).key
        yield lexicon.form(key if token.gram else vocabulary.stem(key, language))
