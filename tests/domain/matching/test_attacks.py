"""Articles made to be slow: the index comes to an end with the right answer, and the next article is none the worse."""

import pytest

from bot.domain import text
from bot.domain.matching import Index
from bot.domain.model import Issue, IssueId

FOLLOWED = ("Marnice", "toll exemptions", "乌克兰", "Ana Kovacs", "bridge of the river", "WHO")
LINE = "This paragraph says a little more than the line above it, and then it ends."


def letters(number: int) -> str:
    """A word of its own for each number."""
    return "".join(chr(97 + number // 26**place % 26) for place in range(5))


HOSTILE = {
    "distinct words": " ".join(map(letters, range(100_000))),
    "distinct names": " ".join(letters(number).capitalize() for number in range(100_000)),
    "one word": "x" * 1_000_000,
    "marks": "e" + "\u0301\u0316" * 500_000,
    "marks on every letter": "a\u0301\u0316\u0317\u0318 " * 50_000,
    "headings": "\n\n".join(f"Heading {number}\n\n{LINE}" for number in range(10_000)),
    "headings only": "\n\n".join(f"Heading number {number}" for number in range(20_000)),
    "overlapping headings": "\u4e2d\n" * 2001
    + ("".join(chr(0x4E00 + n) for n in range(89)) + "\n1. \u4e2d\n") * 100,
    "han": "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(1_000_000)),
    "one han": "\u4e00" * 500_000,
    "quotation marks": "\u201c\u201d'\"" * 100_000,
    "apostrophes": "a'" * 250_000,
    "brackets": "([-\u2013\u2014]) " * 60_000,
    "dots": "." * 500_000,
    "spaces": "a" + " " * 500_000 + "b",
    "line ends": "\r\n\x0b\x0c\x85\u2028\u2029" * 60_000,
    "nul bytes": "a\0b " * 100_000,
    "lone surrogates": "\ud800a \udfff" * 100_000,
    "bidi controls": "\u202eabc\u202c \u2066def\u2069 " * 40_000,
    "joiners": "ab\u200dcd\u00ad " * 60_000,
    "no sentence ends": "and so on " * 50_000,
}


@pytest.fixture(scope="module")
def index() -> Index:
    made = Index()
    for number, name in enumerate(FOLLOWED):
        made.add(Issue(id=IssueId(number), name=name))
    return made


def found(index: Index, body: str) -> set[int]:
    return {match.issue for match in index.match(text.read("", body))}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_article_gives_only_what_it_says_and_the_next_one_is_read_as_ever(
    index: Index, name: str
) -> None:
    said = "Ana Kovacs spoke of Marnice on Friday, and of toll exemptions."
    assert found(index, f"{said}\n\n{HOSTILE[name]}") >= {0, 1, 3}
    assert found(index, f"{HOSTILE[name]}\n\n{said}\n\n{said}") <= {0, 1, 2, 3}
    assert found(index, f"{LINE}\n\n{said}") == {0, 1, 3}


@pytest.mark.parametrize(
    ("name", "number"), [("Marnice ", 0), ("toll exemptions, ", 1), ("乌克兰", 2), ("Ana Kovacs. ", 3)]
)
def test_a_name_repeated_without_end_is_one_match_with_bounded_evidence(
    index: Index, name: str, number: int
) -> None:
    (match,) = index.match(text.read("", name * 100_000))
    assert match.issue == number
    assert 0 < len(match.spans) <= len(match.passage.text)
    assert len(match.passage.text) <= 2 * text.SENTENCE_CHARS


def test_passages_and_sections_of_a_hostile_article_are_bounded() -> None:
    for body in HOSTILE.values():
        document = text.read("", body)
        cut = 2 * len(body) // text.PASSAGE_CHARS
        assert len(document.passages) <= text.MAX_PASSAGES + len(document.sections) + cut
