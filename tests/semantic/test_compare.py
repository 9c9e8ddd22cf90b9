"""A figure beside an earlier one: the period before, a year earlier, or a chosen one."""

from datetime import date
from typing import Any

import pytest

from semantic.errors import BadPeriod, CannotCombine
from tests.support.small import Data, SmallShop, order
from tests.support.workspaces import Shop


def compared(shop: Shop, metric: str, compare: Any = "previous", **query: Any) -> list[Any]:
    """Value, previous, change and change_pct of the one row."""
    (row,) = shop.rows(metric, compare=compare, **query)
    return row


DATA: Data = {
    "orders": [
        order(1, "2023-03-10", 5),
        order(2, "2024-02-10", 10, channel="web"),
        order(3, "2024-02-20", 30, channel="shop"),
        order(4, "2024-03-05", 20, channel="web", customer=2),
        order(5, "2024-03-15", 40, channel="post", customer=1),
    ],
    "customers": [(1, "ann", "north", None), (2, "bob", "south", None)],
}


@pytest.fixture
def shop(small: SmallShop) -> Shop:
    return small.open(DATA)


def test_each_metric_is_followed_by_what_it_is_compared_with(shop: Shop) -> None:
    march = ("2024-03-01", "2024-04-01")
    result = shop.ask("revenue", "order_count", period=march, compare="previous")

    assert [column.name for column in result.columns] == [
        *("revenue", "revenue.previous", "revenue.change", "revenue.change_pct"),
        *("order_count", "order_count.previous", "order_count.change", "order_count.change_pct"),
    ]
    assert result.rows() == [[60, 40, 20, 0.5, 2, 2, 0, 0]]
    assert result.columns[3].unit == "%"
    assert result.previous is not None
    assert (result.previous.start, result.previous.end) == (date(2024, 2, 1), date(2024, 3, 1))


def test_without_comparison_there_is_no_earlier_period(shop: Shop) -> None:
    assert shop.ask("revenue").previous is None


def test_a_year_earlier_and_a_chosen_period(shop: Shop) -> None:
    march = ("2024-03-01", "2024-04-01")
    half = {"from": "2024-02-15", "to": "2024-03-01"}

    assert compared(shop, "revenue", "year", period=march) == [60, 5, 55, 11]
    assert compared(shop, "revenue", half, period=march) == [60, 30, 30, 1]


def test_groups_of_either_side_are_shown(shop: Shop) -> None:
    march = ("2024-03-01", "2024-04-01")

    assert shop.rows(
        "revenue", "mean_amount", group_by=["order.channel"], period=march, compare="previous"
    ) == [
        ["post", 40, 0, 40, None, 40, None, None, None],
        ["shop", 0, 30, -30, -1, None, 30, None, None],
        ["web", 20, 10, 10, 1, 20, 10, 10, 1],
    ]


def test_each_month_is_compared_with_the_one_before(shop: Shop) -> None:
    assert shop.rows(
        "revenue", group_by=["time.month"], period=("2024-02-01", "2024-05-01"), compare="previous"
    ) == [
        ["2024-02-01", 40, 0, 40, None],
        ["2024-03-01", 60, 40, 20, 0.5],
        ["2024-04-01", 0, 60, -60, -1],
    ]


def test_months_by_group_are_compared_group_by_group(shop: Shop) -> None:
    found = shop.rows(
        "revenue",
        group_by=["customer.owner", "time.month"],
        period=("2024-03-01", "2024-05-01"),
        compare="previous",
    )

    assert found == [
        ["ann", "2024-03-01", 40, 40, 0, 0],
        ["bob", "2024-03-01", 20, 0, 20, None],
        ["ann", "2024-04-01", 0, 40, -40, -1],
        ["bob", "2024-04-01", 0, 20, -20, -1],
    ]


def test_a_month_so_far_is_compared_with_as_many_days(shop: Shop) -> None:
    """Sixteen days of March stand beside sixteen days of February, grouped or not."""
    so_far: dict[str, Any] = {"period": ("2024-03-01", "2024-04-01"), "as_of": "2024-03-17"}

    assert compared(shop, "revenue", **so_far) == [60, 10, 50, 5]
    assert shop.rows("revenue", group_by=["time.month"], compare="previous", **so_far) == [
        ["2024-03-01", 60, 10, 50, 5]
    ]


def test_a_cut_week_is_compared_with_the_same_days_a_year_earlier(small: SmallShop) -> None:
    shop = small.open(
        {
            "orders": [
                order(1, "2023-01-01", 1),
                order(2, "2023-03-11", 2),
                order(3, "2023-03-12", 4),
                order(4, "2023-03-13", 8),
                order(5, "2023-03-16", 16),
                order(6, "2024-03-09", 32),
                order(7, "2024-03-11", 64),
            ]
        }
    )

    # Thursday to Wednesday, a year and (nearly) a day apart.
    assert shop.rows(
        "revenue", group_by=["time.week"], period=("2024-03-07", "2024-03-14"), compare="year"
    ) == [["2024-03-04", 32, 6, 26, pytest.approx(26 / 6)], ["2024-03-11", 64, 8, 56, 7]]


def test_a_leap_day_is_compared_with_the_28th(small: SmallShop) -> None:
    shop = small.open(
        {
            "orders": [
                order(1, "2023-01-01", 100),
                order(2, "2023-02-28", 1, customer=1),
                order(3, "2023-03-01", 2, customer=1),
                order(4, "2024-02-28", 3, customer=1),
                order(5, "2024-02-29", 4, customer=1),
            ]
        }
    )

    assert shop.rows(
        *("revenue", "active_buyers", "repeat_buyers"),
        group_by=["time.day"],
        period=("2024-02-28", "2024-03-02"),
        compare="year",
    ) == [
        ["2024-02-28", 3, 1, 2, 2, 1, 1, 0, 0, 0, 0, 0, None],
        ["2024-02-29", 4, 1, 3, 3, 1, 1, 0, 0, 0, 0, 0, None],
        ["2024-03-01", 0, 2, -2, -1, 0, 1, -1, -1, 0, 0, 0, None],
    ]


def test_before_the_data_begins_nothing_is_known_rather_than_zero(shop: Shop) -> None:
    result = shop.ask("revenue", period=("2023-03-01", "2023-04-01"), compare="year")

    assert result.rows() == [[5, None, None, None]]
    assert "Nothing to compare with" in " ".join(result.warnings)


def test_only_the_months_that_the_data_does_not_reach_back_to_are_unknown(shop: Shop) -> None:
    result = shop.ask(
        "revenue", group_by=["time.month"], period=("2023-03-01", "2023-05-01"), compare="previous"
    )

    assert result.rows() == [
        ["2023-03-01", 5, None, None, None],
        ["2023-04-01", 0, 5, -5, -1],
    ]
    assert "For some figures" in " ".join(result.warnings)


def test_an_earlier_period_that_the_data_covers_in_part_is_partial(shop: Shop) -> None:
    result = shop.ask("revenue", period=("2023-04-01", "2023-05-01"), compare="previous")

    assert result.rows() == [[0, 5, -5, -1]]
    assert result.previous is not None
    assert result.previous.partial
    assert result.warnings == (
        "Partial: the data does not cover the whole period that this is compared with.",
    )


def test_each_metric_is_known_from_when_its_own_data_begins(small: SmallShop) -> None:
    shop = small.open(
        {
            "orders": [order(1, "2024-01-10", 10), order(2, "2024-03-10", 20)],
            "visits": [(1, date(2024, 3, 3), 5)],
        }
    )

    assert shop.rows(
        "revenue", "visit_count", "revenue_per_visit",
        period=("2024-03-01", "2024-04-01"), compare="previous",
    ) == [[20, 0, 20, None, 1, None, None, None, 20, None, None, None]]  # fmt: skip


def test_comparisons_look_at_each_side_s_own_customers(shop: Shop) -> None:
    """What is known of a customer is as of the end of the period it is said of."""
    assert shop.rows(
        "revenue",
        group_by=["customer.last_channel"],
        filters=[{"field": "customer.owner", "value": "ann"}],
        period=("2024-03-01", "2024-04-01"),
        compare="previous",
    ) == [["post", 40, 0, 40, None], ["shop", 0, 40, -40, -1]]


def test_changes_can_be_ordered_by_and_come_last_when_missing(shop: Shop) -> None:
    found = shop.rows(
        "revenue",
        group_by=["order.channel"],
        period=("2024-03-01", "2024-04-01"),
        compare="previous",
        order_by=["-revenue.change_pct"],
        limit=2,
    )

    assert [row[0] for row in found] == ["web", "shop"]


def test_a_chosen_period_has_two_ends_and_has_begun(shop: Shop) -> None:
    with pytest.raises(BadPeriod, match="needs both `from` and `to`"):
        shop.ask("revenue", compare={"from": "2024-01-01"})
    with pytest.raises(BadPeriod, match="from 2024-07-01, lies in the future"):
        shop.ask("revenue", compare={"from": "2024-07-01", "to": "2024-08-01"})
    with pytest.raises(CannotCombine, match="one figure for each side, not one per week"):
        shop.ask(
            "revenue",
            group_by=["time.week"],
            compare={"from": "2024-01-01", "to": "2024-02-01"},
        )
