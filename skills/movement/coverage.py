"""Which periods of a result the data does not cover whole."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final

import numpy as np

from semantic import period as periods
from semantic.model import Grain, SimpleMetric
from semantic.query import PeriodAsked, Query
from semantic.result import Result
from skills.toolkit import Toolkit

# A weekend; more days without a row at a period's end raise the question whether it is loaded.
WEEKEND: Final = 2
YEAR: Final = 365
USUAL_SHARE: Final = 0.95
LEAST_PAUSES: Final = 8


def partial_labels(toolkit: Toolkit, result: Result, grain: Grain) -> frozenset[date]:
    """Labels of the partial periods in a result by `time.GRAIN`.

    Those are the periods that the question cut, and those at whose end the newest row is longer
    ago than rows usually pause (which costs a query when it is longer than a weekend). Someone
    who sees a part of the rows is judged by the first rule alone: a quiet week there is a quiet
    week.
    """
    cut = {date.fromisoformat(label) for label in result.partial_periods}
    moments = [moment for moment in result.freshness.values() if moment]
    if not moments or not toolkit.view.access.any_rows.unrestricted:
        return frozenset(cut)
    newest = datetime.fromisoformat(min(moments)).date()
    labels = (date.fromisoformat(str(label)) for label in result.data[f"time.{grain}"])
    quiet = {label: _days_after(newest, label, grain, toolkit.as_of) for label in labels}
    longest = max(quiet.values(), default=0)
    usual = _usual_pause(toolkit, result, newest) if longest > WEEKEND else WEEKEND
    return frozenset(cut | {label for label, days in quiet.items() if days > max(usual, WEEKEND)})


def _days_after(newest: date, label: date, grain: Grain, as_of: date) -> int:
    """How many days without a row a period ends with."""
    return (min(periods.unit_from(label, grain).end, as_of) - newest).days - 1


def _usual_pause(toolkit: Toolkit, result: Result, newest: date) -> int:
    """How many days without a row nineteen in twenty pauses of the last year had at most."""
    metric = _by_day(toolkit, result)
    if metric is None:
        return WEEKEND
    asked = {"from": newest - timedelta(days=YEAR), "to": newest + timedelta(days=1)}
    found = toolkit.run(
        Query(
            metrics=(metric,),
            group_by=("time.day",),
            period=PeriodAsked.model_validate(asked),
            as_of=toolkit.as_of,
        )
    )
    days = [
        date.fromisoformat(str(label))
        for label, value in zip(found.data["time.day"], found.data[metric], strict=True)
        if value
    ]
    pauses = [(after - before).days - 1 for before, after in pairwise(days)]
    if len(pauses) < LEAST_PAUSES:
        return WEEKEND
    return int(np.quantile(pauses, USUAL_SHARE, method="higher"))


def _by_day(toolkit: Toolkit, result: Result) -> str | None:
    """A metric of the same rows that can be had day by day: one asked for, else another."""
    view = toolkit.view
    names = (*(used.name for used in result.metrics), *view.metrics)
    able = (name for name in names if isinstance(view.metrics.get(name), SimpleMetric))
    return next(
        (name for name in able if set(view.models_of(view.metrics[name])) <= set(result.freshness)),
        None,
    )
