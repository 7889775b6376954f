"""HTML fragments to plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest import markup


def test_fragment_keeps_paragraphs_headings_and_lists():
    source = (
        "<h2>What is open</h2><p>Two <b>are</b>&nbsp;open:</p><ul><li>dues</li><li><p>fuel</p></li></ul>End."
    )
    assert markup.text(source) == "What is open\n\nTwo are open:\n\n- dues\n- fuel\n\nEnd."


def test_scripts_styles_and_captions_are_left_out():
    source = "<p>News</p><script>var x = '<p>no</p>'</script><style>p{}</style><figcaption>Photo</figcaption>"
    assert markup.text(source) == "News"


def test_double_line_break_parts_paragraphs():
    assert markup.text("one<br>two<br/><br/>three") == "one\ntwo\n\nthree"


def test_less_than_in_plain_text_stays():
    assert markup.text("3 < 4 and 5 > 2") == "3 < 4 and 5 > 2"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("AT&amp;T", "AT&T"),
        ("Fish &amp;amp; chips", "Fish &amp; chips"),
        ("<b>Bold</b> news", "Bold news"),
        ("a < b", "a < b"),
        ("two\n lines", "two lines"),
        ("safe<script>alert(1)</script> title", "safe title"),
        ("co\u00adoperation", "cooperation"),
    ],
)
def test_line_is_unescaped_once_and_single_spaced(source, expected):
    assert markup.line(source) == expected


def test_very_deep_nesting_is_survived():
    assert "deep" in markup.text("<p>deep</p>" + "<div>" * 50_000 + "x")


@given(st.text(max_size=300))
def test_no_text_makes_it_raise(source):
    assert "\x00" not in markup.text(source)
    assert "\n" not in markup.line(source)
