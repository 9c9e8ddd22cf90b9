"""What the next value was to be expected to be, from the values before it alone."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEVEL: Final = 0.3
TREND: Final = 0.05
DAMPING: Final = 0.98
# The variance of a one-step error is that of a single value times this: the level is estimated.
INFLATION: Final = 1 + LEVEL / (2 - LEVEL)


def one_step(values: Floats, cycle: int = 0) -> Floats:
    """For each value what damped Holt smoothing of those before it expects; NaN for the first.

    `values` may hold NaN where nothing is known. With `cycle` (periods in a year) last year's shape
    is taken off first, where two whole years are there to know it from.
    """
    yearly = shape(values, cycle) if can_assess_season(values, cycle) else None
    if yearly is None:
        return _damped_holt(values)
    expected = np.full(len(values), np.nan)
    known = np.isfinite(yearly)
    expected[known] = _damped_holt((values - yearly)[known]) + yearly[known]
    return expected


def can_assess_season(values: Floats, cycle: int) -> bool:
    """Whether two whole years lie before the newest value."""
    return cycle > 0 and len(values) > 2 * cycle


def shape(values: Floats, cycle: int) -> Floats:
    """How far last year's season, smoothed over five weeks or so, stood above that year's mean.

    NaN where the year around the same period last year is not whole.
    """
    half = cycle // 2
    reach = cycle // 26
    found = np.full(len(values), np.nan)
    for index in range(cycle + half, len(values)):
        middle = index - cycle
        season = values[middle - reach : middle + reach + 1]
        year = values[middle - half : middle - half + cycle]
        if np.isfinite(season).any():
            found[index] = np.nanmean(season) - np.nanmean(year)
    return found


def _damped_holt(values: Floats) -> Floats:
    expected = np.full(len(values), np.nan)
    known = np.flatnonzero(np.isfinite(values))
    if known.size == 0:
        return expected
    level, trend = float(values[known[0]]), 0.0
    for index in range(int(known[0]) + 1, len(values)):
        forecast = level + DAMPING * trend
        expected[index] = forecast
        value = values[index] if np.isfinite(values[index]) else forecast
        moved = forecast + LEVEL * (value - forecast)
        trend = TREND * (moved - level) + (1 - TREND) * DAMPING * trend
        level = moved
    return expected
