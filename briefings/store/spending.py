"""What a language model has cost, by day and person."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import func, select

from agent.budget import Spent
from briefings.store.database import Conflict, Database
from briefings.store.tables import spending


@dataclass(frozen=True)
class Spending:
    """A meter in a database, so that a day's limit holds over all processes."""

    database: Database

    def spent(self, day: date, person: str = "") -> Spent:
        """What a person has spent on a day; of nobody in particular, all of them together."""
        sums = [func.coalesce(func.sum(spending.c[name]), 0) for name in asdict(Spent())]
        chosen = select(*sums).where(spending.c.day == day)
        if person:
            chosen = chosen.where(spending.c.person == person)
        with self.database.reading() as connection:
            calls, tokens_in, tokens_out, seconds, cost = connection.execute(chosen).one()
        return Spent(int(calls), int(tokens_in), int(tokens_out), float(seconds), float(cost))

    def add(self, day: date, person: str, spent: Spent) -> None:
        """Adds what a person's question has cost."""
        more = asdict(spent)
        if not self._counted(day, person, more):
            row = {"day": day, "person": person, **asdict(Spent())}
            # Another process may have begun the same day.
            with suppress(Conflict), self.database.writing() as connection:
                connection.execute(spending.insert().values(row))
            self._counted(day, person, more)

    def _counted(self, day: date, person: str, more: Mapping[str, float]) -> bool:
        """Whether there is a row of that day and person to add to."""
        mine = (spending.c.day == day) & (spending.c.person == person)
        sums = {name: spending.c[name] + amount for name, amount in more.items()}
        with self.database.writing() as connection:
            return connection.execute(spending.update().where(mine).values(sums)).rowcount > 0
