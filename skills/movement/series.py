"""A metric period by period, from one governed result."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from semantic import period as periods
from semantic.model import Filter, Grain
from semantic.period import Period
from semantic.query import PeriodAsked, Query
from semantic.result import Result
from skills.movement.coverage import partial_labels
from skills.movement.expectation import Floats
from skills.toolkit import Toolkit


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


@dataclass(frozen=True)
class History:
    """Metrics period by period, as one result has them. `cut` labels the partial periods."""

    result: Result
    grain: Grain
    cut: frozenset[date]

    def series(self, metric: str, until: date) -> Series:
        """A metric's series up to the period labelled `until`.

        It begins with the first whole period that has a value other than zero: before it there was
        nothing to measure. Periods the result leaves out are there without a value.
        """
        found = self._by_label(metric)
        begun = [label for label, value in found.items() if value and label not in self.cut]
        first = min(begun, default=until)
        labels = _steps(min(first, until), until, self.grain)
        return Series(
            grain=self.grain,
            labels=labels,
            values=tuple(found.get(label) for label in labels),
            partial=tuple(label in self.cut for label in labels),
        )

    def at(self, metric: str, labels: Sequence[date]) -> Floats:
        """A metric's values in these periods, NaN where they are missing."""
        found = self._by_label(metric)
        values = [found.get(label) for label in labels]
        return np.array([np.nan if value is None else value for value in values])

    def whole(self) -> tuple[date, ...]:
        """The labels of all periods that are not partial, in order."""
        labels = (date.fromisoformat(str(label)) for label in self.result.data[self._time])
        return tuple(label for label in sorted(labels) if label not in self.cut)

    @property
    def _time(self) -> str:
        return f"time.{self.grain}"

    def _by_label(self, metric: str) -> dict[date, float | None]:
        pairs = zip(self.result.data[self._time], self.result.data[metric], strict=True)
        return {
            date.fromisoformat(str(label)): float(value) if isinstance(value, int | float) else None
            for label, value in pairs
        }


def latest_whole(toolkit: Toolkit, grain: Grain) -> Period:
    """The last week, month … that is over on the as-of date."""
    end = periods.floor(toolkit.as_of, grain, toolkit.week_start)
    return periods.unit_from(periods.step(end, grain, -1), grain)


def ask(
    toolkit: Toolkit,
    metrics: Sequence[str],
    grain: Grain,
    end: date,
    filters: tuple[Filter, ...] = (),
) -> History:
    """The metrics' whole history up to `end`, by the grain, in one query.

    It takes a second one when the data ends early.
    """
    result = toolkit.run(
        Query(
            metrics=tuple(dict.fromkeys(metrics)),
            group_by=(f"time.{grain}",),
            filters=filters,
            period=PeriodAsked.model_validate({"to": end}),
            as_of=toolkit.as_of,
        )
    )
    return History(result, grain, partial_labels(toolkit, result, grain))


def _steps(first: date, last: date, grain: Grain) -> tuple[date, ...]:
    labels = [first]
    while labels[-1] < last:
        labels.append(periods.step(labels[-1], grain))
    return tuple(labels)
