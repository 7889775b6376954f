"""Who may push articles in: the owner's token and the clients' keys, and how fast."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import UserError
from bot.intake import OWNER, Gate, add_key
from storage import Storage
from tests.fakes import FakeClock


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    opened = Storage.open(f"sqlite:///{tmp_path / 'keys.sqlite3'}")
    yield opened
    await opened.close()


async def test_a_key_lets_its_client_in_until_it_is_revoked(storage: Storage) -> None:
    clock = FakeClock()
    gate = Gate(storage, clock, "")
    assert not await gate.is_open()
    secret = await add_key(storage, "newsroom", clock.now())
    assert await gate.is_open()
    assert await gate.client_of(secret) == "key:1"
    assert await gate.client_of(secret + "x") is None
    await storage.write(lambda tx: tx.keys.revoke("newsroom"))
    assert await gate.client_of(secret) is None


def stored(folder: Path) -> bytes:
    """All that the store has on the disk."""
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_a_secret_is_nowhere_in_the_store(storage: Storage, tmp_path: Path) -> None:
    secret = await add_key(storage, "newsroom", FakeClock().now())
    assert len(secret) > 40
    assert b"newsroom" in stored(tmp_path)
    assert secret.encode() not in stored(tmp_path)


async def test_a_client_has_one_key_and_a_sensible_name(storage: Storage) -> None:
    clock = FakeClock()
    await add_key(storage, "newsroom", clock.now())
    with pytest.raises(UserError, match="has a key already"):
        await add_key(storage, "newsroom", clock.now())
    with pytest.raises(UserError, match="letters"):
        await add_key(storage, "a\nb", clock.now())


@pytest.mark.parametrize("secret", ["", "wrong", "летмеин", "\udcff"])
async def test_the_owners_token_opens_and_nothing_else_does(storage: Storage, secret: str) -> None:
    gate = Gate(storage, FakeClock(), "letmein")
    assert await gate.client_of("letmein") == OWNER
    assert await gate.client_of(secret) is None
    assert await Gate(storage, FakeClock(), "").client_of("") is None


async def test_each_client_is_slowed_by_itself(storage: Storage) -> None:
    clock = FakeClock()
    gate = Gate(storage, clock, "", burst=3, rate=2.0)
    assert [gate.wait_for("one") for _ in range(4)] == [0, 0, 0, 0.5]
    assert gate.wait_for("two") == 0
    assert not any(gate.wait_for(OWNER) for _ in range(10))
    clock.advance(timedelta(seconds=0.5))
    assert [gate.wait_for("one"), gate.wait_for("one")] == [0, 0.5]
    clock.advance(timedelta(hours=1))
    assert [gate.wait_for("one") for _ in range(4)] == [0, 0, 0, 0.5]
