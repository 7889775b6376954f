"""The catalogues of bot/locale kept up with the code: `python -m scripts.catalogues` finds every text in the code and
puts it into each language's .po file; what is new there is empty, to be translated, and what is gone is taken out.

Translates nothing. Tests refuse a catalogue in which something is empty or doubtful.
"""

from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.messages.tongue import DEFAULT, DOMAIN, FOLDER, LANGUAGES, locale_name

ROOT: Final = Path(__file__).resolve().parent.parent
KEYWORDS: Final = {"tr": None, "mark": None, "phrase": None, "many": (1, 2), "counted": (1, 2)}
"""What says texts in the code."""
_UNKEPT: Final = tuple(
    f'"{name}'
    for name in (
        "POT-Creation", "PO-Revision", "Last-Translator", "Language-Team", "Report-", "Project-Id", "Generated-By",
    )
)  # fmt: skip
_SLAVIC: Final = "n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2"
PLURALS: Final = {
    "uk": f"nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : {_SLAVIC});",
    "ru": f"nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : {_SLAVIC});",
    "pl": f"nplurals=3; plural=(n==1 ? 0 : {_SLAVIC});",
    "de": "nplurals=2; plural=(n != 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "hi": "nplurals=2; plural=(n > 1);",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
    "zh": "nplurals=1; plural=0;",
}
"""The plural forms of whole numbers, as CLDR has them; a test holds the two together."""


def extracted() -> Catalog:
    """Every text in the code, without translations."""
    found = Catalog(project="Tocsin", charset="utf-8")
    for folder in ("bot", "handlers"):
        for file, _line, text, comments, _context in extract_from_dir(
            ROOT / folder, [("**.py", "python")], keywords=KEYWORDS
        ):
            found.add(text, locations=[(f"{folder}/{file}", None)], auto_comments=comments)
    return found


def path_of(language: str) -> Path:
    """Where a language's catalogue stands."""
    return FOLDER / locale_name(language) / "LC_MESSAGES" / f"{DOMAIN}.po"


def load(language: str) -> Catalog:
    """A language's catalogue as it stands; one without texts where there is none."""
    if not path_of(language).exists():
        head = f'Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {PLURALS[language]}\\n'
        head = f'msgid ""\nmsgstr ""\n"{head}"\n'
        return read_po(BytesIO(head.encode()), locale=locale_name(language), domain=DOMAIN)
    with path_of(language).open("rb") as file:
        return read_po(file, locale=locale_name(language), domain=DOMAIN)


def write(language: str, catalogue: Catalog) -> None:
    """Keep a language's catalogue, without dates and names, so that only what was translated differs."""
    catalogue.header_comment = f"# Tocsin in {locale_name(language)}: see docs/languages.md."
    made = BytesIO()
    write_po(made, catalogue, width=110, sort_output=True, omit_header=False, ignore_obsolete=True)
    lines = [line for line in made.getvalue().decode().splitlines() if not line.startswith(_UNKEPT)]
    path_of(language).parent.mkdir(parents=True, exist_ok=True)
    path_of(language).write_text("\n".join(lines).rstrip("\n") + "\n", encoding="utf-8")


def main() -> None:
    """Bring every catalogue up to date, and say how much is to be translated."""
    code = extracted()
    for language in LANGUAGES:
        if language == DEFAULT:
            continue
        catalogue = load(language)
        catalogue.update(code, no_fuzzy_matching=True)
        write(language, catalogue)
        empty = sum(1 for one in catalogue if one.id and not all(_forms(one.string)))
        print(f"{language}: {len(catalogue)} texts, {empty} to be translated")


def _forms(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """What is said of a text in one language; nothing of one that is new."""
    return (string or "",) if isinstance(string, str | None) else tuple(string)


if __name__ == "__main__":
    main()
