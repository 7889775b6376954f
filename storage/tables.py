"""The tables. Rows never leave this folder: repositories turn them into the frozen values of bot.domain.model.

No relationships and no lazy loads: repositories use Core statements on `ROW.__table__`, bound to short names
at the end. Ids that people hold in buttons are never given out twice (AUTOINCREMENT on SQLite).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, false, true
from sqlmodel import Field

from storage.columns import BigId, Json, Utc, Words
from storage.excerpts import Excerpts
from storage.rows import NEVER_REUSED, Row, some
from storage.rows import table_of as _table


class ChatRow(Row, table=True):
    """A destination and its settings."""

    __tablename__ = "chats"
    __table_args__ = (
        UniqueConstraint("bot_id", "telegram_chat", "thread"),
        NEVER_REUSED,
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    bot_id: int = Field(sa_type=BigId)
    telegram_chat: int = Field(sa_type=BigId)
    thread: int = Field(sa_type=BigId)
    title: str = Field(sa_type=Words)
    timezone: str = Field(sa_type=Words)
    digest: str = Field(sa_type=Words)
    digest_minute: int
    digest_weekday: int
    quiet_start: int | None = None
    quiet_end: int | None = None
    digested_at: datetime | None = Field(default=None, sa_type=Utc, nullable=True)
    muted_until: datetime | None = Field(sa_type=Utc)
    gone_at: datetime | None = Field(sa_type=Utc)
    closed_at: datetime | None = Field(default=None, sa_type=Utc)
    created_at: datetime = Field(sa_type=Utc)
    ready_at: datetime | None = Field(default=None, sa_type=Utc)
    """When it may be sent to again; None for at once."""
    contact: int | None = Field(default=None, sa_type=BigId)
    """Who last changed what a group follows."""
    wishes: Any = Field(sa_type=Json, sa_column_kwargs={"server_default": "{}"})
    left: Any = Field(sa_type=Json, sa_column_kwargs={"server_default": "[]"})
    """Wishes and lessons of what was unfollowed last, for Undo."""
    manages: int | None = Field(default=None, sa_type=BigId)
    """The channel that a private chat speaks for just now. No foreign key: a channel that is gone is noticed."""
    language: str | None = Field(default=None, sa_type=Words, nullable=True)
    """What somebody chose that is spoken there."""
    client_language: str | None = Field(default=None, sa_type=Words, nullable=True)
    """What the client of a private chat's person said last."""


class IssueRow(Row, table=True):
    """What people follow; never changed, so two chats that wrote the same share it safely."""

    __tablename__ = "issues"
    __table_args__ = (UniqueConstraint("fingerprint"), NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    fingerprint: str = Field(sa_type=Words)
    name: str = Field(sa_type=Words)
    aliases: Any = Field(sa_type=Json)
    without: Any = Field(sa_type=Json, sa_column_kwargs={"server_default": "[]"})


class SubscriptionRow(Row, table=True):
    """A chat follows an issue."""

    __tablename__ = "subscriptions"
    __table_args__ = (
        UniqueConstraint("chat_id", "issue_id"),
        Index(None, "issue_id"),
        NEVER_REUSED,
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    bot_id: int = Field(sa_type=BigId)
    chat_id: int = Field(foreign_key="chats.id", ondelete="CASCADE", sa_type=BigId)
    issue_id: int = Field(foreign_key="issues.id", sa_type=BigId)
    mode: str | None = Field(sa_type=Words)
    muted_until: datetime | None = Field(sa_type=Utc)
    created_at: datetime = Field(sa_type=Utc)
    wishes: Any = Field(sa_type=Json, sa_column_kwargs={"server_default": "{}"})
    lessons: Any = Field(sa_type=Json, sa_column_kwargs={"server_default": "[]"})


class StoryRow(Row, table=True):
    """One development, told by one or more articles."""

    __tablename__ = "stories"
    __table_args__ = (NEVER_REUSED,)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    first_at: datetime = Field(sa_type=Utc)
    last_at: datetime = Field(sa_type=Utc)


class ArticleRow(Row, table=True):
    """A publication. The long columns stand last: SQLite need not read them to pass over a row."""

    __tablename__ = "articles"
    __table_args__ = (
        UniqueConstraint("guid_digest"),
        UniqueConstraint("url_digest"),
        UniqueConstraint("words_digest"),
        Index(None, "at", "id"),
        Index(None, "story_id", "id"),
        Index("ix_articles_place", "place", "story_id"),
        some("ix_articles_unfiled", "id", where="place IS NULL"),
        NEVER_REUSED,
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    guid_digest: str = Field(sa_type=Words)
    url_digest: str | None = Field(sa_type=Words)
    words_digest: str = Field(sa_type=Words)
    """Of the source and the fingerprint of the words."""
    story_id: int = Field(foreign_key="stories.id", sa_type=BigId)
    at: datetime = Field(sa_type=Utc)
    """When it counts as published (`StoredArticle.at`)."""
    received_at: datetime = Field(sa_type=Utc)
    published_at: datetime | None = Field(sa_type=Utc)
    backfill: bool
    language: str | None = Field(sa_type=Words)
    source: str = Field(sa_type=Words)
    author: str | None = Field(sa_type=Words)
    guid: str = Field(sa_type=Words)
    url: str | None = Field(sa_type=Words)
    title: str = Field(sa_type=Words)
    sketch: bytes
    text: str = Field(sa_type=Words)
    place: int | None = Field(default=None, sa_type=BigId)
    """Where the archive's index has it; falls with `at`. None: not filed yet."""


class ArchiveWordRow(Row, table=True):
    """A word of the archive under a key of its stem or sound, as it stood in an article of a language."""

    __tablename__ = "archive_words"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: int = Field(primary_key=True, sa_type=BigId)
    word: str = Field(primary_key=True, sa_type=Words)
    language: str = Field(primary_key=True, sa_type=Words)


class StoryKeyRow(Row, table=True):
    """One key of an article's sketch. Its primary key answers "who shared this key lately" by itself."""

    __tablename__ = "story_keys"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: int = Field(primary_key=True, sa_type=BigId)
    at: datetime = Field(primary_key=True, sa_type=Utc)
    article_id: int = Field(primary_key=True, sa_type=BigId)
    """No foreign key: it would need a second index, and a key without its article is harmless."""
    story_id: int = Field(sa_type=BigId)


class MatchRow(Row, table=True):
    """An issue found in an article, with its evidence."""

    __tablename__ = "matches"
    __table_args__ = (Index(None, "issue_id", "at", "article_id"),)

    article_id: int = Field(primary_key=True, foreign_key="articles.id", ondelete="CASCADE", sa_type=BigId)
    issue_id: int = Field(primary_key=True, foreign_key="issues.id", sa_type=BigId)
    at: datetime = Field(sa_type=Utc)
    """The article's, so that the newest matches of an issue are found by one index."""
    score: float
    alias: str = Field(sa_type=Words)
    matched: str = Field(sa_type=Words)
    spans: Any = Field(sa_type=Json)
    passage: Any = Field(sa_type=Json)
    grounds: Any = Field(default=None, sa_type=Json, nullable=True)


class PastLineRow(Row, table=True):
    """A line of a followed issue's timeline whose articles have gone."""

    __tablename__ = "past_lines"

    issue_id: int = Field(primary_key=True, foreign_key="issues.id", sa_type=BigId)
    story_id: int = Field(primary_key=True, sa_type=BigId)
    """The story itself may be gone."""
    at: datetime = Field(sa_type=Utc)
    sentence: str = Field(sa_type=Words)
    url: str | None = Field(sa_type=Words)
    source: str = Field(sa_type=Words)
    sources: int
    score: float
    """The best match's: whether it is told depends on how strictly the issue is followed."""


class DecisionRow(Row, table=True):
    """What a match meant for a subscription, and why. Outlives the subscription, hence no foreign key to it."""

    __tablename__ = "decisions"
    __table_args__ = (Index(None, "reason"), Index(None, "chat_id"))

    article_id: int = Field(primary_key=True, foreign_key="articles.id", ondelete="CASCADE", sa_type=BigId)
    chat_id: int = Field(primary_key=True, foreign_key="chats.id", ondelete="CASCADE", sa_type=BigId)
    subscription_id: int = Field(primary_key=True, sa_type=BigId)
    bot_id: int = Field(sa_type=BigId)
    issue_id: int = Field(foreign_key="issues.id", sa_type=BigId)
    story_id: int = Field(sa_type=BigId)
    action: str = Field(sa_type=Words)
    reason: str = Field(sa_type=Words)
    score: float
    at: datetime = Field(sa_type=Utc)
    matched: str | None = Field(sa_type=Words)
    """None, as `passage`, where the match itself is stored."""
    passage: str | None = Field(sa_type=Words)


class AlertRow(Row, table=True):
    """What one chat is told about one story."""

    __tablename__ = "alerts"
    __table_args__ = (
        UniqueConstraint("chat_id", "story_id"),
        Index(None, "chat_id", "created_at"),
        Index(None, "chat_id", "message_id"),
        Index(None, "story_id"),
        some("ix_alerts_release_at", "release_at", where="state = 'held'"),
        some("ix_alerts_roll_id", "roll_id", where="roll_id IS NOT NULL"),
        some("ix_alerts_follows", "chat_id", "follows", where="follows IS NOT NULL"),
        NEVER_REUSED,
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    bot_id: int = Field(sa_type=BigId)
    chat_id: int = Field(foreign_key="chats.id", ondelete="CASCADE", sa_type=BigId)
    story_id: int = Field(foreign_key="stories.id", sa_type=BigId)
    article_id: int | None = Field(sa_type=BigId)
    """The article that raised it; may be gone, so no foreign key."""
    state: str = Field(sa_type=Words)
    reason: str = Field(sa_type=Words)
    created_at: datetime = Field(sa_type=Utc)
    release_at: datetime | None = Field(sa_type=Utc)
    """When a held one is to go out."""
    message_id: int | None = Field(sa_type=BigId)
    excerpts: Any = Field(sa_type=Excerpts)
    roll_id: int | None = Field(default=None, sa_type=BigId)
    """The rolling message that it stands in. No foreign key: a roll lives as long as its chat, as the alert does."""
    is_silent: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    has_preview: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    follows: int | None = Field(default=None, sa_type=BigId)
    """The message that it answers: the first that told of the story."""
    news: str = Field(default="", sa_type=Words, sa_column_kwargs={"server_default": ""})
    known: Any = Field(sa_type=Json, sa_column_kwargs={"server_default": "[]"})


class RollRow(Row, table=True):
    """A rolling message of a chat."""

    __tablename__ = "rolls"
    __table_args__ = (Index(None, "chat_id", "issue_id", "id"), NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    chat_id: int = Field(foreign_key="chats.id", ondelete="CASCADE", sa_type=BigId)
    issue_id: int = Field(sa_type=BigId)
    """0: about anything."""
    message_id: int | None = Field(default=None, sa_type=BigId)
    began_at: datetime = Field(sa_type=Utc)
    sent_at: datetime | None = Field(default=None, sa_type=Utc)


class DeliveryRow(Row, table=True):
    """One message owed to a chat. A unique index holds every chat to one message in flight."""

    __tablename__ = "deliveries"
    __table_args__ = (
        some("ix_deliveries_due", "bot_id", "due_at", "id", where="state = 'due'"),
        some("ix_deliveries_due_chat", "chat_id", "due_at", "id", where="state = 'due'"),
        some("uq_deliveries_sending_chat", "chat_id", where="state = 'sending'", unique=True),
        some("ix_deliveries_sending", "bot_id", "lease_until", where="state = 'sending'"),
        Index(None, "chat_id", "state"),
        NEVER_REUSED,
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    bot_id: int = Field(sa_type=BigId)
    chat_id: int = Field(foreign_key="chats.id", ondelete="CASCADE", sa_type=BigId)
    kind: str = Field(sa_type=Words)
    state: str = Field(sa_type=Words)
    due_at: datetime = Field(sa_type=Utc)
    attempts: int
    uncertain: bool
    owner: str | None = Field(sa_type=Words)
    lease_until: datetime | None = Field(sa_type=Utc)
    message_id: int | None = Field(sa_type=BigId)
    done_at: datetime | None = Field(sa_type=Utc)
    error: str | None = Field(sa_type=Words)
    text: str = Field(sa_type=Words)
    buttons: Any = Field(sa_type=Json, sa_column_kwargs={"server_default": "[]"})
    edits: int | None = Field(sa_type=BigId)
    """The message of a notice that is an edit."""


class DeliveryAlertRow(Row, table=True):
    """An alert that a delivery brings."""

    __tablename__ = "delivery_alerts"
    __table_args__ = (Index(None, "alert_id"),)

    delivery_id: int = Field(primary_key=True, foreign_key="deliveries.id", ondelete="CASCADE", sa_type=BigId)
    position: int = Field(primary_key=True)
    alert_id: int = Field(foreign_key="alerts.id", ondelete="CASCADE", sa_type=BigId)


class SourceRow(Row, table=True):
    """A polled feed."""

    __tablename__ = "sources"
    __table_args__ = (
        UniqueConstraint("url_digest"),
        Index(None, "next_poll_at"),
        Index(None, "host"),
        NEVER_REUSED,
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    url_digest: str = Field(sa_type=Words)
    url: str = Field(sa_type=Words)
    title: str = Field(sa_type=Words)
    etag: str | None = Field(sa_type=Words)
    last_modified: str | None = Field(sa_type=Words)
    next_poll_at: datetime = Field(sa_type=Utc)
    last_ok_at: datetime | None = Field(sa_type=Utc)
    newest_at: datetime | None = Field(sa_type=Utc)
    articles: int
    failures: int
    error: str | None = Field(sa_type=Words)
    added_at: datetime = Field(sa_type=Utc)
    paused_at: datetime | None = Field(default=None, sa_type=Utc)
    host: str = Field(default="", sa_type=Words, sa_column_kwargs={"server_default": ""})
    rhythm: Any = Field(default=None, sa_type=Json, nullable=True)
    moved_to: str | None = Field(default=None, sa_type=Words)
    moved_since: datetime | None = Field(default=None, sa_type=Utc)
    failing_since: datetime | None = Field(default=None, sa_type=Utc)
    told_at: datetime | None = Field(default=None, sa_type=Utc)


class KeyRow(Row, table=True):
    """A key with which a client pushes articles in. Only its digest is kept."""

    __tablename__ = "keys"
    __table_args__ = (UniqueConstraint("client"), UniqueConstraint("secret_digest"), NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    client: str = Field(sa_type=Words)
    secret_digest: str = Field(sa_type=Words)
    created_at: datetime = Field(sa_type=Utc)


class UpdateRow(Row, table=True):
    """An update of Telegram's that was handled."""

    __tablename__ = "updates"
    __table_args__ = (UniqueConstraint("bot_id", "update_id"), NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    """Tells which came last: Telegram's own numbers start anew after a quiet week."""
    bot_id: int = Field(sa_type=BigId)
    update_id: int = Field(sa_type=BigId)
    answered: bool = Field(sa_column_kwargs={"server_default": true()})
    """False while what it asked for is done, and nobody was told yet."""


class AlarmRow(Row, table=True):
    """What is wrong with a bot, and its owners were told."""

    __tablename__ = "alarms"

    bot_id: int = Field(primary_key=True, sa_type=BigId)
    name: str = Field(primary_key=True, sa_type=Words)
    since: datetime = Field(sa_type=Utc)


class LeaseRow(Row, table=True):
    """Who alone may do a thing for now. The epoch grows with every change of hands."""

    __tablename__ = "leases"

    name: str = Field(primary_key=True, sa_type=Words)
    owner: str = Field(sa_type=Words)
    epoch: int = Field(sa_type=BigId)
    until: datetime = Field(sa_type=Utc)


metadata = Row.metadata
chats = _table(ChatRow)
issues = _table(IssueRow)
subscriptions = _table(SubscriptionRow)
stories = _table(StoryRow)
articles = _table(ArticleRow)
archive_words = _table(ArchiveWordRow)
past_lines = _table(PastLineRow)
story_keys = _table(StoryKeyRow)
matches = _table(MatchRow)
decisions = _table(DecisionRow)
alerts = _table(AlertRow)
rolls = _table(RollRow)
deliveries = _table(DeliveryRow)
delivery_alerts = _table(DeliveryAlertRow)
sources = _table(SourceRow)
keys = _table(KeyRow)
updates = _table(UpdateRow)
leases = _table(LeaseRow)
alarms = _table(AlarmRow)
