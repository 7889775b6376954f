import re

from bot import messages
from bot.domain.model import Alert
from bot.messages.digests import PARTS
from tests.messages.samples import PLANT, alert, copy, excerpt, is_valid, shown


def many(number: int, name: str = "Zaporizhzhia") -> list[Alert]:
    return [
        alert([excerpt(name, f"{n} {PLANT * 3}")], [copy(title=f"Story {n}.")], story=n, id=n)
        for n in range(1, number + 1)
    ]


def titles(part: messages.Part) -> list[str]:
    return re.findall(r"Story \d+\.", shown(part.message))


def test_a_digest_groups_by_issue_and_tells_each_story_once() -> None:
    told = [
        alert(copies=[copy(title="First")], story=1),
        alert([excerpt("Territory", "Land is open.", "Land", 2)], [copy(title="Second")], story=2),
        alert(copies=[copy(title="Third"), copy("AP")], story=3),
        alert(copies=[copy(title="Third"), copy("AP")], story=3),
    ]
    [part] = messages.digest(told)
    text = shown(part.message)
    assert text.startswith("🗞 Digest · 3 stories")
    assert text.index("Zaporizhzhia") < text.index("Third") < text.index("First") < text.index("Territory")
    assert text.count("Third") == 1
    assert "Morning Post +1" in text


def test_a_long_digest_is_split_between_stories_and_leaves_the_rest_to_a_button() -> None:
    parts = messages.digest(many(200))
    assert len(parts) == PARTS
    assert all(is_valid(part.message) for part in parts)
    told = sum(len(titles(part)) for part in parts)
    assert f"… and {200 - told} more stories" in shown(parts[-1].message)
    [[button]] = parts[-1].message.buttons
    assert (button.label, button.data) == (f"More ({200 - told}) ›", f"more:{parts[-1].left[0].id}")
    assert [len(part.told) for part in parts] == [len(titles(part)) for part in parts]


def test_more_goes_on_where_the_digest_stopped_until_nothing_is_left() -> None:
    parts = messages.digest(many(100))
    while parts[-1].left:
        parts.append(messages.rest(parts[-1].left))
    told = [title for part in parts for title in titles(part)]
    assert len(told) == len(set(told)) == 100
    assert parts[-1].message.buttons == ()


def test_each_message_names_the_issue_that_it_goes_on_with() -> None:
    for part in messages.digest([*many(30), *many(3, "Territory")]):
        assert shown(part.message).split("\n\n")[1].startswith(("Zaporizhzhia\n", "Territory\n"))


def test_no_alerts_make_no_digest() -> None:
    assert messages.digest([]) == []
