"""Who may talk to the sandbox: programs of this machine and the sandbox's own page, no other web site.

A web site that a person visits can make their browser send requests to this machine. Three checks stop it: the
Host header must name this machine (DNS rebinding), Origin and Sec-Fetch-Site must not name another site (cross-site
posts), and what the page posts must be JSON, which a foreign form cannot send.
"""

import ipaddress

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.sandbox.refusal import Refusal

NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
ANYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - recognised here, never bound to
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def guard(host: str) -> Middleware:
    """The checks for a server bound to `host`."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not host_allowed(request.host, host):
            return _refuse(Refusal(403, "Forbidden: this name is not the sandbox's; open it as localhost"))
        if _foreign(request):
            return _refuse(Refusal(403, "Forbidden: requests from other web sites are not taken"))
        posted = request.method == "POST" and request.path.startswith("/sandbox/")
        if posted and request.content_type != "application/json":
            return _refuse(Refusal(415, "Unsupported Media Type: send JSON"))
        return await handler(request)

    return check


async def harden(_request: web.Request, response: web.StreamResponse) -> None:
    """Put the headers that keep the page to itself on every answer."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


def host_allowed(given: str, bound: str) -> bool:
    """Whether a Host header names this machine. Bound to all addresses, any address in numbers does: a name that
    somebody else controls cannot be written so."""
    name = given.lower()
    name = name.rpartition(":")[0] if not name.endswith("]") and ":" in name else name
    if name in NAMES or name == bound.lower() or name == f"[{bound.lower()}]":
        return bool(name)
    if bound not in ANYWHERE:
        return False
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _foreign(request: web.Request) -> bool:
    """Whether another web site sent this. Following a link to the page itself is no sending."""
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() != f"http://{request.host.lower()}":
        return True
    site = request.headers.get("Sec-Fetch-Site", "none")
    opened = (
        request.method == "GET"
        and request.headers.get("Sec-Fetch-Mode") == "navigate"
        and request.path == "/"
    )
    return site not in {"none", "same-origin"} and not opened


def _refuse(refusal: Refusal) -> web.Response:
    return web.json_response(refusal.body() | {"error": refusal.description}, status=refusal.code)
