"""A channel managed from a private chat, in words. Decides nothing."""

from dataclasses import replace

from bot.messages.message import Button, Message, message
from bot.messages.rich import bold, clip, join, one_line, phrase, plain
from bot.messages.tongue import tr

PREFIXED = 3800
"""Characters; a longer answer goes without the channel's name."""
NAME = 60


def ask() -> Message:
    """Which channel; the person chooses by a button of Telegram's own."""
    words = (
        phrase("Choose a channel in which both of us are administrators; I must be allowed to post."),
        phrase(
            "What you send here then goes for the channel, until you stop: /follow, /issues, /settings and the rest."
        ),
    )
    return replace(message(join(words)), chooses_channel=tr("📣 Choose a channel"))


def managing(title: str) -> Message:
    """The private chat speaks for a channel from now on."""
    name = bold(clip(one_line(title), NAME) or tr("the channel"))
    words = join(
        (
            phrase("This chat now speaks for {channel}.", channel=name),
            phrase("Send /follow and a name: its alerts come in the channel. /settings sets when and how."),
        )
    )
    return message(
        words, [[Button(tr("What it follows"), "issues:0")], [Button(tr("Stop managing it"), "channel:stop")]]
    )


def stopped() -> Message:
    """The private chat speaks for itself again."""
    return message(
        phrase(
            "This chat speaks for itself again. What the channel follows stays; /settings leads back to it."
        )
    )


def lost(title: str) -> str:
    """The person is no administrator of the channel any more."""
    return tr(
        "You are no longer an administrator of {channel}, so this chat speaks for itself again.",
        channel=clip(one_line(title), NAME),
    )


def headed(answer: Message, title: str) -> Message:
    """An answer under the name of the channel that it is about."""
    if len(answer.html) > PREFIXED:
        return answer
    return replace(answer, html=f"{(plain('📣 ') + bold(clip(one_line(title), NAME))).html}\n{answer.html}")
