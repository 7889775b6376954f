"""The tables of what is known about feeds beside themselves. All others, and how to use them, are in
`storage.tables`."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from storage.columns import BigId, Utc, Words
from storage.rows import NEVER_REUSED, Row, table_of


class MarkRow(Row, table=True):
    """By what the entries of a feed's last poll are known again."""

    __tablename__ = "marks"

    source_id: int = Field(primary_key=True, foreign_key="sources.id", ondelete="CASCADE", sa_type=BigId)
    packed: bytes


class PushRow(Row, table=True):
    """What was agreed with the hub of a source. Outlives the source, until its hub was told: no foreign key."""

    __tablename__ = "pushes"
    __table_args__ = (
        UniqueConstraint("token"),
        Index(None, "due_at"),
        Index(None, "source_id"),
        NEVER_REUSED,
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    source_id: int = Field(sa_type=BigId)
    hub: str = Field(sa_type=Words)
    topic: str = Field(sa_type=Words)
    token: str = Field(sa_type=Words)
    secret: str = Field(sa_type=Words)
    due_at: datetime = Field(sa_type=Utc)
    attempts: int
    lease_until: datetime | None = Field(default=None, sa_type=Utc)
    pinged_at: datetime | None = Field(default=None, sa_type=Utc)
    algorithm: str = Field(sa_type=Words)
    ending: bool


marks = table_of(MarkRow)
pushes = table_of(PushRow)
