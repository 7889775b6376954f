"""answerInlineQuery: what the bot offers while somebody types its name in some chat. Articles only, as text."""

from bot.sandbox.entities import formatted, shape
from bot.sandbox.markup import checked_markup
from bot.sandbox.params import Params
from bot.sandbox.refusal import Json, bad_request
from bot.sandbox.sending import LONGEST_TEXT
from bot.sandbox.stage import Stage

MOST_RESULTS = 50
LONGEST_ID = 64
"""Bytes."""
LONGEST_START = 64


def answer_inline_query(stage: Stage, params: Params) -> object:
    """answerInlineQuery; the results are an event, for whoever typed to choose from."""
    query_id, results = params.text("inline_query_id"), params.objects("results") or []
    if len(results) > MOST_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [result["id"] for result in results]
    if len(set(ids)) != len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    shown = [_shown(stage, result) for result in results]
    button = params.object("button") or {}
    if len(button.get("start_parameter", "")) > LONGEST_START:
        raise bad_request("START_PARAM_INVALID")
    query = stage.query(query_id)
    query.offered = shown
    stage.events.add(
        "inline_answer", chat_id=query.chat, inline_query_id=query_id, results=shown, button=button or None
    )
    return True


def _shown(stage: Stage, result: Json) -> Json:
    """A result as the person would send it. Refuses what could not be sent."""
    if not 1 <= len(result["id"].encode()) <= LONGEST_ID:
        raise bad_request("RESULT_ID_INVALID")
    content = result["input_message_content"]
    text, entities = formatted(
        content["message_text"], content.get("parse_mode", ""), content.get("entities")
    )
    if not text or len(text) > LONGEST_TEXT:
        raise bad_request("message is too long" if text else "message text is empty")
    markup = checked_markup(result.get("reply_markup"), private=False)
    kept: Json = {key: result[key] for key in ("id", "title", "description") if key in result}
    kept |= {"text": text, "entities": shape(text, entities, stage.user)}
    return kept | ({"reply_markup": markup} if markup else {})
