"""What models worded before, so that the same text is the same again and is not paid for twice."""

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import select

from briefings.store.database import Conflict, Database
from briefings.store.tables import wordings


@dataclass(frozen=True)
class Wordings:
    """The wordings in a database, by the key of what was asked, for agent.wording."""

    database: Database

    def find(self, key: str) -> str | None:
        """The wording kept under the key: empty when none passed, None when none was asked for."""
        chosen = select(wordings.c.wording).where(wordings.c.key == key)
        with self.database.reading() as connection:
            return connection.execute(chosen).scalar()

    def keep(self, key: str, wording: str) -> None:
        """Keeps a wording; the first one under a key stays."""
        row = {"key": key, "wording": wording}
        with suppress(Conflict), self.database.writing() as connection:
            connection.execute(wordings.insert().values(row))
