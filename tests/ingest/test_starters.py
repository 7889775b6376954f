"""The starter set is a file of the right shape; whether a feed lives is seen when somebody adds it."""

from bot.ingest import starters
from bot.ingest.urls import canonical


def test_each_feed_has_a_key_of_its_own_a_name_an_address_and_an_offered_language() -> None:
    feeds, languages = starters.load(), dict(starters.languages())
    assert len({one.key for one in feeds}) == len({canonical(one.url) for one in feeds}) == len(feeds) > 40
    assert all(one.name and one.region and one.url.startswith("https://") for one in feeds)
    assert {one.language for one in feeds} == set(languages)
    assert all(len(f"starter:{one.key}".encode()) <= 64 for one in feeds)
