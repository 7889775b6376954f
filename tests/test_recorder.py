"""What is recorded together is recorded as if alone."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.domain.model import Destination
from bot.recorder import Joint, Recorder
from storage import Storage, Transaction

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def add(tx: Transaction, chats: Sequence[int]) -> None:
    """Adds chats; refuses number 13."""
    for chat in chats:
        if chat == 13:
            raise ValueError("not this one")
        tx.chats.get_or_add(Destination(1, chat), "", NOW)


async def known(store: Storage) -> list[int]:
    found = [
        await store.read(lambda tx, chat=chat: tx.chats.find(Destination(1, chat))) for chat in range(20)
    ]
    return [chat.destination.chat for chat in found if chat is not None]


async def test_recordings_of_one_kind_are_made_in_one_go(store: Storage) -> None:
    recorder, goes = Recorder(store), list[int]()

    def count(tx: Transaction, chats: Sequence[int]) -> None:
        goes.append(len(chats))
        add(tx, chats)

    await asyncio.gather(*(recorder.write(Joint(count, chat)) for chat in range(10)))
    assert await known(store) == list(range(10))
    assert goes == [10]


async def test_one_that_cannot_be_recorded_takes_no_other_with_it(store: Storage) -> None:
    recorder = Recorder(store)
    chats = [11, 12, 13, 14]
    ends = await asyncio.gather(
        *(recorder.write(Joint(add, chat)) for chat in chats),
        recorder.write(lambda tx: add(tx, [15])),
        return_exceptions=True,
    )
    assert await known(store) == [11, 12, 14, 15]
    assert [end is None for end in ends] == [True, True, False, True, True]
