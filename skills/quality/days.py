"""How fresh the data is and which days are missing, from how many rows each day had."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from semantic.model import FreshnessMetric, SimpleMetric
from semantic.period import Period
from semantic.query import PeriodAsked, Query
from semantic.result import Result
from skills.quality.finding import LEAST_PAST, Check, Finding, Severity
from skills.toolkit import Toolkit

# Nineteen in twenty past values are nothing to speak of.
USUAL_SHARE: Final = 0.95
# A weekday has rows as a rule when nine in ten of those of the last year had.
RULE: Final = 0.9
WEEKS: Final = 52

Rows = Mapping[date, int]


def by_day(toolkit: Toolkit, metric: FreshnessMetric, period: Period) -> tuple[Finding, ...]:
    """How fresh the data is and which days are missing, from two queries.

    The past is known where a visible metric counts the model's rows; without one the age of the
    data is all there is to say.
    """
    newest = toolkit.run(Query(metrics=(metric.name,), as_of=toolkit.as_of))
    age = newest.value(metric.name)
    if not isinstance(age, int | float):
        return ()
    counted = _counts_rows_of(metric.model, toolkit)
    if counted is None:
        return (_measured("freshness", metric.name, int(age), (), period, newest),)
    result = toolkit.run(
        Query(
            metrics=(counted,),
            group_by=("time.day",),
            period=PeriodAsked.model_validate({"to": toolkit.as_of}),
            as_of=toolkit.as_of,
        )
    )
    rows = _rows(result, counted, toolkit.as_of)
    end_of_data = toolkit.as_of - timedelta(days=int(age) - 1)
    fresh = _measured("freshness", metric.name, int(age), _ages(rows), period, newest)
    late = fresh.severity != "ok" and end_of_data < period.end
    return (replace(fresh, material=late), _gaps(counted, rows, period, result))


def _counts_rows_of(model: str, toolkit: Toolkit) -> str | None:
    simple = [one for one in toolkit.view.metrics.values() if isinstance(one, SimpleMetric)]
    counts = (one for one in simple if one.model == model and one.agg == "count")
    return next((one.name for one in counts if not one.filter), None)


def _rows(result: Result, metric: str, as_of: date) -> Rows:
    """Rows on each day from the first that has some to the last before the as-of date."""
    found = {
        date.fromisoformat(str(label)): int(value)
        for label, value in zip(result.data["time.day"], result.data[metric], strict=True)
        if isinstance(value, int | float) and value
    }
    first = min(found, default=as_of)
    days = (first + timedelta(days=count) for count in range((as_of - first).days))
    return {day: found.get(day, 0) for day in days}


def _ages(rows: Rows) -> list[int]:
    """How old the data was at the end of each day of a year, up to the newest day with rows."""
    found: list[int] = []
    for day in sorted(rows):
        found.append(1 if rows[day] or not found else found[-1] + 1)
    known = len(found) - found[-1] + 1 if found else 0
    return found[max(0, known - WEEKS * 7) : known]


def _gaps(metric: str, rows: Rows, period: Period, result: Result) -> Finding:
    missing = [day for day in sorted(rows) if not rows[day] and _has_rows_as_a_rule(rows, day)]
    lengths = range(1, WEEKS * 7 // period.days + 1)
    starts = [period.start - timedelta(days=period.days * count) for count in lengths]
    past = [
        sum(start <= day < start + timedelta(days=period.days) for day in missing)
        for start in starts
        if rows and start >= min(rows)
    ]
    inside = tuple(day for day in missing if period.start <= day < period.end)
    found = _measured("gaps", metric, len(inside), past, period, result)
    return replace(found, dates=inside)


def _has_rows_as_a_rule(rows: Rows, day: date) -> bool:
    earlier = (day - timedelta(weeks=count) for count in range(1, WEEKS + 1))
    same = [rows[at] > 0 for at in earlier if at in rows]
    return len(same) >= LEAST_PAST and sum(same) >= RULE * len(same)


def _measured(
    check: Check, metric: str, value: int, past: Sequence[int], period: Period, result: Result
) -> Finding:
    """A count held against past counts of the same kind; what warns is material."""
    judged = len(past) >= LEAST_PAST
    severity: Severity = "ok"
    if judged and value > np.quantile(past, USUAL_SHARE, method="higher"):
        severity = "warning" if value > max(past) else "notice"
    return Finding(
        check=check,
        metric=metric,
        severity=severity,
        material=severity == "warning",
        judged=judged,
        value=value,
        usual=float(np.median(past)) if judged else None,
        limit=float(max(past)) if judged else None,
        share=None,
        period=period,
        dates=(),
        result=result,
    )
