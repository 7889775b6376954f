"""How messages read where only their beginning is seen, and where they are heard."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unicodedata import category

import pytest

from bot.messages import alert, digest, roll
from bot.messages.tongue import LANGUAGES, speaking
from scripts import catalogues
from tests.messages.samples import alert as sample
from tests.messages.samples import copy, excerpt, shown

NOTIFIED = 80
"""Characters of a message that a notification shows."""
HEADLINE = "Unions and government agree on wages after a week of talks in Velmar"
ROOT = Path(__file__).resolve().parent.parent.parent
_SIGNS = re.compile(r"[\W\d_]+")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notification_names_the_issue_and_says_what_happened(language: str) -> None:
    told = sample([excerpt("security guarantees")], [copy(title=HEADLINE)])
    more = [sample([excerpt("wages")], [copy(title=HEADLINE)], story=n, id=n) for n in (1, 2, 3)]
    with speaking(language):
        messages = {
            "alert": alert(told),
            "follow-up": alert(replace(told, news="under negotiation")),
            "rolling message": roll(more),
            "digest": digest([told])[0].message,
        }
    for kind, message in messages.items():
        seen = shown(message)[:NOTIFIED]
        assert "security guarantees" in seen or "wages" in seen, kind
        assert HEADLINE[:16] in seen, (kind, seen)


def _labels() -> Iterator[str]:
    """What stands in the code of a button's label: its own words, and a letter for each that is put in."""
    for path in (*(ROOT / "bot" / "messages").glob("*.py"), *(ROOT / "handlers").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Button" and node.args:
                parts = list(ast.walk(node.args[0]))
                put_in = any(isinstance(part, ast.Name | ast.Attribute | ast.Call) for part in parts)
                said = [str(part.value) for part in parts if isinstance(part, ast.Constant)]
                yield " ".join(said) + ("x" if put_in else "")


def test_no_sign_stands_alone_where_words_are_meant() -> None:
    texts = [
        form
        for one in catalogues.extracted()
        if one.id
        for form in ((one.id,) if isinstance(one.id, str) else one.id)
    ]
    assert len(texts) > 500
    shown = [text for text in (*texts, *_labels()) if any(category(sign) == "So" for sign in text)]
    assert len(shown) > 50
    assert [text for text in shown if not _SIGNS.sub("", text)] == []
