"""Approved notes on their way through a channel: a row until it is done, and for ever after."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, select

from briefings.model import NoteState
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
        chosen = select(deliveries).where(deliveries.c.state == "waiting")
        with self.database.reading() as connection:
            rows = connection.execute(chosen.order_by(deliveries.c.id))
            return tuple(Delivery(**row._asdict()) for row in rows)

    def finish(self, delivery: Delivery, state: NoteState) -> None:
        """Records that a delivery has arrived, and the state that its note is in from now on."""
        with self.database.writing() as connection:
            connection.execute(
                deliveries.update().where(deliveries.c.id == delivery.id).values(state="delivered")
            )
            connection.execute(
                notes.update().where(notes.c.id == delivery.note_id).values(state=state)
            )


def add_delivery(connection: Connection, delivery: Delivery) -> None:
    """Puts a delivery into the queue, as part of the caller's transaction."""
    connection.execute(deliveries.insert().values(vars(delivery)))
