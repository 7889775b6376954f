"""Alerts and digests."""

import re

import pytest

from bot import messages
from tests.messages.samples import AT, PLANT, alert, bold, copy, excerpt, shown


def test_an_alert_reads_as_the_contract_says() -> None:
    told = alert(
        [excerpt(), excerpt("Security guarantees", "Talks continue over guarantees.", "guarantees", 2)],
        [
            copy(),
            *(
                copy(name, f"https://{name.lower()}.example.org/")
                for name in ("AP", "Reuters", "AFP", "BBC", "DPA", "PTI")
            ),
        ],
    )
    assert shown(messages.alert(told)) == (
        "🔔 Zaporizhzhia · Security guarantees\n"
        "Talks go on\n"
        "Morning Post · 27 Dec 07:02 UTC\n"
        f"Zaporizhzhia\n{PLANT}\n"
        "Security guarantees\nTalks continue over guarantees.\n"
        "Also: AP · Reuters · AFP · BBC · +2"
    )


def test_the_headline_is_bold_and_linked_and_the_time_is_the_readers() -> None:
    markup = messages.alert(alert()).html
    assert '<b><a href="https://post.example.org/a">Talks go on</a></b>' in markup
    assert f'<tg-time unix="{int(AT.timestamp())}" format="dt">27 Dec 07:02 UTC</tg-time>' in markup


def test_a_headline_without_a_url_is_bold_and_not_linked() -> None:
    assert "<b>Talks go on</b>" in messages.alert(alert(copies=[copy(url=None)])).html


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "http://localhost/x", "https://[bad", "https://a.example/ b"]
)
def test_an_address_that_telegram_would_not_link_is_left_out(url: str) -> None:
    assert "<a " not in messages.alert(alert(copies=[copy(url=url)])).html


def test_the_matched_words_are_bold_in_the_quotation() -> None:
    assert "Zaporizhzhia" in bold(messages.alert(alert()))
    assert "<blockquote>Envoys" in messages.alert(alert()).html


def test_matched_words_stay_bold_where_the_passage_had_line_breaks() -> None:
    told = alert([excerpt(text="  The fate\n\n of  the   Zaporizhzhia\nplant is open.")])
    assert bold(messages.alert(told))[-1] == "Zaporizhzhia"


def test_a_long_quotation_is_folded() -> None:
    told = alert([excerpt(text=f"Zaporizhzhia. {'More was said about it. ' * 30}")])
    assert "<blockquote expandable>" in messages.alert(told).html


def test_one_passage_for_two_issues_is_quoted_once() -> None:
    told = alert([excerpt(), excerpt("The plant", words="plant", issue=2)])
    text = shown(messages.alert(told))
    assert text.count("Envoys") == 1
    assert {"Zaporizhzhia", "plant"} <= set(bold(messages.alert(told)))


def test_foreign_markup_is_shown_as_it_is_written() -> None:
    told = alert([excerpt(text="Is <b>1 < 2 & 3</b>?", words="1")], [copy(title="<script>&amp;</script>")])
    assert "<script>&amp;</script>" in shown(messages.alert(told))
    assert "Is <b>1 < 2 & 3</b>?" in shown(messages.alert(told))


def test_a_text_cannot_turn_the_direction_of_what_follows() -> None:
    assert "\u202e" not in messages.alert(alert(copies=[copy(title="abc\u202edef")])).html


def test_passages_that_do_not_fit_are_counted() -> None:
    many = [
        excerpt(f"Issue {n}", f"Passage {n} {'speaks at some length of it. ' * 40}", "length", n)
        for n in range(60)
    ]
    text = shown(messages.alert(alert(many)))
    assert re.search(r"… and \d+ more passages\.", text)
