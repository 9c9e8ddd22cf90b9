"""boring-semantic-layer's side of the comparison: a query of its model, spelled by ibis.

Each fact is joined to the table it looks up; a question about several facts is put to a model in
which the looked-up table has many of each. A period is one of a time dimension that is asked for,
so the question about several facts is asked without it.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import ibis
from boring_semantic_layer import time_dimension, to_semantic_table

from benchmarks.peers.serving import Asked, Compile, asked, serve

AGGREGATIONS = {"average": "mean", "count_distinct": "nunique"}


def build(shape: Mapping[str, Any], folder: Path) -> Callable[[Mapping[str, Any]], Compile]:
    """What turns a question into a function that compiles it."""
    database = ibis.duckdb.connect()
    tables = {
        name: database.read_parquet(folder / f"{name}.parquet", table_name=name)
        for name in shape["columns"]
    }
    looked_up = _with_dimensions(tables, shape["looked_up"], shape["looked_up_dimensions"])
    facts = {fact["name"]: _fact(tables, fact) for fact in shape["facts"]}
    owner = {name: fact for fact in shape["facts"] for name in fact["metrics"]}
    key = shape["looked_up_key"]

    def prepare(question: Mapping[str, Any]) -> Compile:
        given = asked(question)
        used = list({owner[name]["name"]: owner[name] for name in given.metrics}.values())
        if len(used) == 1:
            (fact,) = used
            model = facts[fact["name"]]
            if any(group == "account" for group, _ in given.groups):
                model = model.join_one(looked_up, on=partial(_same, fact["key"], key))
        else:
            model = looked_up
            for fact in used:
                model = model.join_many(facts[fact["name"]], on=partial(_same, key, fact["key"]))
        return partial(_compiled, model, shape, given, used)

    return prepare


def _compiled(
    model: Any, shape: Mapping[str, Any], given: Asked, used: list[Mapping[str, Any]]
) -> str:
    joined = len(used) > 1 or any(group == "account" for group, _ in given.groups)

    def named(owner: str, name: str) -> str:
        return f"{shape['looked_up'] if owner == 'account' else owner}.{name}" if joined else name

    time = named(used[0]["name"], used[0]["time"])
    owners = {name: fact["name"] for fact in used for name in fact["metrics"]}
    query = model.query(
        dimensions=([time] if given.month else []) + [named(*pair) for pair in given.groups],
        measures=[named(owners[name], name) for name in given.metrics],
        filters=[
            {"field": named(*pair), "operator": "=", "value": value}
            for pair, value in given.equal.items()
        ],
        time_grains={time: "TIME_GRAIN_MONTH"} if given.month else None,
        time_range={"start": given.start, "end": given.last} if given.month else None,
    )
    return str(query.sql())


def _fact(tables: Mapping[str, Any], fact: Mapping[str, Any]) -> Any:
    when = {
        fact["time"]: time_dimension(
            partial(_column, fact["time"]), smallest_time_grain="TIME_GRAIN_SECOND"
        )
    }
    model = _with_dimensions(tables, fact["name"], [fact["key"], *fact["dimensions"]])
    return model.with_dimensions(**when).with_measures(
        **{
            name: partial(_aggregated, AGGREGATIONS.get(agg, agg), column)
            for name, (agg, column) in fact["metrics"].items()
        }
    )


def _with_dimensions(tables: Mapping[str, Any], name: str, dimensions: list[str]) -> Any:
    model = to_semantic_table(tables[name], name=name)
    return model.with_dimensions(**{one: partial(_column, one) for one in dimensions})


def _column(name: str, table: Any) -> Any:
    return table[name]


def _aggregated(method: str, column: str, table: Any) -> Any:
    return getattr(table[column], method)()


def _same(left_key: str, right_key: str, left: Any, right: Any) -> Any:
    return left[left_key] == right[right_key]


if __name__ == "__main__":
    serve(build)
