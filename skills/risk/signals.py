"""The signals that might raise flags, and the rule by which one earns its place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from skills.risk.arrays import FloatArray
from skills.risk.features import FEATURES, FeatureTable, overdue
from skills.risk.measures import Ranking, mean_auc, mean_lift

CHANCE_AUC = 0.5
CHANCE_LIFT = 1.0
# The risk of using any worthless signal at all, shared among the signals (Bonferroni).
LEVEL = 0.05
LEAST_LAPSES = 20


@dataclass(frozen=True)
class Signal:
    """A ranking by one simple rule: its score per customer of a base, higher for more risk."""

    name: str
    meaning: str
    score: Callable[[FeatureTable], FloatArray]


@dataclass(frozen=True)
class SignalResult:
    """What a signal's backtest showed, as means over the dates, and the decision.

    Attributes:
        name: the signal's name.
        meaning: what it ranks by.
        auc: chance that a lapse ranks above a stay; None where no date could be judged.
        lift_at_10: share of lapses in its first tenth over the event rate; None likewise.
        auc_low: lower bound of the AUC at the level of the rule.
        lift_low: lower bound of the lift at the level of the rule.
        used: whether it earned its place.
        why: the decision in a sentence without figures.
    """

    name: str
    meaning: str
    auc: float | None
    lift_at_10: float | None
    auc_low: float | None
    lift_low: float | None
    used: bool
    why: str


def _column(which: int) -> Callable[[FeatureTable], FloatArray]:
    return lambda table: table.values[:, which]


# The model weighs only what is beyond the usual gap; the rule of thumb, which this measures, is
# the whole ratio.
SIGNALS: tuple[Signal, ...] = (
    Signal(
        "overdue",
        "days since the last order over the customer's own usual gap",
        lambda table: overdue(table.facts),
    ),
    Signal(
        "long_silence",
        "days since the last order",
        lambda table: table.facts["days_since_last_order"],
    ),
    *(
        Signal(feature.name, feature.meaning, _column(which))
        for which, feature in enumerate(FEATURES)
        if feature.name != "past_usual_gap"
    ),
)


def judge(name: str, meaning: str, rankings: Sequence[Ranking], *, of_signals: int) -> SignalResult:
    """The decision on one of `of_signals` signals, by its rankings on past dates.

    It is used if both its AUC and its lift in the top tenth are above chance by more than the
    sampling error allows: their one-sided lower bounds, at a level shared among all signals,
    exceed a half and one. Dates without lapses, or without stays, show nothing and are left out.
    """
    judgeable = [ranking for ranking in rankings if ranking.judgeable]
    lapses = sum(int(ranking.lapsed.sum()) for ranking in judgeable)
    if lapses < LEAST_LAPSES:
        why = "not used: the past holds too few lapses to judge it by"
        return SignalResult(name, meaning, None, None, None, None, used=False, why=why)
    deviations = NormalDist().inv_cdf(1.0 - LEVEL / of_signals)
    area, lift = mean_auc(judgeable), mean_lift(judgeable)
    used, why = _decide(area.value, area.low(deviations), lift.value, lift.low(deviations))
    return SignalResult(
        name=name,
        meaning=meaning,
        auc=area.value,
        lift_at_10=lift.value,
        auc_low=area.low(deviations),
        lift_low=lift.low(deviations),
        used=used,
        why=why,
    )


def _decide(auc: float, auc_low: float, lift: float, lift_low: float) -> tuple[bool, str]:
    if auc <= CHANCE_AUC:
        return False, "not used: alone it ranks lapses no better than chance"
    if auc_low <= CHANCE_AUC:
        return False, "not used: alone its ranking cannot be told from chance"
    if lift <= CHANCE_LIFT or lift_low <= CHANCE_LIFT:
        return False, "not used: its top tenth does not beat the base rate beyond chance"
    return True, "used: it beats the base rate on this workspace's own past"
