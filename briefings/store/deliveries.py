"""Approved notes on their way through a channel: a row until it is done, and for ever after."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, select

from briefings.store.database import Database
from briefings.store.tables import deliveries, notes


@dataclass(frozen=True)
class Delivery:
    """A note on its way through one channel: where to, and the exact text."""

    id: str
    note_id: str
    channel: str
    place: str
    payload: str
    state: Literal["waiting", "delivered"] = "waiting"


@dataclass(frozen=True)
class Deliveries:
    """The deliveries in a database."""

    database: Database

    def waiting(self) -> tuple[Delivery, ...]:
        """What is approved and not yet delivered."""
        return self._where("waiting")

    def done(self) -> tuple[Delivery, ...]:
        """What has been delivered."""
        return self._where("delivered")

    def finish(self, delivery: Delivery) -> None:
        """Records that a delivery has arrived; its note is delivered from now on."""
        with self.database.writing() as connection:
            connection.execute(
                deliveries.update().where(deliveries.c.id == delivery.id).values(state="delivered")
            )
            connection.execute(
                notes.update().where(notes.c.id == delivery.note_id).values(state="delivered")
            )

    def _where(self, state: str) -> tuple[Delivery, ...]:
        chosen = select(deliveries).where(deliveries.c.state == state).order_by(deliveries.c.id)
        with self.database.reading() as connection:
            return tuple(Delivery(**row._asdict()) for row in connection.execute(chosen))


def add_delivery(connection: Connection, delivery: Delivery) -> None:
    """Puts a delivery into the queue, as part of the caller's transaction."""
    connection.execute(deliveries.insert().values(vars(delivery)))
