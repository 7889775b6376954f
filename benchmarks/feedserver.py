"""A server of very many feeds on loopback, as quick as it can be, for `feeds.py`. Prints its port.

python benchmarks/feedserver.py ITEMS
"""

import asyncio
import random
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

STARTED = datetime.now(UTC)
VOCABULARY = [
    f"{a}{b}{c}" for a in ("ha", "ri", "so", "te", "mu") for b in "rbnlt" for c in ("or", "ing", "e", "an")
]


class Talk(asyncio.Protocol):
    """HTTP as far as it is needed. A feed's version is that of the whole server, told by GET /version/N."""

    version = 0
    items = 10

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.out = transport
        self.got = b""

    def data_received(self, data: bytes) -> None:
        self.got += data
        while b"\r\n\r\n" in self.got:
            head, _, self.got = self.got.partition(b"\r\n\r\n")
            self.out.write(self.answer(head))  # type: ignore[attr-defined] # a transport that can write

    def answer(self, head: bytes) -> bytes:
        lines = head.split(b"\r\n")
        path = lines[0].split()[1]
        fields = {name.lower(): value for name, _, value in (line.partition(b": ") for line in lines[1:])}
        if path.startswith(b"/version/"):
            Talk.version = int(path.rpartition(b"/")[2])
            return b"HTTP/1.1 204 No Content\r\n\r\n"
        tag = b'"%d"' % Talk.version
        if fields.get(b"if-none-match") == tag:
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + tag + b"\r\n\r\n"
        body = feed(fields[b"host"].decode(), Talk.version, Talk.items).encode()
        return (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: %s\r\nContent-Length: %d\r\n\r\n"
            % (tag, len(body))
        ) + body


def words(seed: str) -> str:
    """The same for the same seed."""
    rng = random.Random(seed)
    return " ".join(rng.choices(VOCABULARY, k=60))


def feed(host: str, version: int, items: int) -> str:
    """Articles of its own an hour apart, the newest first; one more with each version."""
    entries = "".join(
        f"<item><title>Report {number} from {host}</title><link>http://{host}/{number}</link>"
        f"<guid>http://{host}/{number}</guid><pubDate>{format_datetime(STARTED - timedelta(hours=12 - number))}"
        f"</pubDate><description>&lt;p&gt;{words(f'{host} {number}')}.&lt;/p&gt;</description></item>"
        for number in range(version + items, version, -1)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{host}</title><link>http://{host}/</link><description>News</description>{entries}</channel></rss>"
    )


async def serve(items: int) -> None:
    Talk.items = items
    server = await asyncio.get_running_loop().create_server(Talk, "0.0.0.0", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def addresses(count: int, port: int) -> list[str]:
    return [f"http://127.{n // 62500 + 1}.{n // 250 % 250}.{n % 250 + 1}:{port}/feed" for n in range(count)]


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
