"""The command line as tests call it: as a program of its own, and what they give it and read."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
Json = dict[str, Any]


@dataclass(frozen=True)
class Done:
    """How a call ended."""

    returncode: int
    stdout: str
    stderr: str


def program(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Runs `python -m bot …` as a person does, without a token."""
    bare = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "bot", *words],
        cwd=ROOT,
        env={**bare, "TELEGRAM_BOT_TOKEN": ""},
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def lines(text: str) -> list[Json]:
    return [json.loads(line) for line in text.splitlines()]


def jsonl(path: Path, *values: object) -> str:
    path.write_text("".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values))
    return str(path)


ARTICLES = (
    {
        "id": "a1",
        "url": "https://wire.example/1",
        "title": "Marnice pumping station flooded",
        "text": "The pumping station of Marnice was flooded on Monday. Talks on repairs continue.",
        "published_at": "2026-03-01T08:00:00Z",
        "source": "Wire",
    },
    {
        "id": "a2",
        "url": "https://wire.example/2",
        "title": "Marnice pumping station agreed",
        "text": "The council agreed on Thursday to rebuild the Marnice pumping station on higher ground.",
        "published_at": "2026-03-05T08:00:00Z",
        "source": "Wire",
    },
    {
        "id": "a3",
        "title": "Ferries in summer",
        "text": "Boats run daily from June.",
        "published_at": "2026-03-06T08:00:00Z",
        "source": "Wire",
    },
)
