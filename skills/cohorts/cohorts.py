"""The cohort retention matrix: cohorts by periods since they began."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from semantic import period as periods
from semantic.errors import CannotCombine, UnknownName
from semantic.model import Filter, Grain, LifecycleMetric, RetentionMetric
from semantic.period import Period
from semantic.query import PeriodAsked, Query
from semantic.result import Result
from semantic.view import View
from semantic.week import Weekday
from skills.movement.coverage import partial_labels
from skills.toolkit import Toolkit


@dataclass(frozen=True)
class Cell:
    """The share of a cohort active in the period `later` periods after its first.

    `retained` customers of the cohort's `size`. An unripe cell's period is not over: its figures
    can only grow.
    """

    cohort: date
    period: date
    later: int
    size: int
    retained: int
    share: float
    ripe: bool


@dataclass(frozen=True)
class Mean:
    """Of the customers of all cohorts that are old enough, the share active `later` periods on.

    Weighted by cohort size: all retained over all eligible, `eligible` customers in `cohorts`.
    """

    later: int
    share: float
    eligible: int
    cohorts: int


@dataclass(frozen=True)
class Cohorts:
    """The cells by cohort and age, oldest cohort first, and the mean by age.

    Only ripe cells count in the mean, and a first cohort that is `censored` does not: the data
    begins within its period, so customers of long standing look as if they began there.
    """

    metric: str
    grain: Grain
    cells: tuple[Cell, ...]
    mean: tuple[Mean, ...]
    censored: date | None
    result: Result


def cohorts(
    toolkit: Toolkit, metric: str | None = None, *, filters: tuple[Filter, ...] = ()
) -> Cohorts:
    """The matrix of a retention metric (the visible one unless named), from one query.

    Cohorts whose own first period is not over are left out. Raises UnknownName where there is no
    such metric, CannotCombine where no metric counts the cohorts' sizes, and what `toolkit.run`
    raises.
    """
    found = _retention(toolkit.view, metric)
    counted = _sizes(toolkit.view, found)
    time = f"time.{found.grain}"
    result = toolkit.run(
        Query(
            metrics=(found.name, counted),
            group_by=(found.cohort, time),
            filters=filters,
            period=PeriodAsked.model_validate({"to": toolkit.as_of}),
            as_of=toolkit.as_of,
        )
    )
    weeks = toolkit.week_start
    begin = periods.floor(result.period.start or result.period.end, found.grain, weeks)
    unripe = _unripe(toolkit, result, found.grain, begin)
    sizes = {
        cohort: int(value)
        for cohort, label, value in _rows(result, found, counted)
        if value and cohort == label and label not in unripe
    }
    cells = tuple(
        Cell(
            cohort=cohort,
            period=label,
            later=_later(cohort, label, found.grain, weeks),
            size=sizes[cohort],
            retained=round(share * sizes[cohort]),
            share=share,
            ripe=label not in unripe,
        )
        for cohort, label, share in _rows(result, found, found.name)
        if cohort in sizes and label >= cohort
    )
    censored = begin if begin in sizes else None
    return Cohorts(found.name, found.grain, cells, _means(cells, censored), censored, result)


def _unripe(toolkit: Toolkit, result: Result, grain: Grain, begin: date) -> frozenset[date]:
    """Labels of periods that are not over or not loaded. The one the data begins in may be both."""
    over = {begin} if periods.unit_from(begin, grain).end <= toolkit.as_of else set()
    return partial_labels(toolkit, result, grain) - over


def _later(cohort: date, label: date, grain: Grain, week_start: Weekday) -> int:
    """How many periods after the cohort's own one lies."""
    return len(periods.buckets(Period(cohort, label), grain, week_start)) if label > cohort else 0


def _means(cells: Sequence[Cell], censored: date | None) -> tuple[Mean, ...]:
    able = [cell for cell in cells if cell.ripe and cell.cohort != censored]
    found = []
    for later in sorted({cell.later for cell in able}):
        same = [cell for cell in able if cell.later == later]
        eligible = sum(cell.size for cell in same)
        share = sum(cell.retained for cell in same) / eligible
        found.append(Mean(later, share, eligible, len(same)))
    return tuple(found)


def _retention(view: View, name: str | None) -> RetentionMetric:
    """A retention metric whose cohorts and returns are of one grain, so that ages are whole."""
    known = {
        one.name: one
        for one in view.metrics.values()
        if isinstance(one, RetentionMetric)
        and one.mode == "bracketed"
        and view.catalog.dimensions[one.cohort].dimension.grain == one.grain
    }
    if name is None and known:
        return next(iter(known.values()))
    if name in known:
        return known[name]
    wanted = f"retention metric {name!r}" if name else "retention metric"
    raise UnknownName(f"There is no {wanted} that you may see.", nearest=tuple(known))


def _sizes(view: View, metric: RetentionMetric) -> str:
    """The metric that counts who is new: in a cohort's first period that is the whole cohort."""
    for one in view.metrics.values():
        if isinstance(one, LifecycleMetric) and (one.model, one.state) == (metric.model, "new"):
            return one.name
    raise CannotCombine(
        f"The sizes of the cohorts of {metric.title} are unknown: you may see no metric that "
        f"counts who is new among {metric.model}.",
        next_step="A steward can define one of type lifecycle, with `state: new`.",
    )


def _rows(
    result: Result, metric: RetentionMetric, column: str
) -> Iterator[tuple[date, date, float]]:
    """Cohort, period and figure of each row with a cohort; nobody retained is no figure or zero."""
    keys = zip(
        result.data[metric.cohort],
        result.data[f"time.{metric.grain}"],
        result.data[column],
        strict=True,
    )
    for cohort, label, value in keys:
        if cohort is not None:
            figure = float(value) if isinstance(value, int | float) else 0.0
            yield date.fromisoformat(str(cohort)), date.fromisoformat(str(label)), figure
