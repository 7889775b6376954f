"""Reply markup: which keyboards Telegram takes, and the words with which it refuses the others.

Shapes (unknown keys, wrong types) are `params`' business; here are the limits that the Bot API sets on values.
"""

import json

from bot.sandbox.links import link_fault
from bot.sandbox.refusal import Json, Refusal, bad_request

MOST_BUTTONS = 100
MOST_IN_ROW = 8
LARGEST = 10_000
"""Bytes of JSON."""
MOST_DATA = 64
"""Bytes of callback data."""
LOOKS = frozenset({"text", "icon_custom_emoji_id", "style"})


def checked_markup(markup: Json | None, *, private: bool) -> Json | None:
    """The inline keyboard to show, None for none; other markup is accepted with a new message, but is none of it."""
    if markup is None or "inline_keyboard" not in markup:
        return None
    rows = [row for row in markup["inline_keyboard"] if row]
    buttons = [button for row in rows for button in row]
    for button in buttons:
        _check_button(button, private=private)
    wide = any(len(row) > MOST_IN_ROW for row in rows)
    if len(buttons) > MOST_BUTTONS or wide or len(json.dumps(rows, ensure_ascii=False).encode()) > LARGEST:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def wanted_reply(markup: Json | None) -> Json | None:
    """The ForceReply among the markup: a new message asks for a reply to it; None for any other."""
    return markup if markup and markup.get("force_reply") else None


def keyboard(markup: Json | None) -> Json | None:
    """The keyboard in place of the letters that a new message brings or takes away; None for other markup."""
    return markup if markup and ("keyboard" in markup or markup.get("remove_keyboard")) else None


def _check_button(button: Json, *, private: bool) -> None:
    actions = [key for key in button if key not in LOOKS]
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad_request(f"inline keyboard button has more than one action: {', '.join(sorted(actions))}")
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    match actions[0]:
        case "callback_data":
            if not 1 <= len(button["callback_data"].encode()) <= MOST_DATA:
                raise bad_request("BUTTON_DATA_INVALID")
        case "url":
            if fault := link_fault(button["url"]):
                raise _bad_url("URL", button["url"], fault)
        case "web_app":
            _check_web_app(button["web_app"]["url"], private=private)


def _check_web_app(url: str, *, private: bool) -> None:
    fault = link_fault(url) or ("" if url.lower().startswith("https://") else "Only HTTPS links are allowed")
    if fault:
        raise _bad_url("Web App URL", url, fault)
    if not private:
        raise bad_request("BUTTON_TYPE_INVALID")


def _bad_url(kind: str, url: str, fault: str) -> Refusal:
    return bad_request(f"inline keyboard button {kind} '{url}' is invalid: {fault}")
