"""Telegram's HTML: what it means, and the words with which it is refused."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities import formatted, shape, utf16
from bot.sandbox.html import parse_html
from bot.sandbox.refusal import Refusal

TAGS = [
    "b",
    "i",
    "u",
    "s",
    "tg-spoiler",
    "code",
    "pre",
    "blockquote",
    "a",
    "span",
    "br",
    "tg-time",
    "tg-emoji",
]
pieces = st.sampled_from(
    [f"<{tag}>" for tag in TAGS]
    + [f"</{tag}>" for tag in TAGS]
    + [
        "<",
        ">",
        "&",
        "&amp;",
        "&#128512;",
        "&#x41",
        "</>",
        "=",
        '"',
        "'",
        " ",
        "<a href=",
        "<b x=y>",
        "\0",
        "🌾",
        "й",
    ]
)
soup = st.lists(st.one_of(pieces, st.text(max_size=5)), max_size=20).map("".join)
OPENING = [
    "b",
    "i",
    "code",
    "pre",
    "blockquote",
    "blockquote expandable",
    'a href="https://a.example"',
    "u",
    'tg-time unix="1"',
]


def tagged(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    wrapped = st.tuples(st.sampled_from(OPENING), inner).map(lambda pair: f"<{pair[0]}>{pair[1]}</>")
    return st.one_of(wrapped, st.lists(inner, max_size=4).map("".join))


words = st.text(alphabet="aбв🌾 \n#@/.", max_size=6).map(html.escape)
sound = st.recursive(words, tagged, max_leaves=15)


def refused(source: str) -> str:
    with pytest.raises(Refusal) as caught:
        parse_html(source)
    return caught.value.description.removeprefix("Bad Request: can't parse entities: ")


def found(source: str) -> list[tuple[str, str]]:
    """Type and words of each entity, in the order of the final message."""
    text, entities = formatted(source, "HTML", None)
    return [(entity.type, text[entity.start : entity.end]) for entity in entities]


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("2 < 3", 'Unsupported start tag "" at byte offset 2'),
        ("Київ <p>", 'Unsupported start tag "p" at byte offset 9'),
        ("🌾<P>", 'Unsupported start tag "p" at byte offset 4'),
        ("<b>open", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("x <a href='y", "Unclosed start tag at byte offset 2"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b x>y</b>", 'Expected equal sign in declaration of an attribute of the tag "b" at byte offset 0'),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji emoji-id='x'>!</tg-emoji>", "Invalid custom emoji identifier specified"),
    ],
)
def test_bad_html_is_refused_with_the_byte_where_it_went_wrong(source: str, why: str) -> None:
    assert refused(source) == why


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("&lt;b&gt; &amp; &quot;x&quot;", '<b> & "x"'),
        ("&nbsp;&apos;&copy;", "&nbsp;&apos;&copy;"),
        ("&#1046;&#x416;", "ЖЖ"),
        ("AT&ampT", "AT&ampT"),
        ("AT&amp T", "AT& T"),
        ("&", "&"),
        ("<b></b>x", "x"),
        ("<B>x</B>", "x"),
        ("<b>x</>", "x"),
    ],
)
def test_text_comes_out_as_telegram_reads_it(source: str, text: str) -> None:
    assert parse_html(source)[0] == text


@pytest.mark.parametrize(
    ("source", "entities"),
    [
        ("<b>a</b> <strong>b</strong>", [("bold", "a"), ("bold", "b")]),
        ("<i>a</i><em>b</em>", [("italic", "a"), ("italic", "b")]),
        ("<u>a</u><ins>b</ins>", [("underline", "a"), ("underline", "b")]),
        ("<s>a</s><strike>b</strike><del>c</del>", [("strikethrough", x) for x in "abc"]),
        ("<tg-spoiler>a</tg-spoiler><span class='tg-spoiler'>b</span>", [("spoiler", "a"), ("spoiler", "b")]),
        ("<blockquote>a</blockquote>", [("blockquote", "a")]),
        ("<blockquote expandable>a</blockquote>", [("expandable_blockquote", "a")]),
        ("<blockquote>a <b>b</b></blockquote>", [("blockquote", "a b"), ("bold", "b")]),
        ("<b>a <i>b</i></b>", [("bold", "a b"), ("italic", "b")]),
        ("<code>a <b>b</b></code>", [("code", "a b")]),
        ("<b>a <code>b</code> c</b>", [("bold", "a "), ("code", "b"), ("bold", " c")]),
        ("<a href='https://a.example'>x <a href='https://b.example'>y</a></a>", [("text_link", "x y")]),
        ("<a href='https://localhost/x'>no dot, no link</a>", []),
        ("<b></b>", []),
        ("  <b> x </b>  ", [("bold", "x")]),
        ("see https://a.example/b, and @olena", [("url", "https://a.example/b"), ("mention", "@olena")]),
        ("<code>/start</code> /start", [("code", "/start"), ("bot_command", "/start")]),
        ("#grain $USD a@b.example", [("hashtag", "#grain"), ("cashtag", "$USD"), ("email", "a@b.example")]),
    ],
)
def test_tags_become_entities(source: str, entities: list[tuple[str, str]]) -> None:
    assert found(source) == entities


def test_time_keeps_its_moment_and_format_and_stands_alone() -> None:
    text, entities = formatted(
        '<b><tg-time unix="1766819000" format="wDt">27 Dec</tg-time></b>', "html", None
    )
    assert shape(text, entities, lambda _: None) == [
        {"type": "date_time", "offset": 0, "length": 6, "unix_time": 1766819000, "date_time_format": "wDt"}
    ]


@pytest.mark.parametrize("attributes", ["unix='soon'", "", "unix='1' format='yyyy'", "unix='1' format='rt'"])
def test_time_without_a_moment_or_with_a_strange_format_is_refused(attributes: str) -> None:
    assert refused(f"<tg-time {attributes}>x</tg-time>").startswith("Invalid")


def test_code_inside_pre_names_the_language() -> None:
    text, entities = formatted('<pre><code class="language-sql">select 1</code></pre>', "HTML", None)
    (only,) = shape(text, entities, lambda _: None)
    assert only == {"type": "pre", "offset": 0, "length": 8, "language": "sql"}


def test_link_address_is_kept_as_telegram_writes_it() -> None:
    _, (link,) = formatted("<a href='HTTPS://Example.ORG'>x</a>", "HTML", None)
    assert link.extra == {"url": "https://example.org/"}


def test_mention_of_a_known_person_is_linked_and_of_an_unknown_one_is_not() -> None:
    text, entities = formatted('<a href="tg://user?id=7">x</a><a href="tg://user?id=8">y</a>', "HTML", None)
    known = shape(text, entities, lambda user: {"id": 7} if user == 7 else None)
    assert known == [{"type": "text_mention", "offset": 0, "length": 1, "user": {"id": 7}}]


def test_offsets_count_utf16_units() -> None:
    text, entities = formatted("🌾 <b>🚢 Київ</b>", "HTML", None)
    assert shape(text, entities, lambda _: None) == [{"type": "bold", "offset": 3, "length": 7}]


def test_only_the_first_hundred_entities_count() -> None:
    _, entities = formatted("<b>x</b> " * 130, "HTML", None)
    assert len(entities) == 100


def test_control_characters_become_spaces_and_carriage_returns_go() -> None:
    text, (bold,) = formatted("a\tb\r\n<b>c</b>\x00d", "HTML", None)
    assert text == "a b\nc d"
    assert text[bold.start : bold.end] == "c"


def test_markdown_is_not_offered_and_says_so() -> None:
    with pytest.raises(Refusal, match="unsupported parse_mode"):
        formatted("*x*", "MarkdownV2", None)


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    assert parse_html(html.escape(text, quote=False)) == (text, [])


@given(soup)
def test_whatever_comes_is_parsed_or_refused_in_words(source: str) -> None:
    try:
        text, _ = formatted(source, "HTML", None)
    except Refusal as refusal:
        why = refusal.description
    else:
        why = "Bad Request: can't parse entities: " if text == text.strip() else "not trimmed"
    assert why.startswith("Bad Request: can't parse entities: ")


@given(sound)
def test_entities_lie_inside_the_text_and_hold_the_words_that_were_tagged(source: str) -> None:
    text, entities = formatted(source, "HTML", None)
    units = text.encode("utf-16-le")
    for entity, shaped in zip(entities, shape(text, entities, lambda _: {"id": 1}), strict=True):
        start, end = 2 * shaped["offset"], 2 * (shaped["offset"] + shaped["length"])
        assert 0 <= start < end <= len(units)
        assert units[start:end].decode("utf-16-le") == text[entity.start : entity.end]


@given(sound)
def test_nothing_reaches_into_code_or_a_time(source: str) -> None:
    _, entities = formatted(source, "HTML", None)
    alone = [entity for entity in entities if entity.type in {"code", "pre", "date_time"}]
    for entity in entities:
        if entity.type not in {"blockquote", "expandable_blockquote"}:
            assert not [
                one
                for one in alone
                if one is not entity and one.start < entity.end and entity.start < one.end
            ]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_utf16_length_agrees_with_the_encoding(text: str) -> None:
    assert utf16(text) == len(text.encode("utf-16-le")) // 2
