"""How names sound in every script, and how far they are apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import text
from bot.domain.matching import hearing, scripts, spelling

SOUNDS = st.text(alphabet="aeioubdkszSZCJrlmnh", max_size=10)


def sound(word: str) -> str:
    return spelling.sound(scripts.romanise(text.normalise(word)))


@pytest.mark.parametrize(
    ("word", "latin"),
    [
        ("Запоріжжя", "zaporizhzhia"),
        ("Київ", "kiiv"),
        ("Запорожье", "zaporozhye"),
        ("Лаврентьев", "lavrentyev"),
        ("Αθήνα", "athina"),
        ("נתניהו", "ntnihw"),
        ("मोदी", "modi"),
        ("ジョージ", "joji"),
        ("한국", "hankuk"),
        ("Łódź", "lodz"),
        ("Đakovo", "dakovo"),
        ("თბილისი", "tbilisi"),
    ],
)
def test_scripts_are_read_by_sound(word: str, latin: str) -> None:
    assert sound(word) == spelling.sound(latin) or scripts.romanise(text.normalise(word)) == latin


@pytest.mark.parametrize(
    ("one", "other"),
    [("Zaporizhzhia", "Запоріжжя"), ("Kyiv", "Київ"), ("Zelenskyy", "Зеленский"), ("Tbilisi", "თბილისი")],
)
def test_one_name_in_two_scripts_sounds_the_same(one: str, other: str) -> None:
    assert hearing.distance(sound(one), sound(other)) == 0


@pytest.mark.parametrize(
    ("name", "near", "far"),
    [
        ("Zaporizhzhia", "Zaporozhye", "Zhytomyr"),
        ("Kharkiv", "Харьков", "Kherson"),
        ("Iran", "Иран", "Iraq"),
        ("Austria", "Австрия", "Australia"),
    ],
)
def test_another_spelling_is_nearer_than_another_name(name: str, near: str, far: str) -> None:
    room = spelling.allowance(spelling.weight(sound(name)))
    assert hearing.distance(sound(name), sound(near)) <= room < hearing.distance(sound(name), sound(far))


@given(SOUNDS, SOUNDS)
def test_distance_is_symmetric_and_zero_only_for_the_same(one: str, other: str) -> None:
    there = hearing.distance(one, other)
    assert there == pytest.approx(hearing.distance(other, one))
    assert (there == 0) == (one == other)


@given(SOUNDS, SOUNDS, st.floats(0, 3))
def test_a_limit_only_ends_the_search_early(one: str, other: str, limit: float) -> None:
    full, short = hearing.distance(one, other), hearing.distance(one, other, limit=limit)
    assert short == pytest.approx(full) or (full > limit and short > limit)


@given(st.text(max_size=30))
def test_any_word_can_be_romanised(word: str) -> None:
    heard = sound(word)
    assert set(spelling.skeleton(heard)) <= set("123456") | set(heard)
