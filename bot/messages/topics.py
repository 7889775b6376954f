"""Words about a forum topic that the bot makes for one issue. Pure."""

from bot.messages.message import Button, Message, message
from bot.messages.rich import bold, phrase
from bot.messages.tongue import tr


def opened(name: str) -> Message:
    """The first words in the topic."""
    return message(phrase("Alerts about {name} come here from now on.", name=bold(name)))


def made(name: str, subscription: int, thread: int) -> Message:
    """In General: where the issue went, and the way back."""
    shown = phrase("{name} has a topic of its own now, and its alerts go there.", name=bold(name))
    return message(shown, [[Button(tr("↩ Undo"), f"topic-back:{subscription}:{thread}")]])


def ended(name: str) -> Message:
    """In General: the issue is back."""
    return message(phrase("{name} is followed here again.", name=bold(name)))
