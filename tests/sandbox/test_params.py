"""Whatever a bot sends is understood or refused in words; nothing of it breaks the server."""

import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.api import HANDLERS
from bot.sandbox.cast import Person
from bot.sandbox.limits import UNLIMITED
from bot.sandbox.params import METHODS, TABLE, checked
from bot.sandbox.refusal import Refusal
from bot.sandbox.sending import send_message
from bot.sandbox.world import World
from tests.sandbox.conftest import FIELD_DESK, NEWSROOM, OLENA, Json

NAMES = sorted({name for table in [*TABLE["methods"].values(), *TABLE["types"].values()] for name in table})
plain = st.one_of(
    st.sampled_from(
        [OLENA, NEWSROOM, FIELD_DESK, str(OLENA), "HTML", "1", "--5", "²", "<b>x</b>", "{", "[]", "true"]
    ),
    st.integers(-5, 5),
    st.integers(),
    st.text(max_size=10),
    st.booleans(),
    st.none(),
    st.floats(allow_nan=False),
)
values = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=8,
)
KINDS = ["bold", "pre", "text_link", "text_mention", "date_time", "custom_emoji", "url", "planet"]
entities = st.lists(
    st.fixed_dictionaries(
        {"type": st.sampled_from(KINDS), "offset": st.integers(-1, 6), "length": st.integers(-1, 6)},
        optional={
            "url": st.text(max_size=5),
            "user": values,
            "unix_time": st.integers(),
            "language": st.text(max_size=3),
        },
    ),
    max_size=4,
)
BUTTON = {"text": "b", "callback_data": "x"}
GIVEN = {
    "chat_id": OLENA,
    "message_id": 1,
    "text": "x",
    "caption": "x",
    "action": "typing",
    "commands": [{"command": "a", "description": "b"}],
    "media": {"type": "photo", "media": "x"},
    "name": "x",
    "user_id": OLENA,
    "message_ids": [1],
    "file_id": "x",
    "photo": "x",
    "url": "http://127.0.0.1/",
    "callback_query_id": "1",
    "reply_markup": {"inline_keyboard": [[BUTTON]]},
}


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, dict[str, object]]:
    """A method with parameters, mostly of the right names and now and then of the right types."""
    method = draw(st.sampled_from(sorted(set(METHODS.values()) - {"getUpdates"})))
    table = TABLE["methods"][method]
    sound = {name: value for name, value in GIVEN.items() if name in table}
    names = st.sampled_from([*table, "unknown"])
    return method, sound | draw(st.dictionaries(names, values, max_size=3))


@given(requests())
def test_any_request_is_carried_out_or_refused(request: tuple[str, dict[str, object]]) -> None:
    method, given_values = request
    world = World(Person(id=42, first_name="B", username="b", is_bot=True), lambda: 1e9, UNLIMITED)
    world.say(OLENA, "/start")
    try:
        result = HANDLERS[method](world, checked(method, given_values, {}))
    except Refusal as refusal:
        why = refusal.description
    else:
        assert not inspect.isawaitable(result)
        why = "Bad Request: "
    assert why.startswith(("Bad Request: ", "Forbidden: "))


@given(entities)
def test_any_entities_that_a_bot_gives_are_taken_or_refused(given_entities: list[Json]) -> None:
    world = World(Person(id=42, first_name="B", username="b", is_bot=True), lambda: 1e9, UNLIMITED)
    world.say(OLENA, "/start")
    values = {"chat_id": OLENA, "text": "a🌾b c", "entities": given_entities}
    try:
        message = send_message(world, checked("sendMessage", values, {}))
    except Refusal as refusal:
        message = {}
        assert refusal.description.startswith("Bad Request: ")  # noqa: PT017 - both outcomes are looked at
    assert isinstance(message, dict)
    for entity in message.get("entities", []):
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= 6


def test_every_method_of_the_table_is_answered() -> None:
    assert set(HANDLERS) == set(METHODS.values())


@pytest.mark.parametrize(
    ("given_value", "understood"),
    [
        ("true", True),
        ("Yes", True),
        ("1", True),
        (True, True),
        ("false", False),
        ("0", False),
        (False, False),
    ],
)
def test_booleans_come_in_many_shapes(given_value: object, understood: bool) -> None:
    values = {"chat_id": 1, "text": "x", "disable_notification": given_value}
    assert checked("sendMessage", values, {}).flag("disable_notification") is understood
