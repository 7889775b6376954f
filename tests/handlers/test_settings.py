"""/settings: one menu edited in place; an issue that says nothing has it as its chat has it."""

from datetime import timedelta

from bot.domain.model import Article
from tests.handlers.room import GUARANTEES, MAREK, NEWSROOM, OLENA, PLANT, Json, Room, article, labels


def plant(n: int, source: str = "Morning Post") -> Article:
    """Another story about the plant."""
    reactor = ("first", "second", "third", "fourth", "fifth")[n]
    return article(
        f"Zaporizhzhia: the {reactor} reactor",
        f"The {reactor} reactor of the Zaporizhzhia nuclear power plant was seen by {n + 3} engineers of team {n}.",
        source=source,
    )


async def opened(room: Room, *path: str, person: int = OLENA) -> Json:
    """The menu, and the buttons pressed in it one after another."""
    shown = await room.say("/settings", person)
    for label in path:
        shown = await room.tap(shown, label, person)
    return shown


async def of_issue(room: Room, *path: str) -> Json:
    """The same of Zaporizhzhia's own settings."""
    return await opened(room, "One issue", "Zaporizhzhia", *path)


async def test_the_menu_says_everything_at_a_glance_and_is_edited_in_place(room: Room) -> None:
    menu = await opened(room)
    assert menu["text"].splitlines() == [
        "⚙️ Settings of this chat",
        "Delivery: at once",
        "Strictness: normal",
        "Sound: on",
        "Link preview: off",
        "New facts: on",
        "Publishers: all",
        "Quiet hours: off",
        "Time zone: UTC",
        "Language: English",
    ]
    shown = await room.tap(await room.tap(menu, "Strictness"), "strict")
    assert shown["toast"] == "Set."
    assert "✓ strict" in labels(shown)
    again = await room.tap(shown, "‹ Settings")
    assert "Strictness: strict" in again["text"]
    assert menu["message_id"] == again["message_id"]


async def test_other_menus_lead_back_to_this_one(room: Room) -> None:
    for name, words in (
        ("Digest hour", "Digest:"),
        ("Quiet hours", "Quiet hours:"),
        ("Time zone", "Time zone:"),
        ("Mute", "hold"),
    ):
        shown = await opened(room, name)
        assert words in shown["text"]
        assert "Settings of this chat" in (await room.tap(shown, "‹ Settings"))["text"]


async def test_an_issue_follows_its_chat_until_it_says_otherwise_and_after_a_reset(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await opened(room, "Strictness", "strict")
    shown = await of_issue(room)
    assert "Strictness: strict (as this chat has it)" in shown["text"]
    loose = await room.tap(await room.tap(shown, "Strictness"), "loose")
    assert "Strictness: loose\n" in (await room.tap(loose, "‹ Settings"))["text"]
    reset = await room.tap(await of_issue(room), "↺ All as this chat has it")
    assert "Strictness: strict (as this chat has it)" in reset["text"]
    assert "Strictness: loose\n" in (await room.tap(reset, "↩ Undo reset"))["text"]


async def test_the_chats_strictness_counts_for_the_next_article(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await opened(room, "Strictness", "loose")
    aside = article("Weather", "It rains in Oslo and Bergen. " * 40 + "Somebody once was in Zaporizhzhia.")
    await room.publish(aside)
    assert "Weather" in room.messages()[-1]["text"]
    await opened(room, "Strictness", "strict")
    await room.publish(
        article("Traffic", "Cars queue in Oslo and Bergen. " * 40 + "One came from Zaporizhzhia.")
    )
    assert "Traffic" not in room.messages()[-1]["text"]


async def test_an_issue_without_sound_comes_silently_and_others_ring(room: Room) -> None:
    await room.say("/follow Zaporizhzhia, security guarantees")
    await of_issue(room, "Sound", "off")
    await room.publish(PLANT)
    assert room.messages()[-1]["silent"] is True
    await room.publish(GUARANTEES)
    assert room.messages()[-1]["silent"] is False


async def test_a_preview_shows_the_article_under_its_alert_and_stays_when_a_copy_comes(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await opened(room, "Link preview", "on")
    await room.publish(PLANT)
    assert room.messages()[-1]["link_preview_options"]["url"] == PLANT.url
    await room.publish(
        article(PLANT.title, PLANT.text, guid="2", url="https://evening.example/1", source="Evening Paper")
    )
    assert "Also: Evening Paper" in room.messages()[-1]["text"]
    assert room.messages()[-1]["link_preview_options"]["url"] == PLANT.url


async def test_whoever_wants_no_new_facts_is_told_of_a_story_once_and_one_issue_may_differ(
    room: Room,
) -> None:
    await room.say("/follow Marnice")
    flood = article(
        "Marnice flooded", "Marnice was flooded on Monday, and its pumping station stands in water."
    )
    shown = await opened(room, "New facts", "off")
    assert "✓ off" in labels(shown)

    async def turn(what: str) -> list[str]:
        """What is told after it happens in the story."""
        room.clock.advance(timedelta(hours=3))
        await room.publish(
            article(
                f"Marnice flooded: a dike {what}",
                f"A new dike for Marnice {what} on Tuesday night.\n\n{flood.text}",
                published_at=room.clock.now(),
            )
        )
        return [one["text"] for one in room.messages() if "New in this story" in one["text"]]

    await room.publish(flood)
    assert await turn("was agreed") == []
    of_it = await opened(room, "One issue", "Marnice", "New facts")
    assert "✓ As this chat has it: off" in labels(of_it)
    await room.tap(of_it, "on")
    [told] = await turn("was signed")
    assert "signed" in told
    reset = await room.tap(await opened(room, "One issue", "Marnice"), "↺ All as this chat has it")
    assert "New facts: off (as this chat has it)" in reset["text"]
    assert "New facts: on\n" in (await room.tap(reset, "↩ Undo reset"))["text"]


async def test_only_and_never_decide_whose_articles_ring(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.publish(plant(0))
    await room.publish(plant(1, "Daily Rumour"))
    screen = await opened(room, "Publishers")
    assert labels(screen)[:2] == ["Daily Rumour", "Morning Post"]
    only = await room.tap(screen, "Daily Rumour")
    assert "only Daily Rumour" in only["text"]
    never = await room.tap(only, "✓ Daily Rumour")
    assert "all but Daily Rumour" in never["text"]
    rumour = plant(2, "Daily Rumour")
    await room.publish(rumour)
    assert "third reactor" not in room.messages()[-1]["text"]
    why = await room.say(f"/why {rumour.url}")
    assert "not to hear of that publisher" in why["text"]
    assert "Publishers: all\n" in (await room.tap(never, "✕ Daily Rumour"))["text"]


async def test_an_issue_may_have_publishers_of_its_own_and_take_the_chats_again(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.publish(plant(0))
    own = await of_issue(room, "Publishers", "Morning Post")
    assert "only Morning Post" in own["text"]
    assert "Publishers: all\n" in (await opened(room))["text"]
    assert "(as this chat has it)" in (await room.tap(own, "↺ As this chat has it"))["text"]


async def test_a_delivery_of_the_menu_holds_alerts_as_the_command_does(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await of_issue(room, "Delivery", "daily digest")
    await room.publish(PLANT)
    assert "Talks on the plant" not in room.messages()[-1]["text"]
    room.clock.advance(timedelta(days=1))
    await room.scheduler.queue_due()
    await room.deliver()
    assert "Talks on the plant" in room.messages()[-1]["text"]


async def test_members_of_a_group_may_look_and_not_change(room: Room) -> None:
    menu = await room.say("/settings", MAREK, chat_id=NEWSROOM)
    shown = await room.tap(menu, "Sound", MAREK)
    assert "Shall alerts make a sound?" in shown["text"]
    assert "Only this group's admins" in (await room.tap(shown, "off", MAREK))["toast"]


async def test_an_issue_without_articles_says_where_publishers_come_from(room: Room) -> None:
    assert "/sources shows what is read" in (await opened(room, "Publishers"))["text"]
    assert "Nothing is followed here yet" in (await opened(room, "One issue"))["text"]


async def test_undo_of_unfollowing_brings_back_what_an_issue_wished(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await of_issue(room, "Sound", "off")
    await room.tap(await room.say("/unfollow Zaporizhzhia"), "Undo")
    assert "Sound: off\n" in (await of_issue(room))["text"]


async def test_forged_settings_are_out_of_date(room: Room) -> None:
    message = await room.say("/follow Zaporizhzhia")
    for data in (
        "set", "set:x", "set:99", "set:0:frobnicate", "set:0:sound:-", "set:1:mode:never", "set:0:source:0:beef",
        "set:0:reset", "set:1:back:a:b", "set:1:sources:x", "set:1:strict:", "set:0:sources", "set:0:source",
    ):  # fmt: skip
        query = room.server.world.press(OLENA, data, chat_id=OLENA, message_id=message["message_id"])
        await room.settle()
        if data != "set:1:strict:":
            assert (await room.server.world.wait_answer(query))["text"], data
