"""Whatever a definition names exists."""

from collections.abc import Iterator
from typing import Any

from semantic.draft import Draft, Kind, Written
from semantic.model import (
    ConversionMetric,
    CumulativeMetric,
    DerivedMetric,
    FunnelMetric,
    Metric,
    MetricInput,
    Model,
    RatioMetric,
    Relationship,
)
from semantic.policy import Grant, Principal
from semantic.problems import Problem
from semantic.suggest import did_you_mean

Steps = tuple[str | int, ...]
Reference = tuple[Kind, str, Steps]


def _missing(
    draft: Draft, written: Written[Any], references: Iterator[Reference]
) -> Iterator[Problem]:
    for kind, name, steps in references:
        message = draft.unknown(kind, name)
        if message:
            yield written.problem(message, *steps)


def metrics_refer_to_something(draft: Draft) -> Iterator[Problem]:
    """A metric's model, inputs, owner, successor and fields exist."""
    for metric in draft.metrics:
        yield from _missing(draft, metric, _of_words(metric.value))
        yield from _missing(draft, metric, _of_formula(metric.value))


def _of_words(metric: Metric) -> Iterator[Reference]:
    yield "principal", metric.governance.owner, ("governance", "owner")
    if metric.governance.successor is not None:
        yield "metric", metric.governance.successor, ("governance", "successor")
    for index, other in enumerate(metric.not_to_confuse):
        yield "metric", other, ("not_to_confuse", index)


def _of_formula(metric: Metric) -> Iterator[Reference]:
    match metric:
        case RatioMetric():
            yield from _of_input(metric.numerator, ("numerator",))
            yield from _of_input(metric.denominator, ("denominator",))
        case DerivedMetric():
            for index, each in enumerate(metric.metrics):
                yield from _of_input(each, ("metrics", index))
        case FunnelMetric():
            for index, each in enumerate(metric.steps):
                yield from _of_input(each, ("steps", index))
        case CumulativeMetric():
            yield "metric", metric.metric, ("metric",)
        case ConversionMetric():
            yield from _of_input(metric.base, ("base",))
            yield from _of_input(metric.conversion, ("conversion",))
        case _:
            yield "model", metric.model, ("model",)


def _of_input(given: MetricInput | str, steps: Steps) -> Iterator[Reference]:
    if isinstance(given, str):
        yield "metric", given, steps
    else:
        yield "metric", given.name, (*steps, "name")


def relationships_refer_to_models(draft: Draft) -> Iterator[Problem]:
    """Both ends of a relationship are models, and its partitions dimensions of the second."""
    for relationship in draft.relationships:
        yield from _missing(draft, relationship, _of_relationship(relationship.value))
        target = draft.catalog.models.get(relationship.value.to)
        known = [dimension.name for dimension in target.dimensions] if target else []
        for index, name in enumerate(relationship.value.partitions if target else ()):
            if name not in known:
                message = f"`{relationship.value.to}` has no dimension `{name}`"
                message += did_you_mean(name, known)
                yield relationship.problem(message, "partitions", index)


def _of_relationship(relationship: Relationship) -> Iterator[Reference]:
    yield "model", relationship.from_model, ("from",)
    yield "model", relationship.to, ("to",)


def dimensions_have_entities(draft: Draft) -> Iterator[Problem]:
    """A dimension's entity is one of its model's, or what the model calls a row."""
    for model in draft.models:
        known = _entities(model.value)
        for index, dimension in enumerate(model.value.dimensions):
            if dimension.entity not in known:
                yield model.problem(
                    f"`{model.value.name}` has no entity `{dimension.entity}`"
                    + did_you_mean(dimension.entity, known),
                    "dimensions",
                    index,
                    "entity",
                )


def _entities(model: Model) -> list[str]:
    return [*(entity.name for entity in model.entities), *([model.row] if model.row else [])]


def roles_refer_to_something(draft: Draft) -> Iterator[Problem]:
    """Grants name metrics and dimensions that exist, and at least one metric."""
    for role in draft.roles.values():
        for index, grant in enumerate(role.value.grants):
            yield from _missing(draft, role, _of_grant(grant, ("grants", index)))
            if not grant.metrics:
                yield role.problem("the grant names no metric", "grants", index, "metrics")
            for field in grant.mask:
                message = draft.unknown("dimension", field)
                if message:
                    yield role.key_problem(message, "grants", index, "mask", field)


def _of_grant(grant: Grant, start: Steps) -> Iterator[Reference]:
    if grant.metrics != "all":
        for index, name in enumerate(grant.metrics):
            yield "metric", name, (*start, "metrics", index)
    for index, field in enumerate(grant.hide):
        yield "dimension", field, (*start, "hide", index)


def people_refer_to_something(draft: Draft) -> Iterator[Problem]:
    """A principal's roles and manager exist."""
    for person in draft.people:
        yield from _missing(draft, person, _of_person(person.value))


def _of_person(person: Principal) -> Iterator[Reference]:
    for index, role in enumerate(person.roles):
        yield "role", role, ("roles", index)
    if person.manager is not None:
        yield "principal", person.manager, ("manager",)
