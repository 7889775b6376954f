"""Clients that push articles in: who they are, a new key, and taking one away. Keeps no secret."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.clients import ClientKey
from bot.messages.message import Button, Message, message, on_page, pager
from bot.messages.rich import bold, clip, code, day, fit, join, one_line, phrase, plain
from bot.messages.tongue import tr

PAGE = 10
_NAME = 60


def clients(keys: Sequence[ClientKey], page: int = 0, *, now: datetime, opening: str = "") -> Message:
    """A page of those who have a key, each with a button that takes it away; `opening` says what was done just now."""
    how = phrase("A key for a new client: {command}", command=code("/keys newsroom"))
    before = [plain(opening)] if opening else []
    if not keys:
        none = phrase("No client has a key, so nobody pushes articles in but with the owner's INGEST_TOKEN.")
        return message(join((*before, none, how), "\n"))
    pages = -(-len(keys) // PAGE)
    page = min(max(page, 0), pages - 1)
    here = keys[page * PAGE : (page + 1) * PAGE]
    head = bold(phrase("Clients that push articles in")) + on_page(page, pages)
    lines = [
        phrase("• {client}, since {day}", client=_name(one), day=day(one.created_at, now)) for one in here
    ]
    shown, _ = fit((*before, head, *lines, how))
    buttons = [Button(tr("Revoke {client}", client=_name(one)), f"key-off:{one.id}") for one in here]
    rows = [buttons[n : n + 2] for n in range(0, len(buttons), 2)]
    return message(shown, (*rows, pager("keys", page, pages)))


def made(client: str, secret: str) -> Message:
    """A new key, told this once."""
    lines = (
        phrase("A key for {client}:", client=bold(_name_of(client))),
        code(secret),
        phrase(
            "It is shown this once, and I keep no copy. The client sends articles to {route} with the header {header}.",
            route=code("POST /api/articles"),
            header=code("Authorization: Bearer …"),
        ),
        phrase("Anyone who reads this message can push articles in: delete it once the key is copied."),
    )
    return message(join(lines, "\n"), [[Button(tr("Copied: delete this message"), "key-gone")]])


def confirm(one: ClientKey) -> Message:
    """Taking a key away cannot be undone: the secret is known to its client alone."""
    words = phrase(
        "Revoke the key of {client}? What it sends is refused from then on. What it has sent stays.",
        client=bold(_name(one)),
    )
    return message(words, [[Button(tr("Keep it"), "keys:0"), Button(tr("Revoke"), f"key-off:{one.id}:yes")]])


def _name(one: ClientKey) -> str:
    return _name_of(one.client)


def _name_of(client: str) -> str:
    return clip(one_line(client), _NAME)
