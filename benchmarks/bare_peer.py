"""The floor of benchmarks/delivery.py: nothing but aiohttp sending texts evenly, a process of its own.

    python benchmarks/bare_peer.py BASE_URL TOKEN RATE OWED_FILE

No store, no order, no commands; what is refused is sent again a second later: what any sender in Python spends at the
least.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

import aiohttp


async def main(base: str, token: str, rate: float, owed: list[tuple[int, str]]) -> None:
    """Send everything, each at its turn; then wait to be ended."""
    began = time.perf_counter()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=400)) as http:

        async def is_taken(message: dict[str, object]) -> bool:
            async with http.post(f"{base}{token}/sendMessage", json=message) as answer:
                return bool((await answer.json())["ok"])

        async def send(number: int, chat: int, text: str) -> None:
            await asyncio.sleep(began + number / (rate * 0.985) - time.perf_counter())
            while not await is_taken({"chat_id": chat, "text": text}):  # noqa: ASYNC110 - as the refusal asks
                await asyncio.sleep(1)

        await asyncio.gather(*(send(number, chat, text) for number, (chat, text) in enumerate(owed)))
        await asyncio.Event().wait()


if __name__ == "__main__":
    _, base, token, rate, file = sys.argv
    asyncio.run(main(base, token, float(rate), [tuple(one) for one in json.loads(Path(file).read_text())]))
