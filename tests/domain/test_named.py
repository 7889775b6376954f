"""Names by their capital letters."""

from bot.domain.named import candidates, commonest, names_in

TEXT = "Envoys from Oslo met Mayor Ilse Brandt on Friday. They spoke of the port."


def test_a_run_of_capitals_is_a_name_and_so_is_each_of_its_words() -> None:
    assert {name for name, inside in names_in(TEXT) if inside} == {
        "Oslo",
        "Mayor Ilse Brandt",
        "Mayor",
        "Ilse",
        "Brandt",
        "Friday",
    }


def test_the_capital_that_opens_a_sentence_says_nothing() -> None:
    assert {name for name, inside in names_in(TEXT) if not inside} == {"Envoys", "They"}


def test_only_what_several_texts_name_is_suggested() -> None:
    texts = [f"News {n}: today in Oslo the port opened on Friday" for n in range(3)] + [
        "A visit to Bergen ended"
    ]
    assert commonest(texts, 3) == ["Oslo"]


def test_candidates_have_as_many_words_as_asked_for() -> None:
    assert "Ilse" in candidates([TEXT], 1, 20)
    assert candidates([TEXT], 3, 20) == ["Mayor Ilse Brandt"]
