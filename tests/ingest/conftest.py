"""What tests of whole sources share."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import Storage


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the newest schema, to be copied: migrating one for each test would take longer than the tests."""
    path = tmp_path_factory.mktemp("store") / "blank.sqlite3"
    asyncio.run(Storage.open(f"sqlite:///{path}").close())
    return path


@pytest.fixture
async def storage(blank: Path, tmp_path: Path) -> AsyncIterator[Storage]:
    """A store of the test's own."""
    shutil.copy(blank, tmp_path / "tocsin.sqlite3")
    opened = Storage.open(f"sqlite:///{tmp_path / 'tocsin.sqlite3'}")
    yield opened
    await opened.close()
