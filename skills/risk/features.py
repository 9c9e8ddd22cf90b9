"""What the lapse model sees of a customer: plain facts, and features made of them.

Every feature is oriented: the higher, the more it speaks for a lapse. The lapse model may only
weigh it in that direction, so that no reason ever says the opposite of what a person expects.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from skills.risk.arrays import FloatArray, IdArray

Facts = Mapping[str, FloatArray]

# The unit of each fact; "currency" stands for the workspace's own.
UNITS: Mapping[str, str] = {
    "order_days": "order days",
    "days_per_order_day": "days",
    "sales_so_far": "currency",
    "days_since_last_order": "days",
    "usual_gap": "days",
    "gap_spread": "days",
    "days_until_due": "days",
    "order_days_recent": "order days",
    "order_days_before": "order days",
    "sales_recent": "currency",
    "sales_before": "currency",
    "products_per_order": "products",
    "products_last_order": "products",
    "returns_so_far": "currency",
    "return_share": "share",
    "trend_window": "days",
}


@dataclass(frozen=True)
class Feature:
    """One column of the lapse model.

    Attributes:
        name: how signals, reasons and figures call it.
        meaning: what it measures, in plain words.
        value: its values from the facts, higher for more risk, NaN where a fact is missing.
        template: the reason as a sentence; `{fact}` stands for a fact of the customer and
            `{typical_fact}` for that fact's median over the active base.
        facts: the placeholders of the template.
    """

    name: str
    meaning: str
    value: Callable[[Facts], FloatArray]
    template: str
    facts: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class FeatureTable:
    """The active base as of a date: its facts, one array each, and its features, one row each.

    `values` is customers x features, in the order of FEATURES, with NaN where a fact is missing.
    """

    as_of: np.datetime64
    customers: IdArray
    facts: Facts
    values: FloatArray


def _log(values: FloatArray) -> FloatArray:
    logarithms = np.full(values.shape, np.nan)
    np.log(values, out=logarithms, where=values > 0)
    return logarithms


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    ratios = np.full(part.shape, np.nan)
    np.divide(part, whole, out=ratios, where=whole > 0)
    return ratios


def _drop(now: FloatArray, before: FloatArray) -> FloatArray:
    """The share lost between two amounts, 0 for none and where there was nothing to lose."""
    return np.clip(1.0 - np.nan_to_num(_ratio(now, before), nan=1.0), 0.0, 1.0)


def overdue(facts: Facts) -> FloatArray:
    """Log of the days since the last order over the customer's own usual gap; 0 is on time."""
    return _log(_ratio(facts["days_since_last_order"], facts["usual_gap"]))


def _low_spend(facts: Facts) -> FloatArray:
    """Minus the log of sales; sales of nothing or less count as a hundredth of the median."""
    sales = facts["sales_so_far"]
    positive = sales[sales > 0]
    floor = 0.01 * float(np.median(positive)) if len(positive) else 1.0
    return -_log(np.maximum(sales, floor))


FEATURES: tuple[Feature, ...] = (
    Feature(
        "few_order_days",
        "few order days ever",
        lambda facts: -_log(facts["order_days"]),
        "{order_days} order days so far; the median of the active base is {typical_order_days}",
        ("order_days", "typical_order_days"),
    ),
    Feature(
        "slow_rhythm",
        "many days per order day since the first order",
        lambda facts: _log(facts["days_per_order_day"]),
        "one order day in {days_per_order_day} days; the median of the active base is one in "
        "{typical_days_per_order_day}",
        ("days_per_order_day", "typical_days_per_order_day"),
    ),
    Feature(
        "low_sales",
        "low gross sales so far",
        _low_spend,
        "gross sales of {sales_so_far} so far; the median of the active base is "
        "{typical_sales_so_far}",
        ("sales_so_far", "typical_sales_so_far"),
    ),
    Feature(
        "irregular_rhythm",
        "gaps between orders that vary much, for their size",
        lambda facts: _ratio(facts["gap_spread"], facts["usual_gap"]),
        "gaps between orders vary by {gap_spread} days around the usual {usual_gap} days",
        ("gap_spread", "usual_gap"),
    ),
    Feature(
        "past_usual_gap",
        "days since the last order beyond the customer's own usual gap",
        lambda facts: np.maximum(overdue(facts), 0.0),
        "last order {days_since_last_order} days ago; usual gap {usual_gap} days",
        ("days_since_last_order", "usual_gap"),
    ),
    Feature(
        "next_order_far",
        "days until the next order is due by the customer's own usual gap",
        lambda facts: np.log1p(facts["days_until_due"] / 7.0),
        "last order {days_since_last_order} days ago, usual gap {usual_gap} days: the next one is "
        "due in {days_until_due} days",
        ("days_since_last_order", "usual_gap", "days_until_due"),
    ),
    Feature(
        "orders_falling",
        "fewer order days than in the window before",
        lambda facts: _drop(facts["order_days_recent"], facts["order_days_before"]),
        "{order_days_recent} order days in the last {trend_window} days; {order_days_before} in "
        "the {trend_window} days before",
        ("order_days_recent", "order_days_before", "trend_window"),
    ),
    Feature(
        "sales_falling",
        "lower gross sales than in the window before",
        lambda facts: _drop(facts["sales_recent"], facts["sales_before"]),
        "gross sales of {sales_recent} in the last {trend_window} days; {sales_before} in the "
        "{trend_window} days before",
        ("sales_recent", "sales_before", "trend_window"),
    ),
    Feature(
        "few_products",
        "few distinct products per order",
        lambda facts: -np.log1p(np.maximum(facts["products_per_order"], 0.0)),
        "{products_per_order} products per order; the median of the active base is "
        "{typical_products_per_order}",
        ("products_per_order", "typical_products_per_order"),
    ),
    Feature(
        "fewer_products",
        "fewer distinct products in the last order than usual",
        lambda facts: _drop(facts["products_last_order"], facts["products_per_order"]),
        "{products_last_order} products in the last order; usually {products_per_order}",
        ("products_last_order", "products_per_order"),
    ),
    Feature(
        "returns",
        "a high share of gross sales returned",
        lambda facts: np.clip(facts["return_share"], 0.0, 1.0),
        "returns of {returns_so_far}, a share of {return_share} of gross sales so far; the median "
        "of the active base is {typical_return_share}",
        ("returns_so_far", "return_share", "typical_return_share"),
    ),
)


def feature_matrix(facts: Facts) -> FloatArray:
    """The features of these facts: customers x features, in the order of FEATURES."""
    return np.column_stack([feature.value(facts) for feature in FEATURES])
