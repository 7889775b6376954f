"""Clipping and escaping."""

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import messages
from bot.messages import rich
from bot.messages.rich import clip, units
from tests.messages.samples import awkward

FAMILY, FLAG, ACCENT = "👨‍👩‍👧‍👦", "🇺🇦", "e\u0301"


@pytest.mark.parametrize(
    ("text", "limit", "clipped"),
    [
        ("short", 10, "short"),
        ("one two three", 9, "one two…"),
        ("one two three", 8, "one two…"),
        ("one two three", 7, "one…"),
        ("Zaporizhzhia", 5, "Zapo…"),
        (f"{FAMILY}{FAMILY}", 15, f"{FAMILY}…"),
        (f"{FLAG}{FLAG}", 6, f"{FLAG}…"),
        (ACCENT * 4, 5, f"{ACCENT * 2}…"),
        ("今天的谈判没有结果", 5, "今天的谈…"),
        ("AP 今天的谈判没有结果", 7, "AP 今天的…"),
        ("x", 0, ""),
    ],
)  # fmt: skip
def test_clip_cuts_between_words_and_never_inside_an_emoji(text: str, limit: int, clipped: str) -> None:
    assert clip(text, limit) == clipped


@given(awkward, st.integers(1, 80))
@settings(max_examples=100, deadline=None)
def test_clip_stays_within_its_limit_and_cuts_at_a_cluster(text: str, limit: int) -> None:
    short = clip(text, limit)
    assert units(short) <= limit
    if short != text:
        kept = short.removesuffix("…")
        assert text.startswith(kept)
        ends = [found.end() for found in rich._CLUSTER.finditer(text)]
        assert not kept or len(kept) in ends or text[len(kept)].isspace()


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=12), min_size=1, max_size=40), st.integers(14, 120))
def test_clip_keeps_words_whole(words: list[str], limit: int) -> None:
    short = clip(" ".join(words), limit)
    assert short.removesuffix("…").split() == words[: len(short.removesuffix("…").split())]


def test_escaping_a_text_gives_that_text_back() -> None:
    text = "a < b & c > d \"e\" 'f' &amp; <b>"
    assert html.unescape(messages.escape(text)) == text
