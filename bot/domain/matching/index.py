"""The index of all followed issues: which of them an article speaks of, where, and how much.

Each name is filed under its rarest word, so an article is only compared with issues of which it holds one. Adding
or removing an issue is seen by the next article; the order in which issues came changes nothing.
"""

from collections.abc import Iterable, Sequence
from itertools import chain, islice

import numpy as np

from bot.domain import text
from bot.domain.matching import (
    chinese,
    finds,
    guards,
    known,
    phrases,
    postings,
    reading,
    scan,
    simple,
    vocabulary,
    weigh,
)
from bot.domain.matching.compiled import Array
from bot.domain.matching.lexicon import Lexicon
from bot.domain.matching.report import Found, Stretch
from bot.domain.model import Issue, IssueId, Match, Place
from bot.domain.text import Document

_MAX_SENSES = 8_000_000
"""Rows of senses at which all words are forgotten and read anew."""
_SLICE = 20_000
"""Issues filed at a time while loading."""
_ENGLISH = "en"
_JOINING = {ord(sign): None for sign in " -.\u2010\u2011"}
"""Signs that a word is written without elsewhere, as scan knows them."""
_APOSTROPHES = frozenset(text.APOSTROPHES)
_FOREIGN = scan.EXTRA | scan.TOUCHES | scan.FOREIGN
_BYTES = f"V{scan.TOKEN.itemsize}"
_KEPT_TOKENS = 100_000
"""Room for words that is kept from one article to the next."""
_MAX_PARTED = 200
"""Words that an article writes as two and somebody follows as one."""
_MAX_FOREIGN = 4_000
"""Stretches of a Chinese article that are read aloud; an article has not so many foreign names."""


class Index:
    """All followed issues. Not for use by two threads at once."""

    def __init__(self) -> None:
        self._lexicon = Lexicon()
        self._shelf = postings.Shelf()
        self._slots = np.zeros(0, np.int32)
        self._sizes = np.zeros(0, np.int32)
        self._tokens = np.empty(0, scan.TOKEN)

    def __len__(self) -> int:
        return len(self._shelf)

    def add(self, issue: Issue) -> None:
        """Look for an issue from now on; one known under this id is replaced."""
        self.remove(issue.id)
        names, words = self._names([issue])
        row, at = self._shelf.open(issue.id), 0
        filed: list[int] = []
        for name in names:
            filed.append(self._shelf.put(name._replace(issue=row), words[at : at + name.size]))
            at += name.size
        self._shelf.file(filed, self._lexicon.book.uses)

    def load(self, issues: Iterable[Issue]) -> None:
        """Look for many issues from now on; faster than one by one, and better filed."""
        waiting = iter(issues)
        while chosen := {issue.id: issue for issue in islice(waiting, _SLICE)}:
            for issue in self._shelf.among(list(chosen)):
                self.remove(issue)
            left = self._load_simple(list(chosen.values()))
            if left:
                many = self._shelf.many(*self._names(left))
                self._shelf.load([issue.id for issue in left], many, self._lexicon.book.uses)

    def remove(self, issue: IssueId) -> None:
        """Look for an issue no longer; nothing happens if it is not there."""
        row = self._shelf.row_of(issue)
        if row >= 0:
            self._lexicon.remove(self._shelf.close(row, self._lexicon.book.uses))

    def match(self, document: Document, min_score: float = 0.0) -> list[Match]:
        """The best match of each issue that an article speaks of, best first, ties by issue id."""
        return self.find(document, min_score).matches()

    def find(self, document: Document, min_score: float = 0.0) -> Found:
        """The issues that an article speaks of with at least this score. What is found is good until the index
        changes."""
        stretches = _stretches(document)
        codes = np.frombuffer(
            f"{document.title}\n{document.text}".encode("utf-32-le", "surrogatepass"), np.uint32
        )
        base = len(document.title) + 1
        parts, kinds = _parts(stretches, base)
        tokens = self._scan(document, codes, parts)
        self._meet(document, tokens)
        article = finds.Article(tokens, kinds, base, self._shelf.number_of(document.language) or -1)
        self._make_room()
        try:
            places, hits = self._weigh(document, article, min_score)
        except BaseException:
            self._slots = self._sizes = np.zeros(0, np.int32)  # they were not left as they were
            raise
        return Found(document, stretches, article, places, hits, self._shelf)

    # -- issues ------------------------------------------------------------------------------------

    def _load_simple(self, issues: Sequence[Issue]) -> list[Issue]:
        """Load what has but a simple name; returns what is left."""
        maybe = [one for one in issues if not one.aliases and not one.without and simple.may_be(one.name)]
        meant = known.places([issue.name for issue in maybe])
        chosen = [issue for issue, place in zip(maybe, meant, strict=True) if place is None]
        read = simple.read([issue.name for issue in chosen])
        taken = np.flatnonzero(read.counts >= 0)
        words = self._lexicon.use(read.idents, read.term)
        counts = read.counts[taken]
        names = [chosen[at].name for at in taken[counts > 0].tolist()]
        ids = [chosen[at].id for at in taken.tolist()]
        told = (counts, read.kinds[taken], read.longer[taken])
        self._shelf.load(ids, postings.plainly(names, told, words), self._lexicon.book.uses)
        done = set(ids)
        return [issue for issue in issues if issue.id not in done]

    def _names(self, issues: Iterable[Issue]) -> tuple[list[postings.Given], Array]:
        """The names of issues, by their place among these, and the terms of all these names."""
        given: list[postings.Given] = []
        words: list[vocabulary.Term] = []
        issues = list(issues)
        named = [phrases.given(issue) for issue in issues]
        places = iter(known.places(list(chain.from_iterable(named))))
        for row, (issue, names) in enumerate(zip(issues, named, strict=True)):
            out = guards.out(phrases.left_out(issue)) if issue.without else ()
            for phrase in phrases.phrases(issue, list(islice(places, len(names)))):
                given.append(self._given(row, phrase, out))
                words += phrase.terms
        if len(issues) > 1:
            _told_alone(given, words)
        return given, self._lexicon.add(words)

    def _given(self, row: int, phrase: phrases.Phrase, out: tuple[int, ...]) -> postings.Given:
        kind = (
            postings.FIXED * phrase.fixed
            | postings.GRAMS * phrase.grams
            | postings.NAMES * (len(phrase.terms) > 1 and not phrase.grams)
            | postings.ESTABLISHED * phrase.established
        )
        longer = guards.listed(text.normalise(phrase.alias)) if out and phrase.fixed else ()
        listed = (*out, *(longer or (0,))) if out else ()
        tongue, language = self._shelf.number_of(phrase.tongue), self._shelf.number_of(phrase.language)
        return postings.Given(row, phrase.alias, len(phrase.terms), kind, language, tongue, listed)

    # -- articles ----------------------------------------------------------------------------------

    def _scan(self, document: Document, codes: Array, parts: Array) -> Array:
        room = int((parts[:, 1] - parts[:, 0]).sum()) + 1  # stretches may overlap: not len(codes)
        if room > len(self._tokens):
            self._tokens = np.empty(room, scan.TOKEN)
        seed = hash(("words", document.language)) >> 8
        count = scan.scan(codes, parts, scan.classes(), seed, self._tokens)
        # As bytes: rows of several fields are copied field by field
        tokens = self._tokens[:count].view(_BYTES).copy().view(scan.TOKEN)
        if len(self._tokens) > _KEPT_TOKENS:
            self._tokens = self._tokens[:0]
        tokens = self._with_parted(document, codes, tokens)
        return _with_foreign(document, tokens) if document.language == "zh" else tokens

    def _with_parted(self, document: Document, codes: Array, tokens: Array) -> Array:
        """Add what stands as two words and is followed as one, each after its second word."""
        found = np.empty(_MAX_PARTED, np.int32)
        count = scan.parted(codes, tokens, (self._lexicon.parts, self._lexicon.book.shelves.table), found)
        if not count:
            return tokens
        after, joined = found[:count] + 1, f"{document.title}\n{document.text}"
        added = tokens[found[:count]].copy()
        added["start"] = tokens[found[:count] - 1]["start"]
        added["flags"] = tokens[found[:count] - 1]["flags"] & scan.UPPER | scan.EXTRA | scan.TOUCHES
        for word in added:
            whole = joined[word["start"] : word["end"]].replace(" ", "")
            word["hashed"] = hash(("parted", document.language, whole)) or 1
        # As bytes: rows of several fields are copied field by field
        return np.insert(tokens.view(_BYTES), after, added.view(_BYTES)).view(scan.TOKEN)

    def _meet(self, document: Document, tokens: Array) -> None:
        words, most = self._lexicon, min(len(tokens), scan.MAX_DISTINCT)
        words.speak(document.language or _ENGLISH)
        if len(words.book.senses) > _MAX_SENSES:
            words.forget()
        words.expect(most)
        fresh = np.empty(most, np.int32)
        new = scan.resolve(tokens, words.met, words.known, fresh)
        if new:
            try:
                words.learn(_words(document, tokens[fresh[:new]]))
            except BaseException:
                words.forget()  # rows were given out that nobody learned: compiled code would read beyond the end
                raise

    def _weigh(
        self, document: Document, article: finds.Article, min_score: float
    ) -> tuple[Array, weigh.Hits]:
        scratch, sought, asked = (self._slots, self._sizes), weigh.unsought(), self._shelf.postings.asked
        while True:
            asked[0] = 0
            book, them = self._lexicon.book, self._shelf.postings
            state, sought, places, hits = weigh.weigh(article, book, them, scratch, min_score, sought)
            if state == weigh.DONE:
                return places, hits
            if state == weigh.NO_ROOM:
                self._lexicon.roomier()
            else:
                self._guard(document, article.tokens)

    def _guard(self, document: Document, tokens: Array) -> None:
        """Look up the guards that were asked for. Few names are ever found, so those of the others need not be
        known."""
        asked = self._shelf.postings.asked
        for whose in set(asked[1 : asked[0] + 1].tolist()):
            if whose >= 0:
                self._shelf.guard(whose, guards.listed(text.normalise(self._shelf.aliases[whose])))
            else:
                self._lexicon.guard(-1 - whose, guards.listed(_key_of(document, tokens, -1 - whose)))

    def _make_room(self) -> None:
        terms, issues = len(self._lexicon.book.uses), len(self._shelf.postings.ids)
        if len(self._slots) < terms:
            self._slots = np.zeros(terms, np.int32)
        if len(self._sizes) < issues:
            self._sizes = np.zeros(issues, np.int32)


def _told_alone(given: list[postings.Given], words: Sequence[vocabulary.Term]) -> None:
    """Note of which names it is plain that they stand in no longer ones: names of letters, whose words are looked up
    as they are. The names of places elsewhere are left out: they are many, and few of them are ever found."""
    chosen: list[int] = []
    looked_up: list[str] = []
    ends: list[int] = []
    first = 0
    for at, name in enumerate(given):
        keys = [term.key for term in words[first : first + name.size]]
        first += name.size
        if name.tongue or name.guards or name.kind & (postings.FIXED | postings.GRAMS) != postings.FIXED:
            continue
        letters = name.alias.replace(" ", "").isalpha() and "".join(keys).isalpha()
        if letters and known.is_spaced(text.normalise(name.alias[0])):
            chosen.append(at)
            looked_up += keys
            ends.append(len(looked_up))
    for at, longer in zip(chosen, known.may_be_longer(looked_up, ends), strict=True):
        if not longer:
            given[at] = given[at]._replace(guards=postings.ALONE)


def _key_of(document: Document, tokens: Array, surface: int) -> str:
    token = tokens[np.flatnonzero(tokens["row"] == surface)[0]]
    raw = f"{document.title}\n{document.text}"[token["start"] : token["end"]]
    return vocabulary.word(_spelt(raw, int(token["flags"]))).key


def _words(document: Document, tokens: Array) -> reading.Words:
    joined, flags = f"{document.title}\n{document.text}", tokens["flags"].tolist()
    spans = zip(tokens["start"].tolist(), tokens["end"].tolist(), flags, strict=True)
    return reading.Words(
        document.language, [_spelt(joined[start:end], flag) for start, end, flag in spans], flags
    )


def _spelt(raw: str, flags: int) -> str:
    """A word without the signs that scan does not tell it by."""
    if flags & scan.EXTRA and not flags & scan.FOREIGN:
        return raw.translate(_JOINING)
    return raw[:-2] if raw[-1:] in "sS" and raw[-2:-1] in _APOSTROPHES else raw


def _with_foreign(document: Document, tokens: Array) -> Array:
    """Add the foreign names in a Chinese article as further words, each after its first character."""
    joined, after, added = f"{document.title}\n{document.text}", [], []
    for start, end, _ in islice(chinese.windows(joined), _MAX_FOREIGN):
        at = int(np.searchsorted(tokens["start"], start))
        if at < len(tokens) and tokens[at]["start"] == start:
            new = tokens[at].copy()
            new["end"], new["hashed"], new["flags"] = end, hash(("foreign", joined[start:end])) or 1, _FOREIGN
            after.append(at + 1)
            added.append(new)
    return np.insert(tokens, after, np.array(added, scan.TOKEN)) if added else tokens


def _stretches(document: Document) -> list[Stretch]:
    found: list[Stretch] = []
    headings = [(s.heading_span, s) for s in document.sections if s.heading_span]
    for passage in document.passages:
        if passage.start is None or passage.end is None:
            found.append(Stretch(passage, 0, len(document.title), title=True))
            continue
        while headings and headings[0][0][0] < passage.start:
            span, section = headings.pop(0)
            if passage.heading == section.heading:
                found.append(Stretch(passage, *span, heading=True))
        found.append(Stretch(passage, passage.start, passage.end))
    return found


def _parts(stretches: Sequence[Stretch], base: int) -> tuple[Array, Array]:
    """int32[n, 2]: where the stretches stand in the title, a line break and the text; int8[n]: of what kind."""
    ends: list[int] = []
    kinds: list[int] = []
    for stretch in stretches:
        shift = 0 if stretch.title else base
        ends += (stretch.start + shift, stretch.end + shift)
        lead = stretch.passage.place is Place.LEAD
        kinds.append(finds.TITLE * stretch.title | finds.HEADING * stretch.heading | finds.LEAD * lead)
    return np.array(ends, np.int32).reshape(-1, 2), np.array(kinds, np.int8)
