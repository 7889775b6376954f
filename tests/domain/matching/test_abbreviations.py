"""Short forms that articles explain in brackets: offered where the bracket is surely about the followed name."""

import pytest

from bot.domain.matching import abbreviations
from bot.domain.model import Issue, IssueId


def offered(name: str, *texts: str, aliases: tuple[str, ...] = ()) -> tuple[str, ...]:
    return abbreviations(Issue(id=IssueId(1), name=name, aliases=aliases), texts)


@pytest.mark.parametrize(
    ("name", "said", "short"),
    [
        ("Belmora port authority", "Pilots of the Belmora Port Authority (BPA) met.", "BPA"),
        ("Union of Marnice Pilots", "The Union of Marnice Pilots (UMP) met.", "UMP"),
        ("Белморська АЕС", "Белморська АЕС (БАЕС) стоїть, сказав мер.", "БАЕС"),
        ("Marnice pilots’ union", "The BPA and the MPU (Marnice Pilots’ Union) met.", "MPU"),
        ("BPA", "The Belmora Port Authority (BPA) met.", "Belmora Port Authority"),
        ("UNP", "UNP (United Northern Port) met.", "United Northern Port"),
    ],
)
def test_what_a_bracket_explains_is_offered(name: str, said: str, short: str) -> None:
    assert offered(name, said) == (short,)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Belmora", "The Belmora Port Authority (BPA) met."),
        ("Belmora port authority", "The Belmora port authority (founded 1911) met."),
        ("Belmora port authority", "The Belmora Port Authority (see page 3) met. BPA."),
        ("Belmora port authority", "The Belmora port authority met. Tisava (BPA) did not."),
        ("Belmora port authority", "The port authority (PA) met in Belmora."),
        ("Belmora port authority", "Belmora’s port, an authority (BPAX) said."),
        ("Belmora port authority", "The Belmora Harbour Port Authority (BPA) met."),
    ],
)
def test_what_is_not_surely_the_name_is_not_offered(name: str, said: str) -> None:
    assert offered(name, said) == ()


def test_a_short_form_that_is_an_alias_already_is_not_offered() -> None:
    said = "The Belmora Port Authority (BPA) met."
    assert offered("Belmora port authority", said, aliases=("bpa",)) == ()


def test_the_commonest_comes_first_and_few_are_offered() -> None:
    texts = [f"Belmora Port Authority ({short}) met." for short in ("B.P.A.", "BPA", "BPA", "BePA")]
    assert offered("Belmora port authority", *texts) == ("BPA", "B.P.A.")


@pytest.mark.parametrize(
    "said", ["(" * 5000, "(BPA) " * 3000, "(A" + "a" * 100_000 + ")", "A " * 50_000 + "(AA)"]
)
def test_odd_texts_are_read_in_no_time(said: str) -> None:
    assert offered("Belmora port authority", said) == ()
