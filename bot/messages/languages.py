"""Which language is spoken in a chat, in words and buttons. Decides nothing."""

from bot.domain.model import Chat
from bot.messages.message import Button, Message, message
from bot.messages.rich import bold, join, phrase, plain
from bot.messages.tongue import LANGUAGES, nearest, tr

AUTOMATIC = "auto"
"""What a button calls the client's own language by."""


def choice(chat: Chat, *, opening: str = "") -> Message:
    """The language that is spoken here, and the others by a tap, each as it calls itself."""
    now = LANGUAGES[nearest(chat.tongue)]
    is_private = chat.destination.chat > 0
    head = plain("🌐 ") + phrase("Language: {language}.", language=bold(now))
    note = phrase("Names and passages stay as the articles write them.")
    each = [
        Button(f"✓ {name}" if name == now and chat.language else name, f"language:{code}")
        for code, name in LANGUAGES.items()
    ]
    rows = [each[n : n + 2] for n in range(0, len(each), 2)]
    same = tr("As my Telegram")
    own = [Button(same if chat.language else f"✓ {same}", f"language:{AUTOMATIC}")] if is_private else []
    return message(join((plain(opening), head, note)), (*rows, own))


def unknown(chat: Chat, words: str) -> Message:
    """No language of that name, and those that there are."""
    return choice(chat, opening=tr("I do not speak “{words}” yet.", words=words))
