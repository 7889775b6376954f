"""The one word for how an issue stands, by the sentence that says it."""

import pytest

from bot.domain.status import state_of


@pytest.mark.parametrize(
    ("sentence", "state"),
    [
        ("The future of the bridge remains unresolved.", "unresolved"),
        ("The treaty has not been signed.", "unresolved"),
        ("No agreement was reached on fishing.", "unresolved"),
        ("The sides failed to agree on a date.", "unresolved"),
        ("Both ministers signed the treaty on Monday.", "signed"),
        ("The two sides agreed to swap prisoners.", "agreed"),
        ("Osland and Velmark reached a deal on cod.", "agreed"),
        ("Parliament rejected the bill.", "rejected"),
        ("The council refused to approve the plan.", "rejected"),
        ("Grain exports were suspended after the storm.", "suspended"),
        ("The dispute was resolved on Friday.", "resolved"),
        ("Fighting intensified around the town.", "escalating"),
        ("Talks are under way in Brannvik.", "under negotiation"),
        ("The treaty could be signed next week.", None),
        ("Officials hope to sign the deal in May.", None),
        ("The pact, signed in 2014, covers trade.", None),
        ("The senator said he had not rejected the offer.", None),
        ("Both armies de-escalated along the border.", None),
        ("The museum is open on Sunday.", None),
        ("The bridge was built in 1931.", None),
        ("", None),
    ],
)
def test_state_word_of_an_english_sentence(sentence: str, state: str | None) -> None:
    assert state_of(sentence, "", "", "en") == state


@pytest.mark.parametrize(
    ("language", "sentence", "state"),
    [
        ("uk", "Угоду досі не підписано.", "unresolved"),
        ("uk", "Переговори тривають у Брановику.", "under negotiation"),
        ("ru", "Стороны подписали соглашение в понедельник.", "signed"),
        ("ru", "Парламент отклонил законопроект.", "rejected"),
        ("de", "Das Abkommen wurde am Montag unterzeichnet.", "signed"),
        ("de", "Die Frage bleibt offen.", "unresolved"),
        ("fr", "Les négociations se poursuivent à Brannvik.", "under negotiation"),
        ("fr", "L'accord n'a pas été signé.", "unresolved"),
        ("es", "El acuerdo fue firmado el lunes.", "signed"),
        ("es", "El Gobierno rechazó la propuesta.", "rejected"),
        ("pl", "Umowa nie została podpisana.", "unresolved"),
        ("pl", "Strony podpisały umowę, a prace zawieszono.", "suspended"),
    ],
)
def test_state_word_in_other_languages(language: str, sentence: str, state: str) -> None:
    assert state_of(sentence, "", "", language) == state


def test_heading_and_lead_in_outrank_talks_but_not_what_is_settled() -> None:
    talks, signed = "Talks continue on the toll.", "Both signed the toll treaty on Monday."
    assert state_of(talks, "", "The unresolved issues include:", "en") == "unresolved"
    assert state_of(talks, "Sticking points", "", "en") == "unresolved"
    assert state_of(signed, "Sticking points", "", "en") == "signed"
