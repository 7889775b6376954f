"""The index of all followed issues: which of them an article speaks of, where, and how much.

Each name is filed under its rarest word, so an article is only compared with issues of which it holds one. Adding
or removing an issue is seen by the next match; the order in which issues came changes nothing.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from bot.domain.matching import phrases, scripts
from bot.domain.matching.layout import Find, Layout, lay_out
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
_NEVER = 99.0
_PART = 0.5
"""A word beside another capitalised one is likely part of somebody's longer name: it must be nearer."""
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
        found: defaultdict[IssueId, list[tuple[int, Reading]]] = defaultdict(list)
        for anchor in layout.places.keys() & self._postings.keys():
            for number, posting in self._postings[anchor].items():
                occurrences = tuple(self._occurrences(posting, layout))
                if occurrences:
                    echoes = _echoes(posting, layout)
                    found[posting.issue].append((number, Reading(posting.phrase, occurrences, echoes)))
        matches = [
            report(issue, [reading for _, reading in sorted(readings, key=itemgetter(0))], layout)
            for issue, readings in found.items()
        ]
        return sorted((m for m in matches if m.score >= min_score), key=lambda m: (-m.score, m.issue))

    # -- one name in one article -------------------------------------------------------------------

    def _occurrences(self, posting: Posting, layout: Layout) -> Iterator[Occurrence]:
        if posting.phrase.language not in (None, layout.document.language):
            return
        if len(posting.terms) == 1:
            yield from _alone(posting.phrase, layout.places[posting.anchor], layout)
        elif all(term in layout.places for term in posting.terms):
            # from the word that is rarest here, not from the one it is filed under: that depends on other issues
            rarest = min(posting.terms, key=lambda term: len(layout.places[term]))
            for find in layout.places[rarest][:_MAX_ANCHORS]:
                together = _together(posting.terms, rarest, find, layout)
                ratio = _ratio(posting.phrase, together, layout) if together else FARTHEST + 1
                places = tuple(sorted(at for at, _, _ in together))
                if ratio <= FARTHEST and not (
                    posting.phrase.fixed and layout.is_inside_longer_name(posting.phrase.key, places)
                ):
                    yield Occurrence(places, ratio)


def _alone(phrase: phrases.Phrase, finds: Sequence[Find], layout: Layout) -> Iterator[Occurrence]:
    """Where a name of one word stands."""
    for at, cost, room in finds[:_MAX_ANCHORS]:
        if cost > _SURE and layout.is_part_of_name(at):
            room *= _PART
        inside = phrase.fixed and layout.is_inside_longer_name(phrase.key, (at,))
        if cost <= room * FARTHEST and not inside:
            yield Occurrence((at,), cost / room if cost else 0.0)


def _ratio(phrase: phrases.Phrase, finds: list[Find], layout: Layout) -> float:
    """The distance of the words from the name as a share of what they may have."""
    cost = sum(find[1] for find in finds) + _arrangement(phrase, [find[0] for find in finds], layout)
    return cost / sum(find[2] for find in finds) if cost else 0.0


def _together(terms: tuple[TermId, ...], centre: TermId, at: Find, layout: Layout) -> list[Find]:
    """The words of a name around one of them, in the name's order; [] if one is missing."""
    finds: list[Find] = []
    taken = {at[0]}
    reach = len(terms) - 1 + _REACH
    if scripts.script_of(layout.tokens[at[0]].text) == "han":  # each character counts as a word
        reach += 5 * len(terms)
    waiting = True
    for term in terms:
        if waiting and term == centre:
            waiting = False
            finds.append(at)
            continue
        near = _nearest(layout, layout.places[term], layout.order[at[0]], reach, taken)
        if near is None:
            return []
        taken.add(near[0])
        finds.append(near)
    return finds


def _echoes(posting: Posting, layout: Layout) -> tuple[int, ...]:
    """Where the last word of a longer name stands as a name of its own."""
    if len(posting.terms) < 2 or posting.phrase.grams:
        return ()
    places = layout.places[posting.terms[-1]][:_MAX_ANCHORS]
    return tuple(at for at, cost, _ in places if cost <= _SURE and layout.tokens[at].text[0].isupper())


def _nearest(layout: Layout, finds: Sequence[Find], centre: int, reach: int, taken: set[int]) -> Find | None:
    """The surest, then nearest place of a word within reach that no other word of the name took."""
    low = bisect_left(finds, centre - reach, key=lambda find: layout.order[find[0]])
    best: tuple[float, int, Find] | None = None
    for find in finds[low : low + 2 * reach + 2]:
        away = abs(layout.order[find[0]] - centre)
        if away > reach:
            break
        if find[0] not in taken and (best is None or (find[1], away) < best[:2]):
            best = (find[1], away, find)
    return None if best is None else best[2]


def _arrangement(phrase: phrases.Phrase, places: list[int], layout: Layout) -> float:
    """What the words' order and the words between them cost; beyond all if it is not that name."""
    order = [layout.order[place] for place in places]
    gaps = max(order) - min(order) - len(order) + 1
    turned = order != sorted(order)
    if scripts.script_of(layout.tokens[places[0]].text) == "han" and not phrase.grams:
        gaps -= sum(len(layout.tokens[place].text) - 1 for place in places)
    if phrase.grams and (turned or gaps):
        return _NEVER
    if phrase.fixed and (gaps > 1 or (turned and (gaps or len(order) != 2))):
        return _NEVER
    if gaps > _REACH or (not phrase.fixed and layout.parts(min(places), max(places))):
        return _NEVER
    return _GAP * max(0, gaps) + _TURNED * turned
