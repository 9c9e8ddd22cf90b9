"""The questions that were answered under policies with a smallest group."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import and_, select

from briefings.store.database import Conflict, Database
from briefings.store.tables import told


@dataclass(frozen=True)
class Told:
    """A ledger of answers in a database: what semantic.disclosure asks to be remembered."""

    database: Database

    def told(self, policy: str) -> Sequence[str]:
        """Every question answered under the policy."""
        chosen = select(told.c.question).where(told.c.policy == policy).order_by(told.c.id)
        with self.database.reading() as connection:
            return tuple(connection.execute(chosen).scalars())

    def add(self, policy: str, question: str) -> None:
        """Remembers a question, once."""
        row = {"policy": policy, "id": _id(question), "question": question}
        with suppress(Conflict), self.database.writing() as connection:
            connection.execute(told.insert().values(row))

    def withdraw(self, policy: str, question: str) -> None:
        """Forgets a question that was not answered after all."""
        same = and_(told.c.policy == policy, told.c.id == _id(question))
        with self.database.writing() as connection:
            connection.execute(told.delete().where(same))


def _id(question: str) -> str:
    return sha256(question.encode()).hexdigest()
