"""Inline queries, files and channels, as Telegram has them."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot, InlineQueryResultArticle, InputTextMessageContent
from telegram import error as te

from bot.sandbox import UNLIMITED, Impossible, SandboxServer
from tests.harness import MAREK, OLENA, TOKEN

CHANNEL = -1001000000777
NEWSROOM = -1001000000201


@pytest.fixture
async def server() -> AsyncIterator[SandboxServer]:
    async with SandboxServer(token=TOKEN, clock=lambda: 1_773_133_200.0, limits=UNLIMITED) as running:
        yield running


@pytest.fixture
async def bot(server: SandboxServer) -> AsyncIterator[Bot]:
    made = Bot(TOKEN, base_url=server.base_url, base_file_url=server.base_file_url)
    async with made:
        yield made


def result(id: str, text: str = "A card") -> InlineQueryResultArticle:
    return InlineQueryResultArticle(id, "Card", InputTextMessageContent(text, parse_mode="HTML"))


async def test_what_the_bot_offers_comes_to_whoever_typed(server: SandboxServer, bot: Bot) -> None:
    query = server.world.type_inline(OLENA, "zapor")
    [update] = await bot.get_updates()
    assert update.inline_query is not None
    assert update.inline_query.query == "zapor"
    await bot.answer_inline_query(query, [result("1", "<b>Open</b> &amp; shut")])
    event = await server.world.wait_event(lambda one: one.get("inline_query_id") == query)
    assert event["results"][0]["text"] == "Open & shut"


async def test_card_that_is_sent_names_the_bot_and_only_what_was_offered_can_be(
    server: SandboxServer, bot: Bot
) -> None:
    query = server.world.type_inline(OLENA, "zapor")
    await bot.answer_inline_query(query, [result("1", "<b>Open</b>")])
    server.world.send_inline(OLENA, query, "1", chat_id=NEWSROOM)
    *_, update = await bot.get_updates()
    assert update.message is not None
    assert update.message.text_html == "<b>Open</b>"
    assert update.message.via_bot == await bot.get_me()
    for person, chosen in ((OLENA, "2"), (MAREK, "1")):
        with pytest.raises(Impossible, match="no longer offered"):
            server.world.send_inline(person, query, chosen, chat_id=NEWSROOM)


@pytest.mark.parametrize(
    ("results", "why"),
    [
        ([result("1"), result("1")], "Result_id_duplicate"),
        ([result("1", "<br>")], "unsupported start tag"),
        ([result("1", "x" * 4097)], "Message is too long"),
    ],
)
async def test_what_telegram_would_refuse_is_refused(
    server: SandboxServer, bot: Bot, results: list[InlineQueryResultArticle], why: str
) -> None:
    query = server.world.type_inline(OLENA, "x")
    with pytest.raises(te.BadRequest, match=why):
        await bot.answer_inline_query(query, results)


async def test_a_document_keeps_its_name_and_can_be_had_again(server: SandboxServer, bot: Bot) -> None:
    server.world.say(OLENA, "hello")
    sent = await bot.send_document(OLENA, b'{"a": 1}', caption="All of it", filename="all.json")
    assert sent.document is not None
    assert sent.document.file_name == "all.json"
    file = await sent.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b'{"a": 1}'


async def test_only_an_administrator_posts_in_a_channel(server: SandboxServer, bot: Bot) -> None:
    channel = server.world.add_channel(CHANNEL, "Watch", admins=[OLENA])
    assert (await bot.send_message(CHANNEL, "News")).chat.type == "channel"
    channel.bot = "member"
    with pytest.raises(te.BadRequest, match="administrator rights"):
        await bot.send_message(CHANNEL, "News")
