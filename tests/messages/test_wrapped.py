"""No text that people read stands in the code without being said in their language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TALKING = [
    *sorted((ROOT / "bot" / "messages").glob("*.py")),
    *sorted((ROOT / "handlers").glob("*.py")),
    ROOT / "bot" / "fates.py",
    ROOT / "bot" / "releases.py",
    ROOT / "bot" / "ingest" / "recording.py",
]
SAID = {"tr", "many", "mark", "phrase", "counted"}
"""What says its texts in the spoken language."""
SHOWN = {"plain", "bold", "italic", "Button", "said", "toast", "UserError", "link", "words", "clip"}
"""What shows a text as it is."""
NOT_SHOWN = {
    "ValueError", "compile", "info", "warning", "error", "TelegramError", "getattr", "pager", "code", "join",
    "removeprefix", "strip", "startswith", "endswith", "frozenset", "get", "split", "replace", "format",
}  # fmt: skip
UNDERSTOOD = {"intents.py", "moments.py"}
"""They hold what people type, not what they read."""
NAMES = {
    "/follow Zaporizhzhia", "/digest daily 07:30", "/digest weekly mon 07:30", "/quiet 22:00-07:00",
    "/timezone Kyiv", "/timezone UTC+3", "Zaporizhzhia, security guarantees", "the bot was blocked or removed",
    "the bot may not write here",
    "not modified", "held by the chat's settings", "that page offers ", " feeds; send it alone to choose.",
}  # fmt: skip
"""What is typed, examples of names, words for the store's own account, and one that `heard` knows again."""
DATA = re.compile(r":?[a-z-]+:$|<")
"""The beginning of a button's data, or of a tag."""


def _texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every string of a module that may be shown: those with two words, or in the hands of what shows them."""
    quiet: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            quiet.add(id(node.value))  # a docstring
        if isinstance(node, ast.Call):
            name = _name(node)
            silent = SAID | NOT_SHOWN
            for part in node.args if name in silent else ():
                quiet.update(id(inner) for inner in ast.walk(part) if isinstance(inner, ast.Constant))
        if isinstance(node, ast.Assert):
            quiet.update(id(inner) for inner in ast.walk(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in quiet and _is_said(node.value):
            yield node.lineno, str(node.value)
        if isinstance(node, ast.Call) and _name(node) in SHOWN:
            for part in node.args[:1]:
                yield from _bare(part, quiet)


def _is_said(value: object) -> bool:
    """Whether a string looks like words for people, wherever it stands."""
    if not isinstance(value, str) or DATA.match(value):
        return False
    return re.search(r"[^\W\d_]{2,} [^\W\d_]|[^\W\d_]{2} *[.:!?…]$", value) is not None


def _bare(part: ast.expr, quiet: set[int]) -> Iterator[tuple[int, str]]:
    """Words that are shown as they stand."""
    pieces = part.values if isinstance(part, ast.JoinedStr) else [part]
    for piece in pieces:
        value = piece.value if isinstance(piece, ast.Constant) and id(piece) not in quiet else None
        if isinstance(value, str) and re.search(r"[^\W\d_]{2}", value):
            yield piece.lineno, value


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@pytest.mark.parametrize("path", TALKING, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_text_is_said_in_the_language_that_is_spoken(path: Path) -> None:
    if path.name in UNDERSTOOD:
        pytest.skip("holds what people type")
    found = [(line, text) for line, text in _texts(ast.parse(path.read_text())) if text not in NAMES]
    assert found == []


def test_a_bare_text_would_be_found() -> None:
    tree = ast.parse('x = plain("Hello there")\ny = Button("Off", "a")\nz = f"{n} stories wait"\n')
    assert {text for _, text in _texts(tree)} == {"Hello there", "Off", " stories wait"}
