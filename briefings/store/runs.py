"""Runs: one per briefing and period, started under a lease, stored whole or not at all."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, and_, select

from briefings.model import Note, Run, Score
from briefings.store.database import Conflict, Database
from briefings.store.tables import base_customers, flags, notes, runs

Started = Literal["ours", "done", "busy"]


class LeaseLost(Exception):
    """Another process has taken the run over."""


@dataclass(frozen=True)
class Lease:
    """The right to compute a run: who holds it, and until which second.

    `alive` says whether the holder of another lease still lives.
    """

    holder: str
    now: float
    until: float
    alive: Callable[[str], bool]


@dataclass(frozen=True)
class RunKey:
    """Which run, before anything of it is computed."""

    briefing: str
    period: str
    as_of: date
    horizon_days: int

    @property
    def id(self) -> str:
        """The run's id: equal for the same briefing and period."""
        return f"{self.briefing}-{self.period}"


@dataclass(frozen=True)
class Runs:
    """The runs in a database."""

    database: Database

    def start(self, key: RunKey, lease: Lease) -> Started:
        """Whether the run is the lease holder's to compute, done already, or someone else's.

        A run whose holder is dead, or whose lease is over, is taken over.
        """
        try:
            with self.database.writing() as connection:
                return _start(connection, key, lease)
        except Conflict:
            return "busy"

    def release(self, run_id: str, holder: str) -> None:
        """Forgets a run that its holder did not finish, so that the next call begins anew."""
        with self.database.writing() as connection:
            connection.execute(runs.delete().where(_held(run_id, holder)))

    def complete(self, run: Run, base: Iterable[Score], holder: str) -> None:
        """Stores everything of a computed run at once, with the state it has.

        Raises LeaseLost, and stores nothing, when another process has taken the run over.
        """
        with self.database.writing() as connection:
            changed = connection.execute(
                runs.update()
                .where(_held(run.id, holder))
                .values(
                    state=run.state,
                    as_of=run.as_of,
                    content=run.model_dump(mode="json", exclude={"notes", "state"}),
                    lease_holder=None,
                    lease_until=None,
                )
            )
            if changed.rowcount != 1:
                raise LeaseLost(run.id)
            _add(connection, base_customers, [{"run_id": run.id, **dict(one)} for one in base])
            _add(connection, notes, [_note_row(run, note) for note in run.notes])
            _add(connection, flags, [row for note in run.notes for row in _flag_rows(run, note)])

    def find(self, briefing: str, period: str) -> Run | None:
        """The finished run of a briefing and period, as it is now."""
        chosen = select(runs).where(runs.c.briefing == briefing, runs.c.period == period)
        with self.database.reading() as connection:
            return next(_load(connection, chosen), None)

    def of_note(self, note_id: str) -> Run | None:
        """The run that a note belongs to."""
        owner = select(notes.c.run_id).where(notes.c.id == note_id).scalar_subquery()
        with self.database.reading() as connection:
            return next(_load(connection, select(runs).where(runs.c.id == owner)), None)

    def of_flag(self, flag_id: str) -> Run | None:
        """The run that a flag belongs to."""
        owner = select(flags.c.run_id).where(flags.c.id == flag_id).scalar_subquery()
        with self.database.reading() as connection:
            return next(_load(connection, select(runs).where(runs.c.id == owner)), None)

    def all(self, briefing: str | None = None) -> tuple[Run, ...]:
        """Every finished run (of one briefing), the newest first."""
        chosen = select(runs).order_by(runs.c.as_of.desc(), runs.c.id)
        if briefing is not None:
            chosen = chosen.where(runs.c.briefing == briefing)
        with self.database.reading() as connection:
            return tuple(_load(connection, chosen))

    def in_review(self) -> tuple[Run, ...]:
        """The finished runs with a note that waits for a decision, the newest first."""
        chosen = select(runs).where(runs.c.state == "in_review")
        with self.database.reading() as connection:
            return tuple(_load(connection, chosen.order_by(runs.c.as_of.desc(), runs.c.id)))

    def keys(self, briefing: str) -> tuple[RunKey, ...]:
        """Which finished runs a briefing has, the newest first, without loading them."""
        chosen = select(runs.c.briefing, runs.c.period, runs.c.as_of, runs.c.horizon_days).where(
            runs.c.briefing == briefing, runs.c.content.is_not(None)
        )
        with self.database.reading() as connection:
            rows = connection.execute(chosen.order_by(runs.c.as_of.desc()))
            return tuple(RunKey(**row._asdict()) for row in rows)

    def base(self, run_id: str) -> tuple[Score, ...]:
        """The active base as the run saw it, by customer."""
        table = base_customers
        chosen = select(table).where(table.c.run_id == run_id).order_by(table.c.customer)
        with self.database.reading() as connection:
            return tuple(_score(row) for row in connection.execute(chosen))


def _start(connection: Connection, key: RunKey, lease: Lease) -> Started:
    found = connection.execute(select(runs).where(runs.c.id == key.id).with_for_update()).first()
    terms = {"as_of": key.as_of, "lease_holder": lease.holder, "lease_until": lease.until}
    if found is None:
        row = {"id": key.id, "briefing": key.briefing, "period": key.period, "state": "running"}
        connection.execute(runs.insert().values(**row, horizon_days=key.horizon_days, **terms))
        return "ours"
    if found.state != "running":
        return "done"
    if found.lease_until > lease.now and lease.alive(found.lease_holder):
        return "busy"
    connection.execute(runs.update().where(runs.c.id == key.id).values(**terms))
    return "ours"


def _held(run_id: str, holder: str) -> ColumnElement[bool]:
    return and_(runs.c.id == run_id, runs.c.state == "running", runs.c.lease_holder == holder)


def _add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(table.insert(), rows)


def _note_row(run: Run, note: Note) -> dict[str, Any]:
    return {
        "id": note.id,
        "run_id": run.id,
        "position": run.notes.index(note),
        "owner": note.owner,
        "state": note.state,
        "text": note.text,
        "content": note.model_dump(mode="json", exclude={"id", "owner", "state", "text", "flags"}),
    }


def _flag_rows(run: Run, note: Note) -> list[dict[str, Any]]:
    return [
        {
            "id": flag.id,
            "note_id": note.id,
            "run_id": run.id,
            "owner": note.owner,
            "customer": flag.customer,
            "position": position,
            "content": flag.model_dump(mode="json"),
        }
        for position, flag in enumerate(note.flags)
    ]


def _load(connection: Connection, chosen: Select[Any]) -> Iterator[Run]:
    for row in connection.execute(chosen.where(runs.c.content.is_not(None))).all():
        found = _notes(connection, row.id)
        yield Run.model_validate({**row.content, "state": row.state, "notes": found})


def _notes(connection: Connection, run_id: str) -> list[dict[str, Any]]:
    marked: dict[str, list[dict[str, Any]]] = {}
    chosen = select(flags.c.note_id, flags.c.content).where(flags.c.run_id == run_id)
    for row in connection.execute(chosen.order_by(flags.c.position)):
        marked.setdefault(row.note_id, []).append(row.content)
    rows = connection.execute(
        select(notes).where(notes.c.run_id == run_id).order_by(notes.c.position)
    )
    return [
        {
            **row.content,
            "id": row.id,
            "owner": row.owner,
            "state": row.state,
            "text": row.text,
            "flags": marked.get(row.id, []),
        }
        for row in rows
    ]


def _score(row: Row[Any]) -> Score:
    return Score(
        customer=row.customer,
        owner=row.owner,
        probability=row.probability,
        expected_value=row.expected_value,
    )
