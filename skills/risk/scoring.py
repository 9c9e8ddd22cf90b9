"""The probability of a lapse per customer, split exactly into what each feature contributes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from skills.risk.activity import Activity
from skills.risk.arrays import Day, FloatArray, IdArray
from skills.risk.features import FEATURES, Facts, FeatureTable
from skills.risk.model import RiskModel
from skills.risk.snapshots import Snapshots


@dataclass(frozen=True, eq=False)
class Scores:
    """The active base of a date with its probabilities, in ascending order of customers.

    Attributes:
        model: what scored them.
        table: their facts and features.
        typical: the base's median of each fact; NaN where nobody has it.
        probability: of no order within the horizon, between 0 and 1.
        baseline: log odds of the typical customer, who has the base's median of every feature.
        contributions: customers x features, the log odds that each feature adds compared with
            the typical customer; `baseline` plus a row's sum is that customer's log odds.
    """

    model: RiskModel
    table: FeatureTable
    typical: Mapping[str, float]
    probability: FloatArray
    baseline: float
    contributions: FloatArray

    @property
    def customers(self) -> IdArray:
        """The customers, in the order of every other array."""
        return self.table.customers


def score(model: RiskModel, activity: Activity, as_of: Day) -> Scores:
    """The scores of the active base as of this date, from rows dated before it alone."""
    return score_table(model, Snapshots(activity.as_of(as_of), model.settings).table(as_of))


def score_table(model: RiskModel, table: FeatureTable) -> Scores:
    """The scores of a feature table that is at hand; `score` without making the table again."""
    rows = model.scaler(table.values)
    typical = np.median(rows, axis=0) if len(rows) else np.zeros(len(FEATURES))
    distance = np.where(np.isnan(table.values), 0.0, rows - typical)
    contributions = distance * model.logistic.coefficients
    baseline = float(model.logistic.log_odds(typical)) + model.drift
    return Scores(
        model=model,
        table=table,
        typical=_medians(table.facts),
        probability=np.asarray(expit(baseline + contributions.sum(axis=1)), dtype=np.float64),
        baseline=baseline,
        contributions=contributions,
    )


def _medians(facts: Facts) -> Mapping[str, float]:
    known = {name: values[~np.isnan(values)] for name, values in facts.items()}
    return {
        name: float(np.median(values)) if len(values) else float("nan")
        for name, values in known.items()
    }
