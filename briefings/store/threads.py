"""Conversations: what each was last about, until it is forgotten."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from agent.memory import Turn, as_json, from_json
from briefings.store.database import Database
from briefings.store.tables import threads


@dataclass(frozen=True)
class Threads:
    """The conversations in a database; those older than so many `days` at `now` are forgotten."""

    database: Database
    now: datetime
    days: int

    def recall(self, thread: str) -> Turn | None:
        """How things stand in a conversation; None when nothing is known of it any more."""
        chosen = select(threads.c.content).where(
            threads.c.id == thread, threads.c.at > self._oldest
        )
        with self.database.reading() as connection:
            content = connection.execute(chosen).scalar()
        return from_json(content) if content else None

    def keep(self, thread: str, turn: Turn) -> None:
        """Keeps how things stand in place of what stood before, and forgets what is too old."""
        row = {"id": thread, "at": self.now.isoformat(), "content": as_json(turn)}
        with self.database.writing() as connection:
            stale = (threads.c.id == thread) | (threads.c.at <= self._oldest)
            connection.execute(threads.delete().where(stale))
            connection.execute(threads.insert().values(row))

    def forget(self, thread: str) -> bool:
        """Whether there was such a conversation; it is gone then."""
        with self.database.writing() as connection:
            gone = connection.execute(threads.delete().where(threads.c.id == thread))
        return gone.rowcount > 0

    @property
    def _oldest(self) -> str:
        return (self.now - timedelta(days=self.days)).isoformat()
