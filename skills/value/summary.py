"""Order histories summed up as the purchase models read them: frequency, recency, age, spend."""

from dataclasses import dataclass

import numpy as np

from skills.risk.activity import Activity
from skills.risk.arrays import Day, FloatArray, IdArray, as_day


@dataclass(frozen=True, eq=False)
class PurchaseSummary:
    """One row per customer with an order before the as-of date, ascending; times in time units.

    Orders of one day are one purchase.

    Attributes:
        customers: their ids.
        frequency: order days after the first.
        recency: time from the first to the last order day; 0 with one order day.
        age: time from the first order day to the last day seen.
        spend: mean gross sales per order day after the first; 0 with one order day.
    """

    customers: IdArray
    frequency: FloatArray
    recency: FloatArray
    age: FloatArray
    spend: FloatArray


def summarise(activity: Activity, as_of: Day, *, unit_days: float = 1.0) -> PurchaseSummary:
    """The summary of every customer with an order dated before `as_of`.

    `unit_days` is the length of a time unit: 7 states recency and age in weeks.
    """
    seen = activity.as_of(as_of)
    customer, day = seen.customer, seen.order_day.astype(np.int64)
    new_customer = np.diff(customer, prepend=-1) != 0
    new_day = new_customer | (np.diff(day, prepend=-1) != 0)
    sales = np.add.reduceat(seen.gross_sales, np.flatnonzero(new_day)) if len(day) else np.zeros(0)
    starts = np.flatnonzero(new_customer[new_day])
    order_days = np.diff(np.append(starts, int(new_day.sum())))
    days = day[new_day]
    first, last = days[starts], days[starts + order_days - 1]

    repeats = order_days - 1.0
    later = sales.copy()
    later[starts] = 0.0
    owner = np.repeat(np.arange(len(starts)), order_days)
    spent = np.bincount(owner, later, minlength=len(starts))
    last_day_seen = int(as_day(as_of).astype(np.int64)) - 1
    return PurchaseSummary(
        customers=seen.customers[customer[new_customer]],
        frequency=repeats,
        recency=(last - first) / unit_days,
        age=(last_day_seen - first) / unit_days,
        spend=np.divide(spent, repeats, out=np.zeros(len(starts)), where=repeats > 0),
    )
