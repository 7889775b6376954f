"""What does a hostile server cost?

    python benchmarks/hostile.py [--only WORD]

A server on loopback answers with one attack after another: bombs in every encoding, bodies that never end or drip,
headers without end, XML bombs. Each is fetched by `python -m bot extract`, a process of its own, and read by its child;
printed are the time on the wall, the CPU time of all of them, the peak memory of the process and of its largest child,
and what the person is told. The first line, a small honest feed, is the floor: a process that starts, fetches and
reads. The goal is 10 seconds, and 150 MB for the process and the child each.
"""

import argparse
import gzip
import os
import socketserver
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
from backports import zstd

ROOT = Path(__file__).resolve().parent.parent
GIB = 2**30
SECONDS, MEGABYTES = 10, 150
OK = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"
FEED = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>'
    b"<item><title>One</title><link>http://a.example/1</link></item></channel></rss>"
)
RSS = b'<rss version="2.0"><channel><title>T</title>'
Attack = Callable[[], Iterator[bytes]]


def body(content: bytes, encoding: str = "", kind: str = "application/rss+xml") -> Attack:
    """A whole answer with this body."""
    head = OK + f"Content-Type: {kind}\r\nContent-Length: {len(content)}\r\n".encode()
    return lambda: iter(
        [head + (f"Content-Encoding: {encoding}\r\n" if encoding else "").encode() + b"\r\n" + content]
    )


def zeros(compressor: object, finish: str = "flush") -> bytes:
    """A gibibyte of nothing, packed piece by piece."""
    piece = b"\0" * 2**20
    pack = getattr(compressor, "compress", None) or compressor.process  # type: ignore[attr-defined] # brotli's word
    packed = [pack(piece) for _ in range(GIB // len(piece))]
    return b"".join([*packed, getattr(compressor, finish)()])


def gzipped() -> bytes:
    return zeros(zlib.compressobj(9, zlib.DEFLATED, 31))


def endless(piece: bytes, pause: float = 0.0, head: bytes = OK + b"\r\n") -> Attack:
    """The same piece for ever."""

    def send() -> Iterator[bytes]:
        yield head
        while True:
            time.sleep(pause)
            yield piece

    return send


def laughs() -> bytes:
    names = [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12)]
    return f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{"".join(names)}]>'.encode() + FEED[
        21:
    ].replace(b"One", b"&l11;")


def quadratic() -> bytes:
    return (
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "'
        + b"a" * 100_000
        + b'">]>'
        + FEED[21:].replace(b"One", b"&a;" * 30_000)
    )


def outside() -> bytes:
    return b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + FEED[
        21:
    ].replace(b"One", b"&a;")


def attributes() -> bytes:
    return RSS + b"<item " + b" ".join(b'a%d="1"' % n for n in range(100_000)) + b"></item></channel></rss>"


def items() -> bytes:
    return (
        RSS + b"".join(b"<item><title>t%d</title></item>" % n for n in range(150_000)) + b"</channel></rss>"
    )


ATTACKS: dict[str, Callable[[], Attack]] = {
    "a small feed (the floor)": lambda: body(FEED),
    "gzip, 1 GiB": lambda: body(gzipped(), "gzip"),
    "br, 1 GiB": lambda: body(zeros(brotli.Compressor(quality=5), "finish"), "br"),
    "zstd, 1 GiB": lambda: body(zeros(zstd.ZstdCompressor()), "zstd"),
    "gzip within gzip": lambda: body(gzip.compress(gzip.compress(b"\0" * 100_000_000)), "gzip, gzip"),
    "endless body": lambda: endless(b"x" * 65536),
    "dripping body": lambda: endless(b"x", 0.5),
    "dripping headers": lambda: endless(b"X-A: b\r\n", 0.3, OK),
    "endless headers": lambda: endless(b"X-A: b\r\n" * 100, 0.0, OK),
    "says nothing": lambda: endless(b"", 1.0, b""),
    "shorter than it says": lambda: lambda: iter([OK + b"Content-Length: 999999\r\n\r\n" + FEED]),
    "billion laughs": lambda: body(laughs()),
    "quadratic blow-up": lambda: body(quadratic()),
    "a file as an entity": lambda: body(outside()),
    "200,000 nested tags": lambda: body(RSS + b"<item>" + b"<a>" * 200_000),
    "100,000 attributes": lambda: body(attributes()),
    "150,000 items": lambda: body(items()),
    "OPML of laughs": lambda: body(laughs().replace(b"<rss", b"<opml").replace(b"</rss", b"</opml")),
    "a page of 500,000 open tags": lambda: body(b"<html><body>" + b"<div><b>" * 250_000, kind="text/html"),
}  # fmt: skip


class Host(socketserver.ThreadingTCPServer):
    """Answers whoever connects with the attack of the moment."""

    daemon_threads = True
    allow_reuse_address = True
    attack: Attack


class Talk(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.recv(65536)
        try:
            for piece in self.server.attack():  # type: ignore[attr-defined] # a Host
                self.request.sendall(piece)
        except OSError:
            return


def run(url: str) -> tuple[float, float, float, float, str]:
    """Seconds on the wall and of CPU, megabytes at the peak of the process and of a child, the last words on stderr."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as said:
        started = time.perf_counter()
        environment = {**os.environ, "ALLOW_PRIVATE_SOURCES": "127.0.0.0/8", "DATA_DIR": folder}
        process = os.posix_spawn(
            sys.executable, [sys.executable, "-m", "bot", "extract", url], environment,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0), (os.POSIX_SPAWN_DUP2, said.fileno(), 2),
            ],
            setpgroup=0,
        )  # fmt: skip
        peaks: dict[int, float] = {}
        spent: dict[int, float] = {}
        used = None
        while used is None:
            for one in members(process):
                peaks[one] = max(peaks.get(one, 0.0), high_water(one))
                spent[one] = max(spent.get(one, 0.0), cpu(one))
            time.sleep(0.02)
            done, _, usage = os.wait4(process, os.WNOHANG)
            used = usage if done else None
        own, theirs = peaks.pop(process, 0.0), max(peaks.values(), default=0.0)
        seconds = used.ru_utime + used.ru_stime + sum(spent.values()) - spent.get(process, 0.0)
        said.seek(0)
        words = said.read().strip().splitlines() or ["(read)"]
        return time.perf_counter() - started, seconds, own, theirs, words[-1]


def members(group: int) -> list[int]:
    """The processes of a group."""
    numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [one for one in numbers if (told := stat(one)) and int(told[2]) == group]


def stat(process: int) -> list[str]:
    """What the system says of a process, from its state on; nothing when it is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def cpu(process: int) -> float:
    """Seconds of CPU that a process has used."""
    told = stat(process)
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK") if told else 0.0


def high_water(process: int) -> float:
    """Megabytes of a process at most so far; its own, which `ru_maxrss` mixes with those of whoever started it."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    return next(
        (int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith("VmHWM")), 0.0
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="")
    only = parser.parse_args().only
    os.chdir(ROOT)
    with Host(("127.0.0.1", 0), Talk) as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{host.server_address[1]}/feed"
        print(f"{'attack':<30}{'s':>7}{'CPU s':>8}{'MB':>7}{'child':>7}  said")
        for name, make in ATTACKS.items():
            if only not in name:
                continue
            host.attack = make()
            wall, seconds, own, theirs, words = run(url)
            over = "" if wall <= SECONDS and max(own, theirs) <= MEGABYTES else " OVER"
            said = words.replace(url, "URL")[:90]
            print(
                f"{name:<30}{wall:>7.1f}{seconds:>8.1f}{own:>7.0f}{theirs:>7.0f}{over}  {said}",
                flush=True,
            )
        host.shutdown()


if __name__ == "__main__":
    main()
