"""Compile times: a question as plain data to SQL as text, ours and the peers', side by side.

All times are processor time of the compiling process, so that other work on the machine counts as
little as possible. Systems take turns, a few compilations at a time.
"""

import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa

from benchmarks.peers.installed import Peer, Running, install, running
from benchmarks.peers.serving import asked, timed
from benchmarks.shapes import Fact, Shape, write_workspace
from connectors.wiring.parts import Parts, put_together
from semantic.dialects.duckdb import DuckDBDialect
from semantic.query import Query

DIALECT = DuckDBDialect()
ENOUGH = 20.0
SCRATCH = "ours, from scratch"


@dataclass
class Times:
    """Of one system and question, in seconds; `note` says what is wrong with it, if anything."""

    first: float = 0.0
    seconds: list[float] = field(default_factory=list)
    note: str = ""

    def add(self, seconds: list[float]) -> None:
        """Further runs; the very first one is kept apart."""
        if not self.first and seconds:
            self.first, seconds = seconds[0], seconds[1:]
        self.seconds += seconds

    def percentile(self, share: float) -> float:
        """By the nearest rank."""
        ranked = sorted(self.seconds)
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))]

    @property
    def enough(self) -> bool:
        """Whether more runs would take minutes and hardly say more."""
        return len(self.seconds) > 2 and self.first + sum(self.seconds) > ENOUGH

    @property
    def median(self) -> float:
        """p50."""
        return statistics.median(self.seconds)


Table = dict[str, dict[str, Times]]


def measure(shape: Shape, folder: Path, peers: Mapping[Peer, Path], rounds: int) -> Table:
    """Times by question and system; a workspace of the shape is written to `folder`."""
    write_workspace(shape, folder)
    parts = put_together(folder, folder, "steward")
    found: Table = {}
    with ExitStack() as stack:
        others = [
            stack.enter_context(running(peer, python, shape, folder / "data"))
            for peer, python in peers.items()
        ]
        for name, question in shape.questions.items():
            found[name] = _question(shape, parts, others, name, question, rounds)
            _check_rows(shape, folder / "data", others, name, found[name])
    return found


def _question(
    shape: Shape,
    parts: Parts,
    others: list[Running],
    name: str,
    question: Mapping[str, Any],
    rounds: int,
) -> dict[str, Times]:
    ours = dict(_ours(shape, parts, question))
    found = {label: Times() for label in (*ours, *(peer.label for peer in others))}
    # What is learnt of the tables once, such as their first and last day, is learnt here.
    parts.engine.run(Query.model_validate(question), parts.principal)
    times = 5 if len(question["metrics"]) < 10 else 1
    for _ in range(rounds):
        for label, way in ours.items():
            found[label].add(timed(way, times)[0])
        for peer in others:
            if found[peer.label].note or found[peer.label].enough:
                continue
            told = peer.compile(name, times)
            found[peer.label].note = told.get("error", "")
            found[peer.label].add(told.get("seconds", []))
    return found


def _ours(
    shape: Shape, parts: Parts, question: Mapping[str, Any]
) -> Iterator[tuple[str, Callable[[], str]]]:
    engine, principal = parts.engine, parts.principal
    view = engine.view(principal)
    query = Query.model_validate(question)
    ready = engine.prepare(query, view).statement

    def scratch() -> str:
        return spelled(engine.prepare(Query.model_validate(question), view).statement)

    def known() -> str:
        return str(type(engine.ready(query, engine.view(principal)).statement))

    def answered() -> str:
        return engine.run(query, principal).dialect

    yield SCRATCH, scratch
    yield "ours, worked out before", known
    yield "ours, answered before", answered
    yield "SQLAlchemy: compiling ours", lambda: spelled(ready)
    yield "SQLAlchemy: by hand", lambda: spelled(by_hand(shape, question))


def spelled(statement: sa.Select[Any]) -> str:
    """The text that goes to DuckDB, spelled as the warehouse does it."""
    return str(statement.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True}))


def by_hand(shape: Shape, question: Mapping[str, Any]) -> sa.Select[Any]:
    """The statement as a person writes it in SQLAlchemy for this one question."""
    wanted = question["metrics"]
    facts = [fact for fact in shape.facts if any(name in fact.metrics for name in wanted)]
    parts = [_part(shape, fact, question) for fact in facts]
    if len(parts) == 1:
        return parts[0].order_by(*(sa.text(str(nr)) for nr in _places(question)))
    rows = sa.union_all(*parts).subquery("rows")
    keys = list(rows.c)[: len(question["group_by"])]
    return (
        sa.select(*keys, *(sa.func.max(rows.c[name]).label(name) for name in wanted))
        .group_by(*keys)
        .order_by(*keys)
    )


def _part(shape: Shape, fact: Fact, question: Mapping[str, Any]) -> sa.Select[Any]:
    given = asked(question)
    names = [
        fact.time,
        fact.key,
        *fact.dimensions,
        *(column for _, column in fact.metrics.values()),
    ]
    rows = sa.table(fact.name, *(sa.column(name) for name in dict.fromkeys(names)))
    around = sa.table(
        shape.looked_up,
        *(sa.column(name) for name in (shape.looked_up_key, *shape.looked_up_dimensions)),
    )
    source: sa.FromClause = rows
    if any(owner == "account" for owner, _ in given.groups):
        source = rows.outerjoin(around, rows.c[fact.key] == around.c[shape.looked_up_key])
    time = rows.c[fact.time]
    keys: list[sa.ColumnElement[Any]] = [
        (around if owner == "account" else rows).c[name] for owner, name in given.groups
    ]
    if given.month:
        keys.insert(0, sa.func.date_trunc(sa.literal_column("'month'"), time).label("month"))
    values = [_value(rows, fact, name).label(name) for name in given.metrics]
    equal = [rows.c[name] == value for (_, name), value in given.equal.items()]
    period = (time >= sa.literal(given.start), time < sa.literal(given.end))
    return sa.select(*keys, *values).select_from(source).where(*period, *equal).group_by(*keys)


def _value(rows: sa.TableClause, fact: Fact, name: str) -> sa.ColumnElement[Any]:
    if name not in fact.metrics:
        return sa.null()
    agg, column = fact.metrics[name]
    if agg == "count_distinct":
        return sa.func.count(rows.c[column].distinct())
    return getattr(sa.func, {"average": "avg"}.get(agg, agg))(rows.c[column])


def _places(question: Mapping[str, Any]) -> range:
    return range(1, len(question["group_by"]) + 1)


def _check_rows(
    shape: Shape, tables: Path, others: list[Running], name: str, found: dict[str, Times]
) -> None:
    """Notes which peers' SQL gives other rows; not where joined facts would take minutes."""
    if len(shape.facts) > 1:
        return
    expected = _rows(shape, tables, str(_literal(by_hand(shape, shape.questions[name]))))
    for peer in others:
        told = peer.compile(name, 1)
        if "sql" in told and _rows(shape, tables, told["sql"]) != expected:
            found[peer.label].note = "its rows differ"


def _literal(statement: sa.Select[Any]) -> Any:
    return statement.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True})


def _rows(shape: Shape, tables: Path, sql: str) -> list[list[str]]:
    """The rows as texts, each sorted, as the columns come in the peer's own order."""
    with duckdb.connect() as database:
        for name in shape.tables:
            database.execute(f"CREATE VIEW {name} AS FROM '{tables / name}.parquet'")
        fetched = database.execute(sql).fetchall()
    return sorted(sorted(_text(value) for value in row) for row in fetched)


def _text(value: Any) -> str:
    """A figure to six places, a month as its first day."""
    try:
        return f"{float(value):.6f}"
    except (TypeError, ValueError):
        return str(value)[:10]


def environments(peers: tuple[Peer, ...], folder: Path) -> dict[Peer, Path]:
    """The Python of each peer, installed where need be. What cannot be installed is left out."""
    found = {}
    for peer in peers:
        try:
            found[peer] = install(peer, folder)
        except subprocess.CalledProcessError:
            print(f"{peer.label} could not be installed and is left out", file=sys.stderr)
    return found
