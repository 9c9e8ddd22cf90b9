"""Where ordinary values lie: three noise models, chosen by what a metric counts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from skills.movement.expectation import INFLATION, Floats

SIGMAS: Final = 3.0
REMEMBERED: Final = 52
SETTLING: Final = 3
LEAST_RESIDUALS: Final = 8
FEW: Final = 30.0
# A series without any noise still counts a change of less than this share as ordinary.
FINEST: Final = 0.01
# The variance from the MAD of a year's errors is this far above the true one in a tenth of series.
CLEAR_EXCESS: Final = 1.5
MAD_TO_SIGMA: Final = 1.4826

_TAIL: Final = float(stats.norm.sf(SIGMAS))


@dataclass(frozen=True)
class Limits:
    """For each period the ordinary range, and how far the value lies outside it.

    `z` is in standard deviations, beyond ±3 outside the range. All NaN where too little is known.
    """

    low: Floats
    high: Floats
    z: Floats


def amounts(values: Floats, expected: Floats) -> Limits:
    """Limits of sums and averages: median and MAD of past one-step errors."""
    errors = values - expected
    middle = expected + _past(errors, np.median)
    sigma = np.maximum(_past(errors, mad_sigma), FINEST * np.abs(expected))
    return _normal(values, middle, sigma)


def counts(values: Floats, expected: Floats) -> Limits:
    """Limits of counts: Poisson, wider where the past was, below 30; as amounts from there on."""
    many = amounts(values, expected)
    mean = np.maximum(expected, 0.0)
    few = _discrete(values, mean, INFLATION * mean * _past_excess(values, mean, INFLATION * mean))
    return _choose(mean < FEW, few, many)


def rates(values: Floats, expected: Floats, of: Floats) -> Limits:
    """Limits of shares of `of` things: binomial, wider where the past was."""
    things = np.where(of > 0, of, np.nan)
    # None or all of n so far still leaves room for half of one.
    rate = np.clip(expected, 0.5 / things, 1 - 0.5 / things)
    one = rate * (1 - rate) / things
    settled = rate * (1 - rate) / _past(things, np.mean) * (INFLATION - 1)
    variance = (one + settled) * _past_excess(values, rate, one + settled)
    many = _normal(values, rate, np.sqrt(variance))
    few = _discrete(values * things, rate * things, variance * things**2)
    return _choose(rate * things < FEW, Limits(few.low / things, few.high / things, few.z), many)


def mad_sigma(values: Floats) -> float:
    """The standard deviation that the median absolute deviation of the values stands for."""
    return float(MAD_TO_SIGMA * np.median(np.abs(values - np.median(values))))


def _past(values: Floats, of: Callable[[Floats], float | np.floating]) -> Floats:
    """`of` the known values before each index, at most a year of them; NaN while they are few."""
    found = np.full(len(values), np.nan)
    for index in range(len(values)):
        before = values[max(SETTLING, index - REMEMBERED) : index]
        before = before[np.isfinite(before)]
        if before.size >= LEAST_RESIDUALS:
            found[index] = of(before)
    return found


def _past_excess(values: Floats, mean: Floats, variance: Floats) -> Floats:
    """By how much past errors varied more than the model's variance; 1 when chance explains it."""
    with np.errstate(invalid="ignore", divide="ignore"):
        pearson = np.where(variance > 0, (values - mean) / np.sqrt(variance), 0.0)
    found = _past(pearson, mad_sigma) ** 2
    return np.where(found > CLEAR_EXCESS, found, np.where(np.isfinite(found), 1.0, np.nan))


def _normal(values: Floats, middle: Floats, sigma: Floats) -> Limits:
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(values == middle, 0.0, (values - middle) / sigma)
    z = np.where(np.isfinite(middle + sigma), z, np.nan)
    return Limits(middle - SIGMAS * sigma, middle + SIGMAS * sigma, z)


def _discrete(values: Floats, mean: Floats, variance: Floats) -> Limits:
    """Negative binomial limits of this mean and variance; next to Poisson when they are equal.

    Half of the value's own probability counts as beyond it (mid-p): with few counts the plain tail
    would hardly ever be small enough.
    """
    mean = np.maximum(mean, 1e-6)
    variance = np.maximum(variance, mean * 1.0001)
    size, chance = mean**2 / (variance - mean), mean / variance
    whole = np.round(values)
    own = stats.nbinom.pmf(whole, size, chance) / 2
    below = stats.nbinom.cdf(whole, size, chance) - own
    above = stats.nbinom.sf(whole, size, chance) + own
    z = np.where(below < above, stats.norm.ppf(below), stats.norm.isf(above))
    low = np.asarray(stats.nbinom.ppf(_TAIL, size, chance))
    high = np.asarray(stats.nbinom.isf(_TAIL, size, chance))
    return Limits(low, high, z)


def _choose(mask: NDArray[np.bool_], one: Limits, other: Limits) -> Limits:
    return Limits(
        np.where(mask, one.low, other.low),
        np.where(mask, one.high, other.high),
        np.where(mask, one.z, other.z),
    )
