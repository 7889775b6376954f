"""How the sandbox says no, in the words and codes of the Bot API.

Knows no rule: those who raise a `Refusal` know why. The texts are Telegram's own, so that what the bot
learns here holds there.
"""

from typing import Any

Json = dict[str, Any]
"""A JSON object as the Bot API speaks it."""


class Refusal(Exception):
    """A request that is answered with `ok: false`; `code` is also the HTTP status."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """The answer's JSON, with `parameters` (retry_after, migrate_to_chat_id) where there are any."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


def bad_request(why: str, **parameters: int) -> Refusal:
    """400: the request cannot be done as asked."""
    return Refusal(400, f"Bad Request: {why}", **parameters)


def unauthorized(why: str = "") -> Refusal:
    """401: not this bot's token."""
    return Refusal(401, f"Unauthorized: {why}" if why else "Unauthorized")


def forbidden(why: str) -> Refusal:
    """403: the chat is closed to the bot."""
    return Refusal(403, f"Forbidden: {why}")


def not_found(why: str = "") -> Refusal:
    """404: no such path or method."""
    return Refusal(404, f"Not Found: {why}" if why else "Not Found")


def conflict(why: str) -> Refusal:
    """409: somebody else fetches this bot's updates."""
    return Refusal(409, f"Conflict: {why}")


def too_large() -> Refusal:
    """413: the request's body is over the cap."""
    return Refusal(413, "Request Entity Too Large")


def flood(seconds: int) -> Refusal:
    """429: too fast; may be tried again after so many seconds."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
