"""What people do in the sandbox: write, press, block, join.

The page and the tests act through the same methods; each queues the update that Telegram would send.
"""

import re
import secrets
from collections.abc import Iterable

from bot.sandbox.cast import BotStatus, Chat, ChatType, Message, Person
from bot.sandbox.chats import member
from bot.sandbox.entities import shape, typed
from bot.sandbox.refusal import Json
from bot.sandbox.stage import Query
from bot.sandbox.watching import Watched

LONGEST_TEXT = 4096
MIGRATED_BY = 1_000_000_000_000
"""A supergroup's id is -100 followed by ten digits."""


class Impossible(Exception):
    """Something that a person cannot do here; the text says why, for that person."""


class World(Watched):
    """The stage with people on it, before an audience."""

    # -- people act --------------------------------------------------------------------------------

    def say(
        self, person_id: int, text: str, *, chat_id: int | None = None, thread_id: int = 0, reply_to: int = 0
    ) -> int:
        """Write a message, in the private chat with the bot unless told otherwise; its number."""
        chat, person = self._present(person_id, person_id if chat_id is None else chat_id)
        if chat.type == "channel":
            raise Impossible("In this channel only the bot posts.")
        clean, entities = typed(text)
        if not clean:
            raise Impossible("There is nothing to send.")
        if len(clean) > LONGEST_TEXT:
            raise Impossible(f"A message may have at most {LONGEST_TEXT} characters.")
        thread_id = 0 if thread_id == 1 else thread_id
        if thread_id and thread_id not in chat.topics:
            raise Impossible("There is no such topic.")
        if reply_to and reply_to not in chat.messages:
            raise Impossible("The message replied to is gone.")
        if chat.person:
            person.started = True
        body = self.compose(chat, sender=person.user(), thread=thread_id, reply_to=reply_to) | {"text": clean}
        if entities:
            body["entities"] = shape(clean, entities, self.user)
        self.post(chat, Message(body, person_id))
        if self._reaches_bot(chat, body):
            self.updates.add("message", self._opening(chat, body) | body)
        return int(body["message_id"])

    def attach(self, person_id: int, name: str, content: bytes) -> int:
        """Send a file in the private chat with the bot; the message's number."""
        chat, person = self._present(person_id, person_id)
        file = self.photos.attach(content)
        document = {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": len(content)}
        body = self.compose(chat, sender=person.user(), thread=0) | {
            "document": document | {"file_name": name}
        }
        person.started = True
        self.post(chat, Message(body, person_id))
        self.updates.add("message", body)
        return int(body["message_id"])

    def press(self, person_id: int, data: str, *, chat_id: int, message_id: int) -> str:
        """Press a button of a message of the bot; the callback query's id."""
        chat, person = self._present(person_id, chat_id)
        if chat.bot in {"left", "kicked"}:
            raise Impossible("The bot is no longer in this group.")
        message = chat.messages.get(message_id)
        if message is None or message.person is not None:
            raise Impossible("That message is gone.")
        query_id = str(secrets.randbits(62))
        self.ask(query_id, Query(self.clock(), chat.id, message.thread, person_id))
        query = {
            "id": query_id,
            "from": person.user(),
            "message": dict(message.body),
            "chat_instance": str(abs(chat.id) * 7919),
            "data": data,
        }
        self.updates.add("callback_query", query)
        return query_id

    def type_inline(self, person_id: int, text: str) -> str:
        """Type the bot's name and some words in whatever chat; the inline query's id."""
        person = self.people.get(person_id)
        if person is None:
            raise Impossible("There is no such person.")
        query_id = str(secrets.randbits(62))
        self.ask(query_id, Query(self.clock(), person_id, 0, person_id))
        query = {
            "id": query_id,
            "from": person.user(),
            "query": text[:256],
            "offset": "",
            "chat_type": "group",
        }
        self.updates.add("inline_query", query)
        return query_id

    def send_inline(
        self, person_id: int, query_id: str, result_id: str, *, chat_id: int, thread_id: int = 0
    ) -> int:
        """Send one of the messages that the bot offered for an inline query into a chat; the message's number."""
        chat, person = self._present(person_id, chat_id)
        query = self.queries.get(query_id)
        offered = query.offered if query and query.person == person_id else []
        chosen = next((one for one in offered if one["id"] == result_id), None)
        if chosen is None:
            raise Impossible("That is no longer offered. Type it once more.")
        content = {key: chosen[key] for key in ("text", "entities", "reply_markup") if chosen.get(key)}
        body = self.compose(chat, sender=person.user(), thread=thread_id) | content
        body["via_bot"] = self.bot.user()
        self.post(chat, Message(body, person_id))
        if chat.bot in {"member", "administrator"}:
            self.updates.add("message", self._opening(chat, body) | body)
        return int(body["message_id"])

    def tap(self, person_id: int, message: Json, label: str) -> str:
        """Press the button whose label contains the words given; the callback query's id."""
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        buttons = [button for row in rows for button in row if "callback_data" in button]
        for button in buttons:
            if label in button["text"]:
                chat_id, message_id = message["chat"]["id"], message["message_id"]
                return self.press(person_id, button["callback_data"], chat_id=chat_id, message_id=message_id)
        raise Impossible(f"No button says {label!r}; there are {[button['text'] for button in buttons]}.")

    def block(self, person_id: int, blocked: bool = True) -> None:
        """Block the bot, or let it write again."""
        person = self.people.get(person_id)
        if person is None:
            raise Impossible("There is no such person.")
        if person.blocked == blocked:
            return
        person.blocked = blocked
        old, new = ("member", "kicked") if blocked else ("kicked", "member")
        self._tell_member(self.chats[person_id], person_id, old, new)
        self.events.add("state", chat_id=person_id)

    def set_client(self, person_id: int, language_code: str) -> None:
        """Let a person's client speak another language from the next update on."""
        person = self.people.get(person_id)
        if person is None:
            raise Impossible("There is no such person.")
        person.language_code = language_code
        self.events.add("state", chat_id=person_id)

    def set_bot(self, chat_id: int, status: BotStatus) -> None:
        """Make the bot a member or an administrator of a group, remove it ("kicked") or let it leave."""
        chat = self.chats.get(chat_id)
        if chat is None or chat.person is not None:
            raise Impossible("There is no such group.")
        old, chat.bot = chat.bot, status
        if old != status:
            self._tell_member(chat, min(chat.admins, default=0) or self.bot.id, old, status)
            self.events.add("state", chat_id=chat.id)

    def set_read_only(self, chat_id: int, read_only: bool = True) -> None:
        """Let only administrators write in a group, or everybody again."""
        self.chats[chat_id].read_only = read_only
        self.events.add("state", chat_id=chat_id)

    def close_topic(self, chat_id: int, thread_id: int, closed: bool = True) -> None:
        """Close a forum's topic, or open it again."""
        topics = self.chats[chat_id].closed
        if (thread_id in topics) == closed:
            return
        topics.add(thread_id) if closed else topics.discard(thread_id)
        chat = self.chats[chat_id]
        by = min(chat.admins, default=self.bot.id)
        body = self.compose(chat, sender=self.user(by) or self.bot.user(), thread=thread_id)
        body |= {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
        self.post(chat, Message(body, by))
        self.updates.add("message", body)
        self.events.add("state", chat_id=chat_id)

    def migrate(self, chat_id: int) -> int:
        """Turn a group into a supergroup with another id; the old one refuses from now on. The new id."""
        old = self.chats.get(chat_id)
        if old is None or old.person is not None or old.migrated_to is not None:
            raise Impossible("There is no such group to upgrade.")
        new_id = min(self.chats) - 1 if min(self.chats) < -MIGRATED_BY else -MIGRATED_BY - 1
        new = Chat(
            id=new_id, type="supergroup", title=old.title, members=set(old.members), admins=set(old.admins)
        )
        self.chats[new_id] = new
        by = min(old.admins or old.members, default=self.bot.id)
        self._tell_member(new, by, "left", "member")
        sender = self.user(by) or self.bot.user()
        for chat, news in ((old, {"migrate_to_chat_id": new_id}), (new, {"migrate_from_chat_id": old.id})):
            body = self.compose(chat, sender=sender, thread=0) | news
            self.post(chat, Message(body, by))
            self.updates.add("message", body)
        old.migrated_to = new_id
        self.events.add("state")
        return new_id

    def add_person(self, person_id: int, first_name: str, *, started: bool = False) -> Person:
        """Bring in another person."""
        person = Person(id=person_id, first_name=first_name, username=f"person{person_id}", started=started)
        self.admit(person)
        self.events.add("state")
        return person

    def add_group(
        self,
        chat_id: int,
        title: str,
        *,
        members: Iterable[int],
        admins: Iterable[int] = (),
        basic: bool = False,
    ) -> Chat:
        """Bring in another group, a supergroup unless it is to be a basic one; the bot is a member."""
        kind: ChatType = "group" if basic else "supergroup"
        chat = Chat(id=chat_id, type=kind, title=title, members={*members, *admins}, admins=set(admins))
        self.chats[chat_id] = chat
        self.events.add("state")
        return chat

    def add_channel(
        self, chat_id: int, title: str, *, admins: Iterable[int], members: Iterable[int] = ()
    ) -> Chat:
        """Bring in a channel, in which the bot is an administrator."""
        people = {*members, *admins}
        chat = Chat(
            id=chat_id, type="channel", title=title, members=people, admins=set(admins), bot="administrator"
        )
        self.chats[chat_id] = chat
        self.events.add("state")
        return chat

    def share_chat(self, person_id: int, chat_id: int, request_id: int) -> None:
        """Choose a chat by the button of a keyboard that asks for one, in private."""
        chat, person = self._present(person_id, person_id)
        self._present(person_id, chat_id)
        shared = {"request_id": request_id, "chat_id": chat_id, "title": self.chats[chat_id].title}
        body = self.compose(chat, sender=person.user(), thread=0) | {"chat_shared": shared}
        self.post(chat, Message(body, person_id))
        self.updates.add("message", body)

    # -- rules -------------------------------------------------------------------------------------

    def _present(self, person_id: int, chat_id: int) -> tuple[Chat, Person]:
        """The chat and the person in it, who can act there."""
        chat, person = self.chats.get(chat_id), self.people.get(person_id)
        if person is None:
            raise Impossible("There is no such person.")
        if chat is None or person_id not in chat.members:
            raise Impossible(f"{person.first_name} is not in that chat.")
        if chat.person and person.blocked:
            raise Impossible(f"{person.first_name} has blocked the bot. Unblock it first.")
        if chat.migrated_to is not None:
            raise Impossible("This group was upgraded to a supergroup.")
        return chat, person

    def _reaches_bot(self, chat: Chat, body: Json) -> bool:
        """Privacy mode: in a group a plain member gets commands, replies to it and mentions, nothing else."""
        if chat.person is not None or chat.bot == "administrator":
            return True
        if chat.bot != "member":
            return False
        me = f"@{self.bot.username}".lower()
        original = body.get("reply_to_message")
        if original and original["from"]["id"] == self.bot.id:
            return True
        if me in re.findall(r"@\w+", body["text"].lower()):
            return True
        commands = [entity for entity in body.get("entities", []) if entity["type"] == "bot_command"]
        first = commands[0] if commands else None
        return first is not None and first["offset"] == 0 and "@" not in body["text"][: first["length"]]

    def _opening(self, chat: Chat, body: Json) -> Json:
        """In a topic, what answers no message answers the one that opened the topic, as the bot is told."""
        thread = body.get("message_thread_id", 0)
        if not thread:
            return {}
        topic = {"name": chat.topics[thread], "icon_color": 7322096}
        opening = {"message_id": thread, "message_thread_id": thread, "is_topic_message": True}
        opening |= {
            "from": body["from"],
            "chat": body["chat"],
            "date": body["date"],
            "forum_topic_created": topic,
        }
        return {"reply_to_message": opening}

    def _tell_member(self, chat: Chat, by: int, old: str, new: str) -> None:
        """Queue the my_chat_member update of the bot's standing in a chat."""
        me = self.bot.user()
        sender = self.user(by) or me
        self.updates.add(
            "my_chat_member",
            {
                "chat": self.chat(chat),
                "from": sender,
                "date": self.now(),
                "old_chat_member": member(me, old),
                "new_chat_member": member(me, new),
            },
        )
