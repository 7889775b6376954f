"""The Bot API over HTTP: from a request to a method, from its outcome to the answer.

Knows the envelope (token, method, parameters, ok/error, faults); what a method does is in the method modules.
"""

import asyncio
import hmac
import inspect
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from aiohttp import BodyPartReader, web
from aiohttp.web_exceptions import HTTPRequestEntityTooLarge

from bot.sandbox import chats, editing, inline, profile, sending, webhook
from bot.sandbox.faults import Fault, FaultKind, Faults
from bot.sandbox.files import Upload
from bot.sandbox.params import METHODS, Params, checked, refused_null
from bot.sandbox.refusal import Refusal, bad_request, flood, forbidden, not_found, too_large, unauthorized
from bot.sandbox.stage import Stage

Method = Callable[[Stage, Params], object | Awaitable[object]]
LARGEST_BODY = 1024 * 1024
"""Bytes of parameters."""
LARGEST_UPLOAD = 12 * 1024 * 1024
"""Bytes of a multipart body: one photo and its parameters."""
MOST_PARTS = 100
LONGEST_SILENCE = 300.0
"""Seconds after which a call with a `timeout` fault is let go."""
SLOW_SECONDS = 2.0
"""After which a call with a `slow` fault is answered."""
_CARRIED_OUT = frozenset({FaultKind.TIMEOUT, FaultKind.LATE_RESET, FaultKind.SLOW})

_set_name, _get_name = profile.text_methods("names", "name", longest=64)
_set_description, _get_description = profile.text_methods("descriptions", "description", longest=512)
_set_short, _get_short = profile.text_methods("short_descriptions", "short_description", longest=120)

HANDLERS: Mapping[str, Method] = {
    "getMe": profile.get_me,
    "getUpdates": webhook.get_updates,
    "setWebhook": webhook.set_webhook,
    "deleteWebhook": webhook.delete_webhook,
    "getWebhookInfo": webhook.get_webhook_info,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendDocument": sending.send_document,
    "sendChatAction": sending.send_chat_action,
    "answerInlineQuery": inline.answer_inline_query,
    "answerCallbackQuery": sending.answer_callback_query,
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageMedia": editing.edit_message_media,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "getChat": chats.get_chat,
    "getChatMember": chats.get_chat_member,
    "getChatAdministrators": chats.get_chat_administrators,
    "getChatMemberCount": chats.get_chat_member_count,
    "leaveChat": chats.leave_chat,
    "createForumTopic": chats.create_forum_topic,
    "closeForumTopic": chats.close_forum_topic,
    "deleteForumTopic": chats.delete_forum_topic,
    "getFile": sending.get_file,
    "setMyCommands": profile.set_my_commands,
    "getMyCommands": profile.get_my_commands,
    "deleteMyCommands": profile.delete_my_commands,
    "setMyName": _set_name,
    "getMyName": _get_name,
    "setMyDescription": _set_description,
    "getMyDescription": _get_description,
    "setMyShortDescription": _set_short,
    "getMyShortDescription": _get_short,
    "setChatMenuButton": profile.set_chat_menu_button,
    "getChatMenuButton": profile.get_chat_menu_button,
    "logOut": profile.agree,
    "close": profile.agree,
}


class BotApi:
    """Answers the requests of one bot, known by its token."""

    def __init__(self, stage: Stage, token: str, faults: Faults) -> None:
        self._stage = stage
        self._token = token
        self._faults = faults

    def routes(self) -> list[web.RouteDef]:
        """The paths that it answers."""
        return [
            web.route("*", "/bot{token:[^/]*}/{method:[^/]*}", self.answer),
            web.get("/file/bot{token:[^/]*}/{path:.+}", self.download),
        ]

    def stop(self) -> None:
        """Let go of the calls that are kept waiting by a fault."""
        self._faults.clear()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One call of a method."""
        try:
            self._check_token(request.match_info["token"])
            name = request.match_info["method"]
            values, uploads = await read(request)
            fault = self._faults.take(name, values)
            if fault and fault.kind not in _CARRIED_OUT:
                return self._failed(request, fault)
            result = await self.call(name, values, uploads)
        except Refusal as refusal:
            return _refused(refusal)
        if fault and fault.kind is FaultKind.SLOW:
            await self._wait(SLOW_SECONDS)
        elif fault:
            return await self._lost(request, fault)
        return web.json_response({"ok": True, "result": result})

    async def call(
        self, name: str, values: Mapping[str, object], uploads: Mapping[str, bytes] | None = None
    ) -> object:
        """Carry out a method by its name, in any case; its result."""
        method = METHODS.get(name.lower())
        if method is None:
            raise not_found("method not found")
        result = HANDLERS[method](self._stage, checked(method, values, uploads or {}))
        return await result if inspect.isawaitable(result) else result

    async def download(self, request: web.Request) -> web.StreamResponse:
        """A photo's bytes by the path that getFile told."""
        try:
            self._check_token(request.match_info["token"])
        except Refusal as refusal:
            return _refused(refusal)
        photo = self._stage.photos.at(request.match_info["path"])
        if photo is None:
            return _refused(not_found())
        return web.Response(body=photo.content, content_type=f"image/{photo.kind}")

    def _check_token(self, token: str) -> None:
        if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token):
            raise unauthorized("invalid token specified")
        if not hmac.compare_digest(token.encode(), self._token.encode()):
            raise unauthorized()

    def _failed(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        """The answer of a call that fails without having been carried out."""
        match fault.kind:
            case FaultKind.FLOOD:
                return _refused(flood(fault.retry_after))
            case FaultKind.FORBIDDEN:
                return _refused(forbidden("bot was blocked by the user"))
            case FaultKind.BAD_JSON:
                return web.Response(
                    text='{"ok":true,"result":{"message_id":', content_type="application/json"
                )
            case FaultKind.RESET:
                return _reset(request)
            case FaultKind.BAD_GATEWAY:
                return web.Response(
                    status=502, text="<html><body>502 Bad Gateway</body></html>", content_type="text/html"
                )
            case _:
                return _refused(Refusal(500, "Internal Server Error"))

    async def _lost(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        """A call that was carried out, whose answer never comes."""
        if fault.kind is FaultKind.TIMEOUT:
            await self._wait(LONGEST_SILENCE)
        return _reset(request)

    async def _wait(self, seconds: float) -> None:
        """So long, or until the failures are taken back, as they are when the server stops."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._faults.cleared(), seconds)


def _refused(refusal: Refusal) -> web.Response:
    """A refusal as HTTP; Retry-After goes with 429."""
    wait = refusal.parameters.get("retry_after")
    headers = {"Retry-After": str(wait)} if wait else {}
    return web.json_response(refusal.body(), status=refusal.code, headers=headers)


def _reset(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def read(request: web.Request) -> tuple[dict[str, object], dict[str, bytes]]:
    """The parameters and uploads of a request, from its query and body; a name's first value counts."""
    values: dict[str, object] = {}
    for name, value in request.query.items():
        values.setdefault(name, value)
    uploads: dict[str, bytes] = {}
    if request.method == "POST" and request.can_read_body:
        try:
            match request.content_type:
                case "multipart/form-data":
                    await _read_multipart(request, values, uploads)
                case "application/x-www-form-urlencoded":
                    for name, given in (await request.post()).items():
                        values.setdefault(name, given)
                case "application/json":
                    _read_json(await request.read(), values)
        except HTTPRequestEntityTooLarge:
            raise too_large() from None
    return values, uploads


def _read_json(body: bytes, values: dict[str, object]) -> None:
    try:
        given: object = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise bad_request("the request's body is not JSON") from None
    if not isinstance(given, dict):
        raise bad_request("the request's body must be a JSON object")
    for name, value in given.items():
        if value is None:
            raise refused_null(name)
        values.setdefault(name, value)


async def _read_multipart(request: web.Request, values: dict[str, object], uploads: dict[str, bytes]) -> None:
    left, parts = LARGEST_UPLOAD, 0
    try:
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            parts += 1
            if not isinstance(part, BodyPartReader) or not part.name or parts > MOST_PARTS:
                raise bad_request("the request's multipart body cannot be read")
            content = await _read_part(part, left)
            left -= len(content)
            if part.filename is None:
                values.setdefault(part.name, content.decode("utf-8"))
            else:
                uploads.setdefault(part.name, Upload.named(content, part.filename))
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    except ValueError:
        raise bad_request("the request's multipart body cannot be read") from None


async def _read_part(part: BodyPartReader, limit: int) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk():
        content += chunk
        if len(content) > limit:
            raise too_large()
    return bytes(content)
