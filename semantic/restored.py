"""The catalog in which a metric means again what was approved, from what approvals.yml holds."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from semantic.approvals import Approvals
from semantic.catalog import Catalog
from semantic.components import (
    CORE_OF_A_MODEL,
    WORDS,
    WORDS_OF_A_DIMENSION,
    Components,
    components,
)
from semantic.model import Dimension, Metric, Model, Relationship
from semantic.result import digest
from semantic.timing import TimeSpine
from semantic.week import MONDAY

Plain = dict[str, Any]

_METRIC: TypeAdapter[Metric] = TypeAdapter(Metric)
_NO_WORDS: Plain = {"description": "", "governance": {"owner": ""}}


def as_approved(approvals: Approvals, metric: str) -> Catalog | None:
    """The catalog with the metric, and all it stands on, as in its latest approval.

    None when it never had one, and when what else changed since leaves no room for it: the metric
    has the approved hash there, or there is no such catalog.
    """
    approval = approvals.status(metric).approval
    if approval is None:
        return None
    try:
        found = _overlaid(approvals.catalog, metric, approvals.recorded(approval))
        same = digest(components(found, metric)) == approval.hash
    except (ValidationError, KeyError):
        return None
    return found if same else None


def _overlaid(catalog: Catalog, metric: str, recorded: Components) -> Catalog:
    spines = recorded.get("time spines")
    return replace(
        catalog,
        settings=catalog.settings.model_copy(update=_workspace(recorded)),
        models={**catalog.models, **_models(catalog, recorded)},
        relationships=_relationships(catalog, recorded),
        metrics={**catalog.metrics, **_metrics(catalog, metric, recorded)},
        time_spines=catalog.time_spines
        if spines is None
        else tuple(TimeSpine.model_validate(spine) for spine in spines),
    )


def _workspace(recorded: Components) -> Plain:
    return {"week_start": MONDAY, **recorded["workspace"]}


def _labelled(recorded: Components, kind: str) -> Iterator[tuple[str, Any]]:
    """The parts of a kind, by the names in their labels."""
    for label, content in recorded.items():
        if label.startswith(f"{kind} "):
            yield label.removeprefix(f"{kind} "), content


def _metrics(catalog: Catalog, metric: str, recorded: Components) -> Mapping[str, Metric]:
    found = {}
    for name, formula in _labelled(recorded, "formula"):
        present = catalog.metrics.get(name)
        words = _dumped(present, include=WORDS) if present else _NO_WORDS
        if name == metric:
            words = recorded[f"words of {name}"]
        found[name] = _METRIC.validate_python({**words, **formula, "name": name})
    return found


def _relationships(catalog: Catalog, recorded: Components) -> tuple[Relationship, ...]:
    present = {each.name: each for each in catalog.relationships}
    for name, content in _labelled(recorded, "relationship"):
        present[name] = Relationship.model_validate({**content, "name": name})
    return tuple(present.values())


def _models(catalog: Catalog, recorded: Components) -> Mapping[str, Model]:
    cores = dict(_labelled(recorded, "model"))
    columns: dict[str, dict[str, Any]] = {}
    for label, content in _labelled(recorded, "column"):
        model, _, column = label.partition(".")
        columns.setdefault(model, {})[column] = content
    dimensions: dict[str, dict[str, Any]] = {}
    for field, content in _labelled(recorded, "dimension"):
        dimensions.setdefault(_home(catalog, cores, field), {})[field] = content
    return {
        name: _model(
            catalog.models.get(name),
            {**cores.get(name, {}), "name": name},
            columns.get(name, {}),
            dimensions.get(name, {}),
        )
        for name in dict.fromkeys([*cores, *columns, *dimensions])
    }


def _model(present: Model | None, core: Plain, columns: Plain, dimensions: Plain) -> Model:
    body = _dumped(present) if present else {}
    if len(core) > 1:
        body = {key: given for key, given in body.items() if key not in CORE_OF_A_MODEL} | core
    read = {name: given["type"] for name, given in columns.items() if "expr" not in given}
    computed = {name: given for name, given in columns.items() if "expr" in given}
    # Rows are told apart by every column there is: one that came later must not stay.
    kept = {} if body.get("distinct") else body.get("columns", {})
    body["columns"] = _first(read, kept, computed)
    body["calculated"] = _first(computed, body.get("calculated", {}), read)
    fresh = Model.model_validate(body)
    return fresh.model_copy(update={"dimensions": _dimensions(fresh, dimensions)})


def _first(recorded: Plain, present: Plain, otherwise: Plain) -> Plain:
    """What was recorded, and what else there is unless it was recorded as something other."""
    return {name: given for name, given in present.items() if name not in otherwise} | recorded


def _dimensions(model: Model, recorded: Plain) -> tuple[Dimension, ...]:
    present = {each.field: each for each in model.dimensions}
    for field, content in recorded.items():
        entity, _, name = field.partition(".")
        known = present.get(field)
        words = _dumped(known, include=WORDS_OF_A_DIMENSION) if known else {}
        given = {**words, **content, "name": name, "entity": entity}
        present[field] = Dimension.model_validate(given)
    return tuple(present.values())


def _home(catalog: Catalog, cores: Plain, field: str) -> str:
    """The model of a dimension: where it is declared, or the only one that can have had it.

    Raises KeyError when that cannot be told.
    """
    if field in catalog.dimensions:
        return catalog.dimensions[field].model.name
    entity = field.partition(".")[0]
    able = [name for name, core in cores.items() if entity in _called(core)]
    if len(able) != 1:
        raise KeyError(field)
    return able[0]


def _called(core: Plain) -> tuple[str, ...]:
    return (core.get("row", ""), *(entity["name"] for entity in core.get("entities", ())))


def _dumped(definition: BaseModel, include: set[str] | None = None) -> Plain:
    return definition.model_dump(mode="json", by_alias=True, exclude_defaults=True, include=include)
