"""How many orders are to come: the BG/NBD model of Fader, Hardie and Lee (2005).

While active, a customer orders at random at a rate of their own; after each order they may drop
out with a probability of their own. Rates are gamma(r, alpha) among customers, drop-out
probabilities beta(a, b).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, gammaln, hyp2f1, psi

from skills.risk.arrays import FloatArray
from skills.risk.errors import require
from skills.risk.optimum import minimise
from skills.value.summary import PurchaseSummary

NAME = "order model (BG/NBD)"
LEAST_REPEATERS = 50
# Of the logs of r, alpha, a, b, in the fit's own time unit: where nobody drops out, a falls and b
# grows without end, and the likelihood is flat far within these; beyond a's the closed form of
# the expectation overflows.
BOUNDS = ((-7.0, 7.0), (-7.0, 7.0), (-7.0, 4.0), (-7.0, 7.0))
# A mean drop-out probability per order below it is none.
LEAST_DROPOUT = 1e-3
NEXT_TO_POLE = 1e-6


@dataclass(frozen=True)
class BgNbd:
    """A fitted BG/NBD model; alpha is in the time unit of the summary.

    `log_likelihood` is at the optimum, `customers` how many it was fitted on.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    customers: int

    @property
    def sees_dropout(self) -> bool:
        """Whether the history shows any drop-out; without, nobody is ever expected to stop."""
        return self.a / (self.a + self.b) >= LEAST_DROPOUT

    def expected_orders(self, summary: PurchaseSummary, time: float) -> FloatArray:
        """Expected order days per customer within the next `time`, given their history."""
        a = self.a
        # There the closed form divides by nothing, though the expectation is smooth.
        if min(abs(a - 1.0), abs(a + self.b - 1.0)) < NEXT_TO_POLE:
            a += 2 * NEXT_TO_POLE
        x, recency, age = summary.frequency, summary.recency, summary.age
        whole = a + self.b + x - 1.0
        ahead = time / (self.alpha + age + time)
        # Euler's transformation keeps the series' parameters small for long histories.
        series = hyp2f1(a + self.b - 1.0 - self.r, a - 1.0, whole, ahead)
        if_active = whole / (a - 1.0) * (1.0 - (1.0 - ahead) ** (a - 1.0) * series)
        gone = (self.r + x) * np.log((self.alpha + age) / (self.alpha + recency))
        gone += np.log(a / np.where(x > 0, self.b + x - 1.0, 1.0))
        still_active = np.where(x > 0, expit(-gone), 1.0)
        return np.maximum(if_active * still_active, 0.0)


def fit_bgnbd(summary: PurchaseSummary) -> BgNbd:
    """The maximum likelihood fit.

    Raises CannotFit for fewer than LEAST_REPEATERS customers with a second order day, and where
    the optimiser does not converge.
    """
    repeaters = int(np.sum(summary.frequency > 0))
    require(
        "customers with a second order day", given=repeaters, needed=LEAST_REPEATERS, model=NAME
    )
    scale = 10.0 / float(summary.age.max())
    x, recency, age, weight = _grouped(summary)

    def loss(logs: FloatArray) -> tuple[float, FloatArray]:
        value, gradient = _log_likelihood(np.exp(logs), x, recency * scale, age * scale)
        mean = weight / weight.sum()
        return -float(mean @ value), -(gradient @ mean) * np.exp(logs)

    found = minimise(loss, np.zeros(4), BOUNDS, model=NAME)
    r, alpha, a, b = np.exp(found)
    value, _ = _log_likelihood(np.array([r, alpha / scale, a, b]), x, recency, age)
    return BgNbd(
        r=float(r),
        alpha=float(alpha / scale),
        a=float(a),
        b=float(b),
        log_likelihood=float(weight @ value),
        customers=len(summary.frequency),
    )


def _log_likelihood(
    parameters: FloatArray, x: FloatArray, recency: FloatArray, age: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Per row, the log likelihood, shape (n,), and its gradient in r, alpha, a, b, shape (4, n)."""
    r, alpha, a, b = parameters
    repeated = x > 0
    after = np.where(repeated, b + x - 1.0, 1.0)
    still_active = -(r + x) * np.log(alpha + age)
    dropped_out = np.where(
        repeated, np.log(a) - np.log(after) - (r + x) * np.log(alpha + recency), -np.inf
    )
    either = np.logaddexp(still_active, dropped_out)
    value = (
        gammaln(r + x)
        - gammaln(r)
        + r * np.log(alpha)
        + gammaln(a + b)
        + gammaln(b + x)
        - gammaln(b)
        - gammaln(a + b + x)
        + either
    )
    active, gone = np.exp(still_active - either), np.exp(dropped_out - either)
    both = psi(a + b) - psi(a + b + x)
    gradient = np.stack(
        [
            psi(r + x)
            - psi(r)
            + np.log(alpha)
            - active * np.log(alpha + age)
            - gone * np.log(alpha + recency),
            r / alpha - (r + x) * (active / (alpha + age) + gone / (alpha + recency)),
            both + gone / a,
            both + psi(b + x) - psi(b) - gone / after,
        ]
    )
    return value, gradient


def _grouped(
    summary: PurchaseSummary,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Frequency, recency and age of the distinct histories, and how many customers share each."""
    columns = (summary.frequency, summary.recency, summary.age)
    order = np.lexsort(columns)
    rows = np.stack(columns)[:, order]
    new = np.concatenate([[True], np.any(np.diff(rows, axis=1) != 0, axis=0)])
    starts = np.flatnonzero(new)
    counts = np.diff(np.append(starts, rows.shape[1])).astype(np.float64)
    frequency, recency, age = rows[:, starts]
    return frequency, recency, age, counts
