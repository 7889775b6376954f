"""Publishers are told apart by their addresses, not by the labels of their feeds."""

import pytest

from bot.domain.publishers import family


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.bbc.co.uk/news/1", "https://bbc.com/sport/2"),
        ("https://edition.cnn.com/1", "https://cnn.com/2"),
        ("https://sport.orf.at/1", "https://orf.at/2"),
    ],
)
def test_feeds_of_one_publisher_are_one_voice(one: str, other: str) -> None:
    assert family("World", one) == family("Sport", other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://anna.blogspot.com/1", "https://boris.blogspot.com/1"),
        ("https://express.de/1", "https://express.at/1"),
        ("https://council.gov.uk/1", "https://police.uk/1"),
    ],
)
def test_publishers_that_share_a_suffix_are_two(one: str, other: str) -> None:
    assert family("News", one) != family("News", other)


def test_label_says_who_where_the_address_does_not() -> None:
    carried = "https://news.google.com/rss/articles/1"
    assert family("Border Standard", carried) != family("River Post", carried)
    assert family(" River Post", None) == family("river post", "http://[::1")
    assert family("", "http://127.0.0.1/x") == "127.0.0.1"
