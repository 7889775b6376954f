"""/export, /forget, /privacy: everything that is kept can be had, restored, and deleted without a trace."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table

from bot.domain.model import Destination
from bot.messages.privacy import WORDS
from bot.sandbox import FaultKind
from handlers.follow import MOST_FOLLOWED
from handlers.times import LONGEST_MUTE
from storage.personal import KEPT
from storage.tables import metadata
from tests.handlers.room import (
    ENERGY,
    FIELD_DESK,
    MAREK,
    NEWSROOM,
    NOW,
    OLENA,
    PLANT,
    Json,
    Room,
    article,
    labels,
)

SECRET = "Kalyna Petrenko inheritance"


async def exported(room: Room, person: int = OLENA, **where: int) -> tuple[bytes, dict[str, Any]]:
    """The file that /export sends, as bytes and read."""
    answer = await room.say("/export", person, **where)
    file = room.server.world.photos.get(answer["document"]["file_id"])
    assert file is not None
    assert answer["document"]["file_name"] == "tocsin-2026-03-10.json"
    return file.content, json.loads(file.content)


def all_bytes(folder: Path) -> bytes:
    """The store's file and whatever SQLite put beside it."""
    return b"".join(path.read_bytes() for path in folder.glob("tocsin.sqlite3*"))


async def sent(room: Room, data: bytes, person: int = OLENA) -> Json:
    """What the bot says to a file."""
    before = len(room.messages(person))
    room.server.world.attach(person, "tocsin.json", data)
    await room.settle()
    return room.messages(person)[before]


async def everything(room: Room, person: int = OLENA) -> None:
    """Somebody follows, names, mutes, is told, and sets."""
    await room.say(f"/follow {SECRET}, Zaporizhzhia", person)
    await room.say(f"/alias {SECRET} = Halyna Kovalchuk", person)
    await room.say("/timezone Kyiv", person)
    await room.say("/quiet 23:00-06:00", person)
    for what, value in (
        ("Sound", "off"),
        ("Link preview", "on"),
        ("New facts", "off"),
        ("Strictness", "loose"),
    ):
        await room.tap(await room.tap(await room.say("/settings", person), what, person), value, person)
    await room.publish(
        article("The inheritance", f"Judges heard about the {SECRET} on Monday evening in Kharkiv.")
    )
    await room.publish(PLANT)


async def test_an_export_reads_well_and_holds_all_that_is_kept(room: Room) -> None:
    await everything(room)
    _, file = await exported(room)
    assert file["tocsin"] == 1
    assert file["chat"] == "Olena"
    assert file["settings"]["timezone"] == "Europe/Kyiv"
    wished = {"strictness": "loose", "sound": False, "preview": True, "follow_ups": False}
    assert file["settings"]["wishes"] == wished
    assert [one["name"] for one in file["follows"]] == [SECRET, "Zaporizhzhia"]
    assert file["follows"][0]["aliases"] == ["Halyna Kovalchuk"]
    assert file["everything"].keys() == KEPT.keys()
    assert len(file["everything"]["alerts"]) == 2
    assert file["everything"]["chats"][0]["telegram_chat"] == OLENA


async def test_an_export_sent_back_restores_what_was_followed_and_set(room: Room) -> None:
    await everything(room)
    data, before = await exported(room)
    await room.tap(await room.say("/forget"), "Delete everything")
    answer = await sent(room, data)
    assert answer["text"].startswith("Restored: 2 issues are followed anew, 0 as in the file")
    _, after = await exported(room)
    assert (after["settings"], after["follows"]) == (before["settings"], before["follows"])
    await room.publish(
        article("Court again", "Halyna Kovalchuk was heard in court on Tuesday morning at last.")
    )
    assert "Court again" in room.messages()[-1]["text"]
    assert "0 issues are followed anew, 2 as in the file" in (await sent(room, data))["text"]


@pytest.mark.parametrize(
    "data",
    [
        b'{"tocsin": 2}',
        b'{"tocsin": 1, "follows": [{"name": ""}]}',
        b'{"tocsin": 1, "follows": [{"name": "??"}]}',
        b'{"tocsin": 1, "settings": {"digest_minute": 9999}}',
        b'{"tocsin": 1, "follows": [{"name": "Oslo", "aliases": 7}]}',
        b'{"tocsin": 1, "settings": {"muted_until": "9999-12-31T23:59:59Z"}}',
        b'{"tocsin": 1, "follows": [{"name": "Oslo", "muted_until": "0001-01-01T00:00:00+14:00"}]}',
        b'{"tocsin": 1',
    ],
)
async def test_a_file_that_is_none_of_ours_changes_nothing_and_says_why(room: Room, data: bytes) -> None:
    answer = await sent(room, data, MAREK)
    assert "went wrong" not in answer["text"]
    assert "Nothing is followed here yet" in (await room.say("/issues", MAREK))["text"]


async def test_a_file_that_flood_control_does_not_let_out_is_asked_for_once_more(room: Room) -> None:
    await room.say("/help")
    room.server.faults.add("sendDocument", FaultKind.FLOOD, retry_after=7)
    before, began = len(room.messages()), room.clock.now()
    room.server.world.say(OLENA, "/export")
    await room.settle()
    await room.deliver()
    assert [one["text"] for one in room.messages()[before:]] == [
        "Too much is on its way to this chat just now. Please ask for the file once more."
    ]
    assert room.clock.now() - began >= timedelta(seconds=7)
    await exported(room)


async def test_a_file_mutes_no_longer_than_a_person_can(room: Room) -> None:
    file = {
        "tocsin": 1,
        "settings": {
            "timezone": "Europe/Kyiv",
            "quiet": [1380, 360],
            "muted_until": "2199-01-01T00:00:00Z",
        },
        "follows": [{"name": "Zaporizhzhia", "muted_until": "2003-01-01T00:00:00Z"}],
    }
    assert "Restored: 1 issue" in (await sent(room, json.dumps(file).encode()))["text"]
    await room.publish(PLANT)
    written, _ = await exported(room)
    kept = json.loads(written)
    assert kept["settings"]["muted_until"] == (NOW + LONGEST_MUTE).isoformat().replace("+00:00", "Z")
    assert "muted_until" not in kept["follows"][0]
    room.clock.advance(LONGEST_MUTE + timedelta(days=1))
    await room.scheduler.queue_due()
    await room.deliver()
    assert "Talks on the plant go on" in room.messages()[-1]["text"]


async def test_a_file_of_more_issues_than_there_is_room_for_leaves_nothing_of_the_others(room: Room) -> None:
    follows = [{"name": f"Quay {number} of Marnice"} for number in range(MOST_FOLLOWED + 30)]
    answer = await sent(room, json.dumps({"tocsin": 1, "follows": follows}).encode())
    assert f"{MOST_FOLLOWED} issues are followed anew, 0 as in the file" in answer["text"]
    assert "30" in answer["text"]
    left = await room.storage.read(lambda tx: tx.issues.find(follows[-1]["name"]))
    assert left is None


async def test_forget_asks_first_with_the_safe_choice_in_front(room: Room) -> None:
    await everything(room)
    question = await room.say("/forget")
    assert "2 followed issues, 2 stories told" in question["text"]
    assert labels(question) == ["Keep everything", "📄 Export first", "Delete everything"]
    assert "Everything is kept" in (await room.tap(question, "Keep"))["text"]
    assert "Following 2 issues" in (await room.say("/issues"))["text"]


async def test_forget_leaves_nothing_in_the_database_nor_in_its_log(room: Room, tmp_path: Path) -> None:
    await room.say("/follow Zaporizhzhia", MAREK)
    await everything(room)
    await room.say(f"/unfollow {SECRET}")
    await room.say("/timeline Zaporizhzhia")
    assert SECRET.encode() in all_bytes(tmp_path)
    await room.tap(await room.say("/forget"), "Delete everything")
    bytes_left = all_bytes(tmp_path)
    # The article itself is everybody's; the name as it was followed, the alias and the person's title are not.
    assert bytes_left.count(SECRET.encode()) == bytes_left.count(f"about the {SECRET} on".encode())
    for trace in ("Halyna Kovalchuk", "Olena", "Europe/Kyiv"):
        assert trace.encode() not in bytes_left, trace
    here = Destination(room.application.bot.id, OLENA, 0)
    assert await room.storage.read(lambda tx: tx.chats.find(here)) is None


async def test_what_others_follow_stays_theirs(room: Room) -> None:
    await room.say("/follow Zaporizhzhia", MAREK)
    await everything(room)
    await room.tap(await room.say("/forget"), "Delete everything")
    later = article("Plant visited", "The Zaporizhzhia plant was visited by engineers on Tuesday evening.")
    await room.publish(later)
    assert "Plant visited" in room.messages(MAREK)[-1]["text"]
    assert "Plant visited" not in room.messages(OLENA)[-1].get("text", "")
    assert "Nothing is followed here yet" in (await room.say("/issues"))["text"]


async def test_who_changed_a_group_last_is_forgotten_with_the_persons_chat(room: Room) -> None:
    await room.say("/follow Zaporizhzhia", chat_id=NEWSROOM)
    await room.say("/issues")
    await room.tap(await room.say("/forget"), "Delete everything")
    group = await room.storage.read(
        lambda tx: tx.chats.find(Destination(room.application.bot.id, NEWSROOM, 0))
    )
    assert group is not None
    assert group.contact is None


async def test_a_forum_forgets_its_topics_too_and_a_topic_only_itself(room: Room) -> None:
    for name, thread in (("Kherson", 0), ("Odesa", ENERGY)):
        await room.say(f"/follow {name}", chat_id=FIELD_DESK, thread_id=thread)
    topic = await room.say("/forget", chat_id=FIELD_DESK, thread_id=ENERGY)
    assert "everything about this chat?" in topic["text"]
    general = await room.say("/forget", chat_id=FIELD_DESK)
    assert "this chat and its 1 topic?" in general["text"]
    await room.tap(general, "Delete everything")
    assert "Nothing is followed" in (await room.say("/issues", chat_id=FIELD_DESK, thread_id=ENERGY))["text"]


async def test_only_admins_export_and_forget_a_group(room: Room) -> None:
    assert "Only this group's admins" in (await room.say("/export", MAREK, chat_id=NEWSROOM))["text"]
    assert "in our private chat" in (await room.say("/forget", MAREK, chat_id=NEWSROOM))["text"]


async def test_privacy_names_every_place_that_forget_deletes(room: Room) -> None:
    text = (await room.say("/privacy"))["text"]
    for place in KEPT:
        assert "\n".join(WORDS[place]).split("\n")[0] in text, place
    assert "go after 90 days" in text


def test_every_table_that_speaks_of_a_chat_has_a_place() -> None:
    def speaks(table: Table) -> bool:
        keys = {key.column.table.name for key in table.foreign_keys}
        return bool(
            {"chat_id", "telegram_chat", "contact"} & set(table.c.keys()) or {"chats", "deliveries"} & keys
        )

    assert {name for name, table in metadata.tables.items() if speaks(table)} == {
        kept.table.name for kept in KEPT.values()
    }
    assert KEPT.keys() == WORDS.keys()
