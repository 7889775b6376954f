from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import Settings, load
from bot.errors import SettingsError


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of whoever runs the suite, and no .env of theirs."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("90", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("36h", timedelta(hours=36)),
        ("2 days", timedelta(days=2)),
        ("1d 12h", timedelta(days=1, hours=12)),
        ("1w", timedelta(weeks=1)),
    ],
)
def test_times_are_written_as_people_write_them(
    monkeypatch: pytest.MonkeyPatch, written: str, meant: timedelta
) -> None:
    monkeypatch.setenv("MAX_ARTICLE_AGE", written)
    assert load().max_article_age == meant


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTP_PORT", "eighty"),
        ("HTTP_PORT", "70000"),
        ("SEND_RATE", "0"),
        ("MAX_ARTICLE_AGE", "soon"),
        ("MAX_ARTICLE_AGE", "9" * 40 + "d"),
        ("ADMIN_IDS", "olena"),
        ("LOG_LEVEL", "LOUD"),
        ("TELEGRAM_BOT_TOKEN", "hunter2"),
        ("TELEGRAM_BASE_URL", "api.telegram.org"),
        ("WEBHOOK_URL", "not a url"),
        ("WEBHOOK_SECRET", "with spaces"),
        ("POLL_INTERVAL", "0"),
        ("ALLOW_PRIVATE_SOURCES", "perhaps"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_the_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load()
    assert str(caught.value).startswith(f"{name} is wrong: ")
    assert "\n" not in str(caught.value)


def test_a_wrong_secret_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "hunter2")
    with pytest.raises(SettingsError) as caught:
        load()
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_an_empty_line_keeps_the_default(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("HTTP_PORT=\nADMIN_IDS=1, 2\n")
    settings = load()
    assert settings.http_port == 8080
    assert settings.admin_ids == {1, 2}


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("HTTP_PORT=1000\n")
    monkeypatch.setenv("HTTP_PORT", "2000")
    assert load().http_port == 2000


def test_a_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00bad")
    with pytest.raises(SettingsError, match=r"\.env cannot be read"):
        load()


def test_the_store_is_sqlite_in_the_data_folder_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", "/somewhere")
    assert load().database == "sqlite:////somewhere/tocsin.sqlite3"
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:pw@host/db")
    assert load().database == "postgresql://me:pw@host/db"


def test_no_secret_stands_in_the_settings_as_text() -> None:
    settings = load(telegram_bot_token="123456:ABCdefGHIjkl", ingest_token="letmein", webhook_secret="hush")
    assert not any(secret in repr(settings) for secret in settings.secrets)
    assert set(settings.secrets) == {"123456:ABCdefGHIjkl", "letmein", "hush"}


@pytest.mark.parametrize(
    "url", ["postgresql://olena:ge%2Fheim@host/db", "postgresql://host/db?user=olena&password=ge/heim"]
)
def test_the_databases_password_is_a_secret_too(url: str) -> None:
    assert "ge/heim" in load(database_url=url).secrets


def test_a_webhook_without_its_secret_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_URL", "https://bot.example/telegram")
    with pytest.raises(SettingsError, match="WEBHOOK_SECRET is missing"):
        load()


@pytest.mark.parametrize(
    ("written", "opened"),
    [
        ("true", True),
        ("no", False),
        ("10.1.0.0/16, 192.168.1.7", ("10.1.0.0/16", "192.168.1.7")),
        ("Feeds.example.lan,fd00::/8", ("feeds.example.lan", "fd00::/8")),
    ],
)
def test_private_sources_are_opened_all_or_by_name(monkeypatch, written, opened):
    monkeypatch.setenv("ALLOW_PRIVATE_SOURCES", written)
    assert load(_env_file=None).allow_private_sources == opened


@pytest.mark.parametrize("written", ["maybe", "10.0.0.0/99", "http://feeds.lan/", "true,false"])
def test_private_sources_that_are_no_such_thing_are_refused(monkeypatch, written):
    monkeypatch.setenv("ALLOW_PRIVATE_SOURCES", written)
    with pytest.raises(SettingsError, match="ALLOW_PRIVATE_SOURCES is wrong"):
        load(_env_file=None)


@pytest.mark.parametrize("user", ["olena:geheim@", "geheim@", ":geheim@"])
def test_source_with_a_password_in_its_address_is_refused_without_showing_it(
    monkeypatch: pytest.MonkeyPatch, user: str
) -> None:
    monkeypatch.setenv("SOURCES", f"https://a.example/feed,https://{user}b.example/feed")
    with pytest.raises(SettingsError, match="SOURCES is wrong: an address in it has a user") as caught:
        load(_env_file=None)
    assert "geheim" not in str(caught.value)
    monkeypatch.setenv("SOURCES", "https://a.example/@name,feeds@home.opml")
    assert load(_env_file=None).sources == ("https://a.example/@name", "feeds@home.opml")
