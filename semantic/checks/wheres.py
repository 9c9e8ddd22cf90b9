"""Conditions written as expressions can be read, and every name in them means something."""

from collections.abc import Iterator

from semantic.checks.expressions import offset_of
from semantic.draft import Draft, Written
from semantic.expression import parse
from semantic.expression_tokens import ExpressionError
from semantic.members import candidates, measured_name, read_name
from semantic.model import Metric, MetricInput
from semantic.problems import Problem
from semantic.suggest import did_you_mean

Steps = tuple[str | int, ...]


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


def _texts(metric: Metric) -> Iterator[tuple[str, Steps]]:
    for index, text in enumerate(metric.where):
        yield text, ("where", index)
    for part in ("numerator", "denominator"):
        given = getattr(metric, part, None)
        if isinstance(given, MetricInput):
            yield from ((text, (part, "where", index)) for index, text in enumerate(given.where))
    for key in ("metrics", "steps"):
        for number, given in enumerate(getattr(metric, key, ())):
            if isinstance(given, MetricInput):
                for index, text in enumerate(given.where):
                    yield text, (key, number, "where", index)


def _faults(draft: Draft, metric: Written[Metric], text: str, steps: Steps) -> Iterator[Problem]:
    try:
        names = parse(text).columns
    except ExpressionError as error:
        yield metric.text_problem(error.message, error.offset, *steps)
        return
    for name in sorted(names):
        message = _unknown(draft, name)
        if message:
            yield metric.text_problem(message, offset_of(name, text), *steps)


def _unknown(draft: Draft, name: str) -> str | None:
    """What to say of a name in a condition that means nothing."""
    measured = measured_name(name)
    if measured:
        return draft.unknown("metric", measured[0]) or _unknown(draft, measured[1])
    asked = read_name(name, draft.catalog)
    if asked.path[0] == "time" or next(candidates(draft.catalog, asked), None):
        return None
    known = draft.names.get("dimension", frozenset())
    if not known or name in known:
        return None
    return f"there is no dimension `{name}`{did_you_mean(name, known)}"
