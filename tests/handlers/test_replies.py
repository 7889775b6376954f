"""A few words that answer an alert do what its buttons do."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import UserError
from bot.messages.tongue import LANGUAGES, speaking, tr
from handlers.intents import Intent, intent_in
from handlers.times import mute_end
from tests.handlers.room import GUARANTEES, MAREK, NEWSROOM, NOW, OLENA, PLANT, Json, Room, article, labels

BOTH = article(
    "Plant and guarantees on one table",
    "The Zaporizhzhia nuclear power plant was discussed on Monday morning by both delegations.\n\n"
    "Security guarantees were discussed on Monday too, a spokeswoman of the ministry said.",
)


async def alerted(room: Room, chat: int = OLENA) -> Json:
    """An alert about Zaporizhzhia in a chat."""
    await room.say("/follow Zaporizhzhia", chat_id=chat)
    await room.publish(PLANT)
    return room.messages(chat)[-1]


async def answer(room: Room, alert: Json, words: str, person: int = OLENA) -> Json:
    """What the bot says to words that answer an alert."""
    return await room.say(words, person, chat_id=alert["chat"]["id"], reply_to=alert["message_id"])


async def test_stop_ends_following_and_can_be_undone(room: Room) -> None:
    stopped = await answer(room, await alerted(room), "Stop.")
    assert stopped["text"] == "No longer following Zaporizhzhia."
    assert (await room.tap(stopped, "Undo"))["text"].startswith("Following again:")


async def test_stop_asks_which_where_an_alert_is_about_several(room: Room) -> None:
    await room.say("/follow Zaporizhzhia, security guarantees")
    await room.publish(BOTH)
    question = await answer(room, room.messages()[-1], "unfollow")
    assert labels(question) == ["security guarantees", "Zaporizhzhia"]
    assert "No longer following security guarantees" in (await room.tap(question, "security"))["text"]


async def test_mute_until_monday_mutes_the_alerts_issue(room: Room) -> None:
    muted = await answer(room, await alerted(room), "mute until Monday")
    assert "🔕 Zaporizhzhia is muted until 16 Mar 08:00" in muted["text"]
    await room.publish(GUARANTEES)
    later = article("Plant visited", "The Zaporizhzhia plant was visited by engineers on Tuesday evening.")
    await room.publish(later)
    assert "Plant visited" not in room.messages()[-1]["text"]
    assert "rings again" in (await answer(room, room.messages()[-2], "unmute"))["text"]
    await room.scheduler.queue_due()
    await room.deliver()
    assert "Plant visited" in room.messages()[-1]["text"]


async def test_mute_without_an_end_asks_for_how_long(room: Room) -> None:
    question = await answer(room, await alerted(room), "mute")
    assert "How long shall Zaporizhzhia be silent?" in question["text"]


async def test_a_mute_of_several_says_each_with_its_way_back(room: Room) -> None:
    await room.say("/follow Zaporizhzhia, security guarantees")
    await room.publish(BOTH)
    muted = await answer(room, room.messages()[-1], "mute for 2 days")
    assert "are muted until 12 Mar 09:00" in muted["text"]
    assert labels(muted) == ["🔔 Unmute security guarantees", "🔔 Unmute Zaporizhzhia"]


async def test_timeline_status_and_why_answer_as_their_buttons_do(room: Room) -> None:
    alert = await alerted(room)
    assert "Zaporizhzhia" in (await answer(room, alert, "timeline"))["caption"]
    assert "📍 Zaporizhzhia: unresolved" in (await answer(room, alert, "status"))["text"]
    assert "It told a new story" in (await answer(room, alert, "why?"))["text"]


async def test_more_shows_what_stands_around_the_passage_and_who_else_tells_it(room: Room) -> None:
    alert = await alerted(room)
    await room.publish(
        article(PLANT.title, PLANT.text, url="https://evening.example/1", guid="copy", source="Evening Paper")
    )
    shown = await answer(room, alert, "more")
    assert "Engineers asked for safe access to all six reactors before the winter." in shown["text"]
    assert "Also told by:\n• Evening Paper" in shown["text"]
    assert labels(shown) == ["🕓 Timeline", "📍 Status"]


async def test_members_ask_and_only_admins_change_by_words(room: Room) -> None:
    alert = await alerted(room, NEWSROOM)
    assert "Only this group's admins" in (await answer(room, alert, "stop", MAREK))["text"]
    assert "It told a new story" in (await answer(room, alert, "why", MAREK))["text"]


async def test_talk_under_an_alert_in_a_group_is_left_alone(room: Room) -> None:
    alert = await alerted(room, NEWSROOM)
    for words in ("wow", "stop the war", "why would they do that", "more of the same, as always"):
        where = {"chat_id": NEWSROOM, "reply_to": alert["message_id"]}
        assert await room.whisper(words, MAREK, **where) == [], words


async def digested(room: Room) -> Json:
    """A digest of two stories, one an issue."""
    await room.say("/follow Zaporizhzhia, security guarantees")
    await room.say("/digest daily 18:00")
    for one in (PLANT, GUARANTEES):
        await room.publish(one)
    room.clock.advance(timedelta(hours=10))
    await room.scheduler.queue_due()
    await room.deliver()
    return room.messages()[-1]


async def test_answers_to_a_digest_ask_which_of_its_issues_or_alerts(room: Room) -> None:
    digest = await digested(room)
    assert "Digest" in digest["text"]
    assert labels(await answer(room, digest, "stop")) == ["security guarantees", "Zaporizhzhia"]
    which = await answer(room, digest, "подробнее")
    assert which["text"] == "More about which of these?"
    assert "Engineers asked for safe access" in (await room.tap(which, PLANT.title[:20]))["text"]
    assert "About which alert?" in (await answer(room, digest, "why"))["text"]
    muted = await answer(room, digest, "na tydzień")
    assert labels(muted) == ["🔔 Unmute security guarantees", "🔔 Unmute Zaporizhzhia"]


async def test_an_answer_that_is_not_understood_names_those_that_are(room: Room) -> None:
    alert = await alerted(room)
    hint = "To an alert you can reply: stop, mute until Monday, timeline, why, more."
    named = await answer(room, alert, "Kherson")
    assert named["text"] == hint
    assert labels(named) == ["🔔 Follow “Kherson”"]
    for talk in ("And who would have thought of that?", "thanks", "👍", "I doubt it. Really."):
        said = await answer(room, alert, talk)
        assert (said["text"], labels(said)) == (hint, []), talk


async def test_an_end_by_itself_mutes_in_private_and_is_talk_in_a_group(room: Room) -> None:
    assert "is muted until 16 Mar 08:00" in (await answer(room, await alerted(room), "bis Montag"))["text"]
    alert = await alerted(room, NEWSROOM)
    where = {"chat_id": NEWSROOM, "reply_to": alert["message_id"]}
    assert await room.whisper("until Monday", MAREK, **where) == []
    assert await room.whisper("Kherson", MAREK, **where) == []


async def test_words_that_answer_something_else_say_what_they_are_for(room: Room) -> None:
    card = await room.say("/follow Zaporizhzhia")
    assert "a reply to an alert" in (await answer(room, card, "why"))["text"]
    assert "What shall I do with “Kherson”?" in (await answer(room, card, "Kherson"))["text"]


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("STOP!", Intent.STOP),
        ("please stop", Intent.STOP),
        ("tell me more", Intent.MORE),
        ("mute this until friday 18:00", Intent.MUTE),
        ("mutes nothing", None),
        ("", None),
        ("more " * 30, None),
    ],
)
def test_only_a_closed_set_of_words_is_understood(words: str, intent: Intent | None) -> None:
    found = intent_in(words)
    assert (found[0] if found else None) == intent


SAID = {
    Intent.STOP: "Стоп!|хватит, пожалуйста|Genug.|arrête|basta|dość|बंद करो|توقف|取消关注",
    Intent.UNMUTE: "увімкни звук|включи звук|wieder laut|réactive|reactivar|odcisz|अनम्यूट|إلغاء الكتم|取消静音",
    Intent.TIMELINE: "хронологія|История|Zeitleiste|chronologie|cronología|oś czasu|समयरेखा|الخط الزمني|时间线",
    Intent.STATUS: "стан?|что сейчас?|Stand?|où en est-on ?|estado|stan|अब क्या|ما الوضع؟|进展",
    Intent.WHY: "Чому?|почему|Warum das?|pourquoi|¿Por qué?|dlaczego|क्यों?|لماذا؟|为什么？",
    Intent.MORE: "Детальніше|ещё|mehr bitte|la suite|más, por favor|więcej|और|المزيد من فضلك|请继续",
}


@pytest.mark.parametrize(
    ("intent", "words"), [(one, words) for one in SAID for words in SAID[one].split("|")]
)
def test_an_answer_is_understood_in_every_language_of_the_bot(intent: Intent, words: str) -> None:
    assert intent_in(words) == (intent, "")
    assert intent_in(f"👍 {words} 🙏") == (intent, "")


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("Вимкни до понеділка", "2026-03-16 07:00"),
        ("тихо до п’ятниці 18:30", "2026-03-13 17:30"),
        ("заглуши до завтра", "2026-03-11 07:00"),
        ("отключи на неделю, пожалуйста", "2026-03-17 09:00"),
        ("заглуши на 2 часа", "2026-03-10 11:00"),
        ("без звука до 5 апреля", "2026-04-05 06:00"),
        ("Stumm bis Montag", "2026-03-16 07:00"),
        ("bis Freitag um 18:00 stumm", "2026-03-13 17:00"),
        ("Ruhe für eine Woche", "2026-03-17 09:00"),
        ("stumm schalten bis 5. April", "2026-04-05 06:00"),
        ("en sourdine jusqu'à lundi", "2026-03-16 07:00"),
        ("silence pendant 3 jours", "2026-03-13 09:00"),
        ("silencio hasta el lunes", "2026-03-16 07:00"),
        ("silenciar por 2 horas", "2026-03-10 11:00"),
        ("wycisz do poniedziałku", "2026-03-16 07:00"),
        ("Wycisz na tydzień", "2026-03-17 09:00"),
        ("सोमवार तक म्यूट", "2026-03-16 07:00"),
        ("म्यूट 3 दिन", "2026-03-13 09:00"),
        ("اكتم حتى يوم الاثنين", "2026-03-16 07:00"),
        ("كتم لمدة ساعتين", "2026-03-10 11:00"),
        ("静音到周一", "2026-03-16 07:00"),
        ("静音3天", "2026-03-13 09:00"),
        ("到4月5日静音", "2026-04-05 06:00"),
        ("mute for an hour", "2026-03-10 10:00"),
        ("quiet for the weekend", "2026-03-16 07:00"),
    ],
)
def test_a_mute_and_its_end_are_understood_in_every_language(words: str, until: str) -> None:
    understood = intent_in(words)
    assert understood is not None
    assert understood[0] is Intent.MUTE
    expected = datetime.fromisoformat(until).replace(tzinfo=UTC)
    assert mute_end(understood[1], NOW, timezone="Europe/Berlin") == ("", expected)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_to_be_understood_is(language: str) -> None:
    with speaking(language):
        hint = tr("That works as a reply to an alert: stop, mute until Monday, timeline, why, more.")
    answers = [one for one in re.split("[:：,،、.。।]", hint) if one.strip()][1:]
    assert [intent_in(one) for one in answers] == [
        (Intent.STOP, ""),
        (Intent.MUTE, "until monday"),
        (Intent.TIMELINE, ""),
        (Intent.WHY, ""),
        (Intent.MORE, ""),
    ]


@pytest.mark.parametrize(
    "words", ["все тихо на фронті", "Ruhe vor dem Sturm", "quiet on the front", "стоп война", "всё"]
)
def test_talk_in_another_language_is_talk(words: str) -> None:
    assert intent_in(words) is None


@pytest.mark.parametrize(
    "words", ["до понеділка", "bis Montag", "jusqu'à lundi", "सोमवार तक", "حتى يوم الاثنين", "到周一"]
)
def test_the_command_understands_the_same_ends(words: str) -> None:
    name, until = mute_end(f"Нова Каховка {words}", NOW, timezone="Europe/Berlin")
    assert (name, until) == ("Нова Каховка", datetime(2026, 3, 16, 7, tzinfo=UTC))


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("until Monday", "2026-03-16 07:00"),
        ("until tuesday 9:30", "2026-03-17 08:30"),
        ("till tomorrow", "2026-03-11 07:00"),
        ("until tomorrow at 22:15", "2026-03-11 21:15"),
        ("tonight", "2026-03-11 07:00"),
        ("over the weekend", "2026-03-16 07:00"),
        ("until next week", "2026-03-16 07:00"),
        ("until 5 April", "2026-04-05 06:00"),
        ("until Mar 5", "2027-03-05 07:00"),
        ("until 2026-04-05", "2026-04-05 06:00"),
        ("until 18:00", "2026-03-10 17:00"),
    ],
)
def test_an_end_is_understood_by_its_day_in_the_chats_own_zone(words: str, until: str) -> None:
    expected = datetime.fromisoformat(until).replace(tzinfo=UTC)
    assert mute_end(f"Kherson {words}", NOW, timezone="Europe/Berlin") == ("Kherson", expected)


@pytest.mark.parametrize(
    "words", ["until 31 February", "until doomsday", "until Monday 25:00", "until 2020-01-01", "until 1 x"]
)
def test_an_end_that_is_none_is_not_guessed(words: str) -> None:
    assert mute_end(words, NOW) == (words, None) or mute_end(words, NOW)[1] is None


def test_a_mute_of_more_than_a_year_is_refused() -> None:
    with pytest.raises(UserError):
        mute_end("until 2029-01-01", NOW)
