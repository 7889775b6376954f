"""A sketch: the thousand bytes of an article by which its copies and retellings are known again.

Holds hashes only, no words, and does not judge: `assign` does. Hashes are CRC-32 with a fixed mix, so a sketch
means the same in every process, Python version and database.
"""

import struct
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from itertools import chain, combinations, islice, takewhile
from math import log1p, sqrt
from typing import Final, NamedTuple
from unicodedata import normalize

from bot.domain.model import Article
from bot.domain.stories import abroad, turns
from bot.domain.stories.abroad import Signs
from bot.domain.words import YEAR_WEIGHT, Token, language_of, tokenise

SHINGLES: Final = 96
"""How many shingle hashes are kept: the smallest ones, a fair sample of any text and all of a short one."""
TERMS: Final = 48
"""How many of the heaviest terms are kept."""
KEYS: Final = 39 + abroad.KEYS
"""How many keys a sketch has at most."""
_SHINGLE_KEYS: Final = 10
_PAIR_TERMS: Final = 8
_LEAD_TOKENS: Final = 60
_READ_TOKENS: Final = 900
_FULL: Final = 65_535
_VERSION: Final = 2
_UNSIGNED: Final = 1
"""The version before: as this one, without signs."""
_HEAD: Final = struct.Struct("<BBQIII2s")


class Kind:
    """What a term says beside its weight, as bits of a plain int: an enum would cost most of a comparison."""

    PLAIN: Final = 0
    NAME: Final = 1
    """A capital within sentences: it says which event, not only what kind."""
    FIGURE: Final = 2
    """A number that few events share: no year, no single digit."""
    HEADLINE: Final = 4
    """The headline has it."""
    REPEATED: Final = 8
    """The text comes back to it: what it is about, as long as it is among the heaviest."""
    TURN: Final = 16
    """No word: the headline or the opening sentence says that something is over, undone or back (`turns`)."""


class Term(NamedTuple):
    """A word that tells what an article is about, as a hash."""

    hash: int
    weight: float
    """Its share of the article's vector, whose length is 1; kept to 1/65535."""
    kind: int = Kind.PLAIN


@dataclass(frozen=True)
class Sketch:
    """What is kept of an article to find and to check its story."""

    words: int
    """Hash of all its words in order; 0 when it has none."""
    length: int
    """Number of its words."""
    size: int
    """Number of its distinct shingles."""
    shingles: tuple[int, ...]
    """The SHINGLES smallest shingle hashes, ascending."""
    terms: tuple[Term, ...]
    """The TERMS heaviest terms, heaviest first."""
    language: str = ""
    packed_signs: bytes = b""
    """What an article in another language is known by, unpacked when there is one."""

    @property
    def keys(self) -> tuple[int, ...]:
        """What to look up in the store, signed 64-bit, at most KEYS; articles of a story share at least one."""
        return tuple(dict.fromkeys(islice(self._keys(), KEYS)))

    # One sketch is held against many: what each comparison needs is worked out once.

    @cached_property
    def shingle_set(self) -> frozenset[int]:
        """The shingle hashes."""
        return frozenset(self.shingles)

    @cached_property
    def weights(self) -> dict[int, float]:
        """Weight by term hash."""
        return {term.hash: term.weight for term in self.terms}

    @cached_property
    def figures(self) -> frozenset[int]:
        """The terms that are figures."""
        return frozenset(term.hash for term in self.terms if term.kind & Kind.FIGURE)

    @cached_property
    def names(self) -> frozenset[int]:
        """The terms that are names."""
        return frozenset(term.hash for term in self.terms if term.kind & Kind.NAME)

    @cached_property
    def signs(self) -> Signs:
        """What an article in another language is known by."""
        return abroad.unpack(self.packed_signs)

    @cached_property
    def is_titled(self) -> bool:
        """Whether any term stands in a headline."""
        return any(term.kind & Kind.HEADLINE for term in self.terms)

    @cached_property
    def is_turned(self) -> bool:
        """Whether it says in its headline or its opening that something is over, undone or back."""
        return any(term.kind & Kind.TURN for term in self.terms)

    def _keys(self) -> Iterator[int]:
        if not self.words:
            return
        yield _signed(b"w", self.words)
        for shingle in self.shingles[:_SHINGLE_KEYS]:
            yield _signed(b"s", shingle)
        for a, b in combinations(sorted(t.hash for t in self.terms[:_PAIR_TERMS]), 2):
            yield _signed(b"p", a, b)
        for a, b in abroad.keys(self.signs):
            yield _signed(b"a", a, b)

    def pack(self) -> bytes:
        """As bytes, about 1,200 and at most 2,300; `unpack` gives an equal sketch."""
        language = self.language.encode("ascii", "replace")[:2].ljust(2)
        head = _HEAD.pack(
            _VERSION, len(self.terms), self.words, self.length, self.size, len(self.shingles), language
        )
        terms = b"".join(struct.pack("<IHB", t.hash, round(t.weight * _FULL), t.kind) for t in self.terms)
        shingles = struct.pack(f"<{len(self.shingles)}I", *self.shingles)
        return head + shingles + terms + self.packed_signs

    @classmethod
    def unpack(cls, data: bytes) -> "Sketch":
        """The sketch of packed bytes; ValueError when they are none."""
        try:
            version, term_count, words, length, size, shingle_count, language = _HEAD.unpack_from(data)
            if version not in (_VERSION, _UNSIGNED):
                raise ValueError(f"sketch version {version} is not {_VERSION}")
            shingles = struct.unpack_from(f"<{shingle_count}I", data, _HEAD.size)
            at = _HEAD.size + 4 * shingle_count
            end = at + 7 * term_count
            terms = struct.iter_unpack("<IHB", data[at:end])
            kept = tuple(Term(h, w / _FULL, kind & 31) for h, w, kind in terms)
        except struct.error as error:
            raise ValueError("not a packed sketch") from error
        return cls(words, length, size, shingles, kept, language.decode("ascii").strip(), data[end:])


def sketch(article: Article) -> Sketch:
    """The sketch of an article; the work is bounded whatever the text."""
    language = language_of(article.title, article.text, article.language)
    title, body = tokenise(article.title[:1000], language), tokenise(article.text, language)
    every = title + body
    shingles = _shingles(body if len(body) >= 8 else every)
    return Sketch(
        words=_digest(t.key for t in every) if every else 0,
        length=len(every),
        size=len(shingles),
        shingles=tuple(sorted(shingles)[:SHINGLES]),
        terms=_terms(title, body, is_turned=_is_turned(title, body, language)),
        language=(language or "")[:2] if (language or "").isascii() else "",
        packed_signs=abroad.pack(abroad.signs(article.title, article.text, every, language)),
    )


def fingerprint(article: Article) -> str:
    """32 hex digits of an article's words in order; equal for the same text sent again, whatever its spacing."""
    words = normalize("NFKC", f"{article.title}\n{article.text}").casefold().split()
    return blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _shingles(tokens: Sequence[Token]) -> set[int]:
    """Hashes of three telling words in a row, or of five characters where words are not spaced."""
    run = [t for t in tokens if t.weight > 0]
    width = 5 if sum(t.unspaced for t in run) * 2 > len(run) else 3
    hashes = [_crc(t.key) for t in run]
    if len(hashes) < width:
        return {_mix(hashes)} if hashes else set()
    return {_mix(hashes[i : i + width]) for i in range(len(hashes) - width + 1)}


def _is_turned(title: Sequence[Token], body: Sequence[Token], language: str | None) -> bool:
    opening = takewhile(lambda told: told[0] == 0 or not told[1].opens, enumerate(body[:_LEAD_TOKENS]))
    return any(turns.is_turn(token.key, language) for token in chain(title, (token for _, token in opening)))


def _terms(title: Sequence[Token], body: Sequence[Token], *, is_turned: bool) -> tuple[Term, ...]:
    """The heaviest terms; the headline and the opening count more, for they tell the event."""
    body = body[:_READ_TOKENS]
    places = ((2.0, title), (1.5, body[:_LEAD_TOKENS]), (1.0, body[_LEAD_TOKENS:]))
    kinds = _kinds(title, body)
    counts: dict[str, float] = defaultdict(float)
    weights: dict[str, float] = {}
    for share, tokens in places:
        for token in _join_unspaced(tokens):
            if token.weight > 0:
                counts[token.key] += share
                weights[token.key] = token.weight * (
                    1.5 if token.number or kinds[token.key] & Kind.NAME else 1.0
                )
    vector = {key: log1p(count) * weights[key] for key, count in counts.items()}
    heaviest = sorted(vector.items(), key=lambda x: (-x[1], x[0]))[: TERMS - is_turned]
    norm = sqrt(sum(w * w for _, w in heaviest)) or 1.0
    terms = [Term(_crc(k), round(min(w / norm, 1.0) * _FULL) / _FULL, kinds[k]) for k, w in heaviest]
    return (*terms, Term(_crc("\0turn"), 0.0, Kind.TURN)) if is_turned else tuple(terms)


def _kinds(title: Sequence[Token], body: Sequence[Token]) -> dict[str, int]:
    kinds: dict[str, int] = defaultdict(int)
    for key in _names(body):
        kinds[key] |= Kind.NAME
    for token in chain(title, body):
        if token.number and token.weight > YEAR_WEIGHT:
            kinds[token.key] |= Kind.FIGURE
    for token in _join_unspaced(title):
        kinds[token.key] |= Kind.HEADLINE
    for key, count in Counter(token.key for token in _join_unspaced(body)).items():
        if count > 1:
            kinds[key] |= Kind.REPEATED
    return kinds


def _names(tokens: Sequence[Token]) -> set[str]:
    """Keys of the words that are capitals within sentences, unless capitals say nothing in this text."""
    inside = [t for t in tokens if not t.opens and t.weight > 0 and not t.number and not t.unspaced]
    capitals = [t.key for t in inside if t.capital]
    if not inside or len(capitals) > 0.5 * len(inside):
        return set()  # all capitals, or a language that writes nouns with them
    lower = {t.key for t in inside if not t.capital}
    return set(capitals) - lower


def _join_unspaced(tokens: Sequence[Token]) -> Iterator[Token]:
    """Tokens with unspaced characters joined in pairs, the smallest thing that means something there."""
    before: Token | None = None
    for token in tokens:
        if token.unspaced and before is not None and before.unspaced and not token.opens:
            yield Token(before.key + token.key, 0.8, unspaced=True)
        elif not token.unspaced:
            yield token
        before = token


def _crc(key: str) -> int:
    return zlib.crc32(key.encode("utf-8", "surrogatepass"))


def _mix(hashes: Iterable[int]) -> int:
    """One 32-bit hash of several in order, well spread so that the smallest are a fair sample."""
    mixed = 0
    for value in hashes:
        mixed = (mixed * 0x9E3779B97F4A7C15 + value + 1) & 0xFFFFFFFFFFFFFFFF
    mixed ^= mixed >> 31
    return ((mixed * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF) >> 32


def _digest(keys: Iterable[str]) -> int:
    joined = "\n".join(keys).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(joined, digest_size=8).digest(), "little") or 1


def _signed(kind: bytes, *values: int) -> int:
    packed = struct.pack(f"<c{len(values)}Q", kind, *values)
    return int.from_bytes(blake2b(packed, digest_size=8).digest(), "little", signed=True)
