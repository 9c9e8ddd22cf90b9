"""How much an order is worth: the gamma-gamma model of spend (Fader and Hardie, 2013).

Each order's value varies around a mean of the customer's own, and those means vary among
customers. It assumes that how much a customer spends tells nothing of how often they order.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, psi

from skills.risk.arrays import BoolArray, FloatArray
from skills.risk.errors import CannotFit, require
from skills.risk.optimum import minimise
from skills.value.summary import PurchaseSummary

NAME = "spend model (gamma-gamma)"
LEAST_REPEATERS = 50
# Of the log parameters, with spend in units of its mean.
BOUNDS = (-9.0, 9.0)


@dataclass(frozen=True)
class GammaGamma:
    """A fitted gamma-gamma model; v is in the currency of the summary's spend.

    Attributes:
        p: shape of the values of one customer's orders.
        q: shape of the customers' scales, above 1.
        v: rate of the customers' scales.
        log_likelihood: at the optimum.
        customers: repeat customers with positive spend that it was fitted on.
        correlation: between their frequency and spend; the model assumes none, and beyond about
            0.3 the expected spend of frequent customers is off.
    """

    p: float
    q: float
    v: float
    log_likelihood: float
    customers: int
    correlation: float

    @property
    def mean_spend(self) -> float:
        """The expected value of an order of a customer about whom nothing is known."""
        return self.p * self.v / (self.q - 1.0)

    def expected_spend(self, summary: PurchaseSummary) -> FloatArray:
        """Expected value per order day; the population's mean without positive repeat spend."""
        x = np.where(_spending(summary), summary.frequency, 0.0)
        total = x * summary.spend
        return self.p * (self.v + total) / (self.p * x + self.q - 1.0)


def fit_gamma_gamma(summary: PurchaseSummary) -> GammaGamma:
    """The maximum likelihood fit on repeat customers with positive spend.

    Raises CannotFit for fewer than LEAST_REPEATERS of them, where the optimiser does not
    converge, and where q is 1 or less, which means an infinite expected spend.
    """
    rows = _spending(summary)
    x, spend = summary.frequency[rows], summary.spend[rows]
    require(
        "repeat customers with positive spend", given=len(x), needed=LEAST_REPEATERS, model=NAME
    )
    scale = float(np.mean(spend))

    def loss(logs: FloatArray) -> tuple[float, FloatArray]:
        value, gradient = _log_likelihood(np.exp(logs), x, spend / scale)
        return -float(np.mean(value)), -np.mean(gradient, axis=1) * np.exp(logs)

    found = minimise(loss, np.log([2.0, 2.0, 1.0]), [BOUNDS] * 3, model=NAME)
    p, q, v = np.exp(found)
    if q <= 1.0:
        raise CannotFit(
            f"Cannot fit the {NAME}: a few customers spend so much more than the others that "
            "the expected spend has no finite value.",
            what="shape q",
            given=float(q),
            needed=1.0,
        )
    value, _ = _log_likelihood(np.array([p, q, v * scale]), x, spend)
    return GammaGamma(
        p=float(p),
        q=float(q),
        v=float(v * scale),
        log_likelihood=float(np.sum(value)),
        customers=len(x),
        correlation=_correlation(x, spend),
    )


def _log_likelihood(
    parameters: FloatArray, x: FloatArray, spend: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Per row, the log likelihood, shape (n,), and its gradient in p, q, v, shape (3, n)."""
    p, q, v = parameters
    total = v + x * spend
    value = (
        gammaln(p * x + q)
        - gammaln(p * x)
        - gammaln(q)
        + q * np.log(v)
        + (p * x - 1.0) * np.log(spend)
        + p * x * np.log(x)
        - (p * x + q) * np.log(total)
    )
    gradient = np.stack(
        [
            x * (psi(p * x + q) - psi(p * x) + np.log(spend) + np.log(x) - np.log(total)),
            psi(p * x + q) - psi(q) + np.log(v) - np.log(total),
            q / v - (p * x + q) / total,
        ]
    )
    return value, gradient


def _spending(summary: PurchaseSummary) -> BoolArray:
    rows: BoolArray = (summary.frequency > 0) & (summary.spend > 0)
    return rows


def _correlation(x: FloatArray, spend: FloatArray) -> float:
    if np.ptp(x) == 0 or np.ptp(spend) == 0:
        return 0.0
    return float(np.corrcoef(x, spend)[0, 1])
