"""The people and chats of the sandbox, and how each looks in the Bot API.

Plain state without rules: who may do what is for `world` and the method modules to say.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Literal

from bot.sandbox.refusal import Json

ChatType = Literal["private", "group", "supergroup", "channel"]
BotStatus = Literal["member", "administrator", "left", "kicked"]
KEPT_MESSAGES = 500
"""How many messages of a chat are kept; older ones fall out."""


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody who talks to the bot. `started`: wrote to it at least once, so it may write back."""

    id: int
    first_name: str
    username: str
    language_code: str = "en"
    is_bot: bool = False
    started: bool = False
    blocked: bool = False

    def user(self) -> Json:
        """A Bot API User."""
        shape = {
            "id": self.id,
            "is_bot": self.is_bot,
            "first_name": self.first_name,
            "username": self.username,
        }
        return shape if self.is_bot else shape | {"language_code": self.language_code}


@dataclass(slots=True)
class Message:
    """A message of a chat: its Bot API `body`, and what only the sandbox knows of it."""

    body: Json
    person: int | None
    """Who wrote it; None for the bot."""
    silent: bool = False
    force_reply: Json | None = None
    """The ForceReply that it came with. Telegram tells clients of it, but never the bot."""
    keyboard: Json | None = None
    """The ReplyKeyboardMarkup or ReplyKeyboardRemove that it came with; for clients too."""

    @property
    def id(self) -> int:
        """Its number in the chat."""
        return int(self.body["message_id"])

    @property
    def thread(self) -> int:
        """The topic it stands in, 0 for none."""
        return int(self.body.get("message_thread_id", 0))

    def shown(self) -> Json:
        """As the page and the tests see it: the body with `silent`, `outgoing_from` and, where it came with one,
        `force_reply` or `reply_keyboard`."""
        shape = self.body | {"silent": self.silent, "outgoing_from": self.person}
        asks = {"force_reply": self.force_reply, "reply_keyboard": self.keyboard}
        return shape | {name: asked for name, asked in asks.items() if asked}


@dataclass(slots=True, kw_only=True)
class Chat:
    """A place of messages. The bot is among the members of a group as `bot` says."""

    id: int
    type: ChatType
    title: str
    person: int | None = None
    is_forum: bool = False
    members: set[int] = field(default_factory=set)
    admins: set[int] = field(default_factory=set)
    topics: dict[int, str] = field(default_factory=dict)
    """A forum's topics by thread id. General is none of them: it is addressed by naming no thread."""
    closed: set[int] = field(default_factory=set)
    """Topics that are closed."""
    read_only: bool = False
    """Plain members, as the bot mostly is, may not write."""
    bot: BotStatus = "member"
    migrated_to: int | None = None
    messages: OrderedDict[int, Message] = field(default_factory=OrderedDict)
    last_id: int = 0
    """The newest message number of a supergroup; private chats share one numbering."""

    def keep(self, message: Message) -> None:
        """Add a message, letting go of the oldest over the bound."""
        self.messages[message.id] = message
        while len(self.messages) > KEPT_MESSAGES:
            self.messages.popitem(last=False)

    def summary(self) -> Json:
        """The chat as the page's state lists it."""
        named = ({0: "General"} if self.is_forum else {}) | self.topics
        topics = [{"thread_id": thread, "name": name} for thread, name in named.items()]
        return {
            "id": self.id,
            "type": self.type,
            "title": self.title,
            "person": self.person,
            "is_forum": self.is_forum,
            "members": sorted(self.members),
            "admins": sorted(self.admins),
            "topics": topics,
            "bot": self.bot,
            "migrated_to": self.migrated_to,
        }


def people() -> list[Person]:
    """The sandbox's people, before any of them wrote; their clients are English until somebody says otherwise."""
    return [
        Person(id=101, first_name="Olena", username="olena"),
        Person(id=102, first_name="Marek", username="marek"),
        Person(id=103, first_name="Priya", username="priya"),
    ]


def groups() -> list[Chat]:
    """The sandbox's groups: a plain one, a forum with topics, and a channel."""
    everybody = {101, 102, 103}
    return [
        Chat(id=-1001000000201, type="supergroup", title="Newsroom", members=set(everybody), admins={101}),
        Chat(
            id=-1001000000301,
            type="supergroup",
            title="Field desk",
            is_forum=True,
            members=set(everybody),
            admins={101},
            topics={2: "Energy", 3: "Front line"},
            last_id=3,
        ),
        Chat(
            id=-1001000000401,
            type="channel",
            title="Noticeboard",
            members=set(everybody),
            admins={101},
            bot="administrator",
        ),
    ]
