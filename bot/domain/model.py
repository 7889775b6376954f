"""The nouns of Tocsin as frozen values. Contains no rule, no input and no output.

Times are aware; ids are row ids of the store. docs/glossary.md says what each word means.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.domain.grounds import Grounds
from bot.domain.rhythm import Rhythm
from bot.domain.wishes import USUAL, Lesson, Wishes
from bot.domain.wishes import Strictness as Strictness  # noqa: PLC0414 - a noun that everybody has from here

ArticleId = NewType("ArticleId", int)
IssueId = NewType("IssueId", int)
StoryId = NewType("StoryId", int)
ChatId = NewType("ChatId", int)
SubscriptionId = NewType("SubscriptionId", int)
AlertId = NewType("AlertId", int)
DeliveryId = NewType("DeliveryId", int)
RollId = NewType("RollId", int)
SourceId = NewType("SourceId", int)

Span = tuple[int, int]
"""Start and end in characters (code points), end exclusive."""


# -- what comes in ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One publication as it came in. The text is plain: paragraphs apart by a blank line, headings on a
    line of their own, list items starting with "- "."""

    guid: str
    """What it is known by: the id it came with, else its canonical url, else a fingerprint of its words."""
    title: str = ""
    text: str = ""
    url: str | None = None
    source: str = ""
    """The publisher's name, as a reader knows it."""
    author: str | None = None
    published_at: datetime | None = None
    """Aware; keeps the zone that it came with. None where the input does not say."""
    language: str | None = None
    """Two letters (ISO 639-1), None where unknown."""
    via: str = ""
    """Who brought it, where `url` is of another site than the feed that says so: then that address does not tell that
    it is the article there. Not stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article that the store holds."""

    id: ArticleId
    article: Article
    received_at: datetime
    story: StoryId

    @property
    def at(self) -> datetime:
        """When it counts as published: its own word, but never after it was received."""
        published = self.article.published_at
        return self.received_at if published is None else min(published, self.received_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A polled feed and how it is doing."""

    id: SourceId
    url: str
    title: str = ""
    etag: str | None = None
    last_modified: str | None = None
    next_poll_at: datetime
    last_ok_at: datetime | None = None
    newest_at: datetime | None = None
    articles: int = 0
    failures: int = 0
    """Failed polls since the last good one."""
    error: str | None = None
    """Why the last poll failed, in words for a person."""
    paused_at: datetime | None = None
    """Since when it rests, by its owner's word or because it is gone; None while it is polled."""
    host: str = ""
    """The name of its server: what one feed of a host is told holds for all of them."""
    rhythm: Rhythm = field(default_factory=Rhythm)
    moved_to: str | None = None
    """Where permanent redirects lead, since `moved_since` without another word."""
    moved_since: datetime | None = None
    failing_since: datetime | None = None
    told_at: datetime | None = None
    """When its owner was told that it fails; None once it is well."""


class Coming(StrEnum):
    """How articles of a source come in."""

    NEWS = "news"
    ARCHIVE = "archive"
    """They were there before their source was."""
    MISSED = "missed"
    """Their source could not be read for long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the sources that are polled stand, all of them together."""

    active: int
    failing: int
    last_ok_at: datetime | None
    """When one of them was read last, or was added; None without any."""
    next_poll_at: datetime | None
    """When the first of them is due."""


# -- what is found ---------------------------------------------------------------------------------


class Place(StrEnum):
    """Where in an article a passage stands."""

    TITLE = "title"
    LEAD = "lead"
    SECTION = "section"
    BODY = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of an article that can be quoted: `article.text[start:end]`, or the title."""

    text: str
    start: int | None
    """None, as `end`, when the passage is the title."""
    end: int | None
    place: Place = Place.BODY
    heading: str = ""
    """The heading of the section that it stands in."""
    lead_in: str = ""
    """The line that governs its section, as "The unresolved issues include:"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What people follow: a name and its aliases. Immutable; another alias makes another issue, so what
    one chat adds never changes what another one follows."""

    id: IssueId
    name: str
    aliases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    """Names that it has in other languages and is not to match; "*": none of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An issue found in an article, with its evidence."""

    issue: IssueId
    score: float
    """0..1; how surely the passage speaks of the issue and how much the article is about it."""
    passage: Passage
    matched: str
    """The words of the article that matched, as they stand there."""
    alias: str
    """The name or alias of the issue that they matched."""
    spans: tuple[Span, ...] = ()
    """Where the matched words stand in `passage.text`."""
    grounds: Grounds | None = None


# -- who follows -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Destination:
    """Where messages go: a chat, or a topic inside a forum. `bot` is the bot's own Telegram id."""

    bot: int
    chat: int
    thread: int = 0
    """0 where there is no topic."""


class DeliveryMode(StrEnum):
    """How a chat is told."""

    INSTANT = "instant"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local minutes of the day between which nothing rings, the end not included; may go past midnight."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A destination that has talked to the bot, with its settings."""

    id: ChatId
    destination: Destination
    title: str = ""
    timezone: str = "UTC"
    digest: DeliveryMode = DeliveryMode.OFF
    """OFF: alerts come at once unless a subscription says otherwise."""
    digest_minute: int = 480
    """Local minute of the day at which a daily or weekly digest goes out."""
    digest_weekday: int = 0
    """0 is Monday."""
    quiet: QuietHours | None = None
    digested_at: datetime | None = None
    """When the last digest of a set hour went out."""
    muted_until: datetime | None = None
    gone_at: datetime | None = None
    """Since when Telegram says that this chat cannot be reached."""
    closed_at: datetime | None = None
    """Since when a topic is closed or deleted: what is sent to it goes to General."""
    contact: int | None = None
    """The person of Telegram's who last changed what a group follows."""
    wishes: Wishes = field(default_factory=Wishes)
    """For all of its issues; what it does not say is USUAL."""
    manages: ChatId | None = None
    """The channel that a private chat speaks for just now."""
    language: str | None = None
    """What somebody chose that is spoken here; None: what the person's client speaks."""
    client_language: str | None = None
    """Of a private chat: what the person's client said last; any code."""

    @property
    def tongue(self) -> str:
        """What is spoken here, as a code; English where nobody said."""
        return self.language or self.client_language or "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A chat follows an issue. A `mode` of None uses the chat's own."""

    id: SubscriptionId
    chat: ChatId
    issue: Issue
    mode: DeliveryMode | None = None
    strictness: Strictness = Strictness.NORMAL
    """The one that counts: its own, else the chat's."""
    muted_until: datetime | None = None
    created_at: datetime
    wishes: Wishes = field(default_factory=Wishes)
    """Its own; what they do not say is the chat's."""
    usual: Wishes = USUAL
    """The chat's, with everything said."""
    lessons: tuple[Lesson, ...] = ()

    @property
    def settled(self) -> Wishes:
        """The wishes that count, with everything said."""
        return self.wishes.over(self.usual)


# -- what is decided, told and owed ----------------------------------------------------------------


class Action(StrEnum):
    """What is done with a match for one subscription."""

    SEND = "send"
    FOLD = "fold"
    """Told, in a rolling message."""
    HOLD = "hold"
    EDIT = "edit"
    DROP = "drop"


class Reason(StrEnum):
    """Why. The same word stands in the decision's row, the log, the tests and behind `/why`."""

    NEW_STORY = "new_story"
    NEW_FACT = "new_fact"
    """A story that was told before has something new."""
    TOO_MANY = "too_many"
    """More alerts of this issue than a person reads."""
    BACKLOG = "backlog"
    """More messages owed to the chat than it may be sent."""
    NEW_COPY = "new_copy"
    DIGEST = "digest"
    MUTED = "muted"
    QUIET = "quiet"
    MISSED = "missed"
    """Its source could not be read for long: what it held comes in one digest."""
    SOURCE_LEFT_OUT = "source_left_out"
    """The chat does not want to hear of this publisher."""
    WORD_LEFT_OUT = "word_left_out"
    """It has a word that the chat excluded."""
    BELOW_THRESHOLD = "below_threshold"
    OLD_NEWS = "old_news"
    BACKFILL = "backfill"
    OFF = "off"
    CHAT_GONE = "chat_gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one match means for one subscription, and why."""

    subscription: SubscriptionId
    action: Action
    reason: Reason
    match: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRecord:
    """A decision as it is remembered, for `/why`: it outlives its subscription."""

    issue: str
    """The issue's name."""
    action: Action
    reason: Reason
    score: float
    matched: str
    passage: str
    at: datetime
    alias: str = ""
    grounds: Grounds | None = None


class AlertState(StrEnum):
    """The life of an alert: owed or held, then sent, alone or inside a digest."""

    OWED = "owed"
    HELD = "held"
    SENT = "sent"
    DIGESTED = "digested"
    FOLDED = "folded"
    """Told in a rolling message."""
    DROPPED = "dropped"


CORRECTED = "corrected"
"""The article now says it as quoted, and said it otherwise before."""
WITHDRAWN = "withdrawn"
"""The article no longer says it."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What an alert quotes for one issue."""

    issue: IssueId
    name: str
    text: str
    spans: tuple[Span, ...] = ()
    """Where the matched words stand in `text`; shown bold."""
    heading: str = ""
    score: float = 0.0
    revised: str = ""
    """CORRECTED or WITHDRAWN when its article was changed after it was told."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One publication of a story, as it is linked."""

    source: str
    url: str | None
    title: str
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What one chat is told about one story: at most one exists a chat a story."""

    id: AlertId
    chat: ChatId
    story: StoryId
    state: AlertState
    reason: Reason
    created_at: datetime
    excerpts: tuple[Excerpt, ...]
    copies: tuple[Copy, ...]
    """The story's publications in order of arrival, the one the alert was raised by first."""
    message_id: int | None = None
    """Telegram's, once it was sent."""
    release_at: datetime | None = None
    """When a held one is to go out."""
    is_silent: bool = False
    """It comes without a sound."""
    has_preview: bool = False
    """Its article is previewed under it."""
    follows: int | None = None
    """Telegram's number of the message that it answers: the first that told of the story."""
    news: str = ""
    """What it adds to what the chat was told of the story before: a state word, or what kind of fact; empty for the
    first that is told."""
    known: frozenset[str] = frozenset()
    """The facts that earlier messages told; empty until there is a second."""
