"""The bot's texts in each language: all of them there, their names and plural forms, within Telegram's limits."""

import ast
import gettext
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message

from bot.domain.model import CORRECTED, Chat, ChatId, DeliveryMode, Destination, Excerpt, IssueId
from bot.ingest import guard
from bot.messages import alert, digest, first, languages, privacy, settings, status, talk, timeline, tongue
from bot.messages.card import card
from bot.messages.heard import SENTENCES, heard, pattern_of
from bot.messages.inline import share
from bot.messages.issues import Followed, listing
from bot.messages.message import LABEL_LIMIT, Button
from bot.messages.reasons import explain, gist
from bot.messages.rich import TEXT_LIMIT, ago, code, link, phrase, span, units, when
from bot.messages.settings import Scope
from bot.messages.tongue import LANGUAGES, locale_name, many, speaking
from bot.sandbox.html import parse_html
from handlers.menu import ENTRIES, menu_in
from scripts import catalogues
from storage import KEPT
from tests.messages import test_limits
from tests.messages.samples import (
    AT,
    NOW,
    copy,
    development,
    is_valid,
    reading,
    report,
    shown,
    standing,
    subscription,
    week,
)
from tests.messages.samples import alert as sample

OTHERS = [language for language in LANGUAGES if language != "en"]
CODE = catalogues.extracted()
ROOT = Path(__file__).resolve().parent.parent.parent


def texts(catalogue: Catalog) -> Iterator[Message]:
    return (one for one in catalogue if one.id)


def forms(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(one) for one in value)  # type: ignore[attr-defined] # babel's ids and strings are str, tuple or list


def names(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@pytest.fixture(scope="module", params=OTHERS)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def catalogue(language: str) -> Catalog:
    return catalogues.load(language)


# -- the catalogues --------------------------------------------------------------------------------


def test_every_text_has_every_language_and_nothing_else_is_there(catalogue: Catalog) -> None:
    assert {forms(one.id) for one in texts(catalogue)} == {forms(one.id) for one in texts(CODE)}
    assert [one.id for one in texts(catalogue) if one.fuzzy or not all(forms(one.string))] == []
    assert not catalogue.obsolete


def test_every_placeholder_fits(catalogue: Catalog) -> None:
    wrong = []
    for one in texts(catalogue):
        ids = forms(one.id)
        wanted = names(ids[-1])
        for said in forms(one.string):
            missing, strange = wanted - names(said), names(said) - wanted
            if strange or missing - ({"n"} if len(ids) > 1 else set()):
                wrong.append((ids, said))
    assert wrong == []


def test_every_plural_form_is_there(language: str, catalogue: Catalog) -> None:
    counted = [one for one in texts(catalogue) if len(forms(one.id)) > 1]
    assert counted
    assert {len(forms(one.string)) for one in counted} == {catalogue.num_plurals}


def test_the_plural_rule_is_that_of_cldr(language: str, catalogue: Catalog) -> None:
    rule = gettext.c2py(catalogue.plural_expr)  # type: ignore[attr-defined] # gettext's own reading of the header
    kinds = Locale.parse(locale_name(language)).plural_form
    pairs = {(kinds(n), rule(n)) for n in range(1100)}
    assert len(pairs) == len({kind for kind, _ in pairs}) == len({form for _, form in pairs})
    assert {form for _, form in pairs} == set(range(catalogue.num_plurals))


def test_commands_signs_and_edges_are_kept(catalogue: Catalog) -> None:
    wrong = []
    for one in texts(catalogue):
        source = forms(one.id)[-1]
        for said in forms(one.string):
            lost = [word for word in re.findall(r"(?<!\w)/[a-z]{3,}", source) if word not in said]
            sign = re.match(r"[^\w\s“(/{<.,;]+(?= )", source)
            edges = source[:1].isspace() == said[:1].isspace()
            if lost or not edges or (sign and not said.startswith(sign[0])):
                wrong.append((source, said))
    assert wrong == []


# -- the limits ------------------------------------------------------------------------------------


def _labels() -> set[str]:
    """The texts of buttons."""
    found = set()
    for path in (*(ROOT / "bot" / "messages").glob("*.py"), *(ROOT / "handlers").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Button":
                for inner in ast.walk(node.args[0]):
                    if isinstance(inner, ast.Call) and getattr(inner.func, "id", "") == "tr":
                        found |= {part.value for part in inner.args if isinstance(part, ast.Constant)}
    return {str(one) for one in found}


def test_labels_of_buttons_are_short(language: str, catalogue: Catalog) -> None:
    labels = _labels()
    assert "🔕 Mute" in labels
    with speaking(language):
        said = {label: re.sub(r"\{\w+\}", "", tongue.tr(label)) for label in labels}
    assert {label: one for label, one in said.items() if units(one) > LABEL_LIMIT} == {}


def test_the_menu_of_commands_is_within_its_limits(language: str) -> None:
    menu = menu_in(language)
    assert [name for name, _ in menu] == [entry.name for entry in ENTRIES if not entry.admin_only]
    assert all(0 < units(does) <= 256 for _, does in menu)


def test_what_fades_is_short_enough_and_so_is_what_closes_a_message(language: str) -> None:
    with speaking(language):
        closing = many("… and {n} more passage.", "… and {n} more passages.", 1234)
        more = many("… and {n} more story.", "… and {n} more stories.", 1234)
        toasts = [tongue.tr(one.id) for one in texts(CODE) if isinstance(one.id, str) and len(one.id) <= 90]
    assert max(units(closing), units(more)) <= 55
    assert max(map(units, toasts)) <= 200


def test_the_longest_messages_fit(language: str) -> None:
    """What the properties of test_limits hold in English, at their worst."""
    with speaking(language):
        test_limits.test_any_alert_and_digest_is_valid_for_telegram.hypothesis.inner_test(  # type: ignore[attr-defined] # hypothesis' own
            names=["&" * 300] * 30, text='"&<' * 2000, title="&" * 5000, source="&" * 300, url="&" * 290
        )
        test_limits.test_any_status_card_and_reason_is_valid_for_telegram.hypothesis.inner_test(  # type: ignore[attr-defined] # as above
            name="&" * 300, text="&" * 9000, source="&" * 300, note="&" * 300
        )


def test_the_commonest_messages_fit_and_are_not_english(language: str) -> None:
    chat = Chat(id=ChatId(1), destination=Destination(1, 2), language=language)
    one = Followed(subscription=subscription(), mode=DeliveryMode.DAILY, next_at=NOW)
    with speaking(language):
        said = [
            talk.help_text(((entry.name, entry.does) for entry in ENTRIES), is_private=True),
            privacy.privacy(KEPT, NOW - AT),
            privacy.confirm({"subscriptions": 21, "alerts": 5}, topics=5),
            first.welcome(suggestions=[("=a", "Zaporizhzhia")], first_run=True),
            first.followed(one, chat),
            settings.menu(Scope(chat=chat)),
            talk.digest_settings(chat, held=5, muted=21, next_at=NOW),
            languages.choice(chat),
            alert(
                sample([Excerpt(IssueId(1), "Ferry", "It sails.", revised=CORRECTED)], [copy(), copy("AP")])
            ),
            digest([sample([Excerpt(IssueId(1), "Ferry", "It sails.")])])[0].message,
        ]
    assert all(is_valid(each, TEXT_LIMIT) for each in said)
    english = {"the", "and", "what", "this", "alerts", "stories", "follow", "until", "from", "your", "when"}
    for each in said:
        words = set(re.findall(r"(?<![/\w])[a-z]+", shown(each).lower()))
        labels = {word for row in each.buttons for button in row for word in button.label.lower().split()}
        assert not (words | labels) & english, (words | labels) & english


# -- what is made elsewhere ------------------------------------------------------------------------


def test_each_known_sentence_is_found_by_its_own_pattern_and_said(language: str) -> None:
    for sentence in SENTENCES:
        made = re.sub(r"\{(\w+)\}", "7 h", sentence)
        first_found = next(one for one in SENTENCES if pattern_of(one).fullmatch(made))
        assert names(first_found) == names(sentence)
        with speaking(language):
            assert heard(made) != made or "{address}" in sentence


def test_reasons_are_said_as_matching_says_them_in_english() -> None:
    from bot.domain.grounds import Grounds
    from bot.domain.matching import explain as english
    from bot.domain.matching import gist as shortly

    for ratio in (0.0, 0.2, 0.5, 0.9, 1.5):
        for mentions, at in ((0, None), (1, 10), (3, 900), (1, 5000)):
            for tongue_of in ("", "de"):
                grounds = Grounds(
                    ratio=ratio, title=mentions != 3, heading="Talks" if mentions == 1 else "", first_at=at,
                    mentions=mentions, language=tongue_of,
                )  # fmt: skip
                asked = {"matched": "Zaporizhia", "alias": "Zaporizhzhia"}
                assert explain(grounds, **asked) == english(grounds, **asked)
                assert gist(grounds) == shortly(grounds)


# -- numbers, lengths, dates -----------------------------------------------------------------------


PLURALS = {
    "uk": ("1 сюжет", "2 сюжети", "5 сюжетів", "21 сюжет"),
    "ru": ("1 сюжет", "2 сюжета", "5 сюжетов", "21 сюжет"),
    "de": ("1 Geschichte", "2 Geschichten", "5 Geschichten", "21 Geschichten"),
    "fr": ("1 sujet", "2 sujets", "5 sujets", "21 sujets"),
    "es": ("1 historia", "2 historias", "5 historias", "21 historias"),
    "pl": ("1 historia", "2 historie", "5 historii", "21 historii"),
    "hi": ("1 खबर", "2 खबरें", "5 खबरें", "21 खबरें"),
    "ar": ("خبر واحد", "خبران", "5 أخبار", "21 خبرًا"),
    "zh": ("1 则报道", "2 则报道", "5 则报道", "21 则报道"),
    "en": ("1 story", "2 stories", "5 stories", "21 stories"),
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_counts_are_said_in_their_plural_forms(code: str) -> None:
    with speaking(code):
        assert tuple(many("{n} story", "{n} stories", n) for n in (1, 2, 5, 21)) == PLURALS[code]


def test_times_are_said_as_the_language_writes_them() -> None:
    with speaking("uk"):
        assert "27 груд." in when(AT).html
        assert "6 год тому" in ago(AT, NOW).html
        assert [span((NOW - AT) * n) for n in (1, 20)] == ["6 год", "5 днів"]
    with speaking("de"):
        assert "27. Dez. 07:02 UTC" in when(AT).html
    assert "27 Dec 07:02 UTC" in when(AT).html


def test_a_client_is_spoken_to_in_the_nearest_language() -> None:
    found = {code: tongue.nearest(code) for code in ("uk", "de-AT", "DE", "xx", "", None)}
    assert found == {"uk": "uk", "de-AT": "de", "DE": "de", "xx": "en", "": "en", None: "en"}


# -- right to left ---------------------------------------------------------------------------------


def test_latin_names_stand_apart_in_arabic_sentences_and_offsets_still_fit() -> None:
    with speaking("ar"):
        said = talk.shared("Zaporizhzhia (ZNPP)", IssueId(5))
    text, entities = parse_html(said.html)
    assert text == "شارك أحدهم معك \u2068Zaporizhzhia (ZNPP)\u2069."
    assert [text[one.start : one.end] for one in entities] == ["Zaporizhzhia (ZNPP)"]
    assert talk.shared("Zaporizhzhia", IssueId(5)).html.count("\u2068") == 0


def test_marks_that_turn_the_text_come_only_in_our_own_pairs() -> None:
    hostile = "a\u2069b\u202ec\u2067d\u2068e"
    with speaking("ar"):
        for said in (
            talk.shared(hostile, IssueId(5)),
            talk.said(hostile),
            talk.said(tongue.isolated(hostile)),
        ):
            text = shown(said)
            assert not set(text) & {"\u202e", "\u2066", "\u2067"}
            assert text.count("\u2068") == text.count("\u2069") <= 1
        label = Button(
            tongue.tr("🔔 Follow “{name}”", name="Zaporizhzhia nuclear power plant and its surroundings"), "a"
        )
        assert label.label.count("\u2068") == label.label.count("\u2069")


def test_every_line_of_an_arabic_message_begins_in_its_own_direction() -> None:
    """The first strong letter outside of isolates decides how a client lays a line out."""
    one = Followed(subscription=subscription(), mode=DeliveryMode.DAILY, next_at=NOW)
    with speaking("ar"):
        lines = (
            shown(listing([one], 0, now=NOW)).splitlines() + shown(talk.muted("Ferry", NOW, 3)).splitlines()
        )
    for line in lines:
        outside = re.sub("\u2068[^\u2069]*\u2069", "", line)
        strong = [unicodedata.bidirectional(letter) for letter in outside]
        first_strong = next((kind for kind in strong if kind in ("L", "R", "AL")), "AL")
        assert first_strong != "L" or "AL" not in strong, line


def outside(line: str) -> str:
    """A line without what is isolated in it."""
    while (left := re.sub("\u2068[^\u2068\u2069]*\u2069", "", line)) != line:
        line = left
    return line


def arabic_lines() -> list[str]:
    """What a card, an alert, a status and a timeline say in Arabic, but for what they quote."""
    one = Followed(
        subscription=subscription(),
        mode=DeliveryMode.DAILY,
        next_at=NOW,
        week=week(report(), report("Ferry 12", story=2)),
    )
    both = sample(copies=(copy(), copy("AP", "https://ap.example/1"), copy("Reuters", "https://r.example/1")))
    with speaking("ar"):
        messages = (
            card(one, reading()),
            alert(both),
            status(standing(development(), development("Talks began.", 2, 3)), IssueId(1), followed=False),
            timeline(
                standing(development(), development("Talks began.", 2, 3)), IssueId(1), 0, followed=False
            ),
            talk.muted_many([("Ferry", 1), ("Kherson 2", 2)], NOW),
        )
    text = "\n".join(re.sub("(?s)<blockquote.*?</blockquote>", "", said.html) for said in messages)
    return re.sub("<[^>]*>", "", text).splitlines()


def test_names_times_and_numbers_keep_their_places_in_an_arabic_line() -> None:
    lines = [line for line in arabic_lines() if " · " in line]
    assert len(lines) >= 5
    for line in lines:
        assert not re.search("[A-Za-z]", outside(line)), line
        strong = [kind for kind in map(unicodedata.bidirectional, outside(line)) if kind in ("L", "R", "AL")]
        assert strong, line
        assert strong[0] != "L", line


def test_every_arabic_line_runs_from_right_to_left() -> None:
    for line in arabic_lines():
        strong = [k for k in map(unicodedata.bidirectional, outside(line)) if k in ("L", "R", "AL")]
        assert "AL" not in strong or strong[0] != "L", line


def test_no_mark_of_direction_stands_in_an_address_or_in_what_is_copied() -> None:
    with speaking("ar"):
        made = share("Ferry", 7, "tocsin_bot")
        [[button]] = made.buttons
        typed = phrase("Send {command} to begin.", command=code("/follow Zaporizhzhia"))
        linked = phrase("Reading {name} from now on.", name=link("Ferry", "https://f.example/a?b=c"))
    assert "%E2%81%A8" not in button.url
    assert "<code>/follow Zaporizhzhia</code>" in typed.html
    assert '\u2068<a href="https://f.example/a?b=c">Ferry</a>\u2069' in linked.html


# -- nothing is missed -----------------------------------------------------------------------------


def test_every_text_that_is_said_in_the_code_is_found_for_the_catalogues() -> None:
    """Babel's reading of the code passes over some calls inside of others; those are to be made apart."""
    known = {forms(one.id)[0] for one in texts(CODE)}
    missed = []
    for path in (*(ROOT / "bot").rglob("*.py"), *(ROOT / "handlers").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") in catalogues.KEYWORDS
                and node.args
            ):
                said = node.args[0]
                if isinstance(said, ast.Constant) and said.value and said.value not in known:
                    missed.append((path.name, said.value))
    assert missed == []


def _made(call: ast.Call) -> str:
    """The sentence of an error, each of its values a 7; empty where it is not written out."""
    said = call.args[0] if call.args else None
    if isinstance(said, ast.Constant):
        return str(said.value)
    if isinstance(said, ast.JoinedStr):
        whole = "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in said.values)
        return whole.replace("web address. 7", f"web address. {guard.ONLY_PUBLIC}")
    return ""


def test_every_reason_why_something_cannot_be_read_is_known_in_other_languages() -> None:
    formats = {"jsonin.py", "files.py"}  # for programs and the command line
    known = [pattern_of(sentence) for sentence in SENTENCES if sentence != "{address}: {why}"]
    unknown = []
    for path in (ROOT / "bot" / "ingest").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("InputError", "FetchError"):
                made = _made(node)
                about_json = "JSON" in made  # said to programs
                if (
                    made
                    and path.name not in formats
                    and not about_json
                    and not any(one.fullmatch(made) for one in known)
                ):
                    unknown.append((path.name, made))
    assert unknown == []
