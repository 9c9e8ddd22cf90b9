"""Whether a series' newest value is unusual, noise, or cannot be judged yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from semantic.catalog import Catalog
from semantic.model import Grain, LifecycleMetric, Metric, RatioMetric, SimpleMetric
from skills.movement import limits
from skills.movement.expectation import Floats, can_assess_season, one_step
from skills.movement.limits import Limits

Verdict = Literal["unusual", "noise", "flat", "too_early"]
TooEarly = Literal["partial", "no_value", "few_periods", "grain"]
Noise = Literal["amounts", "counts", "rates"]

MATERIAL: Final = 0.05
LEAST_PERIODS: Final = {"week": 16, "month": 12}
CYCLES: Final = {"week": 52, "month": 12}


@dataclass(frozen=True)
class Band:
    """The ordinary range of a period's value, known before the period began.

    A value outside is more than three standard deviations from what was `expected`.
    """

    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class Judgement:
    """A verdict on the newest value and what it stands on.

    `z` is the distance from what was expected in standard deviations. `bands` has one entry per
    value, None where too little was known. `season_known` says whether last year's season was
    taken off first.
    """

    verdict: Verdict
    too_early: TooEarly | None
    z: float | None
    bands: tuple[Band | None, ...]
    season_known: bool


def judge(
    values: Floats,
    grain: Grain,
    *,
    noise: Noise = "amounts",
    of: Floats | None = None,
    decimals: int = 6,
    partial: bool = False,
) -> Judgement:
    """The verdict on the last of `values` (oldest first, NaN where nothing is known).

    `of` holds the denominators of rates. Values that look alike at `decimals` are flat. A newest
    value that is `partial` is never judged.
    """
    cycle = CYCLES.get(grain, 0)
    season_known = can_assess_season(values, cycle)
    why = _too_early(values, grain, partial=partial)
    if values.size == 0 or why == "grain":
        return Judgement("too_early", why, None, (None,) * values.size, season_known=False)
    expected = one_step(values, cycle)
    found = _limits(values, expected, noise, of)
    floor = -np.inf if (values < 0).any() else 0.0
    bands = _bands(expected, found, floor, 1.0 if noise == "rates" else np.inf)
    newest = bands[-1]
    if why is None and newest is None:
        why = "few_periods"
    if why is not None or newest is None:
        return Judgement("too_early", why, None, bands, season_known)
    z = float(found.z[-1])
    verdict = _verdict(values, newest, z, decimals)
    return Judgement(verdict, None, z, bands, season_known)


def noise_of(metric: Metric, catalog: Catalog) -> Noise:
    """The noise model for what a metric counts. Rates are shares of one count in another."""
    if _is_count(metric):
        return "counts"
    if isinstance(metric, RatioMetric) and metric.format.percent:
        parts = [catalog.metrics[given.name] for given in catalog.inputs(metric)]
        if all(_is_count(part) for part in parts):
            return "rates"
    return "amounts"


def _is_count(metric: Metric) -> bool:
    if isinstance(metric, SimpleMetric):
        return metric.agg in ("count", "count_distinct", "sum_boolean")
    return isinstance(metric, LifecycleMetric) and metric.state != "value"


def _too_early(values: Floats, grain: Grain, *, partial: bool) -> TooEarly | None:
    if grain not in LEAST_PERIODS:
        return "grain"
    if partial:
        return "partial"
    if values.size == 0 or not np.isfinite(values[-1]):
        return "no_value"
    if np.isfinite(values[:-1]).sum() < LEAST_PERIODS[grain]:
        return "few_periods"
    return None


def _limits(values: Floats, expected: Floats, noise: Noise, of: Floats | None) -> Limits:
    match noise:
        case "counts":
            return limits.counts(values, expected)
        case "rates" if of is not None:
            return limits.rates(values, expected, of)
        case _:
            return limits.amounts(values, expected)


def _bands(
    expected: Floats, found: Limits, floor: float, ceiling: float
) -> tuple[Band | None, ...]:
    rows: Sequence[tuple[float, float, float]] = np.column_stack(
        [expected, found.low, found.high]
    ).tolist()
    return tuple(
        Band(middle, max(low, floor), min(high, ceiling))
        if np.isfinite([middle, low, high]).all()
        else None
        for middle, low, high in rows
    )


def _verdict(values: Floats, band: Band, z: float, decimals: int) -> Verdict:
    newest = float(values[-1])
    distance = abs(newest - band.expected)
    if abs(z) > limits.SIGMAS and distance >= MATERIAL * abs(band.expected):
        return "unusual"
    if values.size > 1 and round(newest, decimals) == round(float(values[-2]), decimals):
        return "flat"
    return "noise"
