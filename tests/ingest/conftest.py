"""What the tests of sources may ask for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import Storage
from tests.ingest.test_polling import Room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    storage = Storage.open(f"sqlite:///{tmp_path}/t.db")
    yield Room(storage)
    await storage.close()
