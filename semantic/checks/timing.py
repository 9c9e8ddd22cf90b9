"""Metrics over time stand on what they can, and name times and grains that exist."""

from collections.abc import Iterable, Iterator
from typing import get_args

from semantic.definition import AnyGrain, FineGrain, Grain
from semantic.draft import Draft, Written
from semantic.model import (
    ConversionMetric,
    CumulativeMetric,
    FunnelMetric,
    Metric,
    MetricInput,
    Model,
    SimpleMetric,
)
from semantic.problems import Problem
from semantic.suggest import did_you_mean
from semantic.timing import Window

Steps = tuple[str | int, ...]
STANDARD: tuple[AnyGrain, ...] = (*get_args(FineGrain), *get_args(Grain))


def times_and_grains_exist(draft: Draft) -> Iterator[Problem]:
    """A metric's own time and state are times of its model; windows have grains that there are."""
    for metric in draft.metrics:
        if isinstance(metric.value, SimpleMetric):
            model = draft.catalog.models.get(metric.value.model)
            if model is not None:
                yield from _times(metric, metric.value, model)
        for grain, steps in _grains(metric.value):
            yield from _grain(draft, metric, grain, steps)
        for window, steps in _within(metric.value):
            yield from _standard(metric, window.grain, steps)


def _times(metric: Written[Metric], given: SimpleMetric, model: Model) -> Iterator[Problem]:
    known = [each.name for each in model.dimensions if each.type in ("date", "timestamp")]
    wanted: list[tuple[str | None, Steps]] = [(given.time, ("time",))]
    if given.non_additive:
        wanted.append((given.non_additive.dimension, ("non_additive", "dimension")))
    for name, steps in wanted:
        if name is not None and name not in known:
            yield metric.problem(
                f"`{model.name}` has no time `{name}`{did_you_mean(name, known)}", *steps
            )
    entities = _names(model)
    for index, name in enumerate(given.non_additive.per if given.non_additive else ()):
        if name not in entities:
            yield metric.problem(
                f"`{model.name}` has no `{name}`{did_you_mean(name, entities)}",
                "non_additive",
                "per",
                index,
            )


def _names(model: Model) -> list[str]:
    return [
        *(entity.name for entity in model.entities),
        *(dimension.name for dimension in model.dimensions),
    ]


def _grains(metric: Metric) -> Iterator[tuple[str, Steps]]:
    """Every grain that the metric names and the workspace may have added, and where it stands."""
    if metric.time_grain is not None:
        yield metric.time_grain, ("time_grain",)
    if isinstance(metric, CumulativeMetric):
        if metric.window:
            yield metric.window.grain, ("window", "grain")
        if metric.grain_to_date:
            yield metric.grain_to_date, ("grain_to_date",)
    for index, given in enumerate(getattr(metric, "metrics", ())):
        shift = given.shift if isinstance(given, MetricInput) else None
        if shift and shift.window:
            yield shift.window.grain, ("metrics", index, "shift", "window", "grain")
        if shift and shift.to_grain:
            yield shift.to_grain, ("metrics", index, "shift", "to_grain")


def _within(metric: Metric) -> Iterator[tuple[Window, Steps]]:
    """The windows within which one event follows another."""
    if isinstance(metric, ConversionMetric | FunnelMetric) and metric.window:
        yield metric.window, ("window", "grain")


def _grain(draft: Draft, metric: Written[Metric], grain: str, steps: Steps) -> Iterator[Problem]:
    known = (*STANDARD, *draft.catalog.custom_grains)
    if grain not in known:
        yield metric.problem(f"there is no grain `{grain}`{did_you_mean(grain, known)}", *steps)


def _standard(metric: Written[Metric], grain: str, steps: Steps) -> Iterator[Problem]:
    if grain not in STANDARD:
        message = f"events follow each other within days, weeks or the like, not `{grain}`"
        yield metric.problem(message + did_you_mean(grain, STANDARD), *steps)


def running_metrics_stand_on_simple_ones(draft: Draft) -> Iterator[Problem]:
    """Cumulative and conversion metrics are made of simple ones, whose rows they can place."""
    for metric in draft.metrics:
        for name, step in _bases(metric.value):
            base = draft.catalog.metrics.get(name)
            if base is not None and not isinstance(base, SimpleMetric):
                kind = metric.value.type
                yield metric.problem(
                    f"a {kind} metric stands on a simple one; `{name}` is a {base.type} metric",
                    step,
                )
        if isinstance(metric.value, ConversionMetric):
            yield from _entities(draft, metric, metric.value)
        if isinstance(metric.value, FunnelMetric):
            yield from _steps(draft, metric, metric.value)


def _bases(metric: Metric) -> Iterator[tuple[str, str]]:
    match metric:
        case CumulativeMetric():
            yield metric.metric, "metric"
        case ConversionMetric():
            yield _as_input(metric.base).name, "base"
            yield _as_input(metric.conversion).name, "conversion"
        case FunnelMetric():
            yield from ((given.name, "steps") for given in map(_as_input, metric.steps))
        case _:
            pass


def _as_input(given: MetricInput | str) -> MetricInput:
    return given if isinstance(given, MetricInput) else MetricInput(name=given)


def _steps(draft: Draft, metric: Written[Metric], given: FunnelMetric) -> Iterator[Problem]:
    """Each step of a funnel belongs to its entity, and happens at a time."""
    for index, step in enumerate(map(_as_input, given.steps)):
        base = draft.catalog.metrics.get(step.name)
        model = draft.catalog.models.get(base.model) if isinstance(base, SimpleMetric) else None
        if model is None or not isinstance(base, SimpleMetric):
            continue
        entity = model.entity(given.entity)
        known = [each.name for each in model.entities]
        if entity is None:
            message = f"`{model.name}` has no entity `{given.entity}`"
            yield metric.problem(message + did_you_mean(given.entity, known), "steps", index)
        if model.time is None and base.time is None:
            yield metric.problem(f"`{model.name}` has no time to order events by", "steps", index)
        if base.non_additive is not None:
            yield metric.problem(f"`{base.name}` is a state, and no event", "steps", index)
    yield from _as_many_columns(draft, metric, given.entity, map(_as_input, given.steps))


def _as_many_columns(
    draft: Draft, metric: Written[Metric], name: str, events: Iterable[MetricInput]
) -> Iterator[Problem]:
    """The entity's key has as many columns in one model as in the others."""
    known: dict[str, int] = {}
    for event in events:
        base = draft.catalog.metrics.get(event.name)
        model = draft.catalog.models.get(base.model) if isinstance(base, SimpleMetric) else None
        entity = model.entity(name) if model else None
        if model and entity:
            known.setdefault(model.name, len(entity.columns))
    if len(set(known.values())) > 1:
        told = ", ".join(f"{count} of `{model}`" for model, count in known.items())
        yield metric.problem(f"`{name}` is not as many columns everywhere: {told}", "entity")


def _entities(draft: Draft, metric: Written[Metric], given: ConversionMetric) -> Iterator[Problem]:
    """Both ends of a conversion belong to its entity, and have what must stay equal."""
    yield from _comparable(draft, metric, given)
    for event, side in ((given.base, "base"), (given.conversion, "conversion")):
        base = draft.catalog.metrics.get(_as_input(event).name)
        model = draft.catalog.models.get(base.model) if isinstance(base, SimpleMetric) else None
        if model is None:
            continue
        if model.entity(given.entity) is None:
            known = [entity.name for entity in model.entities]
            yield metric.problem(
                f"`{model.name}` has no entity `{given.entity}`"
                + did_you_mean(given.entity, known),
                "entity",
            )
        names = _names(model)
        for index, part in enumerate(given.constant):
            if getattr(part, side) not in names:
                yield metric.problem(
                    f"`{model.name}` has no `{getattr(part, side)}`"
                    + did_you_mean(getattr(part, side), names),
                    "constant",
                    index,
                    side,
                )


def _comparable(
    draft: Draft, metric: Written[Metric], given: ConversionMetric
) -> Iterator[Problem]:
    """What must be equal in both events has as many columns in the one as in the other."""
    events = map(_as_input, (given.base, given.conversion))
    ends = [draft.catalog.metrics.get(event.name) for event in events]
    base, after = (
        draft.catalog.models.get(end.model) if isinstance(end, SimpleMetric) else None
        for end in ends
    )
    if base is None or after is None:
        return
    pairs: list[tuple[str, str, Steps]] = [(given.entity, given.entity, ("entity",))]
    pairs += [(p.base, p.conversion, ("constant", nr)) for nr, p in enumerate(given.constant)]
    for one, other, steps in pairs:
        widths = _width(base, one), _width(after, other)
        if None not in widths and widths[0] != widths[1]:
            message = f"`{one}` is {widths[0]} columns of `{base.name}`, and `{other}` {widths[1]} "
            yield metric.problem(message + f"of `{after.name}`", *steps)


def _width(model: Model, name: str) -> int | None:
    """How many columns a dimension or entity has in the model; None where it has neither."""
    if any(dimension.name == name for dimension in model.dimensions):
        return 1
    entity = model.entity(name)
    return len(entity.columns) if entity else None
