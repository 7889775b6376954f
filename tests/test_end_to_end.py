"""The main job, end to end: people follow, a raw page dump comes in, each hears of their own section, once."""

import asyncio
import io
import json
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest

from bot.core import Core
from bot.ingest.read import read
from bot.log import set_up
from bot.playground import TOKEN
from bot.sandbox import FaultKind, SandboxServer
from tests.harness import MAREK, OLENA, PRIYA, Person, bold, links, quoted, said, sandbox, settings, tocsin

BRIDGE = """ date 2026-02-14 Saturday, February 14, 2026 | 09:20 AM ISTहिंदी में पढ़ें
Three questions still open in talks on the river bridge: minister

The minister named the hardest points and said the other side has had the proposals for a week

Minister Ana Kovacs said talks go on over who pays for the toll exemptions for border towns (Photo:Wire)

Wire Tisava
Last Updated : Feb 14 2026 | 9:15 AM IST

Several questions remain open in negotiations over the new river bridge, Minister Ana Kovacs said on Friday.

Kovacs said that the other side has had the written proposals for a week and promised to answer within the month.
\u00a0

The unresolved issues include:\u00a0 Toll exemptions\u00a0 Kovacs said talks continue over the reach and length of \
toll exemptions that border towns would be given under any agreement. She said several technical points remain, \
among them how exempt cars would be recognised.

Fishing rights\u00a0 Kovacs said the question of fishing rights below the bridge is the hardest of all. She gave no \
details, but has often said that nobody will lose a licence that they hold today.

Marnice Pumping Station\u00a0 Kovacs said the future of the flooded Marnice pumping station remains unresolved. The \
station, the largest on the river, has been out of service since the spring flood.

Engineers say that safe operation of the station requires new dikes on both banks.

(Only the headline and picture of this report may have been reworked by the Border Standard staff; the rest of the \
content is auto-generated from a syndicated feed.)
"""
LINK = "https://border-standard.example/bridge-talks"


def dump(url: str = LINK, **changes: str) -> bytes:
    text = BRIDGE
    for old, new in changes.items():
        text = text.replace(old.replace("_", " "), new)
    return json.dumps({"url": url, "text": text}).encode()


@pytest.fixture
async def server() -> AsyncIterator[SandboxServer]:
    async with sandbox() as running:
        running.world.add_person(104, "Tomas")
        running.world.add_person(105, "Ines")
        yield running


async def take_in(built: Core, data: bytes) -> list[bool]:
    taken = await built.pipeline.process_all(read(data).articles)
    return [one.new for one in taken]


async def settled(built: Core) -> None:
    """Until nothing is owed any more."""
    async with asyncio.timeout(20):
        while True:
            figures = await built.storage.read(lambda tx: tx.deliveries.figures(built.clock.now()))
            if not figures.due and not figures.sending:
                return
            await built.clock.wait(asyncio.Event(), 0.05)


async def test_each_follower_hears_of_their_own_section_once(server: SandboxServer, tmp_path: Path) -> None:
    olena, marek, priya, tomas, ines = (Person(server.world, id) for id in (OLENA, MAREK, PRIYA, 104, 105))
    async with tocsin(server, settings(tmp_path)) as built:
        await olena.ask("/follow Marnice", "Marnice")
        await marek.ask("/follow toll exemptions", "oll exemptions")
        await priya.ask("/follow fishing rights", "ishing rights")
        await tomas.ask("/follow interest rates", "nterest rates")
        await ines.ask("/follow Marnice, toll exemptions, fishing rights", "ishing rights")

        assert await take_in(built, dump()) == [True]
        alerts = {one.id: await one.is_alerted() for one in (olena, marek, priya, ines)}
        await settled(built)

        for follower in (olena, marek, priya, ines):
            [alert] = follower.alerts()
            assert "Three questions still open in talks on the river bridge: minister" in bold(alert)
            assert LINK in links(alert)
            assert "Border Standard" in said(alert)
        assert tomas.alerts() == []
        assert "future of the flooded Marnice pumping station" in quoted(alerts[olena.id])
        assert "toll exemptions that border towns would be given" in quoted(alerts[marek.id])
        assert "fishing rights below the bridge" in quoted(alerts[priya.id])
        assert "toll exemptions" not in quoted(alerts[priya.id]).lower()
        names = said(alerts[ines.id]).splitlines()[0].lower()
        assert all(name in names for name in ("marnice", "toll exemptions", "fishing rights"))


async def test_the_same_again_is_silence_and_a_copy_edits_the_first_message(
    server: SandboxServer, tmp_path: Path
) -> None:
    olena = Person(server.world, OLENA)
    async with tocsin(server, settings(tmp_path)) as built:
        await olena.ask("/follow Marnice", "Marnice")
        await take_in(built, dump())
        alert = await olena.is_alerted()
        await settled(built)
        everything = len(olena.heard())

        assert await take_in(built, dump()) == [False]
        await settled(built)
        assert len(olena.heard()) == everything

        copy = dump(
            "https://river-post.example/4711",
            Border_Standard="River Post",
            on_Friday="on Friday night",
            Three_questions_still_open="Three questions open",
        )
        assert await take_in(built, copy) == [True]
        edited = await olena.hears("River Post")
        await settled(built)
        assert edited["message_id"] == alert["message_id"]
        assert "edit_date" in edited
        assert "Border Standard" in said(edited)
        assert "https://river-post.example/4711" in links(edited)
        assert len(olena.heard()) == everything


async def test_status_answers_from_its_own_section_and_finds_names_fuzzily(
    server: SandboxServer, tmp_path: Path
) -> None:
    olena = Person(server.world, OLENA)
    async with tocsin(server, settings(tmp_path)) as built:
        await take_in(built, dump())
        answer = await olena.ask("/status toll exemptions", "📍")
        assert "unresolved" in said(answer).splitlines()[0]
        assert "talks continue over the reach and length of toll exemptions" in said(answer)
        assert "14 Feb" in said(answer)
        assert LINK in links(answer)

        await olena.ask("/follow Marnice", "Marnice")
        answer = await olena.ask("/status marnitse", "📍")
        assert "Marnice" in said(answer)
        assert "marnitse" in said(answer)


async def test_a_restart_repeats_nothing_and_forgets_nothing(server: SandboxServer, tmp_path: Path) -> None:
    olena = Person(server.world, OLENA)
    configured = settings(tmp_path)
    async with tocsin(server, configured) as built:
        await olena.ask("/follow Marnice", "Marnice")
        await take_in(built, dump())
        alert = await olena.is_alerted()
        await settled(built)
    everything = len(olena.heard())
    async with tocsin(server, configured) as built:
        assert await take_in(built, dump()) == [False]
        await settled(built)
        assert len(olena.heard()) == everything
        pressed = await olena.taps(alert, "Why")
        again = await olena.taps(alert, "Why")
        assert pressed["callback_query_id"] != again["callback_query_id"]
        answer = await olena.ask("/issues", "Marnice")
        assert "Marnice" in said(answer)


async def test_articles_pushed_by_http_are_stored_before_they_are_accepted(
    server: SandboxServer, tmp_path: Path
) -> None:
    olena = Person(server.world, OLENA)
    configured = settings(tmp_path, http_port=0)
    async with tocsin(server, configured) as built:
        await olena.ask("/follow Marnice", "Marnice")
        async with aiohttp.ClientSession() as http:
            answer = await http.post(
                f"http://127.0.0.1:{built.ports['http']}/api/articles",
                data=dump(),
                headers={"Authorization": "Bearer letmein", "Content-Type": "application/json"},
            )
            assert answer.status == 202
            [line] = await answer.json()
        assert line["new"] is True
        assert await built.storage.read(lambda tx: tx.articles.get(line["article"])) is not None
        await olena.is_alerted()


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that the bot logs at DEBUG, as its own set-up writes it."""
    root, stream = logging.getLogger(), io.StringIO()
    before = (root.handlers[:], root.level)
    set_up(level="DEBUG", form="text", secrets=[TOKEN, "letmein"], stream=stream)
    yield stream
    root.handlers[:], root.level = before[0], before[1]


async def test_no_secret_reaches_the_log_or_the_chat_at_debug(
    server: SandboxServer, tmp_path: Path, logged: io.StringIO
) -> None:
    olena = Person(server.world, OLENA)
    async with tocsin(server, settings(tmp_path)) as built:
        for one in (olena, Person(server.world, MAREK), Person(server.world, PRIYA)):
            await one.ask("/follow Marnice", "Marnice")
        await olena.ask(f"/addsource http://user:letmein@127.0.0.1:1/{TOKEN}")
        for kind in (FaultKind.SERVER_ERROR, FaultKind.BAD_GATEWAY, FaultKind.FORBIDDEN):
            server.faults.add("sendMessage", kind)
        for kind in (FaultKind.BAD_GATEWAY, FaultKind.BAD_JSON, FaultKind.RESET):
            server.faults.add("getUpdates", kind)
        await take_in(built, dump())
        async with aiohttp.ClientSession() as http:
            url = f"http://127.0.0.1:{built.ports['http']}/api/articles"
            await http.post(url, data=b"{", headers={"Authorization": "Bearer letmein"})
        async with asyncio.timeout(20):
            while server.faults.waiting:
                await built.clock.wait(asyncio.Event(), 0.05)
    written = logged.getvalue()
    assert "bot.pipeline" in written
    assert "updates could not be fetched" in written
    assert TOKEN not in written
    assert "letmein" not in written


async def test_an_alert_whose_first_try_failed_arrives_all_the_same(
    server: SandboxServer, tmp_path: Path
) -> None:
    olena = Person(server.world, OLENA)
    async with tocsin(server, settings(tmp_path)) as built:
        await olena.ask("/follow Marnice", "Marnice")
        server.faults.add("sendMessage", FaultKind.FLOOD, retry_after=1)
        await take_in(built, dump())
        await olena.is_alerted()
        await settled(built)
        assert len(olena.alerts()) == 1


async def test_who_blocked_the_bot_gets_nothing_and_is_back_with_a_word(
    server: SandboxServer, tmp_path: Path
) -> None:
    olena, marek = Person(server.world, OLENA), Person(server.world, MAREK)
    async with tocsin(server, settings(tmp_path)) as built:
        await olena.ask("/follow Marnice", "Marnice")
        await marek.ask("/follow Marnice", "Marnice")
        server.world.block(OLENA)
        await take_in(built, dump())
        await marek.is_alerted()
        await settled(built)
        assert olena.alerts() == []
        server.world.block(OLENA, False)
        assert "Marnice" in said(await olena.ask("/issues", "Marnice"))


async def test_calls_that_fail_at_the_start_are_made_again(server: SandboxServer, tmp_path: Path) -> None:
    for method in ("getMe", "deleteWebhook", "setMyCommands"):
        server.faults.add(method, FaultKind.BAD_GATEWAY)
    olena = Person(server.world, OLENA)
    async with tocsin(server, settings(tmp_path)):
        await olena.ask("/follow Marnice", "Marnice")


async def test_readiness_and_metrics_are_the_running_bots_own(server: SandboxServer, tmp_path: Path) -> None:
    olena = Person(server.world, OLENA)
    async with tocsin(server, settings(tmp_path)) as built, aiohttp.ClientSession() as http:
        await olena.ask("/follow Marnice", "Marnice")
        await take_in(built, dump())
        await olena.is_alerted()
        await settled(built)
        base = f"http://127.0.0.1:{built.ports['http']}"
        assert (await http.get(f"{base}/readyz")).status == 200
        figures = await (await http.get(f"{base}/metrics")).text()
    assert "tocsin_articles 1.0" in figures
    assert "tocsin_deliveries_sent 1.0" in figures
    assert "tocsin_decisions_new_story 1.0" in figures
    assert 'tocsin_sent_total{kind="alert"} 1.0' in figures
    assert "tocsin_published_to_sent_seconds_count 1.0" in figures


async def test_a_webhook_takes_the_place_of_polling(server: SandboxServer, tmp_path: Path) -> None:
    olena = Person(server.world, OLENA)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    pushed = settings(
        tmp_path, http_port=port, webhook_url=f"http://127.0.0.1:{port}/telegram", webhook_secret="hush"
    )
    async with tocsin(server, pushed) as built:
        async with asyncio.timeout(10):
            while not server.world.webhook.get("url"):
                await built.clock.wait(asyncio.Event(), 0.02)
        await olena.ask("/follow Marnice", "Marnice")
        await take_in(built, dump())
        await olena.is_alerted()


async def test_a_slow_chat_holds_up_no_other(server: SandboxServer, tmp_path: Path) -> None:
    people = [Person(server.world, id) for id in (OLENA, MAREK, PRIYA)]
    async with tocsin(server, settings(tmp_path)) as built:
        for one in people:
            await one.ask("/follow Marnice", "Marnice")
        server.faults.add("sendMessage", FaultKind.TIMEOUT)
        await take_in(built, dump())
        async with asyncio.timeout(4):
            while sum(bool(one.alerts()) for one in people) < 3:
                await built.clock.wait(asyncio.Event(), 0.02)
        server.faults.clear()  # so that nobody has to wait for it at the end
