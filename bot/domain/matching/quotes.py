"""Where the words stand that are quoted for the issues found: compiled.

What is quoted was chosen in weigh; here it only becomes offsets, for all issues of an article at once.
"""

import numpy as np

from bot.domain.matching.compiled import Array, compiled, lean
from bot.domain.matching.finds import HEADING, TITLE, Article
from bot.domain.matching.weigh import Hits

_MAX_SPANS = 20

SAID = np.dtype(
    [
        ("spans", np.int32),
        ("start", np.int32),
        ("end", np.int32),
        ("titled", np.int32),
        ("name", np.int32),
        ("tongue", np.int32),
    ]
)
"""What is quoted for an issue: where its spans end among all spans, where the words that matched begin and end, whether
in the title, the row of the name they matched, the language that the nearest of its names is one of (0: none said)."""


@compiled
def quote(article: Article, names: Array, places: Array, hits: Hits, shifts: Array) -> tuple[Array, Array]:
    """SAID by hit, and their spans, int32[n, 2]: where matched words stand in what is quoted, those joined that only a
    space parts. `names`: those of postings. `shifts`: what offsets are counted from, by stretch."""
    marks, room = np.zeros(len(article.tokens), np.int32), 0
    for i in range(len(hits.accepted)):
        room += places[hits.accepted[i]].count
    said, spans = np.empty(len(hits.rows), SAID), np.empty((room, 2), np.int32)
    used = 0
    for number in range(len(hits.rows)):
        used = _span(article, places, hits, (number, shifts, marks, used), spans)
        hit, of = hits.rows[number], said[number]
        best, nearest = places[hit.best], places[hits.accepted[hit.first]]
        first, last = article.tokens[best.words[0]], article.tokens[best.words[best.count - 1]]
        of.spans, of.start, of.end = used, first.start, max(first.end, last.end)
        of.titled = article.kinds[first.stretch] & TITLE != 0
        of.name, of.tongue = best.name, names[nearest.name].tongue
    return said, spans[:used]


@lean
def _span(
    article: Article, places: Array, hits: Hits, job: tuple[int, Array, Array, int], spans: Array
) -> int:
    """Write the spans of a hit after those of others; returns how many there are now. `job`: the hit's number, the
    shifts, by word the last hit, plus 1, that it was quoted for, and how many spans there are."""
    number, shifts, marks, used = job
    hit, tokens = hits.rows[number], article.tokens
    shift = shifts[hit.stretch]
    heading = article.kinds[hit.stretch] & HEADING != 0
    inside = hit.stretch + 1 if heading else hit.stretch  # a heading is followed by its first passage
    low, high = len(tokens), -1
    for i in range(hit.first, hit.first + hit.count):
        place = places[hits.accepted[i]]
        if tokens[place.words[0]].stretch == inside:
            for j in range(place.count):
                word = place.words[j]
                marks[word] = number + 1
                low, high = min(low, word), max(high, word)
    first = used
    for word in range(low, high + 1):
        if marks[word] != number + 1:
            continue
        start, end = tokens[word].start - shift, tokens[word].end - shift
        if used > first and start <= spans[used - 1, 1] + 1:
            spans[used - 1, 1] = max(spans[used - 1, 1], end)
        else:
            spans[used, 0], spans[used, 1] = start, end
            used += 1
    return min(used, first + _MAX_SPANS)
