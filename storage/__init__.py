"""The store: everything that Tocsin remembers, and the only place that knows SQL.

    storage = Storage.open("sqlite:///data/tocsin.db")
    issue = await storage.write(lambda tx: tx.issues.ensure("Zaporizhzhia"))

Takes and gives frozen values of bot.domain.model, times aware and in UTC. Decides nothing: rules are bot.domain's.
"""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from bot.errors import StoreError
from storage.alarms import Alarms
from storage.alerts import Alerts
from storage.archive import Archive
from storage.articles import Articles
from storage.audit import Audit
from storage.chats import Chats
from storage.database import Database
from storage.decisions import Decisions
from storage.deliveries import Deliveries
from storage.ended import Ended, Stretch
from storage.issues import Issues
from storage.keys import Keys
from storage.leases import Leases
from storage.marks import Marks
from storage.matches import Matches
from storage.opening import open_database
from storage.past import Past
from storage.personal import KEPT as PLACES
from storage.personal import Personal
from storage.pushes import Pushes
from storage.rolls import Rolls
from storage.schema import titles as steps
from storage.sources import Sources
from storage.stories import Stories
from storage.subscriptions import Subscriptions
from storage.updates import Updates

__all__ = ["KEPT", "Storage", "StoreError", "Stretch", "Transaction", "steps"]

T = TypeVar("T")
KEPT = tuple(PLACES)
"""The places in which something of a chat is kept, by name."""


class Transaction:
    """One transaction, by noun. Lives as long as the call that it was handed to."""

    def __init__(self, connection: Connection) -> None:
        self.chats = Chats(connection)
        self.issues = Issues(connection)
        self.subscriptions = Subscriptions(connection)
        self.articles = Articles(connection)
        self.archive = Archive(connection)
        self.past = Past(connection)
        self.ended = Ended(connection)
        self.matches = Matches(connection)
        self.stories = Stories(connection)
        self.decisions = Decisions(connection)
        self.alerts = Alerts(connection)
        self.personal = Personal(connection)
        self.rolls = Rolls(connection)
        self.deliveries = Deliveries(connection)
        self.sources = Sources(connection)
        self.marks = Marks(connection)
        self.pushes = Pushes(connection)
        self.keys = Keys(connection)
        self.updates = Updates(connection)
        self.leases = Leases(connection)
        self.alarms = Alarms(connection)
        self.audit = Audit(connection)


class Storage:
    """The front door: work goes in as a function over a Transaction, and runs on a thread as one piece."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str) -> "Storage":
        """Open a store, made and brought to the newest schema where need be. StoreError says in words why not."""
        return cls(open_database(url))

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Ask, over one snapshot of the data. A write inside is an error."""
        return await self._database.read(lambda connection: work(Transaction(connection)))

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Change, all or nothing, on the disk when this returns. One write runs at a time; an exception of the
        work undoes it and comes through. The work may run twice (after a race on PostgreSQL)."""
        return await self._database.write(lambda connection: work(Transaction(connection)))

    async def settle(self) -> None:
        """Bring the log of the last writes into the file and empty it, so that what was deleted stands nowhere."""
        await self._database.settle()

    async def close(self) -> None:
        """Finish what runs and let go; closing twice is nothing."""
        await self._database.close()
