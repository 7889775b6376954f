"""Bytes to text, whatever their labels say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.charset import decode

RUSSIAN = "Мост через реку откроют раньше срока, сообщили в министерстве."


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (RUSSIAN.encode(), ""),
        (RUSSIAN.encode("utf-8-sig"), ""),
        (RUSSIAN.encode("utf-16"), ""),
        (RUSSIAN.encode("cp1251"), "text/html; charset=windows-1251"),
        (RUSSIAN.encode("koi8-r"), "text/html; charset=koi8-r"),
        (RUSSIAN.encode(), "text/html; charset=iso-8859-1"),
    ],
    ids=["utf-8", "bom", "utf-16", "header", "koi8", "header lies"],
)
def test_text_comes_out_right(data, content_type):
    assert decode(data, content_type) == RUSSIAN


def test_charset_declared_inside_is_used():
    page = f'<html><meta charset="windows-1251"><p>{RUSSIAN}</p>'
    assert RUSSIAN in decode(page.encode("cp1251"))


def test_latin_1_means_windows_1252():
    assert decode(b"\x93Ferry\x94", "text/plain; charset=iso-8859-1") == "“Ferry”"


def test_charset_is_guessed_where_nothing_is_declared():
    assert decode((RUSSIAN * 20).encode("cp1251")) == RUSSIAN * 20


def test_a_few_broken_bytes_do_not_spoil_the_rest():
    text = decode((RUSSIAN * 3).encode() + b"\xff" + RUSSIAN.encode())
    assert text.count(RUSSIAN) == 4


@given(
    st.binary(max_size=200),
    st.sampled_from(
        ["", "text/html; charset=utf-16", "x; charset=nonsense", "charset=base64", "charset=unicode_escape"]
    ),
)
def test_no_bytes_make_it_raise(data, content_type):
    assert isinstance(decode(data, content_type), str)
