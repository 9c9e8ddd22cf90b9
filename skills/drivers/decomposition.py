"""A change of a whole as the sum of what each member contributed, exactly."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skills.movement.expectation import Floats


@dataclass(frozen=True)
class Parts:
    """A total's members, period by period: arrays of members × periods.

    For a sum `numerator` holds the values and `denominator` is None; a ratio's total is
    Σ numerator / Σ denominator.
    """

    numerator: Floats
    denominator: Floats | None = None

    @property
    def periods(self) -> int:
        """How many periods."""
        return int(self.numerator.shape[1])

    def since(self, first: int) -> "Parts":
        """The same parts from a period on."""
        below = None if self.denominator is None else self.denominator[:, first:]
        return Parts(self.numerator[:, first:], below)

    def held(self) -> NDArray[np.bool_]:
        """Which members had anything in which period."""
        above = np.asarray(self.numerator != 0)
        return above if self.denominator is None else above | np.asarray(self.denominator != 0)

    def recent(self) -> NDArray[np.intp]:
        """The members that had anything in the newest period or the one before."""
        return np.flatnonzero(self.held()[:, -2:].sum(axis=1))

    def apart(self) -> float:
        """How much of a ratio's numerator lies with members that have no denominator; 0 to 1."""
        if self.denominator is None:
            return 0.0
        above, below = np.abs(self.numerator[:, -2:]), self.denominator[:, -2:]
        whole = above.sum()
        return float(above[below == 0].sum() / whole) if whole else 0.0

    def total(self) -> Floats:
        """The whole, period by period; NaN where a ratio's denominator is zero."""
        if self.denominator is None:
            return np.asarray(self.numerator.sum(axis=0))
        return _quotient(self.numerator.sum(axis=0), self.denominator.sum(axis=0))

    def own(self) -> Floats:
        """Each member's own value: of a ratio its rate, NaN where its denominator is zero."""
        if self.denominator is None:
            return self.numerator
        return _quotient(self.numerator, self.denominator)

    def weight(self) -> Floats:
        """Each member's part of the whole: of its sum, or of a ratio's denominator."""
        whole = self.numerator if self.denominator is None else self.denominator
        return _quotient(whole, whole.sum(axis=0))


@dataclass(frozen=True)
class Effects:
    """What each member contributed to each change from one period to the next.

    Arrays of members × changes. Over members `effect` adds up to the change of the total, and
    `rate` + `mix` equal it: rate is the member's own rate moving, mix its weight moving. Both are
    None for sums. `excess` is the part of the effect beyond what the member's weight makes of the
    total's change, and `size` the scale on which chance moves it.
    """

    effect: Floats
    excess: Floats
    size: Floats
    rate: Floats | None = None
    mix: Floats | None = None


def effects(parts: Parts) -> Effects:
    """Contributions of every member to every change between neighbouring periods."""
    return _of_sums(parts) if parts.denominator is None else _of_ratios(parts, parts.denominator)


def gross(contributions: Floats) -> tuple[float, float]:
    """The sum of the contributions upwards and that of those downwards (zero or negative)."""
    up = contributions[contributions > 0].sum()
    return float(up), float(contributions[contributions < 0].sum())


def _of_sums(parts: Parts) -> Effects:
    before, after = parts.numerator[:, :-1], parts.numerator[:, 1:]
    total = parts.total()
    factor = np.where(total[:-1] != 0, _quotient(total[1:], total[:-1]), 1.0)
    return Effects(
        effect=after - before,
        excess=after - before * factor,
        size=np.abs(before) + np.abs(after),
    )


def _of_ratios(parts: Parts, denominator: Floats) -> Effects:
    """Das Gupta's two-factor decomposition per member, measured against the mean total rate.

    A member without a denominator in one period has no rate there; its weight alone moved then,
    unless it had a numerator all the same, which is the rate's doing.
    """
    whole = denominator.sum(axis=0)
    contributed = _quotient(parts.numerator, whole)
    weight, rate, total = parts.weight(), parts.own(), parts.total()
    moved = weight[:, 1:] - weight[:, :-1]
    middle = (total[1:] + total[:-1]) / 2
    effect = contributed[:, 1:] - contributed[:, :-1] - moved * middle
    mix = np.where(moved == 0, 0.0, moved * (_either(rate) - middle))
    mean_weight = (weight[:, 1:] + weight[:, :-1]) / 2
    return Effects(
        effect=effect,
        excess=effect - mean_weight * (total[1:] - total[:-1]),
        size=np.abs(contributed[:, 1:])
        + np.abs(contributed[:, :-1])
        + 2 * mean_weight * np.abs(middle),
        rate=effect - mix,
        mix=mix,
    )


def _either(rate: Floats) -> Floats:
    """The mean of two neighbouring rates, or the one that exists, or zero."""
    before, after = rate[:, :-1], rate[:, 1:]
    both = (before + after) / 2
    one = np.where(np.isfinite(before), before, after)
    found = np.where(np.isfinite(both), both, one)
    return np.where(np.isfinite(found), found, 0.0)


def _quotient(numerator: Floats, denominator: Floats) -> Floats:
    numerator, denominator = np.broadcast_arrays(numerator, denominator)
    found = np.full(numerator.shape, np.nan)
    np.divide(numerator, denominator, out=found, where=denominator != 0)
    return found
