"""What the chat page asks of the sandbox: the state, messages, events as they happen, and to act as somebody.

JSON both ways; errors are {"error": sentence}. The rules are the world's.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import asdict

from aiohttp import web

from bot.sandbox.faults import FaultKind, Faults
from bot.sandbox.params import WHOLE
from bot.sandbox.profile import menu
from bot.sandbox.refusal import Json
from bot.sandbox.samples import Sample
from bot.sandbox.world import Impossible, World

Desk = Callable[[str], Awaitable[list[dict[str, object]]]]
"""Takes pasted text or a URL in as articles; its error's text is shown to the person."""
HEARTBEAT = 15.0
"""Seconds between signs of life on a quiet event stream."""
MOST_STREAMS = 64


class Unusable(Exception):
    """A request of the page that makes no sense; the text says why."""


class PageApi:
    """The routes below /sandbox/."""

    def __init__(self, world: World, faults: Faults, desk: Desk | None, samples: Sequence[Sample]) -> None:
        self._world = world
        self._faults = faults
        self._desk = desk
        self._samples = {sample.id: sample for sample in samples if not sample.archived}
        self._streams = 0

    def routes(self) -> list[web.RouteDef]:
        """The paths that it answers."""
        return [
            web.get("/sandbox/state", self.state),
            web.get("/sandbox/commands", self.commands),
            web.get("/sandbox/messages", self.messages),
            web.get("/sandbox/events", self.events),
            web.get("/sandbox/samples", self.list_samples),
            web.get("/sandbox/photo/{file_id}", self.photo),
            web.post("/sandbox/send", _acting(self.send)),
            web.post("/sandbox/press", _acting(self.press)),
            web.post("/sandbox/share", _acting(self.share)),
            web.post("/sandbox/inline", _acting(self.inline)),
            web.post("/sandbox/person", _acting(self.person)),
            web.post("/sandbox/chat", _acting(self.chat)),
            web.post("/sandbox/fault", _acting(self.fault)),
            web.post("/sandbox/desk", _acting(self.post_text)),
            web.post("/sandbox/samples/{id}", self.post_sample),
        ]

    # -- asking ------------------------------------------------------------------------------------

    async def state(self, _request: web.Request) -> web.Response:
        """Who and what there is, and the number of the newest event."""
        world = self._world
        people = [asdict(person) for person in world.people.values()]
        first = next(iter(world.chats.values()))
        return web.json_response(
            {
                "bot": {
                    "id": world.bot.id,
                    "first_name": world.bot.first_name,
                    "username": world.bot.username,
                },
                "people": people,
                "chats": [chat.summary() for chat in world.chats.values()],
                "commands": menu(world, first, first.id, ""),
                "desk": self._desk is not None,
                "cursor": world.events.cursor,
            }
        )

    async def commands(self, request: web.Request) -> web.Response:
        """The command menu that one person sees in one chat."""
        chat = self._world.chats.get(_number(request, "chat_id"))
        person = self._world.people.get(_number(request, "person_id"))
        if chat is None or person is None:
            return _error(404, "There is no such chat or person.")
        return web.json_response({"commands": menu(self._world, chat, person.id, person.language_code)})

    async def messages(self, request: web.Request) -> web.Response:
        """The messages of a chat or, in a forum, of one topic (General without a thread)."""
        chat = self._world.chats.get(_number(request, "chat_id"))
        if chat is None:
            return _error(404, "There is no such chat.")
        thread = _number(request, "thread_id")
        shown = [
            message for message in chat.messages.values() if message.thread == (0 if thread == 1 else thread)
        ]
        return web.json_response({"messages": [message.shown() for message in shown]})

    async def photo(self, request: web.Request) -> web.Response:
        """A photo's bytes."""
        photo = self._world.photos.get(request.match_info["file_id"])
        if photo is None:
            return _error(404, "That photo is gone.")
        return web.Response(body=photo.content, content_type=f"image/{photo.kind}")

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events after `since`, or after the last one that a returning browser has seen."""
        if self._streams >= MOST_STREAMS:
            return _error(503, "Too many pages are open. Close some.")
        seen = request.headers.get("Last-Event-ID", "")
        since = int(seen) if WHOLE.fullmatch(seen) else _number(request, "since")
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
        )
        await response.prepare(request)
        self._streams += 1
        try:
            with suppress(ConnectionError):
                await self._stream(response, since)
        finally:
            self._streams -= 1
        return response

    async def _stream(self, response: web.StreamResponse, since: int) -> None:
        log = self._world.events
        await response.write(b"retry: 1000\n\n")
        while not log.closed:
            try:
                events = await asyncio.wait_for(log.more(since), HEARTBEAT)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            for event in events:
                since = event["n"]
                line = json.dumps(event, ensure_ascii=False)
                await response.write(f"id: {since}\ndata: {line}\n\n".encode())

    # -- acting ------------------------------------------------------------------------------------

    async def send(self, given: Json) -> Json:
        """Write a message as a person."""
        message_id = self._world.say(
            _whole(given, "from_id"),
            _words(given, "text"),
            chat_id=_whole(given, "chat_id"),
            thread_id=_whole(given, "thread_id", 0),
            reply_to=_whole(given, "reply_to_message_id", 0),
        )
        return {"message_id": message_id}

    async def press(self, given: Json) -> Json:
        """Press a button as a person."""
        chat_id, message_id = _whole(given, "chat_id"), _whole(given, "message_id")
        data = _words(given, "data")
        query_id = self._world.press(_whole(given, "from_id"), data, chat_id=chat_id, message_id=message_id)
        return {"callback_query_id": query_id}

    async def share(self, given: Json) -> Json:
        """Choose a chat by a keyboard's button that asks for one."""
        request_id = _whole(given, "request_id")
        self._world.share_chat(_whole(given, "from_id"), _whole(given, "chat_id"), request_id)
        return {}

    async def inline(self, given: Json) -> Json:
        """Type the bot's name and "text" in some chat; or, with "result_id", send what was offered for "query_id"."""
        person = _whole(given, "from_id")
        if "result_id" not in given:
            return {"inline_query_id": self._world.type_inline(person, _words(given, "text"))}
        message_id = self._world.send_inline(
            person,
            _words(given, "query_id"),
            _words(given, "result_id"),
            chat_id=_whole(given, "chat_id"),
            thread_id=_whole(given, "thread_id", 0),
        )
        return {"message_id": message_id}

    async def person(self, given: Json) -> Json:
        """Block the bot as a person, or let it write again; or, with "language_code", speak another language."""
        if "language_code" in given:
            self._world.set_client(_whole(given, "id"), _words(given, "language_code")[:35])
            return {}
        self._world.block(_whole(given, "id"), given.get("blocked") is True)
        return {}

    async def chat(self, given: Json) -> Json:
        """Change the bot's standing in a group ("bot"), or upgrade the group ("migrate": true)."""
        chat_id = _whole(given, "id")
        if given.get("migrate") is True:
            return {"id": self._world.migrate(chat_id)}
        match given.get("bot"):
            case "member" | "administrator" | "left" | "kicked" as status:
                self._world.set_bot(chat_id, status)
            case _:
                raise Unusable("The bot can be member, administrator, left or kicked.")
        return {}

    async def fault(self, given: Json) -> Json:
        """Let the next calls of a method fail."""
        try:
            kind = FaultKind(str(given.get("kind")))
        except ValueError:
            raise Unusable(f"A fault is one of: {', '.join(FaultKind)}.") from None
        times, wait = _whole(given, "times", 1), _whole(given, "retry_after", 3)
        self._faults.add(_words(given, "method"), kind, times=times, retry_after=wait)
        return {}

    # -- the news desk -----------------------------------------------------------------------------

    async def list_samples(self, _request: web.Request) -> web.Response:
        """The samples that can be posted."""
        samples = self._samples.values()
        return web.json_response([{"id": s.id, "title": s.title, "note": s.note} for s in samples])

    async def post_sample(self, request: web.Request) -> web.Response:
        """Post one of them."""
        sample = self._samples.get(request.match_info["id"])
        if sample is None:
            return _error(404, "There is no such sample.")
        return await self._take(sample.text(self._world.clock()))

    async def post_text(self, given: Json) -> web.Response:
        """Post what somebody pasted."""
        text = _words(given, "text").strip()
        return await self._take(text) if text else _error(422, "There is nothing to post.")

    async def _take(self, text: str) -> web.Response:
        if self._desk is None:
            return _error(422, "There is no news desk here.")
        try:
            articles = await self._desk(text)
        except Exception as error:  # the desk is a guest: whatever it says is shown, the page lives on
            return _error(422, str(error) or "That could not be taken in.")
        return web.json_response({"articles": articles})


def _acting(
    act: Callable[[Json], Awaitable[Json | web.Response]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A handler that reads a JSON object, acts, and words what went wrong."""

    async def handle(request: web.Request) -> web.Response:
        try:
            given: object = json.loads(await request.read())
            if not isinstance(given, dict):
                raise Unusable("Send a JSON object.")
            done = await act(given)
        except (ValueError, RecursionError):
            return _error(400, "That is not JSON.")
        except Unusable as error:
            return _error(400, str(error))
        except Impossible as error:
            return _error(409, str(error))
        return done if isinstance(done, web.Response) else web.json_response(done)

    return handle


def _error(status: int, sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=status)


def _number(request: web.Request, name: str) -> int:
    """A whole number of the query, 0 where it is missing or none."""
    given = request.query.get(name, "")
    return int(given) if WHOLE.fullmatch(given) else 0


def _whole(given: Json, name: str, default: int | None = None) -> int:
    value = given.get(name)
    if value is None and default is not None:
        return default
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unusable(f"{name} must be a whole number.")
    return value


def _words(given: Json, name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str):
        raise Unusable(f"{name} must be text.")
    return value
