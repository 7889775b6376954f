"""The sandbox talks to its own page and to programs of this machine, not to other web sites."""

import aiohttp
import pytest

from bot.sandbox import SandboxServer
from bot.sandbox.guard import host_allowed
from tests.fakes import FakeClock
from tests.sandbox.conftest import OLENA, TOKEN, Raw

SEND = {"chat_id": OLENA, "from_id": OLENA, "text": "x"}


@pytest.mark.parametrize(
    ("host", "bound", "allowed"),
    [
        ("localhost:8088", "127.0.0.1", True),
        ("LOCALHOST", "127.0.0.1", True),
        ("127.0.0.1:8088", "127.0.0.1", True),
        ("[::1]:8088", "127.0.0.1", True),
        ("[::1]", "::1", True),
        ("evil.example:8088", "127.0.0.1", False),
        ("localhost.evil.example", "127.0.0.1", False),
        ("192.168.1.5:8088", "127.0.0.1", False),
        ("", "127.0.0.1", False),
        ("desk.lan:8088", "desk.lan", True),
        ("192.168.1.5:8088", "0.0.0.0", True),
        ("[fd00::5]:8088", "::", True),
        ("evil.example:8088", "0.0.0.0", False),
        ("", "", False),
    ],
)
def test_only_names_of_this_machine_are_taken(host: str, bound: str, allowed: bool) -> None:
    assert host_allowed(host, bound) is allowed


@pytest.mark.parametrize("path", ["/", "/sandbox/state", f"/bot{TOKEN}/getMe"])
async def test_rebound_name_is_refused_everywhere(raw: Raw, path: str) -> None:
    assert (await raw.page(path, Host="evil.example"))[0] == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_other_sites_can_neither_act_nor_read(
    raw: Raw, server: SandboxServer, headers: dict[str, str]
) -> None:
    assert (await raw.page("/sandbox/send", SEND, **headers))[0] == 403
    assert (await raw.page("/sandbox/state", **headers))[0] == 403
    assert (await raw.page(f"/bot{TOKEN}/getMe", **headers))[0] == 403
    assert not server.world.updates.pending()


async def test_own_page_may_act(raw: Raw) -> None:
    assert (
        await raw.page("/sandbox/send", SEND, **{"Origin": raw.address, "Sec-Fetch-Site": "same-origin"})
    )[0] == 200


async def test_link_from_elsewhere_may_open_the_page_only(raw: Raw) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    async with raw.session.get(f"{raw.address}/", headers=headers) as answer:
        assert answer.status == 200
    assert (await raw.page("/sandbox/state", **headers))[0] == 403


async def test_page_takes_json_only(raw: Raw) -> None:
    async with raw.session.post(f"{raw.address}/sandbox/send", data={"text": "x"}) as answer:
        assert answer.status == 415
    async with raw.session.post(
        f"{raw.address}/sandbox/send", data=b"{", headers={"Content-Type": "application/json"}
    ) as answer:
        assert (answer.status, (await answer.json())["error"]) == (400, "That is not JSON.")


async def test_page_may_load_nothing_from_outside(raw: Raw) -> None:
    async with raw.session.get(f"{raw.address}/") as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'self';")
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "http://" not in (await answer.text()).replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize(
    "path", ["/page/../server.py", "/page/%2e%2e%2fserver.py", "/page/server.py", "/page/none.js"]
)
async def test_only_the_pages_own_files_are_served(raw: Raw, path: str) -> None:
    assert (await raw.page(path))[0] == 404


async def test_taken_port_is_an_error_of_the_system(server: SandboxServer, clock: FakeClock) -> None:
    port = int(server.address.rpartition(":")[2])
    with pytest.raises(OSError, match="address already in use"):
        await SandboxServer(token=TOKEN, port=port, clock=lambda: clock.now().timestamp()).start()


async def test_token_is_nowhere_in_an_answer(raw: Raw) -> None:
    async with raw.session.get(f"{raw.address}/bot{TOKEN}/nothing") as answer:
        assert TOKEN not in await answer.text()
    async with aiohttp.ClientSession() as session, session.get(f"{raw.address}/bot{TOKEN}x/getMe") as answer:
        assert TOKEN not in await answer.text()
