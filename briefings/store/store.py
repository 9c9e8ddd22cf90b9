"""The one way to a briefing's memory."""

from dataclasses import dataclass
from datetime import datetime

from briefings.store.answers import Answers
from briefings.store.audit import Audit
from briefings.store.database import Database, connect
from briefings.store.deliveries import Deliveries
from briefings.store.migrations import migrate
from briefings.store.notes import Notes
from briefings.store.runs import Runs
from briefings.store.spending import Spending
from briefings.store.threads import Threads
from briefings.store.told import Told
from briefings.store.verdicts import Verdicts
from briefings.store.wordings import Wordings


@dataclass(frozen=True)
class Store:
    """What briefings and conversations remember, in one database."""

    database: Database

    @classmethod
    def open(cls, url: str) -> "Store":
        """The store at a SQLAlchemy URL, its tables brought up to date.

        Raises ConfigurationError for a URL or a version that cannot be used, OutsideFailure when
        the database cannot be reached.
        """
        database = connect(url)
        migrate(database)
        return cls(database)

    @property
    def runs(self) -> Runs:
        """Runs: started once, stored whole."""
        return Runs(self.database)

    @property
    def notes(self) -> Notes:
        """Notes and what reviewers did with them."""
        return Notes(self.database)

    @property
    def deliveries(self) -> Deliveries:
        """Approved notes on their way."""
        return Deliveries(self.database)

    @property
    def verdicts(self) -> Verdicts:
        """What people answered about flags."""
        return Verdicts(self.database)

    @property
    def told(self) -> Told:
        """Questions answered under policies with a smallest group."""
        return Told(self.database)

    @property
    def spending(self) -> Spending:
        """What a language model has cost."""
        return Spending(self.database)

    @property
    def audit(self) -> Audit:
        """Who asked, saw, approved and sent."""
        return Audit(self.database)

    def answers(self, now: datetime, days: int) -> Answers:
        """The answers that were given within so many days before `now`."""
        return Answers(self.database, now, days)

    @property
    def wordings(self) -> Wordings:
        """Texts as models worded them."""
        return Wordings(self.database)

    def threads(self, now: datetime, days: int) -> Threads:
        """Conversations that were gone on with within so many days before `now`."""
        return Threads(self.database, now, days)

    def close(self) -> None:
        """Lets go of the database."""
        self.database.close()
