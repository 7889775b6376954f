"""The state of the sandbox as the bot may see and change it: chats, messages, what it was asked.

Holds the checks that every method shares - may the bot write there, does the message exist - and nothing of HTTP.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.sandbox.cast import Chat, Message, Person, groups, people
from bot.sandbox.events import EventLog
from bot.sandbox.files import Photos
from bot.sandbox.limits import FloodGate, Limits
from bot.sandbox.refusal import Json, bad_request, forbidden
from bot.sandbox.updates import CALLBACK_LIFETIME, UpdateQueue

KEPT_QUERIES = 1000


@dataclass(slots=True)
class Query:
    """A pressed button, or a typed inline query: when, where and by whom."""

    at: float
    chat: int
    thread: int
    person: int
    offered: list[Json] = field(default_factory=list)
    """Messages that an inline query's answer offers to send, each with the result's "id"."""


@dataclass(slots=True)
class Profile:
    """What the bot says of itself, by language ("" for all others); menus by scope and language."""

    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)


class Stage:
    """Everything there is. `clock` gives Unix time in seconds, so that tests move it."""

    def __init__(self, bot: Person, clock: Callable[[], float], limits: Limits) -> None:
        self.bot = bot
        self.clock = clock
        self.events = EventLog()
        self.updates = UpdateQueue(clock)
        self.photos = Photos()
        self.flood = FloodGate(limits, clock)
        self.profile = Profile()
        self.webhook: Json = {}
        self.queries: OrderedDict[str, Query] = OrderedDict()
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.last_private_id = 0
        for person in people():
            self.admit(person)
        for chat in groups():
            self.chats[chat.id] = chat

    def admit(self, person: Person) -> None:
        """Add a person with their private chat."""
        self.people[person.id] = person
        self.chats[person.id] = Chat(
            id=person.id, type="private", title=person.first_name, person=person.id, members={person.id}
        )

    def now(self) -> int:
        """Unix time in whole seconds, as the Bot API dates things."""
        return int(self.clock())

    def changes(self) -> int:
        """A number that is another one whenever something changed that is worth keeping."""
        return self.events.cursor + self.updates.revision

    # -- shapes ------------------------------------------------------------------------------------

    def user(self, person_id: int) -> Json | None:
        """A Bot API User for an id; None for somebody unknown."""
        if person_id == self.bot.id:
            return self.bot.user()
        person = self.people.get(person_id)
        return person.user() if person else None

    def chat(self, chat: Chat) -> Json:
        """A Bot API Chat."""
        if chat.person is not None:
            person = self.people[chat.person]
            names = {"first_name": person.first_name, "username": person.username}
            return {"id": chat.id, "type": "private", **names}
        shape = {"id": chat.id, "type": chat.type, "title": chat.title}
        return shape | ({"is_forum": True} if chat.is_forum else {})

    # -- what may be done --------------------------------------------------------------------------

    def readable(self, chat_id: object) -> Chat:
        """The chat of that id, if the bot may know of it. Refuses with 400 or 403 otherwise."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None or (chat.person is not None and not self.people[chat.person].started):
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            raise bad_request(
                "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to
            )
        if chat.bot == "kicked":
            raise forbidden(f"bot was kicked from the {chat.type} chat")
        if chat.bot == "left":
            raise forbidden(f"bot is not a member of the {chat.type} chat")
        return chat

    def writable(self, chat_id: object, *, what: str = "text messages") -> Chat:
        """The chat of that id, if the bot may write there; `what` it would is named where it may not."""
        chat = self.readable(chat_id)
        if chat.person is not None and self.people[chat.person].blocked:
            raise forbidden("bot was blocked by the user")
        if chat.type == "channel" and chat.bot != "administrator":
            raise bad_request("need administrator rights in the channel chat")
        if chat.read_only and chat.bot != "administrator":
            raise bad_request(f"not enough rights to send {what} to the chat")
        return chat

    def thread(self, chat: Chat, thread_id: int) -> int:
        """The topic to write into. Groups without topics ignore it; General is named by leaving it out."""
        if chat.is_forum and thread_id and thread_id not in chat.topics:
            raise bad_request("message thread not found")
        if chat.type == "private" and thread_id:
            raise bad_request("message thread not found")
        if thread_id in chat.closed and chat.bot != "administrator":
            raise bad_request("TOPIC_CLOSED")
        return thread_id if chat.is_forum else 0

    def query(self, query_id: str) -> Query:
        """A pressed button or an inline query that may still be answered."""
        query = self.queries.get(query_id)
        if query is None or self.clock() - query.at > CALLBACK_LIFETIME:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        return query

    # -- what changes ------------------------------------------------------------------------------

    def next_id(self, chat: Chat) -> int:
        """A number for a message: supergroups count for themselves, all other chats together."""
        if chat.type in {"supergroup", "channel"}:
            chat.last_id += 1
            return chat.last_id
        self.last_private_id += 1
        return self.last_private_id

    def compose(self, chat: Chat, *, sender: Json, thread: int, reply_to: int = 0) -> Json:
        """The beginning of every message."""
        body: Json = {
            "message_id": self.next_id(chat),
            "from": sender,
            "chat": self.chat(chat),
            "date": self.now(),
        }
        if thread:
            body |= {"message_thread_id": thread, "is_topic_message": True}
        original = chat.messages.get(reply_to)
        if original:
            body["reply_to_message"] = {k: v for k, v in original.body.items() if k != "reply_to_message"}
        return body

    def post(self, chat: Chat, message: Message) -> None:
        """Put a message into its chat, for all to see."""
        chat.keep(message)
        self.events.add("message", chat_id=chat.id, thread_id=message.thread, message=message.shown())

    def edited(self, chat: Chat, message: Message) -> None:
        """Tell that a message was changed."""
        self.events.add("edited_message", chat_id=chat.id, thread_id=message.thread, message=message.shown())

    def delete(self, chat: Chat, message_ids: Iterable[int]) -> None:
        """Take messages out of a chat; those that are not there are passed over."""
        for message_id in message_ids:
            message = chat.messages.pop(message_id, None)
            if message:
                self.events.add("deleted", chat_id=chat.id, thread_id=message.thread, message_id=message_id)

    def ask(self, query_id: str, query: Query) -> None:
        """Keep a pressed button or an inline query until it is answered."""
        self.queries[query_id] = query
        while len(self.queries) > KEPT_QUERIES:
            self.queries.popitem(last=False)
