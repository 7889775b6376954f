"""The index of all followed issues: which of them an article speaks of, where, and how much.

Each name is filed under its rarest word, so an article is only compared with issues of which it holds one. Adding
or removing an issue is seen by the next match; the order in which issues came changes nothing.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.matching import lexicon, phrases, scripts, vocabulary
from bot.domain.matching.layout import Layout, lay_out
from bot.domain.matching.lexicon import Lexicon, TermId
from bot.domain.matching.report import Occurrence, Reading, report
from bot.domain.matching.score import FARTHEST
from bot.domain.model import Issue, IssueId, Match
from bot.domain.text import Document

_REACH = 3
"""How many other words may stand between the words of a phrase; 1 inside a name."""
_GAP, _TURNED = 0.03, 0.08
"""What a word in between and another order cost."""
_SURE = 0.1
_MAX_ANCHORS = 256
"""Occurrences of one word looked at; an article that repeats it more often is about it anyway."""


@dataclass(frozen=True, slots=True)
class Posting:
    """A name of an issue as it is filed."""

    issue: IssueId
    phrase: phrases.Phrase
    terms: tuple[TermId, ...]
    anchor: TermId


class Index:
    """All followed issues. Not for use by two threads at once."""

    def __init__(self) -> None:
        self._lexicon = Lexicon()
        self._postings: defaultdict[TermId, dict[int, Posting]] = defaultdict(dict)
        self._issues: dict[IssueId, tuple[int, ...]] = {}
        self._filed: dict[int, Posting] = {}
        self._next = 0

    def __len__(self) -> int:
        return len(self._issues)

    def add(self, issue: Issue) -> None:
        """Look for an issue from now on; one known under this id is replaced."""
        self.remove(issue.id)
        filed = []
        for phrase in phrases.phrases(issue):
            terms = tuple(self._lexicon.add(term) for term in phrase.terms)
            anchor = min(terms, key=lambda t: (self._lexicon.uses(t), -len(self._lexicon.terms[t].key)))
            self._filed[self._next] = self._postings[anchor][self._next] = Posting(
                issue.id, phrase, terms, anchor
            )
            filed.append(self._next)
            self._next += 1
        self._issues[issue.id] = tuple(filed)

    def remove(self, issue: IssueId) -> None:
        """Look for an issue no longer; nothing happens if it is not there."""
        for number in self._issues.pop(issue, ()):
            posting = self._filed.pop(number)
            del self._postings[posting.anchor][number]
            if not self._postings[posting.anchor]:
                del self._postings[posting.anchor]
            for term in posting.terms:
                self._lexicon.remove(term)

    def match(self, document: Document, min_score: float = 0.0) -> list[Match]:
        """The best match of each issue that an article speaks of, best first, ties by issue id."""
        layout = lay_out(document, self._lexicon)
        found: defaultdict[IssueId, list[Reading]] = defaultdict(list)
        for anchor in layout.places.keys() & self._postings.keys():
            for posting in self._postings[anchor].values():
                occurrences = tuple(self._occurrences(posting, layout))
                if occurrences:
                    echoes = _echoes(posting, layout)
                    found[posting.issue].append(Reading(posting.phrase, occurrences, echoes))
        matches = [report(issue, readings, layout) for issue, readings in found.items()]
        return sorted((m for m in matches if m.score >= min_score), key=lambda m: (-m.score, m.issue))

    # -- one name in one article -------------------------------------------------------------------

    def _occurrences(self, posting: Posting, layout: Layout) -> Iterator[Occurrence]:
        if posting.phrase.language not in (None, layout.document.language):
            return
        if any(term not in layout.places for term in posting.terms):
            return
        for at, cost in layout.places[posting.anchor][:_MAX_ANCHORS]:
            places = _together(posting, at, cost, layout) if len(posting.terms) > 1 else ([at], cost)
            if places is None:
                continue
            ratio = self._ratio(posting, places, layout)
            if ratio <= FARTHEST and not layout.is_inside_longer_name(posting.phrase, places[0]):
                yield Occurrence(tuple(sorted(set(places[0]))), ratio)

    def _ratio(self, posting: Posting, places: tuple[list[int], float], layout: Layout) -> float:
        """The distance of the words from the name as a share of what a name of this weight may have."""
        cost = places[1]
        if cost == 0.0:
            return 0.0
        terms = posting.phrase.terms
        script = scripts.script_of(vocabulary.word(layout.tokens[places[0][0]].text).key)
        room = sum(max(0.05, lexicon.allowed(term, script)) for term in terms)
        if scripts.is_caseless(script):
            room *= 0.75
        if len(terms) == 1 and layout.is_part_of_name(places[0][0]):
            room *= 0.5
        return cost / max(room, 0.3 if cost <= 0.3 else 0.01)


def _together(posting: Posting, at: int, cost: float, layout: Layout) -> tuple[list[int], float] | None:
    """Where the other words of a name stand around its anchor at token `at`, and what all of it costs; None if
    one is missing."""
    places: list[int] = []
    centre = layout.order[at]
    others = len(posting.terms) - 1
    reach = others + (1 if posting.phrase.fixed else _REACH)
    if scripts.script_of(layout.tokens[at].text) == "han":
        reach += 5 * others
    taken = {at}
    for term in posting.terms:
        if term == posting.anchor and at not in places:
            places.append(at)
            continue
        near = _nearest(layout, layout.places[term], centre, reach, taken)
        if near is None:
            return None
        taken.add(near[0])
        places.append(near[0])
        cost += near[1]
    return _arranged(posting.phrase, places, cost, layout)


def _echoes(posting: Posting, layout: Layout) -> tuple[int, ...]:
    """Where the last word of a longer name stands as a name of its own."""
    if len(posting.terms) < 2 or posting.phrase.grams:
        return ()
    places = layout.places[posting.terms[-1]][:_MAX_ANCHORS]
    return tuple(at for at, cost in places if cost <= _SURE and layout.tokens[at].text[0].isupper())


def _nearest(
    layout: Layout, found: Sequence[tuple[int, float]], centre: int, reach: int, taken: set[int]
) -> tuple[int, float] | None:
    """The cheapest, then nearest place of a word within reach that no other word of the name took."""
    low = bisect_left(found, centre - reach, key=lambda place: layout.order[place[0]])
    best: tuple[float, int, int] | None = None
    for place, cost in found[low : low + 2 * reach + 2]:
        away = abs(layout.order[place] - centre)
        if away > reach:
            break
        if place not in taken and (best is None or (cost, away) < best[:2]):
            best = (cost, away, place)
    return None if best is None else (best[2], best[0])


def _arranged(
    phrase: phrases.Phrase, places: list[int], cost: float, layout: Layout
) -> tuple[list[int], float] | None:
    order = [layout.order[place] for place in places]
    gaps = max(order) - min(order) - len(order) + 1
    turned = order != sorted(order)
    if phrase.grams:
        return (places, cost) if not turned and gaps <= 0 else None
    if scripts.script_of(layout.tokens[places[0]].text) == "han":  # each character counts as a word
        gaps -= sum(len(layout.tokens[place].text) - 1 for place in places)
    if phrase.fixed and (gaps > 1 or (turned and (gaps or len(order) != 2))):
        return None
    if gaps > _REACH:
        return None
    return places, cost + _GAP * max(0, gaps) + _TURNED * turned
