"""Answers that were given: how each question was read and on what it stood, never its figures."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from briefings.store.database import Database
from briefings.store.tables import answers
from semantic.record import record


@record
class SavedAnswer:
    """A question, how it was read, and what an answer to it stood on.

    `meaning` is equal for equal readings and empty without one. `stands_on` holds hashes and dates:
    definitions, policy, how far the data reached.
    """

    id: str
    at: str
    by: str
    question: str
    status: str
    thread: str = ""
    meaning: str = ""
    reading: Mapping[str, Any] | None = None
    stands_on: Mapping[str, Any] = field(default_factory=dict)


@record
class Answers:
    """The answers in a database; those older than so many `days` at `now` are forgotten."""

    database: Database
    now: datetime
    days: int

    def keep(self, answer: SavedAnswer) -> None:
        """Keeps an answer, and forgets what is too old."""
        with self.database.writing() as connection:
            self.add(connection, answer)

    def add(self, connection: Connection, answer: SavedAnswer) -> None:
        """Does what `keep` does as part of the caller's transaction."""
        content = {
            "question": answer.question,
            "status": answer.status,
            "reading": answer.reading,
            "stands_on": dict(answer.stands_on),
        }
        row = {"id": answer.id, "at": answer.at, "by": answer.by, "thread": answer.thread}
        connection.execute(answers.delete().where(answers.c.at <= self._oldest))
        connection.execute(answers.insert().values(**row, meaning=answer.meaning, content=content))

    def find(self, given: str, by: str = "") -> tuple[SavedAnswer, ...]:
        """The answers whose id begins with `given`, the newest first; those of a person, if named.

        `last` is the newest of them all.
        """
        chosen = self._known(by).limit(2)
        if given == "last":
            chosen = chosen.limit(1)
        else:
            chosen = chosen.where(answers.c.id.startswith(given, autoescape=True))
        return self._found(chosen)

    def before(self, answer: SavedAnswer) -> SavedAnswer | None:
        """The same person's latest answer of the same meaning, other than this one."""
        same = self._known(answer.by).where(
            answers.c.meaning == answer.meaning, answers.c.id != answer.id
        )
        return next(iter(self._found(same.limit(1))), None) if answer.meaning else None

    def earlier_in_thread(self, answer: SavedAnswer) -> tuple[SavedAnswer, ...]:
        """What was asked in the answer's conversation before it, by anybody, in order."""
        if not answer.thread:
            return ()
        found = self._found(self._known().where(answers.c.thread == answer.thread))[::-1]
        place = next(n for n, one in enumerate(found) if one.id == answer.id)
        return found[:place]

    def forget(self, thread: str) -> None:
        """Forgets what was asked in a conversation."""
        with self.database.writing() as connection:
            connection.execute(answers.delete().where(answers.c.thread == thread))

    def _known(self, by: str = "") -> Select[Any]:
        chosen = select(answers).where(answers.c.at > self._oldest)
        if by:
            chosen = chosen.where(answers.c.by == by)
        return chosen.order_by(answers.c.at.desc(), answers.c.number.desc())

    def _found(self, chosen: Select[Any]) -> tuple[SavedAnswer, ...]:
        with self.database.reading() as connection:
            return tuple(_saved(row) for row in connection.execute(chosen))

    @property
    def _oldest(self) -> str:
        return (self.now - timedelta(days=self.days)).isoformat()


def _saved(row: Row[Any]) -> SavedAnswer:
    place = {"id": row.id, "at": row.at, "by": row.by, "thread": row.thread}
    return SavedAnswer(**place, meaning=row.meaning, **row.content)
