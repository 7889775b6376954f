"""The score tells a subject from a casual mention, and says why in few numbers."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.matching.score import FARTHEST, HINT, THRESHOLDS, Evidence, score
from bot.domain.model import Strictness

STRICT, NORMAL, LOOSE = (THRESHOLDS[s] for s in (Strictness.STRICT, Strictness.NORMAL, Strictness.LOOSE))
ONCE = Evidence(title=0.0, heading=0.0, named=1.0, first=0.0)


@pytest.mark.parametrize(
    ("found", "least", "below"),
    [
        (ONCE, NORMAL, STRICT),
        (ONCE._replace(first=5000.0), LOOSE, NORMAL),
        (ONCE._replace(first=5000.0, words=2), LOOSE, NORMAL),
        (ONCE._replace(first=900.0, words=2), NORMAL, STRICT),
        (ONCE._replace(first=5000.0, words=2, named=2.0), NORMAL, STRICT),
        (ONCE._replace(first=5000.0, named=3.0), NORMAL, STRICT),
        (ONCE._replace(named=4.0), STRICT, 1.0),
        (Evidence(title=1.0, heading=0.0, named=0.0, first=inf), STRICT, 1.0),
        (Evidence(title=HINT, heading=0.0, named=HINT, first=40.0), NORMAL, STRICT),
        (Evidence(title=0.0, heading=1.0, named=2.0, first=4000.0), STRICT, 1.0),
        (ONCE._replace(named=HINT), LOOSE, NORMAL),
        (ONCE._replace(named=HINT, first=9000.0), 0.0, LOOSE),
    ],
    ids=[
        "once in the opening", "once, late", "two words once, late", "two words once", "two words twice, late",
        "three times, late", "four times", "in the title", "its family in the title", "own section",
        "its family once", "its family once, late",
    ],
)  # fmt: skip
def test_a_mention_falls_where_a_follower_expects_it(found: Evidence, least: float, below: float) -> None:
    assert least <= score(found, 0.0) < below


EVIDENCE = st.builds(
    Evidence,
    title=st.sampled_from((0.0, HINT, 1.0)),
    heading=st.sampled_from((0.0, HINT, 1.0)),
    named=st.integers(1, 20).map(lambda halves: halves * HINT),
    first=st.floats(0, 20_000),
    words=st.integers(1, 4),
    untitled=st.booleans(),
)


@given(EVIDENCE, st.floats(0, FARTHEST), st.sampled_from((HINT, 1.0)), st.floats(0, 20_000))
def test_a_further_find_never_lowers_the_score(found: Evidence, ratio: float, more: float, at: float) -> None:
    before = score(found, ratio)
    assert 0 <= before <= 1
    assert score(found._replace(named=found.named + more, first=min(found.first, at)), ratio) >= before
    assert score(found._replace(title=1.0), ratio) >= before
    assert score(found._replace(heading=1.0), ratio) >= before
    assert score(found._replace(words=found.words + 1), ratio) >= before


@given(
    st.floats(0, FARTHEST), st.sampled_from((HINT, 1.0)), st.sampled_from((HINT, 1.0)), st.floats(0, 20_000)
)
def test_the_text_never_takes_from_what_the_title_says(
    ratio: float, title: float, more: float, at: float
) -> None:
    alone = Evidence(title=title, heading=0.0, named=0.0, first=inf)
    assert score(alone._replace(named=more, first=at), ratio) >= score(alone, ratio)


@given(EVIDENCE, st.floats(1.001, FARTHEST))
def test_a_doubtful_spelling_alone_never_alerts_at_normal(found: Evidence, ratio: float) -> None:
    assert score(found, ratio) < NORMAL
