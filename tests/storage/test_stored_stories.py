from building import DAY, MINUTE, NOW, article, put
from sqlalchemy import Connection

from bot.domain import stories
from bot.domain.model import Article, StoryId
from storage import Transaction
from storage.stories import CANDIDATES, COPIES, copies_of

WORDS = [
    "alder",
    "birch",
    "cedar",
    "dogwood",
    "elm",
    "fir",
    "ginkgo",
    "hazel",
    "iris",
    "juniper",
    "kapok",
    "larch",
    "maple",
    "nutmeg",
    "oak",
    "pine",
]


def keys(it: Article) -> tuple[int, ...]:
    return stories.sketch(it).keys


def numbered(n: int, shared: int) -> Article:
    """An article whose text shares its first `shared` sentences with the others."""
    common = ". ".join(f"{word} trees stand near {word} lake" for word in WORDS[:shared])
    own = f"Report {n} of gate{n} said north{n} crossed south{n} after east{n} saw west{n}"
    return article(f"n{n}", title=f"Gate{n}", text=f"{common}. {own}.", published_at=NOW - n * MINUTE)


def test_candidate_carries_the_sketch_the_story_and_the_time(tx: Transaction) -> None:
    stored = put(tx, article(published_at=NOW - DAY))
    [found] = tx.stories.candidates(keys(article()), NOW - 2 * DAY)
    assert found.story == stored.story
    assert found.sketch == stories.sketch(article())
    assert found.at == NOW - DAY


def test_article_that_shares_no_key_is_no_candidate(tx: Transaction) -> None:
    put(tx)
    assert (
        tx.stories.candidates(keys(article("harbour", title="", text="wholly other words")), NOW - DAY) == []
    )
    assert tx.stories.candidates([], NOW - DAY) == []


def test_article_from_before_the_window_is_no_candidate(tx: Transaction) -> None:
    put(tx, article(published_at=NOW - 3 * DAY))
    assert tx.stories.candidates(keys(article()), NOW - 2 * DAY) == []


def test_candidates_that_share_most_come_first(tx: Transaction) -> None:
    little = put(tx, numbered(0, 2))
    much = put(tx, numbered(1, 16))
    found = tx.stories.candidates(keys(numbered(2, 16)), NOW - DAY)
    assert [one.story for one in found] == [much.story, little.story]


def test_of_many_candidates_the_newest_are_taken(tx: Transaction) -> None:
    for n in range(CANDIDATES + 2):
        put(tx, article(guid=f"{n}", url=None, source=f"Paper {n}", published_at=NOW - n * MINUTE))
    found = tx.stories.candidates(keys(article()), NOW - DAY)
    assert [one.at for one in found] == [NOW - n * MINUTE for n in range(CANDIDATES)]


def test_copies_are_listed_in_order_of_arrival(connection: Connection) -> None:
    tx = Transaction(connection)
    first = put(tx, article("a", source="AP", published_at=NOW))
    put(tx, article("b", source="Wire", published_at=NOW - DAY), story=first.story)
    put(tx, article("other"))
    copies = copies_of(connection, [first.story])[first.story].values()
    assert [(copy.source, copy.url, copy.published_at) for copy in copies] == [
        ("AP", "https://paper.test/a", NOW),
        ("Wire", "https://paper.test/b", NOW - DAY),
    ]


def test_story_with_very_many_copies_lists_the_first(connection: Connection) -> None:
    tx = Transaction(connection)
    story = tx.stories.add(NOW)
    for n in range(COPIES + 1):
        put(tx, article(f"n{n}", text="They met again."), story=story)
    copies = list(copies_of(connection, [story])[story].values())
    assert len(copies) == COPIES
    assert copies[0].title == "The n0 question"


def test_unknown_story_has_no_copies(connection: Connection) -> None:
    assert copies_of(connection, [StoryId(123456)]) == {StoryId(123456): {}}
