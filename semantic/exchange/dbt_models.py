"""dbt's semantic models as our models, relationships and time spines."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from semantic.definition import DataType
from semantic.exchange.losses import Losses
from semantic.exchange.respelled import respelled
from semantic.expression import parse
from semantic.expression_tokens import ExpressionError
from semantic.members import STANDARD, coarsest
from semantic.model import Dimension, Entity, Model, Relationship, TimeColumn
from semantic.timing import TimeSpine, Validity

Given = Mapping[str, Any]
Types = Mapping[str, Mapping[str, DataType]]

Columns = dict[str, DataType]

_OF_NUMBERS = frozenset({"sum", "average", "median", "percentile"})
_COLUMN = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*$")
_CUT = re.compile(r"^date_trunc\(\s*'(\w+)'\s*,\s*([A-Za-z_]\w*)\s*\)$", re.IGNORECASE)
_UNIQUE = ("primary", "unique", "natural")


def models(manifest: Given, types: Types, losses: Losses) -> tuple[Model, ...]:
    """A model for each semantic model.

    A manifest does not say of which type a column is: `types` does, by table and column; a column
    that it lacks counts as text.
    """
    numbers, read = _added_up(manifest), _read_by_metrics(manifest)
    found = [
        _model(given, numbers[given["name"]], read[given["name"]], types, losses)
        for given in manifest["semantic_models"]
    ]
    return tuple(_with_keys(found))


def _added_up(manifest: Given) -> dict[str, Columns]:
    """For each semantic model what its measures say of columns: what is added up is a number."""
    found: dict[str, Columns] = {given["name"]: {} for given in manifest["semantic_models"]}
    for given in manifest["semantic_models"]:
        for measure in given.get("measures") or ():
            _add_type(found[given["name"]], measure["agg"], _expr(measure))
    for metric in manifest["metrics"]:
        params = metric["type_params"]
        newer = params.get("metric_aggregation_params")
        if newer:
            expr = str(params.get("expr") or newer.get("expr") or metric["name"])
            _add_type(found[newer["semantic_model"]], newer["agg"], expr)
    return found


def _add_type(columns: Columns, agg: str, expr: str) -> None:
    kind = "boolean" if agg == "sum_boolean" else "number" if agg in _OF_NUMBERS else None
    if kind is not None and _COLUMN.match(expr):
        columns[expr] = "boolean" if kind == "boolean" else "number"


def _guessed(given: Given, numbers: Columns) -> Columns:
    """The types that the manifest itself lets one tell; keys are what the other side has."""
    times: Columns = {
        _expr(each): "timestamp"
        for each in given.get("dimensions") or ()
        if each["type"] == "time" and _COLUMN.match(_expr(each))
    }
    keys = {_expr(entity) for entity in given.get("entities") or ()}
    return {name: kind for name, kind in (numbers | times).items() if name not in keys}


def _read_by_metrics(manifest: Given) -> dict[str, set[str]]:
    """For each semantic model the columns that metrics without measures aggregate."""
    found: dict[str, set[str]] = {given["name"]: set() for given in manifest["semantic_models"]}
    for metric in manifest["metrics"]:
        params = metric["type_params"]
        newer = params.get("metric_aggregation_params")
        if newer:
            expr = str(params.get("expr") or newer.get("expr") or metric["name"])
            # One that cannot be read is reported with its metric.
            with suppress(ExpressionError):
                found[newer["semantic_model"]] |= parse(expr).columns
    return found


def _model(given: Given, numbers: Columns, read: set[str], types: Types, losses: Losses) -> Model:
    name = given["name"]
    source = _table(given["node_relation"])
    known = _guessed(given, numbers) | dict(types.get(source, {}))
    entities = tuple(_entities(given, losses))
    owner = _owner(given)
    dimensions = tuple(
        made
        for each in given.get("dimensions") or ()
        if (made := _dimension(each, owner, known, name, losses)) is not None
    )
    validity = _validity(given)
    time = _time(given, known, losses)
    primary = [entity for entity in given.get("entities") or () if entity["type"] == "primary"]
    keys = [_expr(entity) for entity in primary] + _partition_columns(given)
    used = {column for dimension in dimensions for column in parse(dimension.expr).columns}
    used |= {column for entity in entities for column in entity.columns}
    used |= set(_measure_columns(given)) | read | ({time.column} if time else set())
    used |= {validity.start, validity.end} if validity else set()
    return Model(
        name=name,
        label=given.get("label") or "",
        description=given.get("description") or "",
        row=owner if owner not in {entity.name for entity in entities} else None,
        source=source,
        columns={column: known.get(column, "text") for column in sorted(used)},
        primary_key=tuple(keys) if primary else (),
        time=time,
        validity=validity,
        entities=entities,
        dimensions=dimensions,
    )


def _table(relation: Given) -> str:
    schema = relation.get("schema_name")
    return f"{schema}.{relation['alias']}" if schema else str(relation["alias"])


def _expr(given: Given) -> str:
    return respelled(str(given.get("expr") or given["name"]))


def _entities(given: Given, losses: Losses) -> Iterator[Entity]:
    for entity in given.get("entities") or ():
        column = _expr(entity)
        if not _COLUMN.match(column):
            losses.add(f"entity {entity['name']} of {given['name']}", f"{column!r} is no column.")
            continue
        yield Entity(name=entity["name"], columns=(column,), unique=entity["type"] in _UNIQUE)


def _owner(given: Given) -> str | None:
    """The entity that the model's dimensions belong to."""
    named = given.get("primary_entity")
    if named:
        return str(named)
    entities = given.get("entities") or ()
    for kind in _UNIQUE:
        for entity in entities:
            if entity["type"] == kind:
                return str(entity["name"])
    return None


def _dimension(
    given: Given, owner: str | None, known: Mapping[str, DataType], model: str, losses: Losses
) -> Dimension | None:
    what = f"dimension {given['name']} of {model}"
    if owner is None:
        losses.add(what, "the model has no entity that identifies its rows.")
        return None
    expr, grain = _time_cut(given) if given["type"] == "time" else (_expr(given), None)
    try:
        parse(expr)
    except ExpressionError as error:
        losses.add(what, f"{error.message}, in {expr!r}.")
        return None
    time = given["type"] == "time"
    if time and known.get(expr) == "text":
        expr = f"CAST({expr} AS TIMESTAMP)"
    return Dimension(
        name=given["name"],
        entity=owner,
        label=given.get("label") or "",
        description=given.get("description") or "",
        type="timestamp" if time else known.get(expr, "text"),
        expr=expr,
        grain=grain,
    )


def _time_cut(given: Given) -> tuple[str, Any]:
    """A time's expression and grain, where the expression may cut it to one itself."""
    expr, grain = _expr(given), (given.get("type_params") or {}).get("time_granularity")
    cut = _CUT.match(expr)
    if cut is None or cut[1].lower() not in STANDARD:
        return expr, grain
    return cut[2], coarsest([cut[1].lower(), *([grain] if grain in STANDARD else [])])


def _validity(given: Given) -> Validity | None:
    ends: dict[str, str] = {}
    for dimension in given.get("dimensions") or ():
        params = (dimension.get("type_params") or {}).get("validity_params") or {}
        for end in ("is_start", "is_end"):
            if params.get(end):
                ends[end] = _expr(dimension)
    return Validity(start=ends["is_start"], end=ends["is_end"]) if len(ends) == 2 else None


def _time(given: Given, known: Mapping[str, DataType], losses: Losses) -> TimeColumn | None:
    name = (given.get("defaults") or {}).get("agg_time_dimension")
    if not name:
        return None
    dimension = next(each for each in given["dimensions"] if each["name"] == name)
    column = _expr(dimension)
    if not _COLUMN.match(column) or known.get(column, "timestamp") not in ("date", "timestamp"):
        why = f"{column!r} is no column of times, so that nothing is cut as of a day."
        losses.add(f"time of {given['name']}", why)
        return None
    return TimeColumn(column=column, undated="keep")


def _partition_columns(given: Given) -> list[str]:
    dimensions = given.get("dimensions") or ()
    return [_expr(each) for each in dimensions if each.get("is_partition")]


def _measure_columns(given: Given) -> Iterator[str]:
    """The columns that measures read; one that cannot be read is reported with its metric."""
    for measure in given.get("measures") or ():
        try:
            yield from parse(_expr(measure)).columns
        except ExpressionError:
            continue


def _with_keys(found: Sequence[Model]) -> Iterator[Model]:
    """The models, with each entity's own key as a dimension of the first model that has it."""
    shown = {dimension.field for model in found for dimension in model.dimensions}
    for model in found:
        keys = []
        for entity in model.entities:
            if f"{entity.name}.{entity.name}" not in shown:
                shown.add(f"{entity.name}.{entity.name}")
                column = entity.columns[0]
                keys.append(
                    Dimension(
                        name=entity.name,
                        entity=entity.name,
                        type=model.columns[column],
                        expr=column,
                    )
                )
        yield model.model_copy(update={"dimensions": (*model.dimensions, *keys)})


def relationships(
    manifest: Given, made: Sequence[Model], *, trust_keys: bool
) -> Iterator[Relationship]:
    """From each model with an entity to each other one that has at most one row of it.

    Tables cut into partitions are joined within a partition: that of the rows that lead to a model
    or, where its own have none, of those that the walk begins at.
    """
    partitions = {
        given["name"]: {
            each["name"]: _expr(each)
            for each in given.get("dimensions") or ()
            if each.get("is_partition")
        }
        for given in manifest["semantic_models"]
    }
    for here in made:
        for there in made:
            for entity in here.entities:
                target = there.entity(entity.name)
                if here is there or target is None or not target.unique:
                    continue
                if here.validity and there.validity:
                    continue
                ours, theirs = partitions[here.name], partitions[there.name]
                shared = [name for name in ours if name in theirs]
                yield Relationship.model_validate(
                    {
                        "name": f"{here.name}_{entity.name}_{there.name}"[:80],
                        "from": here.name,
                        "to": there.name,
                        "from_columns": (*entity.columns, *(ours[name] for name in shared)),
                        "to_columns": (*target.columns, *(theirs[name] for name in shared)),
                        "entity": entity.name,
                        "unchecked": trust_keys,
                        "partitions": () if ours else tuple(theirs),
                    }
                )


def time_spines(manifest: Given) -> Iterator[TimeSpine]:
    """The project's time spines; of the older form where there are no newer ones."""
    project = manifest.get("project_configuration") or {}
    newer = project.get("time_spines") or ()
    for given in newer:
        primary = given["primary_column"]
        yield TimeSpine(
            source=_table(given["node_relation"]),
            column=primary["name"],
            grain=primary["time_granularity"],
            custom={
                each["name"]: each.get("column_name") or each["name"]
                for each in given.get("custom_granularities") or ()
            },
        )
    for given in () if newer else project.get("time_spine_table_configurations") or ():
        yield TimeSpine(source=given["location"], column=given["column_name"], grain=given["grain"])
