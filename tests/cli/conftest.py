"""Calling the command line in this process."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.config import Settings
from tests.cli.calling import Done


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """Calls the command line in this process, with a store of its own and no setting of anybody's."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    root = logging.getLogger()
    before = (root.handlers[:], root.level)

    def call(*words: str, given: str = "", **settings: str) -> Done:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        try:
            status = main(words)
        except SystemExit as usage:
            status = int(usage.code or 0)
        said = capsys.readouterr()
        return Done(status, said.out, said.err)

    yield call
    root.handlers[:], root.level = before[0], before[1]
