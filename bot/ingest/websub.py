"""The words of WebSub (W3C, 2018): who offers a hub, what a hub is asked, how it proves what it sends. Pure."""

import hmac
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from bot.domain.pushes import Offer, Push

LEASE: Final = timedelta(days=10)
"""What is asked for; hubs give what they like."""
_SIGNED: Final = ("sha1", "sha256", "sha384", "sha512")
"""From the weakest to the strongest."""


def offer(headers: Iterable[tuple[str, str]], hub: str | None, topic: str | None, url: str) -> Offer | None:
    """What a feed offers: by its server's links (rel, address) first, as the standard says, then by its own; None where
    it names no hub. A feed that does not say what it is called is called by its address."""
    links = {rel: address for rel, address in reversed(list(headers)) if rel in ("hub", "self")}
    hub = links.get("hub") or hub
    return Offer(hub, links.get("self") or topic or url) if hub else None


def request(push: Push, callback: str) -> dict[str, str]:
    """The form that a hub is sent: for (more) time, or to stop."""
    form = {"hub.callback": callback, "hub.topic": push.topic}
    if push.ending:
        return form | {"hub.mode": "unsubscribe"}
    lease = f"{LEASE.total_seconds():.0f}"
    return form | {"hub.mode": "subscribe", "hub.lease_seconds": lease, "hub.secret": push.secret}


def signed_by(push: Push, body: bytes, signatures: Iterable[str]) -> str | None:
    """The algorithm of the strongest signature that came with a body; None unless it is right, and no weaker than what
    this hub has signed with before: SHA-1 is good enough only for a hub that never used more. The comparison takes the
    same time wherever two digests differ."""
    parts = (one.strip().partition("=") for one in signatures)
    given = {method.lower(): digest.strip().lower() for method, _, digest in parts}
    strongest = next((method for method in reversed(_SIGNED) if method in given), None)
    if strongest is None or (push.algorithm and _SIGNED.index(strongest) < _SIGNED.index(push.algorithm)):
        return None
    wanted = hmac.new(push.secret.encode(), body, strongest).hexdigest()
    is_right = hmac.compare_digest(wanted.encode(), given[strongest].encode("utf-8", "surrogateescape"))
    return strongest if is_right else None
