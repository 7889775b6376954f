"""Which words of the archive are writings of a question's words, and which articles speak of its issue: the matching
engine, asked one question at a time.

What it accepts are candidates: whether an article speaks of the issue it says only of an article that it is given.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from rapidfuzz import fuzz

from bot.domain import han, text
from bot.domain.archive.keys import Filed
from bot.domain.archive.question import Part, Question, Wanted
from bot.domain.matching import Index, scripts, spelling, vocabulary
from bot.domain.matching.vocabulary import Kind
from bot.domain.model import Issue, IssueId, Match

FORMS: Final = 16
"""Writings of one word that are looked for, the likest first."""
ASKED: Final = 2
"""Questions that a judge remembers."""
_JUDGED: Final = 20
"""Words that the matching engine judges at a time; it reports no more places."""
_HEARD: Final = 40
"""Words of a like sound that are judged at most."""
_LIKE: Final = 55
"""Per cent of their sounds that two writings share at least, before the engine judges."""
_ENDING: Final = 4
"""Letters by which forms of an established name differ at most."""


class Judge:
    """The matching engine for single questions: which words of the archive are writings of theirs, and which articles
    speak of them. Keeps its index, which is quicker with words and questions that it met before; for one thread."""

    def __init__(self) -> None:
        self._index = Index()
        self._asked: dict[Issue, IssueId] = {}
        self._count = 0

    def match(self, issue: Issue, document: text.Document) -> list[Match]:
        """What following this issue alone would have matched in an article: one match, or none."""
        number = self._number(issue)
        found = self._index.match(document)
        return [replace(one, issue=issue.id) for one in found if one.issue == number]

    def wanted(self, issue: Issue, asked: Question, filed: Iterable[Filed]) -> Wanted:
        """The words to look for."""
        by_key: dict[int, list[Filed]] = {}
        for one in filed:
            by_key.setdefault(one.key, []).append(one)
        forms: dict[Part, tuple[str, ...]] = {}
        for name in asked.names:
            for part in name:
                if part not in forms:
                    forms[part] = self._forms(issue if len(name) == 1 else None, part, by_key)
        return tuple(dict.fromkeys(tuple(forms[part] for part in name) for name in asked.names))

    def _number(self, issue: Issue) -> IssueId:
        """The number of an issue in the index; those asked for longest ago are forgotten."""
        issue = replace(issue, id=IssueId(0))
        number = self._asked.pop(issue, None)
        if number is None:
            self._count += 1
            number = IssueId(self._count)
            self._index.add(replace(issue, id=number))
            if len(self._asked) >= ASKED:
                self._index.remove(self._asked.pop(next(iter(self._asked))))
        self._asked[issue] = number
        return number

    def _forms(
        self, whole: Issue | None, part: Part, by_key: Mapping[int, Sequence[Filed]]
    ) -> tuple[str, ...]:
        own = part.term.key
        if part.term.kind is Kind.GRAM:
            return han.writings(own)
        there = [one for key in part.keys for one in by_key.get(key, ())]
        if part.is_judged:
            name = own.title() if part.term.kind is Kind.NAME else own
            judging = whole or Issue(id=IssueId(0), name=name)
            others = self._accepted(judging, _likest(own, there))
        else:
            others = [w for one in there if abs(len(w := _plain(one.word)) - len(own)) <= _ENDING]
        return tuple(dict.fromkeys((own, *others)))[:FORMS]

    def _accepted(self, issue: Issue, there: Sequence[Filed]) -> list[str]:
        """The words that the engine takes for the issue, as it would in an article of their language."""
        return [word for language, words in _documents(there) for word in self._read(issue, language, words)]

    def _read(self, issue: Issue, language: str, words: Sequence[str]) -> list[str]:
        document = text.read("", " ... ".join(f"{word}, ..." for word in words), language or None)
        found = {
            _plain(match.passage.text[start:end])
            for match in self.match(issue, document)
            for start, end in match.spans
        }
        return [plain for word in words if (plain := _plain(word)) in found]


def _likest(own: str, there: Sequence[Filed]) -> list[Filed]:
    """The words of the likest sound, each once, as many as are worth judging."""
    heard = vocabulary.sound(own)
    ranked: dict[tuple[str, str], tuple[float, Filed]] = {}
    for one in there:
        plain = _plain(one.word)
        sound = vocabulary.sound(plain)
        if scripts.is_abjad(scripts.script_of(plain)):
            like = fuzz.ratio(spelling.skeleton(heard), spelling.skeleton(sound))
        else:
            like = fuzz.ratio(heard, sound)
        if like >= _LIKE or plain[:_ENDING] == own[:_ENDING]:
            ranked.setdefault((plain, one.language), (like, one))
    best = sorted(ranked.values(), key=lambda pair: (-pair[0], pair[1].word, pair[1].language))
    return [one for _, one in best[:_HEARD]]


def _documents(there: Sequence[Filed]) -> Iterator[tuple[str, list[str]]]:
    by_language: dict[str, list[str]] = {}
    for one in there:
        by_language.setdefault(one.language, []).append(one.word)
    for language, words in by_language.items():
        for start in range(0, len(words), _JUDGED):
            yield language, words[start : start + _JUDGED]


def _plain(word: str) -> str:
    return vocabulary.word(word).key


def nearest(asked: Question, filed: Iterable[Filed], limit: int) -> list[str]:
    """The names of the archive that sound most like a question of one word, as they are written there."""
    [part, *rest] = asked.names[0] if asked.names else [None]
    if part is None or rest:
        return []
    there = [one for one in filed if one.key in part.keys and one.word[:1].isupper()]
    found = {_plain(one.word): one.word for one in reversed(_likest(part.term.key, there))}
    found.pop(part.term.key, None)
    return list(found.values())[::-1][:limit]
