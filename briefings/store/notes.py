"""Notes as they stand, and every action of a reviewer, kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from briefings.model import NoteState, RunState
from briefings.store.database import Database
from briefings.store.deliveries import Delivery, add_delivery
from briefings.store.tables import notes, reviews, runs


@dataclass(frozen=True)
class Standing:
    """What a note says and which state it is in, read under the lock that a change needs."""

    state: NoteState
    text: str


@dataclass(frozen=True)
class Change:
    """What an action makes of a note, who did it, and the deliveries it starts."""

    action: str
    by: str
    at: str
    state: NoteState
    text: str
    reason: str = ""
    deliveries: tuple[Delivery, ...] = ()


@dataclass(frozen=True)
class Action:
    """One action of a reviewer as it was recorded."""

    action: str
    by: str
    at: str
    reason: str
    before: str
    after: str


Decide = Callable[[Standing], Change | None]


@dataclass(frozen=True)
class Notes:
    """The notes in a database."""

    database: Database

    def change(self, note_id: str, decide: Decide) -> None:
        """Applies what `decide` makes of the note as it stands; None leaves it alone.

        The note, the record of the action, its deliveries and the run's state change together.
        """
        with self.database.writing() as connection:
            row = connection.execute(
                select(notes).where(notes.c.id == note_id).with_for_update()
            ).one()
            change = decide(Standing(row.state, row.text))
            if change is not None:
                _apply(connection, row, change)

    def history(self, note_id: str) -> tuple[Action, ...]:
        """What reviewers did with a note, the first action first."""
        table = reviews
        chosen = select(
            table.c.action, table.c.by, table.c.at, table.c.reason, table.c.before, table.c.after
        ).where(table.c.note_id == note_id)
        with self.database.reading() as connection:
            rows = connection.execute(chosen.order_by(table.c.id))
            return tuple(Action(**row._asdict()) for row in rows)

    def ids(self) -> tuple[str, ...]:
        """The id of every note, the newest run's first."""
        chosen = select(notes.c.id).join(runs, runs.c.id == notes.c.run_id)
        with self.database.reading() as connection:
            return tuple(connection.scalars(chosen.order_by(runs.c.as_of.desc(), notes.c.position)))


def _apply(connection: Connection, row: Row[Any], change: Change) -> None:
    # Edited words are a person's.
    by = {} if change.text == row.text else {"worded_by": ""}
    connection.execute(
        notes.update()
        .where(notes.c.id == row.id)
        .values(state=change.state, text=change.text, content={**row.content, **by})
    )
    connection.execute(
        reviews.insert().values(
            note_id=row.id,
            action=change.action,
            by=change.by,
            at=change.at,
            reason=change.reason,
            before=row.text,
            after=change.text,
        )
    )
    for delivery in change.deliveries:
        add_delivery(connection, delivery)
    _settle(connection, row.run_id)


def _settle(connection: Connection, run_id: str) -> None:
    """Gives a run the state that follows from its notes: in review until all are decided."""
    chosen = select(notes.c.state).where(notes.c.run_id == run_id)
    state = run_state(connection.scalars(chosen).all())
    connection.execute(runs.update().where(runs.c.id == run_id).values(state=state))


def run_state(states: Sequence[NoteState]) -> RunState:
    """In review while a note is; then rejected if every note is, otherwise approved."""
    if not states or any(state in ("drafted", "in_review") for state in states):
        return "in_review"
    return "rejected" if all(state == "rejected" for state in states) else "approved"
