"""A shop whose customers' true lapse probabilities are known, since we made them up."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from skills.risk.activity import Activity, activity_from
from skills.risk.arrays import FloatArray, IdArray, IntArray

OPENING = date(2020, 1, 6)
DAYS = 420


@dataclass(frozen=True, eq=False)
class Shop:
    """Customer i orders on any day with probability `daily[i]`, whatever happened before."""

    activity: Activity
    daily: FloatArray

    def true_probability(self, customers: IdArray, days: int) -> FloatArray:
        """The chance that each of these customers lets so many days pass without an order."""
        stays_away: FloatArray = (1.0 - self.daily[customers.astype(int)]) ** days
        return stays_away


def steady_shop(customers: int = 800, seed: int = 7) -> Shop:
    rng = np.random.default_rng(seed)
    daily = np.minimum(rng.gamma(1.2, 0.03, customers), 0.5)
    customer, day = np.nonzero(rng.random((customers, DAYS)) < daily[:, np.newaxis])
    return Shop(_orders(customer, day, rng), daily)


def _orders(customer: IntArray, day: IntArray, rng: np.random.Generator) -> Activity:
    opening = np.datetime64(OPENING, "D")
    return activity_from(
        customer=customer,
        order_day=opening + day.astype("timedelta64[D]"),
        gross_sales=rng.gamma(3.0, 40.0, len(customer)),
        products=rng.integers(1, 30, len(customer)),
    )


def orders_on(*rows: tuple[str, date], sales: float = 100.0, products: float = 10.0) -> Activity:
    """One order per (customer, day), all of the same size."""
    return activity_from(
        customer=[customer for customer, _ in rows],
        order_day=[day for _, day in rows],
        gross_sales=[sales] * len(rows),
        products=[products] * len(rows),
    )


def every(days: int, customer: str, first: date, last: date) -> list[tuple[str, date]]:
    """A customer who orders every so many days, from the first date up to the last."""
    count = (last - first).days // days + 1
    return [(customer, first + timedelta(days=days * step)) for step in range(count)]
