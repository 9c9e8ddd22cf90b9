"""Logistic regression with a ridge penalty."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from skills.risk.arrays import BoolArray, FloatArray
from skills.risk.optimum import minimise


@dataclass(frozen=True, eq=False)
class Logistic:
    """Log odds as `intercept + rows @ coefficients`."""

    intercept: float
    coefficients: FloatArray

    def log_odds(self, rows: FloatArray) -> FloatArray:
        """The log odds of each row of (n x features), shape (n,)."""
        odds: FloatArray = self.intercept + rows @ self.coefficients
        return odds


def fit_logistic(
    rows: FloatArray, outcome: BoolArray, l2: float, *, rising: bool = False
) -> Logistic:
    """The coefficients that minimise log loss + l2/2 x their squared sum; the intercept is free.

    `rows` is n x features, best standardised; `outcome` has length n. With `rising` no
    coefficient is below zero. Raises CannotFit where no optimum is found.
    """
    design = np.column_stack([np.ones(len(rows)), rows])
    target, count = outcome.astype(np.float64), len(rows)
    penalty = np.full(design.shape[1], l2)
    penalty[0] = 0.0

    def loss(beta: FloatArray) -> tuple[float, FloatArray]:
        odds = design @ beta
        value = np.sum(np.logaddexp(0.0, odds) - target * odds) + 0.5 * penalty @ beta**2
        gradient = design.T @ (expit(odds) - target) + penalty * beta
        return float(value) / count, gradient / count

    bounds = [(None, None)] + [(0.0 if rising else None, None)] * rows.shape[1]
    found = minimise(loss, np.zeros(design.shape[1]), bounds, model="logistic regression")
    return Logistic(float(found[0]), found[1:])


def shift_of(log_odds: FloatArray, outcome: BoolArray, spread: float) -> float:
    """How far all log odds must move for the outcomes seen, with a normal prior around no move.

    `spread` is the prior's standard deviation. Newton's method; the posterior is concave.
    """
    shift = 0.0
    for _ in range(50):
        chance = expit(log_odds + shift)
        slope = float(np.sum(outcome - chance)) - shift / spread**2
        step = slope / (float(np.sum(chance * (1.0 - chance))) + 1.0 / spread**2)
        shift += step
        if abs(step) < 1e-10:
            break
    return shift
