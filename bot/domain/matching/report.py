"""From the places where an issue is named in an article to one match with its evidence.

Chooses what is quoted; the score itself is made in score.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.grounds import Grounds
from bot.domain.matching.layout import Layout
from bot.domain.matching.phrases import Phrase
from bot.domain.matching.score import Evidence, score
from bot.domain.model import IssueId, Match, Place, Span


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where a name stands: its tokens in order, and their distance as a share of what is allowed."""

    tokens: tuple[int, ...]
    ratio: float


_MAX_SPANS = 20


@dataclass(frozen=True, slots=True)
class Reading:
    """One name of an issue with the places where it stands."""

    phrase: Phrase
    occurrences: tuple[Occurrence, ...]
    echoes: tuple[int, ...] = ()
    """Tokens that name it again in short: "Peskov" after "Dmitry Peskov"."""


def report(issue: IssueId, readings: Sequence[Reading], layout: Layout) -> Match:
    """The match of an issue, by the names that were found for it."""
    every = [(occurrence, reading.phrase) for reading in readings for occurrence in reading.occurrences]
    nearest = min(occurrence.ratio for occurrence, _ in every)
    # what counts as its name here: whatever is near enough, or, if nothing is, the nearest
    edge = max(1.0, nearest)
    taken: set[int] = set()
    stretches: dict[int, list[tuple[Occurrence, Phrase]]] = {}
    if len(every) > 1:
        every.sort(key=lambda pair: (pair[0].ratio, pair[0].tokens))
    for pair in every:
        if pair[0].ratio <= edge and taken.isdisjoint(pair[0].tokens):
            taken.update(pair[0].tokens)
            stretches.setdefault(layout.stretch_of(pair[0].tokens[0]), []).append(pair)
    echoes = {token for reading in readings for token in reading.echoes} - taken
    number = next(iter(stretches))
    if len(stretches) > 1:
        number = min(stretches, key=lambda n: _preference(n, stretches[n], layout))
    evidence = _evidence(stretches, echoes, layout)
    match = _quote(issue, number, stretches, score(evidence, nearest), layout)
    return replace(match, grounds=_grounds(stretches, evidence, nearest, layout))


def _grounds(
    stretches: dict[int, list[tuple[Occurrence, Phrase]]], evidence: Evidence, ratio: float, layout: Layout
) -> Grounds:
    """What the score was made of, to be told to a person."""
    found = [(number, pair) for number, pairs in stretches.items() for pair in pairs]
    _, (_, phrase) = min(found, key=lambda one: (one[1][0].ratio, one[0]))
    headings = [
        layout.stretches[number].passage.heading
        for number in sorted(stretches)
        if layout.stretches[number].heading
    ]
    starts = [
        layout.tokens[occurrence.tokens[0]].start
        for number, (occurrence, _) in found
        if layout.stretches[number].passage.place is not Place.TITLE
    ]
    return Grounds(
        ratio=round(ratio, 4),
        title=evidence.title,
        heading=headings[0] if headings else "",
        mentions=len(evidence.mentions),
        first_at=min(starts, default=None),
        language=phrase.language,
    )


_ECHO = 1000
"""An echo counts as a mention so many characters farther in."""


def _evidence(
    stretches: dict[int, list[tuple[Occurrence, Phrase]]], echoes: set[int], layout: Layout
) -> Evidence:
    mentions: list[float] = []
    title = heading = False
    for number, found in stretches.items():
        part = layout.stretches[number]
        heading = heading or part.heading
        title = title or part.passage.place is Place.TITLE
        if part.passage.place is not Place.TITLE:
            mentions += [layout.tokens[occurrence.tokens[0]].start for occurrence, _ in found]
    for token in echoes:
        part = layout.stretches[layout.stretch_of(token)]
        if not part.heading and part.passage.place is not Place.TITLE:
            mentions.append(layout.tokens[token].start + _ECHO)
    return Evidence(title, heading, mentions)


def _preference(number: int, found: list[tuple[Occurrence, Phrase]], layout: Layout) -> tuple[float, ...]:
    """Sorts best first: its own section, then the surest and fullest passage, an early one before a late one,
    the title only when there is nothing else."""
    part = layout.stretches[number]
    return (
        part.passage.place is Place.TITLE,
        not part.heading,
        round(min(o.ratio for o, _ in found), 1),
        -min(3, len(found)) - 1.5 * (part.passage.place is Place.LEAD),
        number,
    )


def _quote(
    issue: IssueId,
    number: int,
    stretches: dict[int, list[tuple[Occurrence, Phrase]]],
    value: float,
    layout: Layout,
) -> Match:
    part = layout.stretches[number]
    below = number + 1  # a heading is followed by its first passage
    inside = stretches.get(below, []) if part.heading else stretches[number]
    named = min(inside or stretches[number], key=lambda pair: (pair[0].ratio, pair[0].tokens))
    spans = _spans(inside, part.passage.start or 0, layout)
    return Match(
        issue=issue,
        score=value,
        passage=part.passage,
        matched=_words(named[0], layout, layout.source(below if inside and part.heading else number)),
        alias=named[1].alias,
        spans=spans,
    )


def _spans(found: Sequence[tuple[Occurrence, Phrase]], offset: int, layout: Layout) -> tuple[Span, ...]:
    """Where the matched words stand in the passage, neighbours with only a space between them joined."""
    spans: list[Span] = []
    for token in sorted({t for occurrence, _ in found for t in occurrence.tokens}):
        start, end = layout.tokens[token].start - offset, layout.tokens[token].end - offset
        if spans and start <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans[:_MAX_SPANS])


def _words(occurrence: Occurrence, layout: Layout, source: str) -> str:
    first, last = layout.tokens[occurrence.tokens[0]], layout.tokens[occurrence.tokens[-1]]
    return source[first.start : max(last.end, first.end)]
