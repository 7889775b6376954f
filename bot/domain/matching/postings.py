"""The names of all issues as they are filed: each under its rarest word, in arrays that grow and shrink.

Knows no article. A name's words are terms of the lexicon; what they mean is not asked here.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bot.domain.matching.compiled import Array, compiled, grown, mixed, zeros
from bot.domain.matching.pools import Pool, append, drop, pool, roomier
from bot.domain.matching.senses import UNGUARDED, UNKNOWN
from bot.domain.model import IssueId

FIXED, GRAMS, NAMES, ESTABLISHED = 1, 2, 4, 8
"""What kind of name: keeps its words together and in order; is looked for by characters; its last word may name
it in short; is what something is called elsewhere."""


NAME = np.dtype(
    [
        ("issue", np.int32),
        ("sibling", np.int32),
        ("words", np.int32),
        ("anchor", np.int32),
        ("guards", np.int32),
        ("rank", np.int16),
        ("language", np.int16),
        ("tongue", np.int16),
        ("count", np.int8),
        ("kind", np.int8),
    ]
)
"""A name as it is filed: the row of its issue, the issue's next name (-1: none),
where its terms stand, the term it is filed under, where the longer names are listed that it is no match inside of
(or UNGUARDED, UNKNOWN), which of the issue's names it is, the language of articles that it is only looked for in (0:
all), the language it is a name of (0: none said), how many words it has, its kind."""


class Postings(NamedTuple):
    """All names of all issues, as compiled functions take them."""

    names: Array
    """NAME"""
    words: Array
    """int32: the terms of the names."""
    guards: Array
    """int64: for each longer name how many words it has more, then their stems; 0 ends a list."""
    ids: Array
    """int64 by issue row."""
    first: Array
    """int32 by issue row: its first name."""
    rows: Array
    """int32, a power of two of them, open addressing by issue id: 1 + the row of an issue; 0: a free place, -1: a place
    whose issue has gone. The ids themselves are in `ids`."""
    state: Array
    """int64: places of `rows` that are not free."""
    filed: Pool
    """The rows of names that terms have: a name, and another of its terms (-1: there is none)."""
    asked: Array
    """int32: how many follow, then names whose guards nobody has looked up and that were found beside another word;
    -1 - a surface in place of one whose own guards are meant."""


_SALT = 0x51A7


@compiled
def _place(rows: Array, ids: Array, issue: int) -> int:
    """Where the row of an issue is or would be put."""
    mask = len(rows) - 1
    at = mixed(_SALT, issue) & mask
    while rows[at] != 0 and (rows[at] < 0 or ids[rows[at] - 1] != issue):
        at = at + 1 & mask
    return at


@compiled
def _row_of(rows: Array, ids: Array, issue: int) -> int:
    return int(rows[_place(rows, ids, issue)] - 1)


@compiled
def _move(rows: Array, ids: Array, wider: Array) -> int:
    moved = 0
    for row in rows:
        if row > 0:
            wider[_place(wider, ids, ids[row - 1])] = row
            moved += 1
    return moved


@compiled
def _file(postings: Postings, uses: Array, number: int) -> None:
    """Put a name under its rarest word."""
    name = postings.names[number]
    anchor, second = postings.words[name.words], -1
    for i in range(1, name.count):
        term = postings.words[name.words + i]
        one, other = uses[term], uses[anchor]
        if one.uses < other.uses or (one.uses == other.uses and one.letters > other.letters):
            anchor, second = term, anchor
        elif second < 0 or one.uses < uses[second].uses:
            second = term
    name.anchor = anchor
    uses[anchor].names = append(postings.filed, uses[anchor].names, number, second)


@compiled
def _file_all(postings: Postings, uses: Array, names: Array) -> None:
    for i in range(len(names)):
        _file(postings, uses, names[i])


@compiled
def _take_in(postings: Postings, uses: Array, issues: tuple[int, int], names: tuple[int, int]) -> None:
    """Enter new rows of issues, and of names in the order of their issues, where they are looked up."""
    for row in range(issues[0], issues[1]):
        postings.rows[_place(postings.rows, postings.ids, postings.ids[row])] = row + 1
        postings.state[0] += 1
    for number in range(names[0], names[1]):
        name = postings.names[number]
        name.sibling = postings.first[name.issue]
        name.rank = postings.names[name.sibling].rank + 1 if name.sibling >= 0 else 0
        postings.first[name.issue] = number
        _file(postings, uses, number)


@compiled
def _among(rows: Array, ids: Array, issues: Array, here: Array) -> None:
    for i in range(len(issues)):
        here[i] = _row_of(rows, ids, issues[i]) >= 0


@compiled
def _unfile(postings: Postings, uses: Array, number: int) -> None:
    anchor = postings.names[number].anchor
    uses[anchor].names = drop(postings.filed, uses[anchor].names, number)


_MAX_ASKED = 1024
"""Guards that are looked up at a time."""


ALONE = (0,)
"""In place of the guards of a name that has none, as is known already."""


class Given(NamedTuple):
    """A name to file."""

    issue: int
    """Row of its issue; while loading, its place among those loaded."""
    alias: str
    size: int
    """How many words it has."""
    kind: int
    language: int
    tongue: int
    guards: tuple[int, ...]
    """As guards.out and guards.listed give them; none where they are looked up once the name is found."""


_LOADED = np.dtype(
    [(field, NAME[field]) for field in ("issue", "count", "kind", "language", "tongue", "guards")]
)
"""What is said of a name while loading."""


class Many(NamedTuple):
    """Names to load."""

    aliases: list[str]
    rows: Array
    """_LOADED: the issue by its place among those loaded."""
    words: Array
    """The terms of all of them."""


def plainly(names: list[str], read: tuple[Array, Array, Array], words: Array) -> Many:
    """Names of one issue each. `read`: how many words each issue's has, 0 where it has no name; its kind; whether there
    may be a longer name that it is no match inside of."""
    counts, kinds, longer = read
    rows = np.zeros(len(names), _LOADED)
    rows["issue"], rows["count"], rows["kind"] = np.flatnonzero(counts), counts[counts > 0], kinds[counts > 0]
    rows["guards"] = np.where(rows["kind"] & FIXED & longer[counts > 0], UNKNOWN, UNGUARDED)
    return Many(names, rows, words)


class Shelf:
    """Keeps the postings: room, rows to use again, and what a name was called."""

    def __init__(self) -> None:
        whole = np.int32
        self.postings = Postings(
            np.zeros(64, NAME), np.zeros(256, whole), np.zeros(64, np.int64), np.zeros(64, np.int64),
            np.full(64, -1, whole),
            np.zeros(64, whole), np.zeros(1, np.int64), pool(64), np.zeros(_MAX_ASKED, whole),
        )  # fmt: skip
        self.aliases: list[str] = []
        self.languages: list[str] = []
        self._names_used = self._words_used = self._issues_used = 0
        self._guards_used = 1
        self._free_names: list[int] = []
        self._free_issues: list[int] = []
        self._free_words: defaultdict[int, list[int]] = defaultdict(list)
        self._free_guards: defaultdict[int, list[int]] = defaultdict(list)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def number_of(self, language: str | None) -> int:
        """The number of a language that names are kept to; 0 for none."""
        if not language:
            return 0
        if language not in self.languages:
            self.languages.append(language)
        return self.languages.index(language) + 1

    def row_of(self, issue: IssueId) -> int:
        """The row of an issue, -1 if it is not here."""
        return int(_row_of(self.postings.rows, self.postings.ids, issue))

    def among(self, issues: list[IssueId]) -> list[IssueId]:
        """Those of the issues that are here."""
        if not self._count:
            return []
        here = np.empty(len(issues), np.bool_)
        _among(self.postings.rows, self.postings.ids, np.array(issues, np.int64), here)
        return [issues[at] for at in np.flatnonzero(here).tolist()]

    def open(self, issue: IssueId) -> int:
        """A row for a new issue."""
        if self._free_issues:
            row = self._free_issues.pop()
        else:
            row = self._issues_used
            self._issues_used += 1
            if row >= len(self.postings.ids):
                ids, first = grown(self.postings.ids, row + 1), grown(self.postings.first, row + 1)
                self.postings = self.postings._replace(ids=ids, first=first)
        rows = self._roomy(self.postings.ids, 1)
        if rows is not self.postings.rows:
            self.postings = self.postings._replace(rows=rows)
        them = self.postings
        them.ids[row], them.first[row] = issue, -1
        them.rows[_place(them.rows, them.ids, issue)] = row + 1
        them.state[0] += 1
        self._count += 1
        return row

    def _roomy(self, ids: Array, more: int) -> Array:
        """The places of issues, with room for so many more."""
        rows, state = self.postings.rows, self.postings.state
        if (int(state[0]) + more) * 5 <= len(rows) * 3:
            return rows
        wider = zeros(1 << (2 * (self._count + more)).bit_length(), np.int32)
        state[0] = _move(rows, ids, wider)
        return wider

    def put(self, given: Given, words: Array) -> int:
        """Note a name of an issue and its terms, not yet filed. Returns its row."""
        row, alias, count, kind, language, tongue, _ = given
        name = self._new_name(alias)
        at = self._place(count)
        self.postings.words[at : at + count] = words
        sibling = int(self.postings.first[row])
        rank = int(self.postings.names[sibling]["rank"]) + 1 if sibling >= 0 else 0
        guarded = self._guarded(given)
        new = (row, sibling, at, -1, guarded, rank, language, tongue, count, kind)
        self.postings.names[name] = new
        self.postings.first[row] = name
        return name

    def load(self, issues: list[IssueId], many: "Many", uses: Array) -> None:
        """Take in issues that are not here yet, with their names."""
        first, names, count = self._issues_used, self._names_used, len(many.aliases)
        self._issues_used += len(issues)
        self._names_used += count
        them = self.postings
        ids, heads = grown(them.ids, self._issues_used), grown(them.first, self._issues_used)
        ids[first : self._issues_used], heads[first : self._issues_used] = issues, -1
        rows = self._roomy(ids, len(issues))
        self._count += len(issues)
        at = self._words_used
        self._words_used += len(many.words)
        pool = grown(them.words, self._words_used)
        pool[at : self._words_used] = many.words
        rows_of_names = grown(them.names, self._names_used)
        new = rows_of_names[names : self._names_used]
        for field in many.rows.dtype.names or ():
            new[field] = many.rows[field]
        new["issue"] += first
        new["words"] = at + np.cumsum(many.rows["count"], dtype=np.int64) - many.rows["count"]
        self.aliases += many.aliases
        filed = roomier(them.filed, count)
        self.postings = Postings(
            rows_of_names, pool, self.postings.guards, ids, heads, rows, them.state, filed, them.asked
        )
        _take_in(self.postings, uses, (first, self._issues_used), (names, self._names_used))

    def many(self, given: Sequence[Given], words: Array) -> "Many":
        """Names as `load` takes them, `Given.issue` being places among the issues, and the terms of all of them."""
        rows = np.zeros(len(given), _LOADED)
        for number, name in enumerate(given):
            rows[number] = (*name[:1], *name[2:6], self._guarded(name))
        return Many([name.alias for name in given], rows, words)

    def _new_name(self, alias: str) -> int:
        if self._free_names:
            name = self._free_names.pop()
            self.aliases[name] = alias
            return name
        name = self._names_used
        self._names_used += 1
        self.aliases.append(alias)
        if name >= len(self.postings.names):
            self.postings = self.postings._replace(names=grown(self.postings.names, name + 1))
        return name

    def _place(self, count: int) -> int:
        if self._free_words[count]:
            return self._free_words[count].pop()
        at = self._words_used
        self._words_used += count
        if self._words_used > len(self.postings.words):
            words = grown(self.postings.words, self._words_used)
            self.postings = self.postings._replace(words=words)
        return at

    def _guarded(self, given: Given) -> int:
        if given.guards == ALONE:
            return UNGUARDED
        if given.guards:
            return self._guard(given.guards)
        return UNKNOWN if given.kind & FIXED else UNGUARDED

    def guard(self, name: int, found: tuple[int, ...]) -> None:
        """Note the guards of a name, as guards.listed gives them."""
        self.postings.names[name]["guards"] = self._guard(found) if found else UNGUARDED

    def _guard(self, guards: tuple[int, ...]) -> int:
        if self._free_guards[len(guards)]:
            at = self._free_guards[len(guards)].pop()
        else:
            at = self._guards_used
            self._guards_used += len(guards)
            if self._guards_used > len(self.postings.guards):
                more = grown(self.postings.guards, self._guards_used)
                self.postings = self.postings._replace(guards=more)
        self.postings.guards[at : at + len(guards)] = guards
        return at

    def file(self, names: list[int], uses: Array) -> None:
        """File names that were put."""
        filed = roomier(self.postings.filed, len(names))
        if filed is not self.postings.filed:
            self.postings = self.postings._replace(filed=filed)
        _file_all(self.postings, uses, np.array(names, np.int32))

    def close(self, row: int, uses: Array) -> Array:
        """Take out an issue; returns the terms of its names, as often as they stand there."""
        them = self.postings
        released: list[int] = []
        name = int(them.first[row])
        while name >= 0:
            _unfile(them, uses, name)
            old = them.names[name]
            at, count = int(old["words"]), int(old["count"])
            released += them.words[at : at + count].tolist()
            self._free_words[count].append(at)
            self._release_guards(int(old["guards"]))
            self._free_names.append(name)
            self.aliases[name] = ""
            name = int(old["sibling"])
        them.rows[_place(them.rows, them.ids, int(them.ids[row]))] = -1
        self._free_issues.append(row)
        self._count -= 1
        return np.array(released, np.int64)

    def _release_guards(self, at: int) -> None:
        if at < 0:
            return
        end, guards = at, self.postings.guards
        while guards[end]:
            end += 1 + abs(int(guards[end]))
        self._free_guards[end + 1 - at].append(at)
