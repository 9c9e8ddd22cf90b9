"""Columns that a model names are declared, and relationships join what fits together."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from semantic.draft import Draft, Written
from semantic.model import DataType, Model, Relationship
from semantic.problems import Problem
from semantic.suggest import did_you_mean

Steps = tuple[str | int, ...]
Columns = Mapping[str, DataType]


def no_column(model: str, name: str, columns: Columns) -> str:
    """What to say of a column that a model does not have."""
    return f"`{model}` has no column `{name}`{did_you_mean(name, columns)}"


def columns_exist(draft: Draft) -> Iterator[Problem]:
    """Keys, entities, time and relationships name declared columns."""
    for written in draft.models:
        model = written.value
        if model.source is not None and not model.columns:
            yield written.problem(f"`{model.name}` declares no columns")
        columns = draft.source_columns(model)
        if columns is not None:
            yield from _undeclared(written, model.name, columns, _named(model))
    for relationship in draft.relationships:
        for end, steps in _ends(relationship.value):
            model_at_end = draft.catalog.models.get(end)
            columns = draft.source_columns(model_at_end) if model_at_end else None
            if columns is not None:
                yield from _undeclared(relationship, end, columns, steps)


def _named(model: Model) -> Iterator[tuple[str, Steps]]:
    for index, name in enumerate(model.primary_key):
        yield name, ("primary_key", index)
    for number, entity in enumerate(model.entities):
        for index, name in enumerate(entity.columns):
            yield name, ("entities", number, "columns", index)
    if model.time is not None:
        yield model.time.column, ("time", "column")


def _ends(relationship: Relationship) -> Iterator[tuple[str, list[tuple[str, Steps]]]]:
    for model, key in ((relationship.from_model, "from_columns"), (relationship.to, "to_columns")):
        columns = getattr(relationship, key)
        yield model, [(name, (key, index)) for index, name in enumerate(columns)]


def _undeclared(
    written: Written[Any], model: str, columns: Columns, named: Iterable[tuple[str, Steps]]
) -> Iterator[Problem]:
    for name, steps in named:
        if name not in columns:
            yield written.problem(no_column(model, name, columns), *steps)


def relationships_lead_to_keys(draft: Draft) -> Iterator[Problem]:
    """`to_columns` is the primary key of `to`, or what it has one row of: no row counts twice.

    So are `from_columns` of `from` in a one-to-one relationship. A many-to-many one has no key.
    """
    for relationship in draft.relationships:
        given = relationship.value
        if given.type == "many_to_many":
            continue
        yield from _no_key(draft, relationship, given.to, given.to_columns, "to_columns")
        if given.type == "one_to_one":
            here = (given.from_model, given.from_columns, "from_columns")
            yield from _no_key(draft, relationship, *here)


def _no_key(
    draft: Draft,
    relationship: Written[Relationship],
    name: str,
    given: tuple[str, ...],
    key: str,
) -> Iterator[Problem]:
    target = draft.catalog.models.get(name)
    columns = draft.source_columns(target) if target else None
    if target is None or columns is None or not set(given) <= set(columns):
        return
    told_of_the_rollup = target.rollup is not None and not target.primary_key
    by_entity = any(each.unique and set(each.columns) <= set(given) for each in target.entities)
    is_key = sorted(given) == sorted(target.primary_key) or by_entity
    if not is_key and not told_of_the_rollup:
        known = f"is [{', '.join(target.primary_key)}]" if target.primary_key else "is not given"
        yield relationship.problem(
            f"the primary key of `{target.name}` {known}; rows joined by [{', '.join(given)}] "
            "could be counted several times",
            key,
        )


def joined_columns_fit(draft: Draft) -> Iterator[Problem]:
    """As many columns on either side, of equal types."""
    for written in draft.relationships:
        here, there = written.value.from_columns, written.value.to_columns
        if len(here) != len(there):
            yield written.problem(
                f"{len(here)} and {len(there)} columns cannot be joined", "to_columns"
            )
            continue
        ours = _types(draft, written.value.from_model)
        theirs = _types(draft, written.value.to)
        for index, (one, other) in enumerate(zip(here, there, strict=True)):
            if one in ours and other in theirs and ours[one] != theirs[other]:
                yield written.problem(
                    f"`{other}` is of type {theirs[other]} and `{one}` of type {ours[one]}",
                    "to_columns",
                    index,
                )


def _types(draft: Draft, name: str) -> Columns:
    model = draft.catalog.models.get(name)
    return (draft.source_columns(model) or {}) if model else {}


def times_are_times(draft: Draft) -> Iterator[Problem]:
    """A model's time column is a date or a timestamp."""
    for written in draft.models:
        time = written.value.time
        given = written.value.columns.get(time.column) if time else None
        if given is not None and given not in ("date", "timestamp"):
            yield written.problem(
                f"a model's time is a date or a timestamp; this column is of type {given}",
                "time",
                "column",
            )
