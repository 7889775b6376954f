"""The floor of benchmarks/delivery.py: nothing but aiohttp sending texts evenly, a process of its own.

    python benchmarks/bare_peer.py BASE_URL TOKEN RATE OWED_FILE

No store, no retries, no order, no commands: what any sender in Python spends at the least.
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

        async def send(number: int, chat: int, text: str) -> None:
            await asyncio.sleep(began + number / (rate * 0.985) - time.perf_counter())
            async with http.post(
                f"{base}{token}/sendMessage", json={"chat_id": chat, "text": text}
            ) as answer:
                await answer.json()

        await asyncio.gather(*(send(number, chat, text) for number, (chat, text) in enumerate(owed)))
        await asyncio.Event().wait()


if __name__ == "__main__":
    _, base, token, rate, file = sys.argv
    asyncio.run(main(base, token, float(rate), [tuple(one) for one in json.loads(Path(file).read_text())]))
