"""Runs cases of the compliance suite proposed for Apache Ossie through the ordinary query path.

    python -m tests.conformance.ossie DIR [--engine duckdb|postgresql]

DIR holds `cases.jsonl` and `tables/DATASET/*.parquet`. A case's model is imported, its query asked
as a steward. Each failure is printed, and last `N passed, M failed`; the exit code is 1 when one
failed. A refusal counts when its type, not its wording, is what the case's code stands for.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa
from pydantic import ValidationError

from semantic.approvals import Approvals
from semantic.catalog import Catalog, Settings
from semantic.engine import Engine
from semantic.errors import (
    FanOut,
    Misplaced,
    NoPath,
    RetainerError,
    SeveralPaths,
    UnknownName,
    Unrelated,
)
from semantic.exchange.imported import Imported
from semantic.exchange.losses import NotImportable
from semantic.exchange.ossie import imported
from semantic.query import NOTHING_ASKED, ROWS_AND_METRICS, Query
from semantic.result import Result
from tests.conformance.command import run
from tests.conformance.metricflow import ROLES, STEWARD, near, plain_value, same_rows
from tests.conformance.ossie_query import Asked, asked
from tests.conformance.tables import ENGINES, Tables

AS_OF = date(2041, 1, 1)
Case = Mapping[str, Any]

_OF_FAULTS: Mapping[str, set[str]] = {
    "aggregate in field": {"E_AGGREGATE_IN_FIELD"},
    "cycle": {"E_FIELD_DEPENDENCY_CYCLE"},
    "missing key": {"E1002", "E_PRIMARY_KEY_REQUIRED"},
    "name collision": {"E_NAME_COLLISION", "E2003"},
    "reserved name": {"E_RESERVED_NAME", "E_RESERVED_IDENTIFIER", "E_DEFERRED_KEY_REJECTED"},
    "unknown key": {"E_DEFERRED_KEY_REJECTED"},
    "unknown name": {"E_NAME_NOT_FOUND", "E2006"},
    "wrong value": {"E1003", "E1004", "E1005", "E_DEFERRED_KEY_REJECTED"},
}
_OF_LOSSES: Mapping[str, set[str]] = {
    "cycle": {"E2005", "E_NAME_COLLISION"},
    "frame": {"E_DEFERRED_FRAME_MODE"},
    "function": {"E_UNKNOWN_FUNCTION", "E_DEFERRED_KEY_REJECTED"},
    "nested aggregate": {"E_NESTED_AGGREGATION_DEFERRED"},
    "nested window": {"E_NESTED_WINDOW"},
    "no path": {"E_NO_PATH", "E3012", "E3013"},
    "other dataset": {"E_UNAGGREGATED_FINER_GRAIN_REFERENCE", "E3012"},
    "parameter": {"E_DEFERRED_FRAME_MODE", "E_DEFERRED_KEY_REJECTED"},
    "several paths": {"E_AMBIGUOUS_PATH"},
    "row level": {"E_UNAGGREGATED_FINER_GRAIN_REFERENCE"},
    "unknown name": {"E_NAME_NOT_FOUND"},
    "windowed metric": {"E_WINDOWED_METRIC_COMPOSITION"},
}
_OF_CONDITIONS: Mapping[str, set[str]] = {
    "metric": {"E_AGGREGATE_IN_WHERE", "E_AGGREGATE_IN_SCALAR_QUERY"},
    "row": {"E_NON_AGGREGATE_IN_HAVING", "E_UNAGGREGATED_FINER_GRAIN_REFERENCE"},
    "both": {"E_MIXED_PREDICATE_LEVEL"},
    "window": {"E_WINDOW_IN_WHERE"},
}


def codes(case: Case, error: Exception, made: Imported | None) -> set[str]:
    """The codes of Ossie that a refusal of ours stands for, by its type and attributes."""
    scalar = "fields" in case["query"]
    match error:
        case NotImportable():
            return {code for fault in error.faults for code in _OF_FAULTS.get(fault.kind, ())}
        case UnknownName():
            return {"E_NAME_NOT_FOUND"} | _of_losses(case, made)
        case NoPath() | Unrelated():
            return {"E_NO_PATH", "E3013", *(["E_FAN_OUT_IN_SCALAR_QUERY"] if scalar else [])}
        case SeveralPaths():
            return {"E_AMBIGUOUS_PATH"}
        case FanOut():
            return {"E_FAN_OUT_IN_SCALAR_QUERY"} if scalar else {"E3011", "E3012"}
        case Misplaced():
            return _OF_CONDITIONS[error.about]
        case ValidationError():
            kinds = {each["type"] for each in error.errors()}
            empty = "E_EMPTY_SCALAR_QUERY" if scalar else "E_EMPTY_AGGREGATION_QUERY"
            given = {NOTHING_ASKED: empty, ROWS_AND_METRICS: "E_MIXED_QUERY_SHAPE"}
            return {code for kind, code in given.items() if kind in kinds}
        case _:
            return set()


def _of_losses(case: Case, made: Imported | None) -> set[str]:
    """The codes for a name of the query that the import left out, by the reason it gave."""
    text = json.dumps(case["query"])
    lost = [loss for loss in (made.losses if made else ()) if _name(loss.what) in text]
    return {code for loss in lost for code in _OF_LOSSES.get(loss.fault, ())}


def _name(what: str) -> str:
    return what.split()[-1].rpartition(".")[2]


def failure(case: Case, tables: Tables) -> str | None:
    """What is wrong with our answer to the case; None when nothing is."""
    made: Imported | None = None
    try:
        model, question = asked(case)
        made = _imported(model, tables)
        engine = _engine(made, tables)
        result = engine.run(Query.model_validate(question.query), STEWARD)
    except (RetainerError, ValidationError) as error:
        found = codes(case, error, made)
        if case.get("expected_error") in found:
            return None
        wanted = case.get("expected_error") or "an answer"
        return f"expected {wanted}, refused by {type(error).__name__} {sorted(found)}: {error}"
    except (sa.exc.SQLAlchemyError, duckdb.Error, ValueError, AssertionError) as error:
        return f"{type(error).__name__}: {error}"
    if "expected_error" in case:
        return f"expected {case['expected_error']}, answered {result.rows()[:5]}"
    return difference(case, question, result)


def _imported(model: Mapping[str, Any], tables: Tables) -> Imported:
    """The model's definitions, over the tables of the case."""
    types = {name.removeprefix("w."): columns for name, columns in tables.types().items()}
    given = {
        dataset["source"]: types[dataset["source"].rpartition(".")[2]]
        for dataset in model["datasets"]
        if isinstance(dataset.get("source"), str) and dataset["source"].rpartition(".")[2] in types
    }
    made = imported(model, "steward", given)
    models = [
        each.model_copy(update={"source": f"w.{str(each.source).rpartition('.')[2]}"})
        for each in made.models
    ]
    return replace(made, models=tuple(models))


def _engine(made: Imported, tables: Tables) -> Engine:
    catalog = Catalog(
        settings=Settings(version=1, name="w", timezone="UTC", default_principal="steward"),
        models={model.name: model for model in made.models},
        relationships=made.relationships,
        metrics={metric.name: metric for metric in made.metrics},
        roles=ROLES,
        people=(STEWARD,),
    )
    return Engine(catalog, Approvals(catalog), tables, AS_OF, "key")


def difference(case: Case, question: Asked, result: Result) -> str | None:
    """What differs from the expected rows; None when nothing does."""
    expected = case["expected"]
    names = [column.name for column in result.columns]
    at = [names.index(name) for name in question.columns]
    if len(at) != len(expected["columns"]):
        return f"columns {names}, expected {expected['columns']}"
    ours = [tuple(plain_value(row[index]) for index in at) for row in result.rows()]
    theirs = [tuple(plain_value(value) for value in row) for row in expected["rows"]]
    if case["query"].get("order_by"):
        pairs = zip(ours, theirs, strict=False)
        equal = len(ours) == len(theirs) and all(near(a, b, 9) for a, b in pairs)
    else:
        equal = same_rows(ours, theirs, 9)
    extra, missing = Counter(map(str, ours)), Counter(map(str, theirs))
    return (
        None
        if equal
        else f"{len(ours)} rows, expected {len(theirs)}; beyond: {list(extra - missing)[:3]}; "
        f"missing: {list(missing - extra)[:3]}"
    )


def failures(folder: Path, only: str = "", engine: str = "duckdb") -> Iterator[tuple[str, Any]]:
    """Each case's name and what is wrong with our answer."""
    lines = (folder / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines if line.strip()]
    wanted = [case for case in cases if only in case["name"]]
    for dataset in dict.fromkeys(case["dataset"] for case in wanted):
        with ExitStack() as stack:
            tables = stack.enter_context(ENGINES[engine](folder / "tables" / dataset))
            for case in wanted:
                if case["dataset"] == dataset:
                    yield case["name"], failure(case, tables)


def main(arguments: Sequence[str]) -> int:
    return run("ossie", failures, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
