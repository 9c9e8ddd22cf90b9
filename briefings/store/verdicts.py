"""Verdicts: what people answered about flags. All are kept."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from briefings.store.database import Database
from briefings.store.tables import flags, verdicts

Answer = Literal["confirmed", "false-positive", "in-progress", "done", "context"]


@dataclass(frozen=True)
class Verdict:
    """Somebody's answer about a flag, at a local time."""

    flag_id: str
    verdict: Answer
    by: str
    at: str
    reason: str = ""


@dataclass(frozen=True)
class Verdicts:
    """The verdicts in a database."""

    database: Database

    def add(self, verdict: Verdict) -> None:
        """Keeps one more verdict; earlier ones stay."""
        with self.database.writing() as connection:
            connection.execute(verdicts.insert().values(vars(verdict)))

    def of_run(self, run_id: str) -> tuple[Verdict, ...]:
        """Every verdict on a run's flags, the first one first."""
        table = verdicts
        chosen = (
            select(table.c.flag_id, table.c.verdict, table.c.by, table.c.at, table.c.reason)
            .join(flags, flags.c.id == table.c.flag_id)
            .where(flags.c.run_id == run_id)
        )
        with self.database.reading() as connection:
            rows = connection.execute(chosen.order_by(table.c.id))
            return tuple(Verdict(**row._asdict()) for row in rows)
