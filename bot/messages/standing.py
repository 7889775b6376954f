"""How an issue stands, in one word of the language that is spoken. Decides nothing."""

from bot.messages.tongue import mark, tr

STATES = (
    mark("unresolved"),
    mark("rejected"),
    mark("suspended"),
    mark("signed"),
    mark("agreed"),
    mark("resolved"),
    mark("escalating"),
    mark("under negotiation"),
)
"""The state words of bot.domain.status, to be said in other languages."""


def state_word(state: str | None) -> str:
    """A state word in the spoken language; empty for none."""
    return tr(state) if state else ""
