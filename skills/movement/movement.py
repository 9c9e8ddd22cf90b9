"""What moved: value, comparisons, trend, and whether the newest value is unusual or noise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from semantic import period as periods
from semantic.model import Filter, Grain, Metric
from semantic.period import Period
from semantic.result import Result
from skills.movement.expectation import Floats
from skills.movement.judgement import (
    Band,
    Noise,
    TooEarly,
    Verdict,
    judge,
    noise_of,
)
from skills.movement.series import History, Series, ask, latest_whole
from skills.movement.trend import Trend, trend_of
from skills.toolkit import Toolkit


@dataclass(frozen=True)
class Comparison:
    """An earlier value, of the half-open `period`, and how far the newest one is from it.

    `change` and `change_pct` (a fraction of the earlier value) are None when one of the two values
    is missing or partial; `change_pct` also when the earlier value is zero.
    """

    period: Period
    value: float | None
    change: float | None
    change_pct: float | None


@dataclass(frozen=True)
class Movement:
    """How one metric moved into one period, with the series that shows it.

    `before` is the mean of the four whole periods before. `band` is the ordinary range of this
    period's value and `bands` that of each period in `series`. `z` is the distance from the
    expected value in standard deviations; `too_early` says why there is no verdict.
    """

    metric: str
    grain: Grain
    period: Period
    partial: bool
    value: float | None
    previous: Comparison
    before: Comparison
    last_year: Comparison
    trend: Trend | None
    verdict: Verdict
    too_early: TooEarly | None
    z: float | None
    band: Band | None
    season_known: bool
    series: Series
    bands: tuple[Band | None, ...]
    result: Result


def movements(
    toolkit: Toolkit,
    metrics: Sequence[str],
    *,
    grain: Grain = "week",
    period: Period | None = None,
    filters: tuple[Filter, ...] = (),
) -> tuple[Movement, ...]:
    """How each metric moved into `period` (the last whole one unless given), from one query.

    `period` is one unit of the grain, or the part of it that is over.

    Raises what `toolkit.run` raises.
    """
    judged = period or latest_whole(toolkit, grain)
    needed = [name for metric in metrics for name in (metric, *_denominator(toolkit, metric))]
    history = ask(toolkit, needed, grain, judged.end, filters)
    return tuple(_movement(toolkit, metric, judged, history) for metric in metrics)


def _movement(toolkit: Toolkit, name: str, period: Period, history: History) -> Movement:
    metric, grain = toolkit.view.metrics[name], history.grain
    label = periods.floor(period.start, grain, toolkit.week_start)
    series = history.series(name, until=label)
    partial = label in history.cut
    whole = series.whole()
    noise, of = _noise(toolkit, metric, series, history)
    judgement = judge(whole, grain, noise=noise, of=of, decimals=_decimals(metric), partial=partial)
    compared = None if partial else series.at(label)
    return Movement(
        metric=name,
        grain=grain,
        period=period,
        partial=partial,
        value=series.values[-1],
        previous=_compared(compared, series, grain, periods.step(label, grain, -1)),
        before=_compared_with_mean(compared, series, grain, label),
        last_year=_compared(compared, series, grain, _year_before(label, grain)),
        trend=trend_of(whole.tolist()),
        verdict=judgement.verdict,
        too_early=judgement.too_early,
        z=judgement.z,
        band=judgement.bands[-1] if judgement.z is not None else None,
        season_known=judgement.season_known,
        series=series,
        bands=judgement.bands,
        result=history.result,
    )


def _denominator(toolkit: Toolkit, metric: str) -> tuple[str, ...]:
    """The metric of which this one is a rate, when that can be asked for by itself."""
    view = toolkit.view
    found = view.metrics.get(metric)
    if found is None or noise_of(found, view.catalog) != "rates":
        return ()
    _, denominator = view.catalog.inputs(found)
    return (
        (denominator.name,) if denominator.name in view.metrics and not denominator.filter else ()
    )


def _noise(
    toolkit: Toolkit, metric: Metric, series: Series, history: History
) -> tuple[Noise, Floats | None]:
    noise = noise_of(metric, toolkit.view.catalog)
    if noise != "rates":
        return noise, None
    denominator = _denominator(toolkit, metric.name)
    return noise, history.at(denominator[0], series.labels) if denominator else None


def _decimals(metric: Metric) -> int:
    return metric.format.decimals + (2 if metric.format.percent else 0)


def _year_before(label: date, grain: Grain) -> date:
    unit = periods.unit_from(label, grain)
    return periods.moved(unit, periods.to_year_before(unit, grain)).start


def _compared(newest: float | None, series: Series, grain: Grain, label: date) -> Comparison:
    return _comparison(newest, series.at(label), periods.unit_from(label, grain))


def _compared_with_mean(
    newest: float | None, series: Series, grain: Grain, label: date
) -> Comparison:
    labels = [periods.step(label, grain, -count) for count in range(4, 0, -1)]
    values = [series.at(earlier) for earlier in labels]
    known = [value for value in values if value is not None]
    mean = float(np.mean(known)) if len(known) == len(values) else None
    return _comparison(newest, mean, Period(labels[0], label))


def _comparison(newest: float | None, earlier: float | None, period: Period) -> Comparison:
    if newest is None or earlier is None:
        return Comparison(period, earlier, None, None)
    change = newest - earlier
    return Comparison(period, earlier, change, change / abs(earlier) if earlier else None)
