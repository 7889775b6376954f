"""Settings: one typed table, read once at the start from the environment and `.env`.

Nobody reads the environment later; parts are handed on. `.env.example` is this table's manual.
"""

import re
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from pydantic import (
    BeforeValidator,
    Field,
    HttpUrl,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "y": 31536000}
_YES = frozenset({"true", "yes", "on", "1", "y", "t"})
_NO = frozenset({"false", "no", "off", "0", "n", "f"})
_PART = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(seconds?|minutes?|hours?|days?|weeks?|years?|[smhdwy])\b", re.I)


def _duration(value: object) -> object:
    """Read "90", "90s", "15m", "36h", "2d", "1 week" or "1d 12h"; a bare number is seconds."""
    if not isinstance(value, str):
        return value
    if re.fullmatch(r"\d+(\.\d+)?", value.strip()):
        value += "s"
    seconds, rest = 0.0, value.strip()
    while rest:
        part = _PART.match(rest)
        if part is None:
            raise ValueError("write a time like 90s, 15m, 36h, 2d or 1w")
        seconds += float(part[1]) * _UNITS[part[2][0].lower()]
        rest = rest[part.end() :].lstrip(" ,")
    try:
        return timedelta(seconds=seconds)
    except OverflowError as error:
        raise ValueError("that is longer than a time can be") from error


def _words(value: object) -> object:
    """Split a comma or space separated list."""
    return (
        re.split(r"[,\s]+", value.strip(", \t\n"))
        if isinstance(value, str) and value.strip(", \n")
        else value
    )


def _numbers(value: object) -> object:
    words = _words(value)
    if not isinstance(words, list):
        return words
    try:
        return frozenset(int(word) for word in words)
    except ValueError as error:
        raise ValueError("write numbers, apart by commas, as in 1234567,7654321") from error


def _private(value: object) -> object:
    """Read yes, no, or the networks and hosts that are opened."""
    words = _words(value)
    if not isinstance(words, list):
        return words
    if len(words) == 1 and words[0].lower() in _YES | _NO:
        return words[0].lower() in _YES
    wrong = next((word for word in words if not _is_place(word)), None)
    if wrong is not None:
        raise ValueError("write true, false, or networks and hosts as in 10.1.0.0/16,feeds.example.lan")
    return tuple(word.lower() for word in words)


def _is_place(word: str) -> bool:
    """Whether a word is a network, an address or a host's name."""
    try:
        ip_network(word, strict=False)
    except ValueError:
        return word == "localhost" or re.fullmatch(r"([\w-]+\.)+[^\W\d_][\w-]*", word) is not None
    return True


def _passwords(url: str) -> set[str]:
    """The passwords in a database's url, as written and as meant."""
    parts = urlsplit(url)
    written = parts.netloc.rpartition("@")[0].partition(":")[2]
    queried = parse_qs(parts.query).get("password", [])
    return {word for word in (written, unquote(written), *queried) if word}


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Ids = Annotated[frozenset[int], NoDecode, BeforeValidator(_numbers)]
Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)]
Private = Annotated[bool | tuple[str, ...], NoDecode, BeforeValidator(_private)]


class Settings(BaseSettings):
    """Everything that an owner can set. Field names in capitals are the variables' names."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    telegram_bot_token: SecretStr | None = None
    telegram_base_url: str = "https://api.telegram.org/bot"
    database_url: SecretStr | None = None
    data_dir: Path = Path("data")
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=8080, ge=0, le=65535)
    ingest_token: SecretStr | None = None
    webhook_url: HttpUrl | None = None
    webhook_secret: SecretStr | None = None
    admin_ids: Ids = frozenset()
    allowed_chats: Ids = frozenset()
    sources: Words = ()
    poll_interval: Duration = timedelta(hours=1)
    max_article_age: Duration = timedelta(days=2)
    retention: Duration = timedelta(days=90)
    send_rate: float = Field(default=30, gt=0, le=1000)
    allow_private_sources: Private = False
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _any_case(cls, value: object, info: Any) -> object:
        if not isinstance(value, str):
            return value
        return value.upper() if info.field_name == "log_level" else value.lower()

    @field_validator("telegram_bot_token")
    @classmethod
    def _token_shape(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"\d+:[\w-]+", value.get_secret_value()):
            raise ValueError("a token looks like 123456:ABC-def..., as @BotFather gives it")
        return value

    @field_validator("telegram_base_url")
    @classmethod
    def _base_shape(cls, value: str) -> str:
        if not re.fullmatch(r"https?://\S+", value):
            raise ValueError("write an address that the token follows, as https://api.telegram.org/bot")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _secret_shape(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
            raise ValueError("use 1 to 256 of A-Z a-z 0-9 _ -")
        return value

    @field_validator("sources")
    @classmethod
    def _open_to_all(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any("://" in word and "@" in urlsplit(word).netloc for word in value):
            raise ValueError(
                "an address in it has a user or a password, which every chat would come to see; write it without them, "
                "since feeds that ask for a password cannot be followed"
            )
        return value

    @field_validator("poll_interval")
    @classmethod
    def _polite(cls, value: timedelta) -> timedelta:
        if value < timedelta(seconds=1):
            raise ValueError("poll no more often than once a second")
        return value

    @model_validator(mode="after")
    def _webhook_is_whole(self) -> Self:
        if self.webhook_url is not None and self.webhook_secret is None:
            raise ValueError("WEBHOOK_SECRET is missing beside WEBHOOK_URL: set 32 random letters and digits")
        return self

    @property
    def database(self) -> str:
        """The store's SQLAlchemy url."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir / 'tocsin.sqlite3'}"

    @property
    def hub_callbacks(self) -> str | None:
        """Where hubs reach us: beside the webhook, the one public address that is known; None without it."""
        return None if self.webhook_url is None else urljoin(str(self.webhook_url), "websub/")

    @property
    def secrets(self) -> tuple[str, ...]:
        """Texts that no log line may hold."""
        held = (self.telegram_bot_token, self.ingest_token, self.webhook_secret)
        plain = (secret.get_secret_value() for secret in held if secret is not None)
        return (*plain, *(_passwords(self.database_url.get_secret_value()) if self.database_url else ()))


def load(**overrides: Any) -> Settings:
    """Read the settings; `overrides` win over the environment.

    Raises SettingsError naming the first wrong variable and how to write it; never shows the value,
    which may be a secret.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        why = first["msg"].removeprefix("Value error, ")
        what = f"{str(first['loc'][0]).upper()} is wrong: {why}" if first["loc"] else why
        raise SettingsError(f"{what}. Mend it in .env or the environment.") from None
    except (UnicodeDecodeError, OSError) as error:
        raise SettingsError(f".env cannot be read: {error}. Save it as UTF-8 text.") from None
