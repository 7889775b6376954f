"""The HTTP interface in OpenAPI's words: what clients generate code from, and what the tests fuzz the server against.

Describes only; `bot.web` does.
"""

from collections.abc import Mapping
from typing import Any, Final

MAX_TEXT: Final = 2_000_000
"""Characters of a text; html may have five times as many."""
_TEXT: Final = {"type": "string"}
_WORDS: Final = {"type": ["string", "null"]}
_SAID: Final = {"type": "string", "pattern": r"[!-~]"}
_ARTICLE: Final = {
    "type": "object",
    "description": "One publication. Needs a text, html or title that is not blank; unknown keys are ignored.",
    "properties": {
        "id": {"type": ["string", "integer", "null"], "description": "The url when it is left out."},
        "url": {**_WORDS, "description": "The same url again is no new article."},
        "title": _WORDS,
        "text": {**_WORDS, "maxLength": MAX_TEXT},
        "html": {**_WORDS, "maxLength": 5 * MAX_TEXT},
        "published_at": {
            "type": "string",
            "format": "date-time",
            "description": "Of a year from 1970 on.",
            "examples": ["2025-12-27T07:02:00+05:30"],
        },
        "source": _WORDS,
        "author": _WORDS,
        "language": {**_WORDS, "examples": ["en"]},
    },
    "anyOf": [{"required": [key], "properties": {key: _SAID}} for key in ("title", "text", "html")],
}
_MANY: Final = {"type": "array", "items": _ARTICLE, "minItems": 1, "maxItems": 1000}
_TAKEN: Final = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"article": {"type": "integer"}, "new": {"type": "boolean"}},
        "required": ["article", "new"],
        "additionalProperties": False,
    },
}
_ERROR: Final = {
    "type": "object",
    "properties": {
        "error": _TEXT,
        "errors": {
            "type": "array",
            "items": {"type": "object", "properties": {"item": {"type": "integer"}, "error": _TEXT}},
        },
    },
    "required": ["error"],
}
_RETRY: Final = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}


def _answer(description: str, schema: object, **more: object) -> dict[str, object]:
    return {"description": description, "content": {"application/json": {"schema": schema}}, **more}


def _errors(**described: str) -> dict[str, object]:
    """Statuses, written as `s401`, and what each says."""
    return {name[1:]: _answer(text, _ERROR) for name, text in described.items()}


_PUSH: Final = {
    "operationId": "pushArticles",
    "summary": "Take articles in.",
    "description": "One article, an array, or JSON Lines; at most 1,000 of them and 10 MiB, packed or not. "
    "All are stored, or none. "
    "A client has 2 bodies read at once; the others wait for their turn.",
    "security": [{"key": []}],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"anyOf": [_ARTICLE, _MANY]}},
            "application/x-ndjson": {"schema": {"type": "string", "description": "An article a line."}},
        },
    },
    "responses": {
        "202": _answer("They are stored for good.", _TAKEN),
        **_errors(
            s400="The request or its compression is broken.",
            s401="No secret, or one that opens nothing.",
            s403="The owner has set no INGEST_TOKEN and given no key.",
            s408="The body took longer than 15 seconds.",
            s413="Too large, or too many articles at a time.",
            s415="Neither JSON nor JSON Lines.",
            s422="An item is no article or takes too long to read; says which and why.",
        ),
        "429": _answer("This client is too fast, or sends too much at once.", _ERROR, headers=_RETRY),
        "503": _answer(
            "The store takes nothing just now; the same request may be sent again.", _ERROR, headers=_RETRY
        ),
    },
}
_ALIVE: Final = {
    "operationId": "alive",
    "summary": "The process is alive.",
    "responses": {"200": _answer("It is.", {"type": "object", "properties": {"alive": {"const": True}}})},
}
_READINESS: Final = {
    "type": "object",
    "properties": {"ready": {"type": "boolean"}, "why_not": {"type": "array"}},
}
_READY: Final = {
    "operationId": "ready",
    "summary": "It does its work.",
    "responses": {
        "200": _answer("It does.", _READINESS),
        "503": _answer("It does not, and why.", _READINESS),
    },
}
DESCRIPTION: Final[Mapping[str, Any]] = {
    "openapi": "3.1.0",
    "info": {"title": "Tocsin", "version": "1", "description": "Articles in, and how the process is doing."},
    "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    "paths": {"/api/articles": {"post": _PUSH}, "/healthz": {"get": _ALIVE}, "/readyz": {"get": _READY}},
}
