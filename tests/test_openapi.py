"""The server keeps to its own OpenAPI description, whatever a fuzzer sends it."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import datetimes
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi import checks

from bot import web
from bot.domain.model import Article
from bot.ingest.jsonin import MAX_TEXT
from bot.ingest.pushed import Pushed
from bot.openapi import DESCRIPTION
from bot.openapi import MAX_TEXT as DESCRIBED

HEADERS = {"Authorization": "Bearer letmein"}


class House:
    """Lets one secret in, takes what comes, and is well."""

    async def is_open(self) -> bool:
        return True

    async def client_of(self, secret: str) -> str | None:
        return "one" if secret == "letmein" else None

    def wait_for(self, client: str) -> float:
        return 0.0

    async def take(self, articles: Sequence[Article]) -> list[web.Accepted]:
        return [web.Accepted(number, True) for number, _ in enumerate(articles, 1)]

    async def none(self) -> list[str]:
        return []

    async def figures(self) -> dict[str, float]:
        return {}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The server on a thread of its own, since the fuzzer's client blocks."""
    loop, house = asyncio.new_event_loop(), House()
    routes = web.Routes(
        gate=house, read=Pushed(asyncio.to_thread), take=house.take, webhook_secret="", push=None,
        ailments=house.none, figures=house.figures,
    )  # fmt: skip
    runner, port = loop.run_until_complete(web.start(routes, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.run_until_complete(runner.cleanup())
    loop.close()


FIRST, LAST = datetime(1970, 1, 2), datetime(2100, 1, 1)  # noqa: DTZ001 - the strategy wants them bare
schemathesis.openapi.format("date-time", datetimes(FIRST, LAST).map(lambda at: f"{at.isoformat()}Z"))
SCHEMA = schemathesis.openapi.from_dict(dict(DESCRIPTION))


@pytest.mark.parametrize(
    ("path", "method", "mode", "examples"),
    [
        ("/api/articles", "POST", GenerationMode.POSITIVE, 25),
        ("/api/articles", "POST", GenerationMode.NEGATIVE, 40),
        ("/healthz", "GET", GenerationMode.POSITIVE, 2),
        ("/readyz", "GET", GenerationMode.POSITIVE, 2),
    ],
)
def test_the_server_keeps_to_its_description(
    address: str, path: str, method: str, mode: GenerationMode, examples: int
) -> None:
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=SCHEMA[path][method].as_strategy(generation_mode=mode))
    def fuzz(case: Case) -> None:
        # Not every string is JSON Lines, and the description cannot say which ones are; and more is taken kindly
        # than it promises. What is answered must be described, whatever was sent.
        beyond = [checks.negative_data_rejection]
        if case.media_type == "application/x-ndjson":
            beyond.append(checks.positive_data_acceptance)
        case.call_and_validate(base_url=address, headers=HEADERS, excluded_checks=beyond)

    check: Callable[[], None] = fuzz
    check()


def test_the_description_names_the_bounds_that_hold() -> None:
    articles = DESCRIPTION["paths"]["/api/articles"]["post"]["requestBody"]["content"]["application/json"][
        "schema"
    ]
    assert articles["anyOf"][1]["maxItems"] == web.MOST_ARTICLES
    assert DESCRIBED == MAX_TEXT
