"""The active base and its facts as of any date of an activity, each date worked out once."""

from dataclasses import dataclass

import numpy as np

from skills.risk.activity import Activity
from skills.risk.arrays import BoolArray, Day, FloatArray, IdArray, IntArray, day_number
from skills.risk.features import Facts, FeatureTable, feature_matrix
from skills.risk.settings import RiskSettings


@dataclass(frozen=True, eq=False)
class _Days:
    """Orders collapsed to one row per customer and day; days as whole numbers."""

    customer: IntArray
    day: IntArray
    sales: FloatArray
    products: FloatArray
    orders: FloatArray

    def where(self, rows: BoolArray) -> "_Days":
        return _Days(
            self.customer[rows],
            self.day[rows],
            self.sales[rows],
            self.products[rows],
            self.orders[rows],
        )


class Snapshots:
    """Feature tables and outcomes of one activity by date; what is dated later never enters."""

    def __init__(self, activity: Activity, settings: RiskSettings) -> None:
        self.activity = activity
        self.settings = settings
        self._days = _collapse(activity)
        self._by_day = np.argsort(self._days.day, kind="stable")
        self._return_day = activity.return_day.astype(np.int64)
        self._tables: dict[int, tuple[IntArray, FeatureTable]] = {}

    @property
    def first_day(self) -> np.datetime64:
        """The day of the earliest order; NaT where there is none."""
        days = self.activity.order_day
        return days.min() if len(days) else np.datetime64("NaT", "D")

    def base(self, day: Day) -> IntArray:
        """The active base as of `day`, as ascending places in the activity's customers."""
        return self._at(day)[0]

    def table(self, day: Day) -> FeatureTable:
        """The features of the active base as of `day`, in the order of `base`."""
        return self._at(day)[1]

    def lapsed(self, day: Day, within_days: int) -> BoolArray:
        """Per customer of the base: no order from `day` on, for that many days."""
        start = day_number(day)
        window = np.searchsorted(self._days.day, [start, start + within_days], sorter=self._by_day)
        ordered = np.zeros(len(self.activity.customers), dtype=np.bool_)
        ordered[self._days.customer[self._by_day[slice(*window)]]] = True
        lapsed: BoolArray = ~ordered[self.base(day)]
        return lapsed

    def _at(self, day: Day) -> tuple[IntArray, FeatureTable]:
        number = day_number(day)
        if number not in self._tables:
            self._tables[number] = self._build(number)
        return self._tables[number]

    def _build(self, number: int) -> tuple[IntArray, FeatureTable]:
        seen = self._days.where(self._days.day < number)
        count = len(self.activity.customers)
        base = _active(seen, number, count, self.settings)
        place = np.full(count, -1)
        place[base] = np.arange(len(base))
        own = seen.where(place[seen.customer] >= 0)
        facts = {
            **_order_facts(own, place[own.customer], len(base), number),
            **_trend_facts(own, place[own.customer], len(base), number, self.settings.trend_days),
        }
        facts |= self._return_facts(place, facts, number)
        table = FeatureTable(
            as_of=np.datetime64(number, "D"),
            customers=self.activity.customers[base],
            facts=facts,
            values=feature_matrix(facts),
        )
        return base, table

    def _return_facts(self, place: IntArray, facts: Facts, number: int) -> dict[str, FloatArray]:
        of_base = place[self.activity.return_customer]
        rows = (self._return_day < number) & (of_base >= 0)
        sales = facts["sales_so_far"]
        returned = _total(of_base[rows], self.activity.returns_value[rows], len(sales))
        share = np.zeros(len(sales))
        np.divide(returned, sales, out=share, where=sales > 0)
        return {"returns_so_far": returned, "return_share": share}


def active_base(activity: Activity, as_of: Day, settings: RiskSettings) -> IdArray:
    """The customers whom a briefing as of this date watches, ascending.

    They have `min_order_days` distinct order days ever and an order in the `active_days` days
    before the date: an order that old to the day counts, one on the date itself does not.
    """
    return features(activity, as_of, settings).customers


def features(activity: Activity, as_of: Day, settings: RiskSettings) -> FeatureTable:
    """The facts and features of the active base, from rows dated before `as_of` alone."""
    return Snapshots(activity.as_of(as_of), settings).table(as_of)


def _total(place: IntArray, of: FloatArray, size: int) -> FloatArray:
    return np.bincount(place, of, minlength=size).astype(np.float64)


def _collapse(activity: Activity) -> _Days:
    customer, day = activity.customer, activity.order_day.astype(np.int64)
    if not len(day):
        empty = np.zeros(0)
        return _Days(customer, day, empty, empty, empty)
    changes = (np.diff(customer) != 0) | (np.diff(day) != 0)
    starts = np.concatenate([[0], np.flatnonzero(changes) + 1])
    return _Days(
        customer=customer[starts],
        day=day[starts],
        sales=np.add.reduceat(activity.gross_sales, starts),
        products=np.add.reduceat(activity.products, starts),
        orders=np.diff(np.append(starts, len(day))).astype(np.float64),
    )


def _active(seen: _Days, number: int, count: int, settings: RiskSettings) -> IntArray:
    order_days = np.bincount(seen.customer, minlength=count)
    recent = np.zeros(count, dtype=np.bool_)
    recent[seen.customer[seen.day >= number - settings.active_days]] = True
    return np.flatnonzero((order_days >= settings.min_order_days) & recent)


def _order_facts(own: _Days, place: IntArray, size: int, number: int) -> dict[str, FloatArray]:
    order_days = np.bincount(place, minlength=size).astype(np.float64)
    ends = np.cumsum(order_days).astype(np.int64) - 1
    starts = np.concatenate([[0], ends[:-1] + 1]) if size else ends
    since_first = (number - own.day[starts]).astype(np.float64)
    since_last = (number - own.day[ends]).astype(np.float64)
    gaps = order_days - 1.0
    usual_gap = np.full(size, np.nan)
    np.divide(since_first - since_last, gaps, out=usual_gap, where=gaps > 0)
    within = np.diff(place) == 0
    squared = np.square(np.diff(own.day)[within] - usual_gap[place[1:][within]])
    spread = np.full(size, np.nan)
    np.divide(_total(place[1:][within], squared, size), gaps, out=spread, where=gaps > 0)
    return {
        "order_days": order_days,
        "days_per_order_day": since_first / order_days,
        "sales_so_far": _total(place, own.sales, size),
        "days_since_last_order": since_last,
        "usual_gap": usual_gap,
        "gap_spread": np.sqrt(spread),
        "days_until_due": np.maximum(usual_gap - since_last, 0.0),
        "products_per_order": _total(place, own.products, size) / _total(place, own.orders, size),
        "products_last_order": own.products[ends] / own.orders[ends],
    }


def _trend_facts(
    own: _Days, place: IntArray, size: int, number: int, window: int
) -> dict[str, FloatArray]:
    recent = own.day >= number - window
    before = (own.day >= number - 2 * window) & ~recent

    def total(rows: BoolArray, of: FloatArray) -> FloatArray:
        return _total(place[rows], of[rows], size)

    ones = np.ones(len(place))
    return {
        "order_days_recent": total(recent, ones),
        "order_days_before": total(before, ones),
        "sales_recent": total(recent, own.sales),
        "sales_before": total(before, own.sales),
        "trend_window": np.full(size, float(window)),
    }
