"""Expected gross sales of the next year per customer, and the part of it at risk."""

from dataclasses import dataclass

import numpy as np

from skills.risk.activity import Activity
from skills.risk.arrays import Day, FloatArray, IdArray
from skills.risk.scoring import Scores
from skills.value.bgnbd import BgNbd, fit_bgnbd
from skills.value.gamma_gamma import GammaGamma, fit_gamma_gamma
from skills.value.summary import summarise

YEAR_DAYS = 365
# Above it, research on the gamma-gamma model stops trusting its independence of spend and rate.
MOST_CORRELATION = 0.3


@dataclass(frozen=True, eq=False)
class ExpectedValue:
    """Per customer with an order before the as-of date, ascending: what the next year may bring.

    Attributes:
        customers: their ids.
        orders: expected order days within the 365 days from the as-of date on.
        spend: expected gross sales per order day.
        value: `orders x spend`, expected gross sales of those days.
        order_model: the model behind `orders`; its time unit is a day.
        spend_model: the model behind `spend`.
        caveats: what to say with the figures, one sentence each.
    """

    customers: IdArray
    orders: FloatArray
    spend: FloatArray
    value: FloatArray
    order_model: BgNbd
    spend_model: GammaGamma
    caveats: tuple[str, ...]

    def of(self, customers: IdArray) -> FloatArray:
        """The value of each of these customers; 0 for one without an order."""
        place = np.searchsorted(self.customers, customers)
        place = np.minimum(place, len(self.customers) - 1)
        return np.where(self.customers[place] == customers, self.value[place], 0.0)


def expected_value_12m(activity: Activity, as_of: Day) -> ExpectedValue:
    """Expected gross sales of the next 365 days, from rows dated before `as_of` alone.

    Raises CannotFit where the history does not carry the models; then nothing is known of value.
    """
    summary = summarise(activity, as_of)
    order_model, spend_model = fit_bgnbd(summary), fit_gamma_gamma(summary)
    orders = order_model.expected_orders(summary, YEAR_DAYS)
    spend = spend_model.expected_spend(summary)
    return ExpectedValue(
        customers=summary.customers,
        orders=orders,
        spend=spend,
        value=orders * spend,
        order_model=order_model,
        spend_model=spend_model,
        caveats=_caveats(order_model, spend_model),
    )


def value_at_risk(scores: Scores, expected: ExpectedValue) -> FloatArray:
    """Probability of a lapse x expected value, per customer in the order of the scores."""
    at_risk: FloatArray = scores.probability * expected.of(scores.customers)
    return at_risk


def _caveats(order_model: BgNbd, spend_model: GammaGamma) -> tuple[str, ...]:
    caveats = []
    if not order_model.sees_dropout:
        caveats.append(
            "The history is too short to show customers dropping out for good, so the expected "
            "value assumes that nobody does."
        )
    if abs(spend_model.correlation) > MOST_CORRELATION:
        caveats.append(
            "Frequent customers spend differently per order from others, which the spend model "
            "does not allow for."
        )
    return tuple(caveats)
