"""The ways in which a request may carry its parameters, and bodies that are no good."""

import io
import json

import aiohttp
import pytest

from tests.sandbox.conftest import OLENA, TOKEN, Json, Raw

MARKUP = {"inline_keyboard": [[{"text": "b", "callback_data": "x"}]]}
VALUES = {
    "chat_id": str(OLENA),
    "text": "x",
    "disable_notification": "yes",
    "reply_markup": json.dumps(MARKUP),
}


def multipart(**parts: str) -> aiohttp.FormData:
    return aiohttp.FormData(parts, default_to_multipart=True)


async def answered(raw: Raw, verb: str, method: str = "sendMessage", **given: object) -> Json:
    async with raw.session.request(verb, f"{raw.address}/bot{TOKEN}/{method}", **given) as answer:  # type: ignore[arg-type]  # any body
        result: Json = await answer.json()
        return result


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(("GET", {"params": VALUES}), id="query"),
        pytest.param(("POST", {"params": VALUES}), id="query_of_a_post"),
        pytest.param(("POST", {"data": VALUES}), id="form"),
        pytest.param(("POST", {"data": multipart(**VALUES)}), id="multipart"),
        pytest.param(("POST", {"json": VALUES}), id="json_of_strings"),
        pytest.param(
            ("POST", {"json": {**VALUES, "chat_id": OLENA, "reply_markup": MARKUP}}), id="nested_json"
        ),
    ],
)
async def test_parameters_may_come_in_any_of_the_ways(raw: Raw, given: tuple[str, Json]) -> None:
    answer = await answered(raw, given[0], **given[1])
    assert answer["ok"], answer
    assert answer["result"]["text"] == "x"
    assert answer["result"]["reply_markup"] == MARKUP


async def test_method_names_are_taken_in_any_case(raw: Raw) -> None:
    assert (await answered(raw, "GET", "GETME"))["result"]["id"] == 42


async def test_first_of_two_values_counts(raw: Raw) -> None:
    answer = await answered(
        raw, "POST", params=[("text", "first"), ("text", "again")], json={"text": "second", "chat_id": OLENA}
    )
    assert answer["result"]["text"] == "first"


async def test_old_names_of_parameters_still_work(raw: Raw) -> None:
    first = await raw.result("sendMessage", chat_id=OLENA, text="x", disable_web_page_preview=True)
    assert first["link_preview_options"] == {"is_disabled": True}
    reply = await raw.result("sendMessage", chat_id=OLENA, text="y", reply_to_message_id=first["message_id"])
    assert reply["reply_to_message"]["text"] == "x"


@pytest.mark.parametrize(
    "body", ["{", "[1]", '"text"', "[" * 100_000], ids=["broken", "array", "string", "deep"]
)
async def test_json_that_is_no_object_is_refused(raw: Raw, body: str) -> None:
    answer = await answered(raw, "POST", data=body, headers={"Content-Type": "application/json"})
    assert answer["error_code"] == 400


@pytest.mark.parametrize(
    "value", ["\ud800", {"a": "b"}, ["x"], True], ids=["surrogate", "object", "array", "boolean"]
)
async def test_text_that_is_none_is_refused(raw: Raw, value: object) -> None:
    assert (await raw.refusal("sendMessage", chat_id=OLENA, text=value))[0] == 400


async def test_upload_that_no_parameter_speaks_of_is_refused(raw: Raw) -> None:
    form = aiohttp.FormData({"chat_id": str(OLENA), "text": "x"})
    form.add_field("stray", b"bytes", filename="stray.bin")
    assert (await answered(raw, "POST", data=form))["description"] == 'Bad Request: unknown parameter "stray"'


async def test_bodies_over_the_cap_are_refused(raw: Raw) -> None:
    too_much = io.BytesIO(json.dumps({"chat_id": OLENA, "text": "x" * 1_100_000}).encode())
    answer = await answered(raw, "POST", data=too_much, headers={"Content-Type": "application/json"})
    assert (answer["error_code"], answer["description"]) == (413, "Request Entity Too Large")
    form = aiohttp.FormData({"chat_id": str(OLENA)})
    form.add_field("photo", io.BytesIO(b"x" * 13_000_000), filename="p.png")
    assert (await answered(raw, "POST", "sendPhoto", data=form))["error_code"] == 413


async def test_broken_multipart_is_refused(raw: Raw) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await answered(
        raw, "POST", data=b"--x\r\nContent-Disposition: form-data\r\n\r\nvalue\r\n--x--", headers=headers
    )
    assert answer["error_code"] == 400
