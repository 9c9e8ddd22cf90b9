"""Weekdays and hours of a metric's own time, as groups and as conditions."""

from typing import Any

import pytest

from semantic.errors import CannotCombine, UnknownName
from tests.support.small import SmallShop, order
from tests.support.workspaces import Shop

WEEK = ("2024-03-25", "2024-04-08")


@pytest.fixture
def shop(small: SmallShop) -> Shop:
    """Two Mondays and a Tuesday; 30 March 2024 23:30 UTC is a Saturday night in London."""
    return small.open(
        {
            "orders": [
                order(1, "2024-03-25 09:10"),
                order(2, "2024-03-25 17:00"),
                order(3, "2024-04-01 09:59"),
                order(4, "2024-03-26 08:00"),
                order(5, "2024-03-30 23:30"),
                order(6, "2024-03-31 23:30"),
            ]
        }
    )


def on(shop: Shop, name: str, op: str, value: Any, **more: Any) -> Any:
    condition = {"field": f"time.{name}", "op": op, "value": value}
    return shop.value("order_count", filters=[condition], period=WEEK, **more)


def test_weekdays_count_from_monday_in_local_time(shop: Shop) -> None:
    """The clocks go forward on 31 March: 23:30 UTC that day is Monday, half past midnight."""
    found = shop.rows("order_count", group_by=["time.extract_dow"], period=WEEK)

    assert found == [[1, 4], [2, 1], [6, 1]]


def test_hours_are_those_of_the_local_clock(shop: Shop) -> None:
    found = shop.rows("order_count", group_by=["time.extract_hour"], period=WEEK)

    assert found == [[0, 1], [8, 1], [9, 1], [10, 1], [17, 1], [23, 1]]


def test_a_condition_keeps_the_rows_of_its_weekdays_and_hours(shop: Shop) -> None:
    assert on(shop, "extract_dow", "eq", 1) == 4
    assert on(shop, "extract_dow", "in", [2, 6]) == 2
    assert on(shop, "extract_hour", "ge", 17) == 2
    assert on(shop, "extract_hour", "between", [8, 9]) == 2


def test_a_grain_is_still_limited_by_the_period_only(shop: Shop) -> None:
    with pytest.raises(UnknownName, match="Limit times by the period"):
        on(shop, "day", "eq", "2024-03-25")


def test_figures_by_weekday_are_compared_with_nothing(shop: Shop) -> None:
    with pytest.raises(CannotCombine, match="by weekday"):
        shop.rows("order_count", group_by=["time.extract_dow"], period=WEEK, compare="previous")
