"""A request's parameters: read from query, form, multipart or JSON, and checked against the method's table.

Stricter than Telegram on purpose: it ignores unknown names, reads "abc" as 0 and takes an unreadable JSON body
for none at all; here each of these is refused, so that the bot's own mistakes show.
"""

import json
import re
from collections.abc import Callable, Mapping
from importlib.resources import files

from bot.sandbox.refusal import Json, Refusal, bad_request

WHOLE = re.compile(r"-?[0-9]{1,18}")
TABLE: Json = json.loads(files("bot.sandbox").joinpath("methods.json").read_text("utf-8"))
"""The Bot API in short: method or type -> name -> type, with "!" where it must be given."""
METHODS: Mapping[str, str] = {name.lower(): name for name in TABLE["methods"]}
"""The supported methods by their names in small letters; the Bot API takes them in any case."""

MISSING: Mapping[str, str] = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "photo": "there is no photo in the request",
    "action": 'parameter "action" is required',
    "message_ids": "message identifiers are not specified",
    "user_id": "invalid user_id specified",
    "file_id": "file_id not specified",
    "url": "",
}
"""What Telegram says where a parameter that must be given is missing; empty: it may be missing after all."""

Read = Callable[[object, str, str], object]


class Params(dict[str, object]):
    """Checked parameters by name; absent ones read as the default. `files` are uploads by their part's name."""

    def __init__(self, values: Mapping[str, object], uploads: Mapping[str, bytes] | None = None) -> None:
        super().__init__(values)
        self.files = dict(uploads or {})

    def text(self, name: str, default: str = "") -> str:
        """A String."""
        value = self.get(name, default)
        return value if isinstance(value, str) else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """An Integer."""
        value = self.get(name, default)
        return value if isinstance(value, int) else default

    def flag(self, name: str) -> bool:
        """A Boolean, False where it is absent."""
        return self.get(name) is True

    def object(self, name: str) -> Json | None:
        """A JSON object, None where it is absent."""
        value = self.get(name)
        return value if isinstance(value, dict) else None

    def numbers(self, name: str) -> list[int]:
        """An Array of Integer, empty where it is absent."""
        value = self.get(name)
        return value if isinstance(value, list) else []

    def objects(self, name: str) -> list[Json] | None:
        """A JSON array of objects, None where it is absent."""
        value = self.get(name)
        return value if isinstance(value, list) else None


def checked(method: str, values: Mapping[str, object], uploads: Mapping[str, bytes]) -> Params:
    """The parameters of a method (its name as in the table), each of its type. Refuses unknown and wrong ones."""
    table: Mapping[str, str] = TABLE["methods"][method]
    loose = [
        name for name in uploads if not any(f"attach://{name}" in str(value) for value in values.values())
    ]
    for name in [*values, *loose]:
        if name not in table:
            raise bad_request(f'unknown parameter "{name}"')
    for name, kind in table.items():
        if kind.endswith("!") and values.get(name, "") == "" and name not in uploads:
            why = MISSING.get(name, f'parameter "{name}" is required')
            if why:
                raise bad_request(why)
    return Params(
        {name: _read(value, table[name].rstrip("!"), name) for name, value in values.items()}, uploads
    )


def _read(value: object, kind: str, name: str) -> object:
    """The value as its type says; JSON inside a string is read where an object or array is expected."""
    if "|" in kind:
        return _choice(value, kind.split("|"), name)
    if kind.startswith("Array of ") or kind in TABLE["types"] or kind in TABLE["unions"]:
        return _structure(_parsed(value, name), kind, name)
    return READERS[kind](value, kind, name)


def _choice(value: object, kinds: list[str], name: str) -> object:
    """A value that may be of several types: the first that it has the shape of."""
    if kinds[0] not in TABLE["types"]:
        if isinstance(value, str) and WHOLE.fullmatch(value) and kinds[0] == "Integer":
            return int(value)
        return _read(value, kinds[0] if isinstance(value, int) else kinds[-1], name)
    given = _parsed(value, name)
    if not isinstance(given, dict):
        raise bad_request(
            "object expected as reply markup" if name == "reply_markup" else _wrong(name, kinds[0])
        )
    fits = [kind for kind in kinds if _must(kind) <= given.keys()]
    if not fits and name == "reply_markup":
        raise bad_request("can't parse reply keyboard markup JSON object")
    return _structure(given, (fits or kinds)[0], name)


def _must(kind: str) -> set[str]:
    return {name for name, of in TABLE["types"][kind].items() if of.endswith("!")}


def _structure(value: object, kind: str, name: str) -> object:
    """An object or array, checked all the way down."""
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            raise bad_request(_wrong(name, kind))
        inner = kind.removeprefix("Array of ")
        return [_read(item, inner, name) for item in value]
    if not isinstance(value, dict):
        raise bad_request(_wrong(name, kind))
    if kind in TABLE["unions"]:
        chosen = TABLE["unions"][kind].get(value.get("type"))
        if chosen is None:
            raise bad_request(f'can\'t parse {kind}: unsupported type "{value.get("type", "")}" specified')
        kind = chosen
    return _object(value, TABLE["types"][kind], kind)


def _object(value: Json, table: Mapping[str, str], kind: str) -> Json:
    if "*" in table:
        return value
    for key in value:
        if key not in table:
            raise bad_request(f'unknown parameter "{key}"')
    for key, of in table.items():
        if of.endswith("!") and key not in value:
            if kind == "InlineKeyboardButton":
                raise bad_request(f"can't parse inline keyboard button: Can't find field \"{key}\"")
            raise bad_request(f"can't parse {kind}: Can't find field \"{key}\"")
    return {key: _read(item, table[key].rstrip("!"), key) for key, item in value.items()}


def _parsed(value: object, name: str) -> object:
    """Structured parameters come as JSON, or as JSON inside a string."""
    if not isinstance(value, str):
        return value
    try:
        parsed: object = json.loads(value)
    except (ValueError, RecursionError):
        what = "reply keyboard markup JSON object" if name == "reply_markup" else f"{name} JSON"
        raise bad_request(f"can't parse {what}") from None
    return parsed


def _integer(value: object, kind: str, name: str) -> int:
    if isinstance(value, str) and WHOLE.fullmatch(value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise bad_request(_wrong(name, kind))


def _string(value: object, kind: str, name: str) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise bad_request(_wrong(name, kind))
    try:
        value.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    return value


def _boolean(value: object, kind: str, name: str) -> bool:
    given = str(value).lower()
    if given in {"true", "yes", "1"}:
        return True
    if given in {"false", "no", "0", ""}:
        return False
    raise bad_request(_wrong(name, kind))


def _wrong(name: str, kind: str) -> str:
    return f'parameter "{name}" must be of type {kind}'


READERS: Mapping[str, Read] = {
    "Integer": _integer,
    "String": _string,
    "Boolean": _boolean,
    "InputFile": _string,
}


def refused_null(name: str) -> Refusal:
    """JSON null is the text "null" to Telegram: never what was meant."""
    return bad_request(f'parameter "{name}" is null')
