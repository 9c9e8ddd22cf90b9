"""Which few members explain a change: explanatory power, surprise, succinctness (Adtributor)."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from skills.movement.expectation import Floats

# The thresholds of Bhagwan et al., Adtributor, NSDI 2014: each member and all of them together.
LEAST_EACH: Final = 0.10
LEAST_TOGETHER: Final = 0.67


@dataclass(frozen=True)
class Explanation:
    """A set of members, most surprising first, and the share of the change that they carry.

    `enough` says whether they carry two thirds of it, `surprise` by how much their weights moved.
    """

    members: tuple[int, ...]
    explains: float
    surprise: float

    @property
    def enough(self) -> bool:
        """Whether the members carry two thirds of the change or more."""
        return self.explains >= LEAST_TOGETHER


def power(contributions: Floats) -> Floats:
    """Each contribution as a share of the whole change; NaN when nothing changed."""
    change = contributions.sum()
    return contributions / change if change else np.full(contributions.shape, np.nan)


def surprise(before: Floats, after: Floats) -> Floats:
    """Each member's part of the Jensen-Shannon divergence of the two distributions, in nats.

    Below zero counts as zero: a share cannot be negative.
    """
    first, second = _shares(before), _shares(after)
    middle = (first + second) / 2
    return (_relative(first, middle) + _relative(second, middle)) / 2


def explain(
    contributions: Floats, surprises: Floats, allowed: NDArray[np.bool_] | None = None
) -> Explanation:
    """The fewest most surprising members that carry two thirds of the change, or all that can.

    Members carry at least a tenth each, in the change's direction; `allowed` restricts the choice.
    """
    shares = power(contributions)
    able = np.isfinite(shares) & (np.nan_to_num(shares) >= LEAST_EACH)
    if allowed is not None:
        able &= allowed
    chosen: list[int] = []
    for index in np.argsort(-surprises, kind="stable").tolist():
        if able[index]:
            chosen.append(index)
        if shares[chosen].sum() >= LEAST_TOGETHER:
            break
    return Explanation(
        members=tuple(chosen),
        explains=float(shares[chosen].sum()) if chosen else 0.0,
        surprise=float(surprises[chosen].sum()),
    )


def _shares(values: Floats) -> Floats:
    positive = np.maximum(values, 0.0)
    total = positive.sum()
    return positive / total if total else np.zeros(values.shape)


def _relative(shares: Floats, middle: Floats) -> Floats:
    found = np.zeros(shares.shape)
    held = shares > 0
    found[held] = shares[held] * np.log(shares[held] / middle[held])
    return found
