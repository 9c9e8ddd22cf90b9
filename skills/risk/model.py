"""The lapse model: fitted on the workspace's own past, with nothing dated on or after its date."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from skills.risk.activity import Activity
from skills.risk.arrays import BoolArray, Day, as_day
from skills.risk.errors import require
from skills.risk.features import FEATURES
from skills.risk.logistic import Logistic, fit_logistic, shift_of
from skills.risk.settings import RiskSettings
from skills.risk.snapshots import Snapshots
from skills.risk.training import Scaler, Training, gather, scaler_of

NAME = "lapse_model"
# A short window in which almost nobody, or almost everybody, ordered cannot show a move.
LEAST_OF_EACH_OUTCOME = 10


@dataclass(frozen=True, eq=False)
class RiskModel:
    """The log odds of a lapse, as a weighted sum of a customer's standardised features.

    Attributes:
        as_of: nothing dated on or after it was seen, and no outcome window reaches past it.
        settings: what it was fitted with.
        scaler: what standardises the features.
        logistic: the weight of each feature, none below zero, and the intercept.
        drift: log odds added to all, by what the newest short outcome windows show.
        training_dates: the dates whose outcomes it learned from, newest first.
        labelled: distinct customers among the labelled rows.
        rows: labelled rows, one per customer and training date.
        event_rate: the share of lapses among the rows.
    """

    as_of: np.datetime64
    settings: RiskSettings
    scaler: Scaler
    logistic: Logistic
    drift: float
    training_dates: tuple[np.datetime64, ...]
    labelled: int
    rows: int
    event_rate: float

    @property
    def weights(self) -> Mapping[str, float]:
        """The weight of each feature, in log odds per standard deviation."""
        names = (feature.name for feature in FEATURES)
        return dict(zip(names, self.logistic.coefficients.tolist(), strict=True))


def fit(activity: Activity, as_of: Day, settings: RiskSettings) -> RiskModel:
    """The lapse model of this date, from rows dated before it and outcomes over by then.

    Raises CannotFit, with the counts, where labelled customers, lapses or stays are too few.
    The fallback is to flag nobody: without a model there is no probability to rank by.
    """
    return fit_on(Snapshots(activity.as_of(as_of), settings), as_of)


def fit_on(snapshots: Snapshots, as_of: Day) -> RiskModel:
    """`fit` on snapshots that may hold later rows too; they are asked about earlier dates only."""
    settings = snapshots.settings
    end = as_day(as_of)
    training = gather(snapshots, end)
    lapsed = training.lapsed[settings.horizon_days]
    _require_enough(training, lapsed, settings)
    scaler = scaler_of(training.values, settings.clip)
    rows = scaler(training.values)
    logistic = fit_logistic(rows, lapsed, settings.l2, rising=True)
    return RiskModel(
        as_of=end,
        settings=settings,
        scaler=scaler,
        logistic=logistic,
        drift=_drift(snapshots, end, training, scaler, logistic),
        training_dates=training.dates,
        labelled=len(np.unique(training.customer)),
        rows=len(rows),
        event_rate=float(np.mean(lapsed)),
    )


def _require_enough(training: Training, lapsed: BoolArray, settings: RiskSettings) -> None:
    def require_customers(what: str, rows: BoolArray, needed: int) -> None:
        given = len(np.unique(training.customer[rows]))
        require(what, given=given, needed=needed, model="lapse model")

    everyone = np.ones(len(lapsed), dtype=np.bool_)
    require_customers("labelled customers", everyone, settings.min_customers)
    require_customers("customers who lapsed", lapsed, settings.min_outcomes)
    require_customers("customers who stayed", ~lapsed, settings.min_outcomes)


def _drift(
    snapshots: Snapshots,
    as_of: np.datetime64,
    training: Training,
    scaler: Scaler,
    logistic: Logistic,
) -> float:
    """The mean move of the log odds over the short windows that ended on the as-of date.

    A full outcome is known only for dates a horizon ago, while seasons move faster. So the
    training rows also show what the same log odds meant for a shorter window, and the base that
    many days ago shows what they mean now.
    """
    odds = logistic.log_odds(scaler(training.values))[:, np.newaxis]
    moves = []
    for window in snapshots.settings.drift_windows_days:
        now = as_of - np.timedelta64(window, "D")
        before, after = training.lapsed[window], snapshots.lapsed(now, window)
        if not (_has_both(before) and _has_both(after)):
            continue
        short = fit_logistic(odds, before, l2=1.0)
        odds_now = logistic.log_odds(scaler(snapshots.table(now).values))
        expected = short.log_odds(odds_now[:, np.newaxis])
        moves.append(shift_of(expected, after, snapshots.settings.drift_spread))
    return float(np.mean(moves)) if moves else 0.0


def _has_both(outcome: BoolArray) -> bool:
    lapsed = int(outcome.sum())
    return min(lapsed, len(outcome) - lapsed) >= LEAST_OF_EACH_OUTCOME
