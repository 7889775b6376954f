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
