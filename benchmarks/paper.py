"""The tables in docs/reliability.md: each run writes its own between two marks, and leaves the rest alone."""

from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reliability.md"


def put(name: str, text: str, page: Path = PAGE) -> None:
    """Put the text where the page has the last one of that name; raises ValueError where it has no place for it."""
    begin, end = f"<!-- {name}: written by benchmarks/{name}.py -->\n", f"<!-- end of {name} -->"
    head, _, rest = page.read_text("utf-8").partition(begin)
    if end not in rest:
        raise ValueError(f"{page} has no place for {name}")
    page.write_text(f"{head}{begin}\n{text}\n{end}{rest.partition(end)[2]}", "utf-8")


def put_row(name: str, head: str, row: str, page: Path = PAGE) -> None:
    """Put one row into the table of that name, in the place of the one that begins alike; rows keep their order."""
    begin = f"<!-- {name}: written by benchmarks/{name}.py -->\n"
    there = page.read_text("utf-8").partition(begin)[2].partition("<!--")[0].strip().splitlines()[2:]
    key = row.split("|")[1]
    rows = [row if one.split("|")[1] == key else one for one in there]
    ruler = "|---" * (head.count("|") - 1) + "|"
    put(name, "\n".join([head, ruler, *rows, *([] if row in rows else [row])]) + "\n", page)
