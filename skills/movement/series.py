"""A metric period by period, from one governed result."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np

from semantic import period as periods
from semantic.model import Filter, Grain
from semantic.period import Period
from semantic.query import PeriodAsked, Query
from semantic.result import Result
from skills.movement.expectation import Floats
from skills.toolkit import Toolkit

# A period whose last days have no row at all may not have been loaded to its end. A weekend is two.
MOST_QUIET_DAYS: Final = 3


@dataclass(frozen=True)
class Series:
    """One value per period of a grain, oldest first; None where there is none.

    `partial` marks periods that the data does not cover whole; they are never compared.
    """

    grain: Grain
    labels: tuple[date, ...]
    values: tuple[float | None, ...]
    partial: tuple[bool, ...]

    def at(self, label: date) -> float | None:
        """The value of a whole period; None when it is missing, partial or outside the series."""
        if label not in self.labels:
            return None
        index = self.labels.index(label)
        return None if self.partial[index] else self.values[index]

    def whole(self) -> Floats:
        """The values as numbers, NaN where missing or partial."""
        return np.array(
            [
                np.nan if cut or value is None else value
                for value, cut in zip(self.values, self.partial, strict=True)
            ]
        )


def latest_whole(as_of: date, grain: Grain) -> Period:
    """The last week, month … that is over on the as-of date."""
    return periods.unit(periods.step(periods.floor(as_of, grain), grain, -1), grain)


def ask(
    toolkit: Toolkit,
    metrics: Sequence[str],
    grain: Grain,
    end: date,
    filters: tuple[Filter, ...] = (),
) -> Result:
    """The metrics' whole history up to `end`, by the grain, in one query."""
    return toolkit.run(
        Query(
            metrics=tuple(dict.fromkeys(metrics)),
            group_by=(f"time.{grain}",),
            filters=filters,
            period=PeriodAsked.model_validate({"to": end}),
            as_of=toolkit.as_of,
        )
    )


def cut_off(toolkit: Toolkit, result: Result, grain: Grain) -> frozenset[date]:
    """Labels of the periods in a result that the data does not cover whole.

    Those are the ones the question cut, and those that end days after the newest row. Someone who
    sees a part of the rows is judged by the first rule alone: a quiet week there is a quiet week.
    """
    cut = {date.fromisoformat(label) for label in result.partial_periods}
    newest = [moment for moment in result.freshness.values() if moment]
    if newest and toolkit.view.access.any_rows.unrestricted:
        covered = datetime.fromisoformat(min(newest)).date() + timedelta(days=MOST_QUIET_DAYS)
        labels = (date.fromisoformat(str(label)) for label in result.data[f"time.{grain}"])
        cut |= {label for label in labels if periods.unit(label, grain).end > covered}
    return frozenset(cut)


def series_of(
    result: Result, metric: str, grain: Grain, *, until: date, cut: frozenset[date]
) -> Series:
    """A metric's series, up to the period labelled `until`, in a result grouped by `time.GRAIN`.

    `cut` holds the labels of partial periods. The series begins with the first whole period that
    has a value other than zero: before it there was nothing to measure. Periods the result leaves
    out are there without a value.
    """
    found = _by_label(result, metric, grain)
    begun = [label for label, value in found.items() if value and label not in cut]
    if not begun or min(begun) > until:
        return Series(grain, (until,), (found.get(until),), (until in cut,))
    labels = _steps(min(begun), until, grain)
    return Series(
        grain=grain,
        labels=labels,
        values=tuple(found.get(label) for label in labels),
        partial=tuple(label in cut for label in labels),
    )


def values_at(result: Result, metric: str, series: Series) -> Floats:
    """Another metric of the same result at the series' periods, NaN where it is missing."""
    found = _by_label(result, metric, series.grain)
    values = [found.get(label) for label in series.labels]
    return np.array([np.nan if value is None else value for value in values])


def _by_label(result: Result, metric: str, grain: Grain) -> dict[date, float | None]:
    pairs = zip(result.data[f"time.{grain}"], result.data[metric], strict=True)
    return {
        date.fromisoformat(str(label)): float(value) if isinstance(value, int | float) else None
        for label, value in pairs
    }


def _steps(first: date, last: date, grain: Grain) -> tuple[date, ...]:
    labels = [first]
    while labels[-1] < last:
        labels.append(periods.step(labels[-1], grain))
    return tuple(labels)
