"""Conditions written as expressions can be read, and every name in them means something."""

from collections.abc import Iterator

from semantic.checks.expressions import offset_of
from semantic.draft import Draft, Written
from semantic.expression import parse
from semantic.expression_tokens import ExpressionError
from semantic.filter_tree import AnyFilter, on_metrics
from semantic.members import candidates, measured_name, read_name
from semantic.model import Metric, MetricInput, SimpleMetric
from semantic.problems import Problem
from semantic.suggest import did_you_mean

Steps = tuple[str | int, ...]

_INPUTS = ("numerator", "denominator", "base", "conversion")
_LISTS_OF_INPUTS = ("metrics", "steps")


def wheres_are_readable(draft: Draft) -> Iterator[Problem]:
    """Each `where` is an expression over dimensions, times and metrics of entities that exist."""
    for metric in draft.metrics:
        for text, steps in _texts(metric.value):
            yield from _faults(draft, metric, text, steps)


def measured_metrics(metric: Metric) -> Iterator[str]:
    """The metrics whose values the metric's conditions use."""
    for text, _ in _texts(metric):
        try:
            names = parse(text).columns
        except ExpressionError:
            continue
        yield from (found[0] for name in sorted(names) if (found := measured_name(name)))
    for conditions, _, _ in filters_of(metric):
        yield from (each.metric for each in on_metrics(conditions))


def _texts(metric: Metric) -> Iterator[tuple[str, Steps]]:
    for index, text in enumerate(metric.where):
        yield text, ("where", index)
    for given, steps in _inputs(metric):
        yield from ((text, (*steps, "where", index)) for index, text in enumerate(given.where))


def filters_of(metric: Metric) -> Iterator[tuple[tuple[AnyFilter, ...], str, Steps]]:
    """The metric's own conditions as data: which, on which metric's rows, and where they stand."""
    if isinstance(metric, SimpleMetric):
        yield metric.filter, metric.name, ("filter",)
    for given, steps in _inputs(metric):
        yield given.filter, given.name, (*steps, "filter")


def _inputs(metric: Metric) -> Iterator[tuple[MetricInput, Steps]]:
    """The metric's inputs that say more than a name, and the steps that lead to each."""
    # Asking pydantic for a field that a metric has not takes twenty times as long.
    fields = vars(metric)
    for key in _INPUTS:
        if isinstance(given := fields.get(key), MetricInput):
            yield given, (key,)
    for key in _LISTS_OF_INPUTS:
        for number, given in enumerate(fields.get(key, ())):
            if isinstance(given, MetricInput):
                yield given, (key, number)


def _faults(draft: Draft, metric: Written[Metric], text: str, steps: Steps) -> Iterator[Problem]:
    try:
        names = parse(text).columns
    except ExpressionError as error:
        yield metric.text_problem(error.message, error.offset, *steps)
        return
    for name in sorted(names):
        message = unknown_member(draft, name)
        if message:
            yield metric.text_problem(message, offset_of(name, text), *steps)


def unknown_member(draft: Draft, name: str) -> str | None:
    """What to say of a name in a condition that means nothing."""
    measured = measured_name(name)
    if measured:
        return draft.unknown("metric", measured[0]) or unknown_member(draft, measured[1])
    asked = read_name(name, draft.catalog)
    if asked.path[0] == "time" or next(candidates(draft.catalog, asked), None):
        return None
    known = draft.names.get("dimension", frozenset())
    if not known or name in known:
        return None
    return f"there is no dimension `{name}`{did_you_mean(name, known)}"
