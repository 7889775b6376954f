"""Everybody is spoken to in their language: picked from the client, changed by /language, one for a whole group."""

import json
from datetime import timedelta

from bot.domain.model import Destination
from tests.handlers.room import FIELD_DESK, MAREK, NEWSROOM, NOW, OLENA, PLANT, PRIYA, Room, article, labels


async def test_a_ukrainian_client_is_welcomed_and_alerted_in_ukrainian(room: Room) -> None:
    room.server.world.set_client(OLENA, "uk")
    welcome = await room.say("/start")
    assert welcome["text"].startswith("Tocsin сповіщає, коли щось стається")
    assert "Що ще ви вмієте?" in labels(welcome)
    card = await room.say("/follow Zaporizhzhia")
    assert card["text"].startswith("Відтепер стежу:\nZaporizhzhia")
    await room.publish(PLANT)
    told = room.messages()[-1]
    assert told["text"].startswith("🔔 Zaporizhzhia\nTalks on the plant go on")
    assert labels(told) == ["👍 Добре", "👎 Не те", "🔕 Заглушити", "🕓 Хронологія", "Чому?"]
    assert (await room.tap(told, "🔕 Заглушити"))["reply_markup"]


async def test_a_language_is_chosen_by_name_or_by_button_and_given_back_to_the_client(room: Room) -> None:
    asked = await room.say("/language")
    assert asked["text"].startswith("🌐 Language: English.")
    chosen = await room.tap(asked, "Українська")
    assert (chosen["toast"], chosen["text"].splitlines()[0]) == ("Готово.", "Готово.")
    assert "✓ Українська" in labels(chosen)
    assert (await room.say("/issues"))["text"].startswith("Тут ще ні за чим не стежать.")
    assert (await room.say("/language German"))["text"].splitlines()[1] == "🌐 Sprache: Deutsch."
    assert "„Klingonisch“" in (await room.say("/language Klingonisch"))["text"]
    room.server.world.set_client(OLENA, "ru")
    assert "Hier wird noch nichts verfolgt." in (await room.say("/issues"))["text"]
    again = await room.tap(await room.say("/language"), "Wie in meinem Telegram")
    assert again["text"].splitlines()[1] == "🌐 Язык: Русский."


async def test_an_unknown_client_is_spoken_to_in_english(room: Room) -> None:
    room.server.world.set_client(OLENA, "tlh")
    assert (await room.say("/start"))["text"].startswith("Tocsin rings")


async def test_errors_before_and_after_entering_are_said_in_the_clients_language(room: Room) -> None:
    room.server.world.set_client(PRIYA, "uk")
    assert (await room.say("/addsource x", PRIYA))["text"].startswith("Це може лише власник бота.")
    room.serve_only(12345)
    assert "ALLOWED_CHATS: його номер 103" in (await room.say("/start", PRIYA))["text"]


async def test_a_group_speaks_english_until_an_admin_says_otherwise_in_every_topic(room: Room) -> None:
    room.server.world.set_client(OLENA, "uk")
    group = {"chat_id": FIELD_DESK}
    assert (await room.say("/issues", **group))["text"].startswith("Nothing is followed here yet.")
    refused = await room.say("/language uk", MAREK, chat_id=NEWSROOM)
    assert refused["text"].startswith("Only this group's admins")
    await room.say("/language uk", **group)
    assert (await room.say("/issues", **group))["text"].startswith("Тут ще ні за чим не стежать.")
    assert "Тут ще ні за чим" in (await room.say("/issues", thread_id=2, **group))["text"]
    assert "Language: English" in (await room.say("/settings", MAREK))["text"]


async def test_settings_lead_to_the_language_and_back(room: Room) -> None:
    menu = await room.say("/settings")
    shown = await room.tap(menu, "🌐 Language")
    back = await room.tap(await room.tap(shown, "Deutsch"), "✓ Deutsch")
    assert back["text"].startswith("Gesetzt.")
    assert (await room.say("/settings"))["text"].startswith(
        "⚙️ Einstellungen dieses Chats\nZustellung: sofort"
    )


async def test_a_digest_and_a_notice_come_in_the_language_of_their_chat(room: Room) -> None:
    await room.say("/language uk")
    await room.say("/follow Zaporizhzhia")
    await room.say("/digest daily 12:00")
    await room.publish(PLANT)
    room.clock.advance(timedelta(hours=4))
    await room.scheduler.queue_due()
    await room.deliver()
    assert room.messages()[-1]["text"].startswith("🗞 Дайджест · 1 сюжет")


async def test_a_question_of_ours_is_answered_in_any_language(room: Room) -> None:
    room.server.world.set_client(OLENA, "uk")
    question = await room.say("/status")
    assert question["text"] == "Про яку тему питаєте?"
    await room.say("/language de")
    answer = await room.say("Zaporizhzhia", reply_to=question["message_id"])
    assert "steht nichts dazu" in answer["text"]


async def test_the_menu_of_commands_is_there_in_each_language_and_follows_what_was_chosen(room: Room) -> None:
    import handlers

    await handlers.publish_menu(room.application.bot)
    in_ukrainian = await room.application.bot.get_my_commands(language_code="uk")
    assert in_ukrainian[0].description == "стежити за темою: /follow Запоріжжя"
    assert (await room.application.bot.get_my_commands())[1].description == "what is followed here"
    await room.say("/language de")
    from telegram import BotCommandScopeChat

    own = await room.application.bot.get_my_commands(BotCommandScopeChat(OLENA))
    assert own[1].description == "was hier verfolgt wird"
    await room.say("/language auto")
    assert await room.application.bot.get_my_commands(BotCommandScopeChat(OLENA)) == ()


async def test_inline_cards_are_in_the_typing_persons_language(room: Room) -> None:
    await room.publish(PLANT)
    room.server.world.set_client(MAREK, "uk")
    await room.say("/follow Zaporizhzhia", MAREK)
    query = room.server.world.type_inline(MAREK, "zapor")
    await room.settle()
    answer = await room.server.world.wait_event(lambda event: event.get("inline_query_id") == query)
    assert "не вирішено" in str(answer)


async def test_a_language_is_exported_and_restored_if_it_is_spoken_here(room: Room) -> None:
    here = Destination(room.application.bot.id, OLENA)
    for said, kept in (("uk", "uk"), ("tlh", None)):
        data = json.dumps({"tocsin": 1, "settings": {"language": said}}).encode()
        room.server.world.attach(OLENA, "tocsin.json", data)
        await room.settle()
        chat = await room.storage.read(lambda tx: tx.chats.find(here))
        assert chat is not None
        assert chat.language == kept
    await room.say("/language de")
    exported = await room.say("/export")
    assert exported["caption"].startswith("Alles, was über diesen Chat gespeichert ist")


async def test_one_story_is_told_to_two_chats_in_two_languages(room: Room) -> None:
    await room.say("/language uk", MAREK)
    for person in (OLENA, MAREK):
        await room.say("/follow Zaporizhzhia", person)
    await room.publish(article("The Zaporizhzhia plant", PLANT.text, published_at=NOW))
    await room.publish(article("The Zaporizhzhia plant again", PLANT.text, source="AP", published_at=NOW))
    assert "Also: AP" in room.messages(OLENA)[-1]["text"]
    assert "Також: AP" in room.messages(MAREK)[-1]["text"]
