"""Conditions fit their field, and the field can be reached from where they are used."""

from collections.abc import Iterable, Iterator
from typing import Any

from semantic.catalog import FieldRef
from semantic.checks.wheres import filters_of, unknown_member
from semantic.draft import Draft, Written
from semantic.errors import BadValue
from semantic.expression_tokens import ExpressionError
from semantic.filter_tree import AnyFilter, MetricFilter, single
from semantic.members import candidates, read_name
from semantic.model import Filter, Metric, Model
from semantic.policy import attributes_used
from semantic.problems import Problem
from semantic.record import record
from semantic.routes import key_columns, single_ways, ways
from semantic.values import fit, fitting, suits

Steps = tuple[str | int, ...]


@record
class _Use:
    """A condition, where it was written, and the models whose rows it is about.

    `own` means that the field must be made of the model's own columns, `single` that a row has at
    most one value of it.
    """

    filter: Filter | MetricFilter
    written: Written[Any]
    steps: Steps
    models: tuple[Model, ...]
    own: bool = False
    single: bool = False


def filters_fit(draft: Draft) -> Iterator[Problem]:
    """The field of a condition exists; operator and value fit its type."""
    for use in _uses(draft):
        if isinstance(use.filter, MetricFilter):
            yield from _unfit_entity(draft, use, use.filter)
            continue
        missing = draft.unknown("dimension", use.filter.field)
        if missing:
            yield use.written.problem(missing, *use.steps, "field")
            continue
        ref = draft.catalog.dimensions.get(use.filter.field)
        if ref is not None:
            yield from _misfit(use, use.filter, ref)


def _unfit_entity(draft: Draft, use: _Use, given: MetricFilter) -> Iterator[Problem]:
    """What is wrong with a condition on a metric of an entity in itself."""
    for message, key in (
        (draft.unknown("metric", given.metric), "metric"),
        (unknown_member(draft, given.per), "per"),
    ):
        if message:
            yield use.written.problem(message, *use.steps, key)
    if given.within == "period":
        message = "a definition says what holds at all times; `within: period` is for questions"
        yield use.written.problem(message, *use.steps, "within")
    try:
        fit(Filter(field=given.name, op=given.op, value=given.value), "number")
    except BadValue as error:
        message = f"{error.message} {error.next_step}".strip()
        yield use.written.problem(message, *use.steps, "value")


def _misfit(use: _Use, given: Filter, ref: FieldRef) -> Iterator[Problem]:
    kind = ref.dimension.type
    if not suits(given.op, kind):
        text_only = given.op in ("contains", "starts_with")
        needs = "looks into text" if text_only else "needs an order"
        message = f"{given.op} {needs}; `{given.field}` is of type {kind}"
        yield use.written.problem(message, *use.steps, "op")
    elif not attributes_used(given):
        try:
            fitting(given, ref.dimension)
        except BadValue as error:
            message = f"{error.message} {error.next_step}".strip()
            yield use.written.problem(message, *use.steps, "value")


def filters_reach(draft: Draft) -> Iterator[Problem]:
    """Each row that a condition is about has at most one value of its field."""
    for use in _uses(draft):
        if isinstance(use.filter, MetricFilter):
            faults, key = _unreached_entity(draft, use, use.filter), "per"
        else:
            ref = draft.catalog.dimensions.get(use.filter.field)
            given = [(model, ref) for model in use.models if ref]
            faults, key = (_unreached(draft, use, model, ref) for model, ref in given), "field"
        message = next((fault for fault in faults if fault), None)
        if message:
            yield use.written.problem(message, *use.steps, key)


def _unreached_entity(draft: Draft, use: _Use, given: MetricFilter) -> Iterator[str | None]:
    """Why rows, or those that the metric counts, have not one entity each."""
    asked = read_name(given.per, draft.catalog)
    ref = next(candidates(draft.catalog, asked), None)
    if ref is None or asked.path[0] == "time":
        return
    for model in (*use.models, *_models(draft, given.metric)):
        yield _without_one_way(draft, model, ref, asked.path, given.per)


def _unreached(draft: Draft, use: _Use, model: Model, ref: FieldRef) -> str | None:
    field = ref.dimension.field
    try:
        if key_columns(model, ref) is not None:
            return None
    except (ExpressionError, ValueError):
        return None
    if use.own:
        if ref.model.name == model.name:
            return None
        return f"`{field}` is not a dimension of `{model.name}`"
    return _without_one_way(draft, model, ref, (ref.dimension.entity,), field, one_value=use.single)


def _without_one_way(
    draft: Draft,
    model: Model,
    ref: FieldRef,
    path: tuple[str, ...],
    field: str,
    *,
    one_value: bool = False,
) -> str | None:
    leading = single_ways if one_value else ways
    found = [way.route for way in leading(draft.catalog, model, path, ref)]
    if len(found) == 1 or (not found and _relationship_at_fault(draft)):
        return None
    if not found:
        return f"no relationship leads from `{model.name}` to `{ref.model.name}`, which has {field}"
    shown = " or ".join(" then ".join(step.name for step in route) for route in found)
    return f"`{model.name}` reaches {field} in several ways: {shown}"


def _relationship_at_fault(draft: Draft) -> bool:
    """Whether a route may be missing because of a relationship that is found fault with."""
    sound = {written.value.name for written in draft.relationships}
    return draft.names.get("relationship", frozenset()) != sound or any(
        draft.unknown("model", end)
        for written in draft.relationships
        for end in (written.value.from_model, written.value.to)
    )


def _uses(draft: Draft) -> Iterator[_Use]:
    for model in draft.models:
        yield from _of_rollup(draft, model)
    for metric in draft.metrics:
        yield from _of_metric(draft, metric)
    for role in draft.roles.values():
        for index, grant in enumerate(role.value.grants):
            names = () if grant.metrics == "all" else grant.metrics
            models = tuple(
                _scanned(draft, model) for name in names for model in _models(draft, name)
            )
            rows = () if grant.rows == "all" else grant.rows
            yield from _each(rows, role, ("grants", index, "rows"), models, single=True)


def _scanned(draft: Draft, model: Model) -> Model:
    """The model whose rows a policy cuts: of a rollup, what it is made of."""
    return draft.catalog.models.get(model.rollup.of, model) if model.rollup else model


def _of_rollup(draft: Draft, model: Written[Model]) -> Iterator[_Use]:
    rollup = model.value.rollup
    below = draft.catalog.models.get(rollup.of) if rollup else None
    if rollup is None:
        return
    models = (below,) if below and below.rollup is None else ()
    yield from _each(rollup.where, model, ("rollup", "where"), models, own=True)
    yield from _each(rollup.amount_where, model, ("rollup", "amount_where"), models, own=True)


def _of_metric(draft: Draft, metric: Written[Metric]) -> Iterator[_Use]:
    given = metric.value
    for index, test in enumerate(given.tests):
        models = tuple(_models(draft, given.name)) if test.filters else ()
        yield from _each(test.filters, metric, ("tests", index, "filters"), models)
    for conditions, name, steps in filters_of(given):
        about = tuple(_models(draft, name)) if conditions else ()
        yield from _each(conditions, metric, steps, about)


def _each(
    conditions: Iterable[AnyFilter],
    written: Written[Any],
    start: Steps,
    models: tuple[Model, ...],
    **how: bool,
) -> Iterator[_Use]:
    for steps, given in single(conditions, start):
        yield _Use(given, written, steps, models, **how)


def _models(draft: Draft, name: str) -> Iterator[Model]:
    """The sound models that a metric is computed from, each once."""
    waiting, seen = [name], {name}
    found: set[str] = set()
    while waiting:
        metric = draft.catalog.metrics.get(waiting.pop())
        if metric is None:
            continue
        if not hasattr(metric, "model"):
            onwards = {given.name for given in draft.catalog.inputs(metric)} - seen
            seen |= onwards
            waiting += sorted(onwards)
        elif metric.model in draft.catalog.models and metric.model not in found:
            found.add(metric.model)
            yield draft.catalog.models[metric.model]
