"""A restart of the sandbox finds its chats, numbers and photos as they were."""

import json
import os
from pathlib import Path

import pytest
from telegram import Bot, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup

from bot.sandbox import SandboxServer
from bot.sandbox.snapshot import Snapshot
from tests.sandbox.conftest import FIELD_DESK, MAREK, OLENA, PRIYA, TOKEN


def server(file: Path) -> SandboxServer:
    return SandboxServer(token=TOKEN, clock=lambda: 1_800_000_000.0, snapshot=file)


async def test_chats_outlive_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "chats.json"
    async with server(file) as first:
        first.world.say(OLENA, "/start 🌾")
        first.world.say(MAREK, "/hi", chat_id=FIELD_DESK, thread_id=2)
        first.world.block(MAREK)
        photo = first.world.photos.add(b"GIF89a\x02\0\x02\0rest")
        waiting = first.world.updates.pending()
    async with server(file) as second:
        world = second.world
        assert [message.body["text"] for message in world.chats[OLENA].messages.values()] == ["/start 🌾"]
        assert world.people[MAREK].blocked
        assert world.updates.pending() == waiting
        assert world.photos.get(photo.file_id) == photo
        assert world.chats[FIELD_DESK].topics == {2: "Energy", 3: "Front line"}
        assert (world.people[OLENA].started, world.people[PRIYA].started) == (True, False)
        assert world.say(OLENA, "next") == 2
        assert world.updates.pending()[-1]["update_id"] > waiting[-1]["update_id"]


async def test_buttons_and_prompts_outlive_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "chats.json"
    async with server(file) as first:
        first.world.say(OLENA, "/start")
        async with Bot(TOKEN, base_url=first.base_url) as bot:
            mute = InlineKeyboardMarkup([[InlineKeyboardButton("Mute", callback_data="mute:1")]])
            await bot.send_message(OLENA, "News", reply_markup=mute)
            await bot.send_message(OLENA, "Which issue?", reply_markup=ForceReply())
    async with server(file) as second:
        news, prompt = second.world.sent()
        assert prompt["force_reply"] == {"force_reply": True}
        second.world.tap(OLENA, news, "Mute")
        assert second.world.updates.pending()[-1]["callback_query"]["data"] == "mute:1"
        async with Bot(TOKEN, base_url=second.base_url) as bot:
            await bot.edit_message_text("Muted", OLENA, news["message_id"])
        assert [message["text"] for message in second.world.sent()] == ["Muted", "Which issue?"]


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"version": 1}', '{"version": 0}', '{"version": 1, "people": [{}]}']
)
async def test_unreadable_snapshot_is_set_aside(tmp_path: Path, content: str) -> None:
    file = tmp_path / "chats.json"
    file.write_text(content)
    async with server(file) as running:
        assert running.world.say(OLENA, "/start") == 1
    assert file.with_suffix(".unreadable").read_text() == content
    assert json.loads(file.read_text())["version"] == 1


async def test_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    async with server(tmp_path / "file" / "chats.json") as running:
        assert running.world.say(OLENA, "/start") == 1


async def test_snapshot_is_replaced_as_a_whole(tmp_path: Path) -> None:
    file = tmp_path / "chats.json"
    world = server(file).world
    await Snapshot(file).save(world)
    before = file.read_text()
    world.say(OLENA, "/start")
    await Snapshot(file).save(world)
    assert file.read_text() != before
    assert os.listdir(tmp_path) == ["chats.json"]
