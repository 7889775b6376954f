"""The verbs and their options. Imports nothing heavy: `--help` and wrong usage answer at once."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

PAGE_PORT: Final = 8088
"""Of the sandbox's web chat."""

_EPILOG = "Settings come from the environment and .env; .env.example lists them all."
_TAKES = "text, HTML, JSON or JSON Lines articles, RSS, Atom or JSON feeds; - is standard input"

Verbs = argparse._SubParsersAction  # argparse has no public name for it


def parser() -> argparse.ArgumentParser:
    """The whole command line. The chosen verb's module and function stand in `module` and `verb`."""
    top = argparse.ArgumentParser(
        prog="tocsin", description="Follow issues, not feeds: a Telegram bot.", epilog=_EPILOG
    )
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    _service(verbs)
    _intake(verbs)
    _backtest(verbs)
    return top


def checked(top: argparse.ArgumentParser, arguments: argparse.Namespace) -> argparse.Namespace:
    """What argparse cannot say by itself; wrong usage ends the program as its own complaints do."""
    if arguments.verb == "key" and (arguments.act == "list") == (arguments.client is not None):
        top.error("key: name a client to add or revoke, and none to list")
    if arguments.verb == "status" and (arguments.issue is None) == (arguments.queries is None):
        top.error("status: name an issue, or a file of questions with --queries")
    return arguments


def _service(verbs: "Verbs[argparse.ArgumentParser]") -> None:
    verb = verbs.add_parser("run", help="the bot on Telegram")
    verb.add_argument("--or-sandbox", action="store_true", help="without a token, start the sandbox")
    verb.set_defaults(module="service")
    verb = verbs.add_parser(
        "sandbox", help="the whole bot on a built-in Bot API with a web chat; no token, no network"
    )
    verb.add_argument("--port", type=_port, default=PAGE_PORT, help="of the web chat (default: %(default)s)")
    verb.add_argument("--host", default="127.0.0.1", help="default: %(default)s, this machine only")
    verb.set_defaults(module="service")
    verb = verbs.add_parser("doctor", help="check settings, store, token and sources, and say what to mend")
    verb.set_defaults(module="service")
    _stock(verbs)


def _stock(verbs: "Verbs[argparse.ArgumentParser]") -> None:
    for name, function, help_ in (
        ("export", "export", "write the sources into an OPML file"),
        ("import", "take", "read the sources of an OPML file from now on"),
    ):
        verb = verbs.add_parser(name, help=help_)
        verb.add_argument("file", metavar="FILE", help="as feeds.opml; - is standard output or input")
        verb.set_defaults(module="stock", function=function)
    verb = verbs.add_parser("key", help="keys with which clients push articles in")
    verb.add_argument("act", choices=("add", "list", "revoke"))
    verb.add_argument("client", nargs="?", metavar="CLIENT", help="a name to tell it by, as `newsroom`")
    verb.set_defaults(module="stock", function="key")


def _intake(verbs: "Verbs[argparse.ArgumentParser]") -> None:
    for name, help_ in (("ingest", "take articles in"), ("extract", "show what is found, storing nothing")):
        verb = verbs.add_parser(name, help=help_)
        verb.add_argument("paths", nargs="+", metavar="PATH_OR_URL", help=_TAKES)
        verb.set_defaults(module="intake")


def _backtest(verbs: "Verbs[argparse.ArgumentParser]") -> None:
    verb = verbs.add_parser(
        "match", help="back-test: what following these issues over these articles would give"
    )
    verb.add_argument("--issues", type=Path, required=True, metavar="I.jsonl")
    verb.add_argument("--articles", type=Path, required=True, metavar="A.jsonl")
    verb.add_argument("--output", type=Path, metavar="O.jsonl", help="default: standard output")
    verb.add_argument("--min-score", type=_score, metavar="S", help="0 to 1; lower lists looser matches too")
    verb.add_argument(
        "--jobs", type=_jobs, metavar="N", help="processes; default: one, and all cores for a big file"
    )
    verb.set_defaults(module="match")
    verb = verbs.add_parser("stories", help="which articles tell the same story, in order of time")
    verb.add_argument("--articles", type=Path, required=True, metavar="A.jsonl")
    verb.add_argument("--output", type=Path, metavar="O.jsonl", help="default: standard output")
    verb.set_defaults(module="backtest")
    verb = verbs.add_parser("status", help="where an issue stands, from the store or from a file")
    verb.add_argument("issue", nargs="?", metavar="ISSUE")
    verb.add_argument("--queries", type=Path, metavar="Q.jsonl", help="many questions in one run")
    verb.add_argument("--articles", type=Path, metavar="A.jsonl", help="default: the store")
    verb.add_argument("--as-of", type=_moment, metavar="TIME", help="count what was published up to then")
    verb.add_argument("--json", action="store_true", help="one JSON line")
    verb.add_argument("--output", type=Path, metavar="O.jsonl", help="default: standard output")
    verb.set_defaults(module="backtest")


def _port(word: str) -> int:
    port = int(word)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("a port is from 0 to 65535")
    return port


def _jobs(word: str) -> int:
    value = int(word)
    if not 1 <= value <= 256:
        raise argparse.ArgumentTypeError("from 1 to 256")
    return value


def _score(word: str) -> float:
    value = float(word)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("a score is from 0 to 1")
    return value


def _moment(word: str) -> datetime:
    try:
        at = datetime.fromisoformat(word)
    except ValueError:
        raise argparse.ArgumentTypeError("write a time like 2025-12-27T12:00:00Z") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
