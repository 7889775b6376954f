"""How the HTTP server refuses: as JSON with words, whatever went wrong; and how it takes a body in, within bounds.

Knows no route.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web
from aiohttp.web_exceptions import HTTPException

from bot.errors import StoreBusy, StoreError
from bot.turns import CrowdedError

log = logging.getLogger(__name__)

LARGEST_BODY: Final = 10 * 1024 * 1024
BODY_SECONDS: Final = 15
SOON: Final = "5"
"""Seconds after which somebody may come again who found no room."""

_ERRORS = {cls.status_code: cls for cls in (web.HTTPBadRequest, web.HTTPUnauthorized, web.HTTPForbidden)} | {
    404: web.HTTPNotFound,
    408: web.HTTPRequestTimeout,
    410: web.HTTPGone,
    415: web.HTTPUnsupportedMediaType,
    422: web.HTTPUnprocessableEntity,
    429: web.HTTPTooManyRequests,
}


def refusal(status: int, text: str, **more: object) -> HTTPException:
    """What to raise to answer with a status and words."""
    body = _dump({"error": text, **more})
    if status == 413:
        return web.HTTPRequestEntityTooLarge(
            LARGEST_BODY, LARGEST_BODY, text=body, content_type="application/json"
        )
    return _ERRORS[status](text=body, content_type="application/json")


def _dump(value: object) -> str:
    return web.json_response(value).text or ""


async def body_of(request: web.Request) -> bytes:
    """The whole body. A refusal when it is slow or broken."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.read()
    except TimeoutError:
        raise refusal(408, "The body took too long. Nothing was stored.") from None
    except web.RequestPayloadError:
        raise refusal(400, "The body cannot be decoded. Nothing was stored.") from None


@web.middleware
async def worded(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Every error leaves as JSON with words; what was not foreseen is logged and said plainly."""
    try:
        return await handler(request)
    except web.HTTPRequestEntityTooLarge as error:
        if error.content_type == "application/json":
            raise
        raise refusal(
            413, f"Send at most {LARGEST_BODY // 2**20} MiB at a time. Nothing was stored."
        ) from None
    except HTTPException as error:
        if error.status < 400 or error.content_type == "application/json":
            raise
        return web.json_response({"error": error.reason}, status=error.status, headers=_kept(error))
    except CrowdedError:
        words = "Too many requests are being worked on already. Nothing was stored; send it again, fewer at a time."
        return web.json_response({"error": words}, status=429, headers={"Retry-After": SOON})
    except StoreBusy as error:
        return web.json_response({"error": str(error)}, status=503, headers={"Retry-After": SOON})
    except StoreError as error:
        log.error("the store failed: %s", error)
        words = f"{error} Nothing was stored."
        return web.json_response({"error": words}, status=503, headers={"Retry-After": SOON})
    except Exception:
        # The border: what nobody foresaw is logged whole and said plainly, and the server goes on.
        log.exception("%s %s failed", request.method, request.path)
        return web.json_response({"error": "Something went wrong here; the log says what."}, status=500)


def _kept(error: HTTPException) -> dict[str, str]:
    return {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
