"""What every test may ask for."""

from collections.abc import AsyncIterator

import pytest

from storage import Storage

# -- the store -------------------------------------------------------------------------------------


@pytest.fixture
async def store() -> AsyncIterator[Storage]:
    """An empty store in memory; tests/storage has its own, of every kind."""
    opened = Storage.open("sqlite://")
    yield opened
    await opened.close()
