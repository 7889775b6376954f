"""Words of one family are told from forms of one word, and from words that only begin alike."""

import pytest

from bot.domain.matching import families, inflection


@pytest.mark.parametrize(
    ("followed", "written", "language"),
    [
        ("japan", "japanese", "en"),
        ("nigeria", "nigerians", "en"),
        ("germany", "german", "en"),
        ("korea", "korean", "en"),
        ("mali", "malian", "en"),
        ("iran", "iranian", "en"),
        ("pakistan", "pakistani", "en"),
        ("netherlands", "dutch", "en"),
        ("palestine", "palestinians", "en"),
        ("tourism", "tourists", "en"),
        ("terrorisme", "terroristes", "fr"),
        ("норвегия", "норвежского", "ru"),
        ("россия", "российскими", "ru"),
        ("китай", "китайцы", "ru"),
        ("киев", "киевский", "ru"),
        ("сша", "американские", "ru"),
        ("баскетбол", "баскетбольный", "ru"),
        ("баскетбол", "баскетболист", "ru"),
        ("экология", "экологической", "ru"),
        ("нефть", "нефтяная", "ru"),
        ("туризм", "туристов", "ru"),
    ],
)
def test_a_word_made_of_another_is_of_its_family(followed: str, written: str, language: str) -> None:
    assert families.root(followed, language) in families.derived(written, language)


@pytest.mark.parametrize(
    ("followed", "written", "language"),
    [
        ("niger", "nigerian", "en"),
        ("romania", "roman", "en"),
        ("guinea", "human", "en"),
        ("нато", "натиском", "ru"),
        ("сирия", "сирены", "ru"),
        ("japan", "japanese", "de"),
    ],
)
def test_what_only_begins_alike_is_of_no_family(followed: str, written: str, language: str) -> None:
    assert families.root(followed, language) not in families.derived(written, language)


@pytest.mark.parametrize(
    ("one", "other", "language", "same"),
    [
        ("bridge", "bridges", "en", True),
        ("city", "cities", "en", True),
        ("ban", "banned", "en", True),
        ("price", "pricing", "en", True),
        ("suggestions", "suggest", "en", False),
        ("general", "generally", "en", False),
        ("élection", "élections", "fr", True),
        ("journal", "journaux", "fr", True),
        ("monarchie", "monarchique", "fr", False),
        ("eleição", "eleições", "pt", True),
        ("elección", "elecciones", "es", True),
        ("governo", "governar", "pt", False),
        ("выборы", "выборам", "ru", True),
        ("выборы", "выбором", "ru", False),
        ("реформа", "реформой", "ru", True),
        ("дипломаты", "дипломатии", "ru", False),
        ("азия", "азов", "ru", None),
        ("haus", "häuser", "de", True),
    ],
)
def test_forms_of_one_word_are_told_from_its_family(
    one: str, other: str, language: str, same: bool | None
) -> None:
    for a, b in ((one, other), (other, one)):
        followed, written = inflection.of_followed(a, language), inflection.of_written(b, language)
        assert (not set(followed.same).isdisjoint(written.same)) is (same is True)
        assert (followed.stem == written.stem) is (same is not None)
