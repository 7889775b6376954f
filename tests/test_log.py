import io
import json
import logging

import pytest

from bot import log

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"


@pytest.fixture(autouse=True)
def _put_logging_back() -> object:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    yield
    root.handlers[:], root.level = before[0], before[1]


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_reaches_a_line_or_a_traceback(form: str) -> None:
    stream = io.StringIO()
    log.set_up(level="DEBUG", form=form, secrets=[TOKEN, "let me in"], stream=stream)
    try:
        try:
            raise ValueError(f"https://api.telegram.org/bot{TOKEN}/getMe")
        except ValueError as error:
            raise RuntimeError("Bearer let me in") from error
    except RuntimeError:
        logging.getLogger("x").exception("asked %s", TOKEN)
    logging.getLogger("x").info("postgresql://olena:geheim@db/tocsin and 987654321:ZZyyXXwwVVuuTTssRRqq")
    written = stream.getvalue()
    for secret in (TOKEN, "let me in", "geheim", "ZZyyXXwwVVuuTTssRRqq"):
        assert secret not in written
    assert "RuntimeError" in written
    assert "olena:[secret]@db" in written


def test_json_lines_are_json() -> None:
    stream = io.StringIO()
    log.set_up(level="INFO", form="json", secrets=[], stream=stream)
    logging.getLogger("x").warning("Київ\nsecond line")
    line = json.loads(stream.getvalue())
    assert (line["level"], line["logger"], line["text"]) == ("WARNING", "x", "Київ\nsecond line")


def test_libraries_that_log_whole_urls_stay_quiet_at_debug() -> None:
    stream = io.StringIO()
    log.set_up(level="DEBUG", form="text", secrets=[], stream=stream)
    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot1:x/getMe")
    assert stream.getvalue() == ""


def told(form: str, words: str, *, error: Exception | None = None) -> str:
    stream = io.StringIO()
    log.set_up(level="INFO", form=form, secrets=[], stream=stream)
    logging.getLogger("x").warning("it says: %s", words, exc_info=error)
    return stream.getvalue()


def test_strangers_word_forges_no_line_and_commands_no_terminal() -> None:
    forged = "no\r\n2026-11-23 12:00:00 ERROR   bot.app: the disk is full\x1b[2J\x9b2J\u2028\u202eх"
    written = told("text", forged)
    assert written.count("\n") == 1
    assert written.splitlines()[0].endswith("disk is full\\x1b[2J\\x9b2J\\u2028\\u202eх")
    assert "\r" not in written


def test_traceback_keeps_its_lines_and_what_an_error_says_forges_none() -> None:
    lines = told("text", "a", error=ValueError("one\n2026-11-23 ERROR x: \x1b[2J")).splitlines()
    assert len(lines) > 2
    assert all(line.startswith("  | ") for line in lines[1:])
    assert lines[-1] == "  | 2026-11-23 ERROR x: \\x1b[2J"


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("https://olena:ge/heim@host/a", "https://olena:[secret]@host/a"),
        ("https://geheim@host/a", "https://[secret]@host/a"),
        ("https://:geheim@host", "https://[secret]@host"),
        ("https://olena:a@geheim@host/x", "https://olena:[secret]@host/x"),
        ("'https://geheim@[::1]:80/'", "'https://[secret]@[::1]:80/'"),
        ("key tocsin_geheim-" + "a_" * 18 + ".", "key [secret]."),
        ("https://host/@a https://host:80/@a/b@c", "https://host/@a https://host:80/@a/b@c"),
        ("https://host/a?b=c and mail@host", "https://host/a?b=c and mail@host"),
        ("https://host/a https://olena:geheim@b", "https://host/a https://olena:[secret]@b"),
    ],
)
def test_what_is_before_an_addresss_host_and_a_clients_key_are_cut(
    form: str, said: str, written: str
) -> None:
    line = told(form, said)
    assert f"it says: {written}" in line
    assert "geheim" not in line
