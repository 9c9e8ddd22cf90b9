"""Runs MetricFlow's integration cases through the ordinary query path.

    python -m tests.conformance.metricflow DIR [--engine duckdb|postgresql]

DIR holds `manifests/*.json`, `tables/*.parquet` (loaded as schema `w`) and `cases.jsonl.gz`. Each
failure is printed, and last `N passed, M failed`; the exit code is 1 when one failed.
"""

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa

from semantic.approvals import Approvals
from semantic.catalog import Catalog, Settings
from semantic.engine import Engine
from semantic.errors import RetainerError
from semantic.exchange.dbt import imported
from semantic.exchange.dbt_query import query
from semantic.policy import Grant, Principal, Role
from semantic.result import Result
from tests.conformance.command import run
from tests.conformance.tables import ENGINES, Tables

AS_OF = date(2041, 1, 1)
STEWARD = Principal(id="steward", roles=("steward",))
ROLES = {"steward": Role(approves=True, grants=(Grant(metrics="all", rows="all"),))}


@dataclass(frozen=True)
class Workspace:
    """An imported manifest that can be queried."""

    manifest: Mapping[str, Any]
    engine: Engine
    losses: tuple[str, ...]

    def answer(self, case: Mapping[str, Any]) -> Result:
        asked = query(case["query"], self.engine.catalog, self.manifest)
        return self.engine.run(asked, STEWARD)


def workspace(
    manifest: Mapping[str, Any],
    tables: Tables,
    roles: Mapping[str, Role] = ROLES,
    today: date = AS_OF,
) -> Workspace:
    made = imported(manifest, "steward", tables.types(), trust_keys=True)
    catalog = Catalog(
        settings=Settings(version=1, name="w", timezone="UTC", default_principal="steward"),
        models={model.name: model for model in made.models},
        relationships=made.relationships,
        metrics={metric.name: metric for metric in made.metrics},
        roles=roles,
        people=(STEWARD,),
        time_spines=made.time_spines,
    )
    engine = Engine(catalog, Approvals(catalog), tables, today, "key")
    return Workspace(manifest, engine, tuple(map(str, made.losses)))


def difference(case: Mapping[str, Any], result: Result) -> str | None:
    """What differs from the expected rows; None when nothing does."""
    expected = case["expected"]
    names = [column.name for column in result.columns]
    order = [_position(name, names) for name in expected["columns"]]
    if None in order or len(names) != len(order):
        return f"columns {names}, expected {expected['columns']}"
    digits = 2 if case["approximate"] else 9
    ours = [tuple(plain_value(row[at or 0]) for at in order) for row in result.rows()]
    theirs = [tuple(plain_value(value) for value in row) for row in expected["rows"]]
    if case["check_order"]:
        pairs = zip(ours, theirs, strict=False)
        equal = len(ours) == len(theirs) and all(near(a, b, digits) for a, b in pairs)
    else:
        equal = same_rows(ours, theirs, digits)
    if equal:
        return None
    extra, missing = Counter(map(str, ours)), Counter(map(str, theirs))
    return (
        f"{len(ours)} rows, expected {len(theirs)}; "
        f"beyond: {list(extra - missing)[:3]}; missing: {list(missing - extra)[:3]}"
    )


def _position(theirs: str, ours: Sequence[str]) -> int | None:
    """Which of our columns is theirs: `booking__ds__day` is `booking.ds` or `booking.ds.day`."""
    for end in (".min", ".max"):
        if theirs.endswith(f"__{end[1:]}"):
            ours = [name.removesuffix(end) if name.endswith(end) else "" for name in ours]
            theirs = theirs[: -len(end) - 1]
    names = [_dundered(name) for name in ours]
    # Theirs may begin with entities that the question left out, and end with a grain.
    for wanted in (theirs, theirs.rpartition("__")[0]):
        if wanted in names:
            return names.index(wanted)
        for place, name in enumerate(names):
            if name and wanted.endswith(f"__{name}"):
                return place
    return None


def _dundered(ours: str) -> str:
    name = ours.replace(".", "__")
    return "metric_time" + name[4:] if name == "time" or name.startswith("time__") else name


def plain_value(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value).isoformat() if value[:4].isdigit() else value
        except ValueError:
            return value
    if isinstance(value, bool) or value is None:
        return value
    return float(value)


def same_rows(ours: list[tuple[Any, ...]], theirs: list[tuple[Any, ...]], digits: int) -> bool:
    if len(ours) != len(theirs):
        return False
    pairs = zip(sorted(ours, key=_sortable), sorted(theirs, key=_sortable), strict=True)
    return all(near(one, other, digits) for one, other in pairs)


def _sortable(row: tuple[Any, ...]) -> list[str]:
    exact = [str(value) for value in row if not isinstance(value, float)]
    return [*exact, *(f"{value:+030.4f}" for value in row if isinstance(value, float))]


def near(one: Sequence[Any], other: Sequence[Any], digits: int) -> bool:
    limit = 10.0**-digits
    for a, b in zip(one, other, strict=True):
        if isinstance(a, float) and isinstance(b, float):
            if abs(a - b) > limit * max(1.0, abs(a), abs(b)):
                return False
        elif a != b:
            return False
    return True


def cases(folder: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(folder / "cases.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def failures(
    folder: Path, only: str = "", engine: str = "duckdb"
) -> Iterator[tuple[str, str | None]]:
    """Each case's name and what is wrong with its answer."""
    with ENGINES[engine](folder / "tables") as tables:
        yield from outcomes(folder, tables, only)


def outcomes(folder: Path, tables: Tables, only: str = "") -> Iterator[tuple[str, str | None]]:
    """Each case's name and what is wrong with its answer from these tables."""
    known: dict[str, Workspace] = {}
    for case in cases(folder):
        if only not in case["name"]:
            continue
        name = case["manifest"]
        if name not in known:
            manifest = json.loads((folder / "manifests" / f"{name}.json").read_text("utf-8"))
            known[name] = workspace(manifest, tables)
        try:
            yield case["name"], difference(case, known[name].answer(case))
        except (RetainerError, sa.exc.SQLAlchemyError, duckdb.Error, ValueError) as error:
            yield case["name"], f"{type(error).__name__}: {error}"


def main(arguments: Sequence[str]) -> int:
    return run("metricflow", failures, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
