"""sidemantic's side of the comparison: `SemanticLayer.compile`, by its Python or its Rust engine.

A condition on one fact joins that fact to all others, so the question about several facts is asked
without its period.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sidemantic import Dimension, Metric, Model, Relationship, SemanticLayer

from benchmarks.peers.serving import Asked, Compile, asked, serve

AGGREGATIONS = {"average": "avg"}


def build(
    shape: Mapping[str, Any], _folder: Path, engine: str
) -> Callable[[Mapping[str, Any]], Compile]:
    """What turns a question into a function that compiles it."""
    layer = SemanticLayer(auto_register=False, engine=engine)
    layer.add_model(
        Model(
            name=shape["looked_up"],
            table=shape["looked_up"],
            primary_key=shape["looked_up_key"],
            dimensions=[_categorical(name) for name in shape["looked_up_dimensions"]],
        )
    )
    for fact in shape["facts"]:
        layer.add_model(_fact(shape, fact))
    facts = {name: fact for fact in shape["facts"] for name in fact["metrics"]}

    def prepare(question: Mapping[str, Any]) -> Compile:
        given = asked(question)
        used = {facts[name]["name"]: facts[name]["time"] for name in given.metrics}
        metrics = [f"{facts[name]['name']}.{name}" for name in given.metrics]
        groups = _groups(shape, given, used)
        filters = _filters(given, used)
        return lambda: str(layer.compile(metrics=metrics, dimensions=groups, filters=filters))

    return prepare


def _groups(shape: Mapping[str, Any], given: Asked, used: Mapping[str, str]) -> list[str]:
    months = [f"{fact}.{time}__month" for fact, time in used.items()] if given.month else []
    named = [
        f"{shape['looked_up'] if owner == 'account' else owner}.{name}"
        for owner, name in given.groups
    ]
    return months + named


def _filters(given: Asked, used: Mapping[str, str]) -> list[str]:
    found = [f"{owner}.{name} = '{value}'" for (owner, name), value in given.equal.items()]
    for fact, time in used.items() if len(used) == 1 else ():
        found += [f"{fact}.{time} >= '{given.start}'", f"{fact}.{time} < '{given.end}'"]
    return found


def _fact(shape: Mapping[str, Any], fact: Mapping[str, Any]) -> Model:
    when = Dimension(name=fact["time"], type="time", granularity="second", sql=fact["time"])
    return Model(
        name=fact["name"],
        table=fact["name"],
        primary_key=next(iter(shape["columns"][fact["name"]])),
        relationships=[
            Relationship(
                name=shape["looked_up"],
                type="many_to_one",
                foreign_key=fact["key"],
                primary_key=shape["looked_up_key"],
            )
        ],
        dimensions=[when, *(_categorical(name) for name in fact["dimensions"])],
        metrics=[
            Metric(name=name, agg=AGGREGATIONS.get(agg, agg), sql=column)
            for name, (agg, column) in fact["metrics"].items()
        ],
    )


def _categorical(name: str) -> Dimension:
    return Dimension(name=name, type="categorical", sql=name)


if __name__ == "__main__":
    serve(lambda shape, folder: build(shape, folder, sys.argv[1]))
