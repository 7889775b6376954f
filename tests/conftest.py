"""What every test may ask for."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import settings

from storage import Storage

settings.register_profile("tocsin", deadline=None, max_examples=50)
settings.load_profile(
    "tocsin"
)  # how long an example takes says something of the machine, and nothing of the code

# -- the store -------------------------------------------------------------------------------------


@pytest.fixture
async def store() -> AsyncIterator[Storage]:
    """An empty store in memory; tests/storage has its own, of every kind."""
    opened = Storage.open("sqlite://")
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def blank_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the newest schema, to be copied: migrating one for each test would take longer than the tests."""
    path = tmp_path_factory.mktemp("store") / "blank.sqlite3"
    asyncio.run(Storage.open(f"sqlite:///{path}").close())
    return path


@pytest.fixture
async def file_store(blank_store: Path, tmp_path: Path) -> AsyncIterator[Storage]:
    """An empty store in a file of the test's own."""
    shutil.copy(blank_store, tmp_path / "tocsin.sqlite3")
    opened = Storage.open(f"sqlite:///{tmp_path / 'tocsin.sqlite3'}")
    yield opened
    await opened.close()
