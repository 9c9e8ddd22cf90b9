"""Rollup models have what their rows are made from, and customer metrics use them."""

from collections.abc import Iterator

from semantic.draft import Draft, Written
from semantic.expression import parse
from semantic.expression_tokens import ExpressionError
from semantic.model import (
    Dimension,
    FreshnessMetric,
    LifecycleMetric,
    Metric,
    Model,
    RetentionMetric,
)
from semantic.problems import Problem
from semantic.suggest import did_you_mean, listed


def rollups_are_complete(draft: Draft) -> Iterator[Problem]:
    """A rollup's model, entities and time exist, and it declares nothing that it takes from it."""
    for written in draft.models:
        rollup = written.value.rollup
        if rollup is None:
            continue
        for key in sorted({"columns", "time", "distinct"} & written.value.model_fields_set):
            yield written.key_problem(
                f"a rollup takes its {key} from `{rollup.of}`; delete it", key
            )
        below = draft.catalog.models.get(rollup.of)
        missing = draft.unknown("model", rollup.of)
        if missing:
            yield written.problem(missing, "rollup", "of")
        elif below is not None:
            yield from _against(written, below)


def _against(written: Written[Model], below: Model) -> Iterator[Problem]:
    model, rollup = written.value, written.value.rollup
    if rollup is None:
        return
    if below.rollup is not None:
        message = f"`{below.name}` is a rollup itself; one is made from a model with a source"
        yield written.problem(message, "rollup", "of")
        return
    if below.time is None:
        yield written.problem(f"`{below.name}` has no time; a rollup needs one", "rollup", "of")
    theirs = [entity.name for entity in below.entities]
    for key in ("by", "event"):
        name = getattr(rollup, key)
        if name not in theirs:
            message = f"`{below.name}` has no entity `{name}`{did_you_mean(name, theirs)}"
            yield written.problem(message, "rollup", key)
    yield from _key(written, model, below)


def _key(written: Written[Model], model: Model, below: Model) -> Iterator[Problem]:
    by = model.rollup.by if model.rollup else ""
    theirs, ours = below.entity(by), model.entity(by)
    if theirs is None:
        return
    if ours is None or ours.columns != theirs.columns:
        key = f"{{name: {by}, columns: [{', '.join(theirs.columns)}]}}"
        yield written.problem(f"a rollup by {by} has the entity {key}", "entities")
    elif sorted(model.primary_key) != sorted(theirs.columns):
        key = f"[{', '.join(theirs.columns)}]"
        yield written.problem(f"a rollup by {by} has the primary key {key}", "primary_key")


def dimensions_fit_their_model(draft: Draft) -> Iterator[Problem]:
    """`keep` and `top` stand in rollups only, and there every dimension has one value."""
    for written in draft.models:
        for index, dimension in enumerate(written.value.dimensions):
            for key, message in _unfit(written.value, dimension):
                yield written.problem(message, "dimensions", index, *([key] if key else []))


def _unfit(model: Model, dimension: Dimension) -> Iterator[tuple[str, str]]:
    if dimension.grain is not None and dimension.type not in ("date", "timestamp"):
        yield "grain", f"only a time has a grain; `{dimension.name}` is of type {dimension.type}"
    if model.rollup is None:
        for key in ("keep", "top"):
            if getattr(dimension, key) is not None:
                yield key, f"`{key}` is for rollups; `{model.name}` is none"
        return
    if dimension.top is not None:
        if dimension.type != "boolean":
            yield "top", f"`top` is true or false; `{dimension.name}` is of type {dimension.type}"
        if model.rollup.amount is None:
            yield "top", f"`top` ranks by the rollup's amount; `{model.name}` has none"
    elif dimension.keep is None and not _from_key(model, dimension):
        yield "", f"`{dimension.name}` may differ between a customer's rows; write `keep: latest`"


def _from_key(model: Model, dimension: Dimension) -> bool:
    entity = model.entity(model.rollup.by) if model.rollup else None
    try:
        return entity is None or parse(dimension.expr).columns <= set(entity.columns)
    except ExpressionError:
        return True


def customer_metrics_use_rollups(draft: Draft) -> Iterator[Problem]:
    """Lifecycle and retention metrics are of a rollup; a cohort is the first of its dates."""
    for metric in draft.metrics:
        given = metric.value
        if not isinstance(given, LifecycleMetric | RetentionMetric | FreshnessMetric):
            continue
        model = draft.catalog.models.get(given.model)
        if model is None:
            continue
        if isinstance(given, FreshnessMetric):
            if model.time is None:
                yield metric.problem(f"`{model.name}` has no time to be fresh by", "model")
        elif model.rollup is None:
            rollups = [name for name, other in draft.catalog.models.items() if other.rollup]
            such = f", such as {listed(rollups)}" if rollups else ""
            message = f"a {given.type} metric is of a rollup{such}; `{model.name}` is none"
            yield metric.problem(message, "model")
        elif isinstance(given, RetentionMetric):
            yield from _cohort(draft, metric, given, model)
        elif given.state == "value" and model.rollup.amount is None:
            yield metric.problem(f"`{model.name}` has no `amount` to add up", "state")


def _cohort(
    draft: Draft, metric: Written[Metric], given: RetentionMetric, model: Model
) -> Iterator[Problem]:
    own = {dimension.field: dimension for dimension in model.dimensions}
    if given.cohort not in own:
        missing = draft.unknown("dimension", given.cohort)
        message = missing or f"`{given.cohort}` is not a dimension of `{model.name}`"
        yield metric.problem(message, "cohort")
    elif own[given.cohort].keep != "first" or own[given.cohort].type != "date":
        yield metric.problem(
            f"a cohort is a date with `keep: first`, such as one with `grain: {given.grain}`",
            "cohort",
        )
