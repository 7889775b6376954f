"""What one chat follows is no other chat's business, unless it is shared by a link."""

import pytest

from bot.domain.model import Destination
from tests.handlers.room import MAREK, OLENA, PLANT, Json, Room, article, labels

SECRET = "Secret divorce Marek"


async def pressed(room: Room, data: str, person: int = OLENA) -> str:
    """Everything that the bot says to whoever sends a button's data: the fading text and new messages."""
    message = await room.say("/help", person)
    before = len(room.messages(person))
    query = room.server.world.press(person, data, chat_id=person, message_id=message["message_id"])
    await room.settle()
    toast = (await room.server.world.wait_answer(query)).get("text") or ""
    new = room.messages(person)[before:]
    return "\n".join([toast, *(one.get("text") or one.get("caption", "") for one in new)])


def data_of(message: Json, label: str) -> str:
    """What stands in a button."""
    rows = message["reply_markup"]["inline_keyboard"]
    found: str = next(b["callback_data"] for row in rows for b in row if label in b["text"])
    return found


async def issue_of(room: Room, person: int) -> int:
    """The id of the only issue that a person follows."""
    chat = await room.storage.read(
        lambda tx: tx.chats.find(Destination(bot=room.application.bot.id, chat=person, thread=0))
    )
    assert chat is not None
    [one] = await room.storage.read(lambda tx: tx.subscriptions.list_for_chat(chat.id))
    return one.issue.id


@pytest.mark.parametrize(
    "form",
    ["follow:{}", "status:{}", "fresh:{}", "time:{}:0", "undo:{}:-:normal", "status:{}:0123456789abcdef"],
)
async def test_a_forged_button_tells_nothing_of_another_chats_issue(room: Room, form: str) -> None:
    await room.say(f"/follow {SECRET}", MAREK)
    await room.say(f"/alias {SECRET} = lawyer Petrenko", MAREK)
    answer = await pressed(room, form.format(await issue_of(room, MAREK)))
    assert answer.strip() == "This button is out of date. Please send the command once more."


async def test_a_button_that_was_given_to_one_chat_is_worth_nothing_in_another(room: Room) -> None:
    card = await room.say(f"/follow {SECRET}", MAREK)
    assert "out of date" in await pressed(room, data_of(card, "Status"))


async def test_a_misspelt_name_is_not_taken_for_one_that_another_chat_follows(room: Room) -> None:
    await room.say(f"/follow {SECRET}", MAREK)
    for question in (
        "/status secret divorse",
        "/timeline secret divorse marek",
        "/status secret divorse marek",
    ):
        answer = await room.say(question)
        assert "Taking" not in answer["text"]
        assert "Secret divorce" not in answer["text"] + "".join(labels(answer))


async def test_the_same_name_says_nothing_of_the_aliases_that_another_chat_gave_it(room: Room) -> None:
    await room.say("/follow harbour", MAREK)
    await room.say("/alias harbour = Petrenko", MAREK)
    await room.publish(article("Petrenko in court", "Lawyer Petrenko came to court on Monday evening."))
    assert "Nothing about it" in (await room.say("/status harbour"))["text"]


async def test_a_shared_issue_shows_its_name_and_never_its_aliases(room: Room) -> None:
    await room.say("/follow harbour", MAREK)
    await room.say("/alias harbour = Petrenko", MAREK)
    issue = await issue_of(room, MAREK)
    await room.publish(article("Petrenko in court", "Lawyer Petrenko came to court on Monday evening."))
    assert "Nothing about it" in (await room.say(f"/start i_{issue}"))["text"]
    offered = await room.say(f"/start f_{issue}")
    assert "harbour" in offered["text"]
    card = await room.tap(offered, "Follow")
    assert card["text"].startswith("Following from now on:\nharbour")
    assert "Petrenko" not in card["text"]


@pytest.mark.parametrize("name", ["Kherson: the west bank", "Харківська область та її північ " * 3])
async def test_a_shared_name_that_no_button_can_carry_can_be_followed(room: Room, name: str) -> None:
    await room.say(f"/follow {name}", MAREK)
    offered = await room.say(f"/start f_{await issue_of(room, MAREK)}")
    assert (await room.tap(offered, "Follow"))["text"].startswith("Following from now on:\n" + name[:20])


async def test_what_a_chat_followed_once_is_still_behind_its_buttons(room: Room) -> None:
    card = await room.say("/follow Zaporizhzhia")
    await room.publish(PLANT)
    await room.say("/unfollow Zaporizhzhia")
    assert "📍 Zaporizhzhia" in (await room.tap(card, "Status"))["text"]


async def test_undo_brings_the_aliases_back_too(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.say("/alias Zaporizhzhia = ZNPP")
    assert "“ZNPP”" in (await room.tap(await room.say("/unfollow Zaporizhzhia"), "Undo"))["text"]


async def test_what_others_follow_under_the_same_name_is_answered_as_far_back(room: Room) -> None:
    await room.say("/follow Zaporizhzhia", MAREK)
    await room.publish(PLANT)
    answer = await room.say("/status zaporizhzhia")
    assert "📍 zaporizhzhia: unresolved" in answer["text"]
    assert data_of(answer, "Follow") == "follow:=zaporizhzhia"
