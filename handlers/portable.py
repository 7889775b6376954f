"""A chat as a file, and back: settings and what is followed, readable and checked. Knows no Telegram.

What stands in a file may have been written by anybody: every field is held to what could have been typed.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from bot.domain.model import Chat, DeliveryMode, Subscription
from bot.domain.wishes import Lesson, LessonKind, Strictness, Wishes
from bot.errors import UserError
from bot.messages.tongue import mark, tr

WRONG = mark(
    "That is no export of mine that can be read: {why}. Nothing was changed. Send a file that /export gave."
)
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _within_reason(at: datetime) -> datetime:
    """No moment so near the ends of the calendar that another zone's clock, or the day after it, has none."""
    if not _FIRST <= at <= _LAST:
        raise ValueError("no moment of this age")
    return at


Name = Annotated[str, Field(min_length=1, max_length=100)]
Moment = Annotated[AwareDatetime, AfterValidator(_within_reason)]
Minute = Annotated[int, Field(ge=0, lt=1440)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class WishesFile(_Part):
    """Wishes, as far as they are said."""

    strictness: Strictness | None = None
    sound: bool | None = None
    preview: bool | None = None
    follow_ups: bool | None = None
    only: tuple[Name, ...] | None = Field(default=None, max_length=200)
    never: tuple[Name, ...] | None = Field(default=None, max_length=200)

    def value(self) -> Wishes:
        """As the domain has them."""
        return Wishes(**self.model_dump())


class LessonFile(_Part):
    """One thing that was learned."""

    kind: LessonKind
    value: Name
    at: Moment

    def lesson(self) -> Lesson | None:
        """As the domain has it; None for a score that is none."""
        if self.kind in (LessonKind.SURER, LessonKind.KEPT):
            try:
                if not 0 <= float(self.value) <= 1:
                    return None
            except ValueError:
                return None
        return Lesson(self.kind, self.value, self.at)


class IssueFile(_Part):
    """One followed issue."""

    name: Name
    aliases: tuple[Name, ...] = Field(default=(), max_length=40)
    without: tuple[Name, ...] = Field(default=(), max_length=200)
    delivery: DeliveryMode | None = None
    wishes: WishesFile = WishesFile()
    learned: tuple[LessonFile, ...] = Field(default=(), max_length=200)
    muted_until: Moment | None = None


class ChatFile(_Part):
    """The chat's own settings."""

    timezone: str = "UTC"
    digest: DeliveryMode = DeliveryMode.OFF
    digest_minute: Minute = 480
    digest_weekday: int = Field(default=0, ge=0, le=6)
    quiet: tuple[Minute, Minute] | None = None
    muted_until: Moment | None = None
    wishes: WishesFile = WishesFile()
    language: Annotated[str, Field(max_length=20)] | None = None


class ExportFile(_Part):
    """A whole file."""

    tocsin: Literal[1]
    of: Annotated[str, Field(pattern=r"^-\d{1,18}(_\d{1,18})?$")] | None = None
    """The group, and topic, that it was made of; None for a private chat's."""
    chat: Annotated[str, Field(max_length=300)] = ""
    """What that was called then."""
    settings: ChatFile = ChatFile()
    follows: tuple[IssueFile, ...] = Field(default=(), max_length=1000)


def written(
    chat: Chat, followed: list[Subscription], kept: dict[str, list[dict[str, Any]]], now: datetime
) -> dict[str, object]:
    """The file of a chat: what restores it in front, every row that is kept behind."""
    own = ChatFile(
        timezone=chat.timezone,
        digest=chat.digest,
        digest_minute=chat.digest_minute,
        digest_weekday=chat.digest_weekday,
        quiet=(chat.quiet.start, chat.quiet.end) if chat.quiet else None,
        muted_until=chat.muted_until,
        wishes=_wishes(chat.wishes),
        language=chat.language,
    )
    follows = tuple(_issue(one) for one in followed)
    where = chat.destination
    of = f"{where.chat}{f'_{where.thread}' if where.thread else ''}" if where.chat < 0 else None
    file = ExportFile(tocsin=1, of=of, chat=chat.title[:300], settings=own, follows=follows)
    front = file.model_dump(mode="json", exclude_none=True)
    return {**front, "exported_at": now.isoformat(timespec="seconds"), "everything": kept}


def _issue(one: Subscription) -> IssueFile:
    return IssueFile(
        name=one.issue.name,
        aliases=one.issue.aliases,
        without=one.issue.without,
        delivery=one.mode,
        wishes=_wishes(one.wishes),
        learned=tuple(LessonFile(kind=it.kind, value=it.value, at=it.at) for it in one.lessons),
        muted_until=one.muted_until,
    )


def _wishes(wishes: Wishes) -> WishesFile:
    return WishesFile(
        strictness=wishes.strictness,
        sound=wishes.sound,
        preview=wishes.preview,
        follow_ups=wishes.follow_ups,
        only=wishes.only,
        never=wishes.never,
    )


def looks_exported(data: bytes) -> bool:
    """Whether a file is meant to be one of these."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b'"tocsin"' in data


def read(data: bytes) -> ExportFile:
    """The file in these bytes; UserError in words for one that cannot be read."""
    try:
        return ExportFile.model_validate_json(data.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UserError(
            tr(WRONG, why=f"{where}: {first['msg']}"[:150] if where else tr("it is no JSON"))
        ) from None
