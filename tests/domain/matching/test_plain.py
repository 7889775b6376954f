"""Plain words of English articles: read in compiled code, but no otherwise than all words are read."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.matching import keys, reading, sounds
from bot.domain.matching.lexicon import Lexicon
from bot.domain.matching.reading import Reading

ROOTS = "run judge Kyiv Paris Nigeria police poet diploma terror Tbilisi Zürich Łódź Élysée New the children Lepistö"
ENDINGS = (
    "",
    "s",
    "es",
    "ies",
    "ed",
    "ied",
    "ning",
    "ing",
    "ist",
    "istin",
    "ic",
    "tic",
    "ical",
    "ically",
    "an",
    "h",
    "tsch",
)
WRITTEN = (str, str.title, str.upper)


def made(lexicon: Lexicon, row: int) -> dict[str, object]:
    """What the lexicon keeps of a word."""
    book, word, surface = lexicon.book, lexicon.book.words[row], lexicon.book.surfaces[row]
    spoken = book.sounds[word["sound"] : word["sound"] + word["sounds"]]
    return {
        **{name: word[name].tolist() for name in ("flags", "script", "letters", "forms", "entities")},
        **{name: surface[name].tolist() for name in ("head", "flags", "guards", "sounds")},
        "kin": book.kin[word["kin"] : word["kin"] + word["kins"]].tolist(),
        "sounds": [bytes(one["heard"][: one["length"]]).decode() for one in spoken],
        "bones": [bytes(one["bones"][: one["boned"]]) for one in spoken],
        "bare": spoken["bare"].tolist(),
    }  # fmt: skip


def expected(one: Reading) -> dict[str, object]:
    """The same by reading."""
    head, *forms = keys.every(one.written).tolist()
    return {
        "flags": one.flags, "script": one.script, "letters": one.letters, "forms": forms, "head": head,
        "entities": list(one.entities), "kin": list(one.kin),
        "sounds": [heard[: sounds.SOUNDS] for heard, _ in one.sounds],
        "bare": [bare for _, bare in one.sounds],
    }  # fmt: skip


def learned(*words: str) -> Lexicon:
    lexicon = Lexicon()
    lexicon.learn(reading.Words("en", list(words), [0] * len(words)))
    return lexicon


@settings(max_examples=80, deadline=None)
@example(["ééing", "京京ed"])
@given(
    st.lists(
        st.tuples(
            st.one_of(
                st.sampled_from(ROOTS.split()),
                st.text("abcdefghijklmnopqrstuvwxyzéöñł'3", min_size=1, max_size=70),
            ),
            st.sampled_from(ENDINGS),
            st.sampled_from(WRITTEN),
        ).map(lambda parts: parts[2](parts[0] + parts[1])),
        min_size=1,
        max_size=12,
    )
)
def test_a_word_is_read_alike_in_compiled_code_and_outside_of_it(words):
    lexicon = learned(*words)
    for row, word in enumerate(words):
        kept, wanted = made(lexicon, row), expected(reading.read(word, gram=False, language="en"))
        assert {name: kept[name] for name in wanted} == wanted, word


@pytest.mark.parametrize("word", ["Kyiv", "Judges", "Müller", "economics"])
def test_a_word_among_others_is_the_same_as_by_itself(word):
    others = learned("Iran", "O'Brien", word, "京", "Paris")
    assert made(others, 2) == made(learned(word), 0)


def test_no_word_of_a_foreign_script_or_of_any_length_is_lost():
    words = ["Київ", "x" * 300, "ǅ", "\ud800", "é" * 64, "Ж" * 64]
    lexicon = learned(*words)
    assert lexicon.known == len(words)
    assert np.count_nonzero(lexicon.book.words["letters"][: len(words)]) == 5
