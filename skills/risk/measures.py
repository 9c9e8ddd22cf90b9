"""How well a ranking finds lapses, with standard errors that respect repeated customers.

The same customer appears on several dates, so rows are not independent. Both errors sum each
row's influence within a customer before squaring, which is DeLong's variance for clustered data.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from skills.risk.arrays import BoolArray, FloatArray, IdArray

TOP_SHARE = 0.1


@dataclass(frozen=True)
class Estimate:
    """A mean over dates with its standard error."""

    value: float
    error: float

    def low(self, deviations: float) -> float:
        """The value less this many standard errors."""
        return self.value - deviations * self.error


@dataclass(frozen=True, eq=False)
class Ranking:
    """One date's ranking: customers, their scores (NaN ranks last) and whether they lapsed."""

    customers: IdArray
    scores: FloatArray
    lapsed: BoolArray

    @property
    def judgeable(self) -> bool:
        """Whether there were lapses and stays to tell apart."""
        return bool(self.lapsed.any() and not self.lapsed.all())


def auc(ranking: Ranking) -> float:
    """The chance that a lapse ranks above a stay, ties counting half; NaN where not judgeable."""
    return _auc_with_influence(ranking)[0] if ranking.judgeable else float("nan")


def precision_at_top(ranking: Ranking) -> float:
    """The share of lapses in the first tenth (rounded up); NaN for nobody.

    Customers tied at the edge of the tenth fill what is left of it in equal parts, so that the
    figure does not depend on the order in which they are listed.
    """
    chosen = _top_weights(ranking.scores)
    return float(chosen @ ranking.lapsed / chosen.sum()) if len(chosen) else float("nan")


def lift_at_top(ranking: Ranking) -> float:
    """`precision_at_top` over the base's event rate; NaN where nobody lapsed."""
    return _lift_with_influence(ranking)[0] if ranking.lapsed.any() else float("nan")


def mean_auc(rankings: Sequence[Ranking]) -> Estimate:
    """The mean AUC over these judgeable dates, one or more."""
    return _mean(rankings, [_auc_with_influence(ranking) for ranking in rankings])


def mean_lift(rankings: Sequence[Ranking]) -> Estimate:
    """The mean lift in the top tenth over these judgeable dates, one or more."""
    return _mean(rankings, [_lift_with_influence(ranking) for ranking in rankings])


def _mean(rankings: Sequence[Ranking], parts: Sequence[tuple[float, FloatArray]]) -> Estimate:
    everyone = np.concatenate([ranking.customers for ranking in rankings])
    influence = np.concatenate([one for _, one in parts]) / len(parts)
    _, place = np.unique(everyone, return_inverse=True)
    by_customer = np.bincount(place, influence)
    value = sum(value for value, _ in parts) / len(parts)
    return Estimate(value, float(np.sqrt(np.sum(by_customer**2))))


def _auc_with_influence(ranking: Ranking) -> tuple[float, FloatArray]:
    scores, lapsed = _ranked(ranking.scores), ranking.lapsed
    events, stays = int(lapsed.sum()), int((~lapsed).sum())
    ranks = _midranks(scores)
    above = np.empty(len(scores))
    above[lapsed] = (ranks[lapsed] - _midranks(scores[lapsed])) / stays
    above[~lapsed] = 1.0 - (ranks[~lapsed] - _midranks(scores[~lapsed])) / events
    area = float(np.mean(above[lapsed]))
    return area, (above - area) / np.where(lapsed, events, stays)


def _lift_with_influence(ranking: Ranking) -> tuple[float, FloatArray]:
    chosen, lapsed = _top_weights(ranking.scores), ranking.lapsed.astype(np.float64)
    size = chosen.sum()
    precision, rate = float(chosen @ lapsed / size), float(np.mean(lapsed))
    lift = precision / rate
    influence = chosen * (lapsed - precision) / size - lift * (lapsed - rate) / len(lapsed)
    return lift, influence / rate


def _top_weights(scores: FloatArray) -> FloatArray:
    """How much of each customer belongs to the first tenth: 1, 0, or a part at its edge."""
    if not len(scores):
        return np.zeros(0)
    ranked = _ranked(scores)
    size = int(np.ceil(TOP_SHARE * len(ranked)))
    edge = np.partition(ranked, len(ranked) - size)[len(ranked) - size]
    above, tied = ranked > edge, ranked == edge
    weights: FloatArray = above + tied * ((size - above.sum()) / tied.sum())
    return weights


def _ranked(scores: FloatArray) -> FloatArray:
    return np.where(np.isnan(scores), -np.inf, scores)


def _midranks(scores: FloatArray) -> FloatArray:
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2.0)[place]
