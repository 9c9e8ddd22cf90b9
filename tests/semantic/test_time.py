"""Days are local, periods are half-open, and nothing dated on or after the as-of date is seen."""

from datetime import date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from semantic.errors import BadPeriod, CannotCombine, UnknownName
from tests.support.small import TABLES, SmallShop, order
from tests.support.workspaces import Shop, asked


def counted(shop: Shop, grain: str, *period: str, **more: Any) -> list[list[Any]]:
    return shop.rows("order_count", group_by=[f"time.{grain}"], period=period, **more)


def test_an_order_belongs_to_its_day_in_london(small: SmallShop) -> None:
    """The clocks go forward on 31 March 2024: from then on 23:30 UTC is the next day."""
    shop = small.open(
        {
            "orders": [
                order(1, "2024-03-30 23:30"),
                order(2, "2024-03-31 22:59:59"),
                order(3, "2024-03-31 23:00"),
                order(4, "2024-03-31 23:30"),
            ]
        }
    )

    assert counted(shop, "day", "2024-03-30", "2024-04-02") == [
        ["2024-03-30", 1],
        ["2024-03-31", 1],
        ["2024-04-01", 2],
    ]
    assert counted(shop, "month", "2024-03-01", "2024-05-01") == [
        ["2024-03-01", 2],
        ["2024-04-01", 2],
    ]
    assert shop.value("order_count", period=("2024-04-01", "2024-05-01")) == 2
    assert shop.rows("order_count", group_by=["order.day"]) == [
        ["2024-03-30", 1],
        ["2024-03-31", 1],
        ["2024-04-01", 2],
    ]


def test_the_hour_that_comes_twice_is_one_day(small: SmallShop) -> None:
    shop = small.open({"orders": [order(1, "2023-10-29 00:30"), order(2, "2023-10-29 01:30")]})

    assert counted(shop, "day", "2023-10-28", "2023-10-31") == [
        ["2023-10-28", 0],
        ["2023-10-29", 2],
        ["2023-10-30", 0],
    ]


def test_cohorts_and_new_customers_agree_on_the_month(small: SmallShop) -> None:
    shop = small.open({"orders": [order(1, "2024-03-31 23:30")]})

    assert shop.rows("new_buyers", group_by=["customer.cohort", "time.month"]) == [
        ["2024-04-01", "2024-04-01", 1]
    ]


def test_moments_with_a_zone_are_read_as_the_same_moments(small: SmallShop) -> None:
    shop = small.open({})
    aware = {**TABLES["orders"], "ordered_at": "TIMESTAMPTZ"}
    small.warehouse.fill("orders", aware, [order(1, "2024-03-31 23:30:00+00")])

    assert counted(shop, "day", "2024-03-31", "2024-04-02") == [
        ["2024-03-31", 0],
        ["2024-04-01", 1],
    ]
    assert shop.engine.bounds(shop.principal("head")) == (date(2024, 4, 1), date(2024, 4, 1))


def test_midnight_belongs_to_the_day_it_begins(small: SmallShop) -> None:
    shop = small.open(
        {"orders": [order(1, "2024-01-14 23:59:59.999999"), order(2, "2024-01-15 00:00")]}
    )

    assert shop.value("order_count", period=("2024-01-14", "2024-01-15")) == 1
    assert shop.value("order_count", period=("2024-01-15", "2024-01-16")) == 1


def test_weeks_begin_on_monday_and_cross_the_year(small: SmallShop) -> None:
    shop = small.open(
        {"orders": [order(1, "2020-12-28"), order(2, "2021-01-03"), order(3, "2021-01-04")]}
    )

    assert counted(shop, "week", "2020-12-28", "2021-01-11") == [
        ["2020-12-28", 2],
        ["2021-01-04", 1],
    ]


def test_leap_days_quarters_and_years(small: SmallShop) -> None:
    shop = small.open(
        {
            "orders": [
                order(1, "2023-12-31 23:59"),
                order(2, "2024-01-01"),
                order(3, "2024-02-29 12:00"),
                order(4, "2024-04-01"),
            ]
        }
    )

    assert counted(shop, "day", "2024-02-28", "2024-03-02") == [
        ["2024-02-28", 0],
        ["2024-02-29", 1],
        ["2024-03-01", 0],
    ]
    assert counted(shop, "quarter", "2023-10-01", "2024-07-01") == [
        ["2023-10-01", 1],
        ["2024-01-01", 2],
        ["2024-04-01", 1],
    ]
    assert counted(shop, "year", "2023-01-01", "2024-06-01") == [
        ["2023-01-01", 1],
        ["2024-01-01", 3],
    ]


def test_days_without_rows_are_zero_for_sums_and_missing_for_ratios(small: SmallShop) -> None:
    shop = small.open({"orders": [order(1, "2024-05-01"), order(2, "2024-05-03")]})
    period = ("2024-05-01", "2024-05-04")

    assert shop.rows("revenue", "tea_share", "biggest", group_by=["time.day"], period=period) == [
        ["2024-05-01", 10, 0, 10],
        ["2024-05-02", 0, None, None],
        ["2024-05-03", 10, 0, 10],
    ]
    assert shop.rows("biggest", group_by=["time.day"], period=period) == [
        ["2024-05-01", 10],
        ["2024-05-03", 10],
    ]


def test_a_date_column_is_a_time_as_well(small: SmallShop) -> None:
    shop = small.open({"visits": [(1, date(2024, 5, 1), 5), (1, date(2024, 5, 2), 6)]})
    result = shop.ask("visit_seconds", group_by=["time.day"], period=("2024-05-01", "2024-05-03"))

    assert result.rows() == [["2024-05-01", 5], ["2024-05-02", 6]]
    assert result.freshness == {"visits": "2024-05-02T00:00:00"}


def test_the_as_of_date_hides_the_future_to_the_microsecond(small: SmallShop) -> None:
    shop = small.open(
        {
            "orders": [
                order(1, "2024-05-13 22:59:59.999999", 10, customer=1, channel="web"),
                order(2, "2024-05-13 23:00", 20, customer=2, channel="later"),
            ],
            "visits": [(1, date(2024, 5, 13), 5), (1, date(2024, 5, 14), 6)],
        }
    )
    head = shop.principal("head")
    seen = {"as_of": "2024-05-14"}

    assert shop.rows("revenue", "visit_seconds", "known_buyers", "value_buyers", **seen) == [
        [10, 5, 1, 10]
    ]
    assert shop.rows("revenue", group_by=["customer.last_channel"], **seen) == [["web", 10]]
    assert shop.ask("revenue", **seen).freshness == {"orders": "2024-05-13T23:59:59.999999"}
    assert shop.engine.values("order.channel", head, as_of=date(2024, 5, 14)) == ("web",)
    assert shop.engine.values("customer.first_channel", head, as_of=date(2024, 5, 14)) == ("web",)
    assert shop.engine.bounds(head, date(2024, 5, 14)) == (date(2024, 5, 13), date(2024, 5, 13))
    assert shop.value("revenue", as_of="2024-05-15") == 30


def test_a_lapse_is_not_called_off_by_an_order_that_is_yet_to_come(small: SmallShop) -> None:
    shop = small.open({"orders": [order(1, "2024-03-01"), order(2, "2024-05-20")]})
    spring = ("2024-03-15", "2024-04-15")

    for as_of in ("2024-04-15", "2024-06-01"):
        assert shop.value("newly_lapsed_buyers", as_of=as_of, period=spring) == 1


def test_freshness_counts_days_to_the_end_of_what_can_be_seen(small: SmallShop) -> None:
    shop = small.open({"orders": [order(1, "2024-05-01 10:00"), order(2, "2024-05-20 23:30")]})

    assert shop.value("days_since_order") == 11
    assert shop.value("days_since_order", period=("2024-05-01", "2024-05-15")) == 14
    assert shop.value("days_since_order", as_of="2024-05-21") == 20
    assert shop.rows(
        "days_since_order", group_by=["time.week"], period=("2024-04-22", "2024-05-13")
    ) == [["2024-04-22", None], ["2024-04-29", 5], ["2024-05-06", 12]]


PARTIAL = [
    # period, partial, what is said of it
    (("2024-05-01", "2024-06-01"), False, ()),
    (("2024-05-27", "2024-06-03"), True, ("Partial: the period ends on 2 June 2024",)),
    (("2024-05-27", "2024-06-01"), True, ("Partial: the period so far",)),
    (("2024-01-01", "2024-03-01"), True, ("Partial: the data begins on 10 February 2024.",)),
    (("2024-02-10", "2024-03-01"), False, ()),
]


@pytest.mark.parametrize(("period", "partial", "said"), PARTIAL)
def test_a_period_the_data_does_not_cover_is_partial(
    small: SmallShop, period: tuple[str, str], partial: bool, said: tuple[str, ...]
) -> None:
    shop = small.open({"orders": [order(1, "2024-02-10"), order(2, "2024-05-30")]})
    result = shop.ask("revenue", period=period)

    assert result.period.partial is partial
    assert len(result.warnings) == len(said)
    assert all(one.startswith(other) for one, other in zip(result.warnings, said, strict=True))
    assert (result.period.start, result.period.end) == tuple(map(date.fromisoformat, period))


def test_the_groups_that_are_cut_are_listed(small: SmallShop) -> None:
    shop = small.open({"orders": [order(1, "2024-02-10"), order(2, "2024-05-30")]})

    def cut(grain: str, *period: str) -> tuple[str, ...]:
        return shop.ask("revenue", group_by=[f"time.{grain}"], period=period).partial_periods

    assert cut("month", "2024-02-15", "2024-06-01") == ("2024-02-01",)
    assert cut("month", "2024-03-01", "2024-05-31") == ("2024-05-01",)
    assert cut("quarter", "2024-04-01", "2024-07-01") == ("2024-04-01",)
    assert cut("week", "2024-05-20", "2024-06-03") == ("2024-05-27",)
    assert cut("day", "2024-05-20", "2024-05-25") == ()
    assert cut("month", "2023-12-01", "2024-04-01") == ("2023-12-01", "2024-01-01", "2024-02-01")


def test_a_territory_s_first_order_does_not_make_its_past_partial(small: SmallShop) -> None:
    shop = small.open(
        {
            "orders": [order(1, "2024-01-10", customer=1), order(2, "2024-05-30", customer=2)],
            "customers": [(1, "bob", None, None), (2, "ann", None, None)],
        }
    )
    result = shop.ask("revenue", by="ann", period=("2024-02-01", "2024-06-01"))

    assert result.period.partial is False
    assert result.warnings == ()


def test_an_open_period_is_filled_in_from_the_data(small: SmallShop) -> None:
    shop = small.open({"orders": [order(1, "2024-02-10"), order(2, "2024-05-30")]})

    def used(**query: Any) -> tuple[date | None, date]:
        period = shop.ask("order_count", **query).period
        return period.start, period.end

    assert used() == (date(2024, 2, 10), date(2024, 6, 1))
    assert used(period={"from": "2024-03-01"}) == (date(2024, 3, 1), date(2024, 6, 1))
    assert used(period={"to": "2024-03-01"}) == (date(2024, 2, 10), date(2024, 3, 1))
    assert used(period={"to": "2023-03-01"}) == (date(2023, 2, 28), date(2023, 3, 1))
    assert used(as_of="2024-05-01") == (date(2024, 2, 10), date(2024, 5, 1))


def test_without_any_data_sums_are_zero_and_that_is_said(small: SmallShop) -> None:
    result = small.open({}).ask("revenue", "biggest", "known_buyers", "tea_share")

    assert result.rows() == [[0, None, 0, None]]
    assert result.freshness == {"orders": None}
    assert result.warnings == ("There is no data that you may see for this question.",)
    assert small.open({}).engine.bounds(small.open({}).principal("head")) is None


def test_a_period_in_the_future_is_refused(small: SmallShop) -> None:
    shop = small.open({"orders": [order(1, "2024-02-10")]})

    with pytest.raises(BadPeriod, match="from 2024-06-01 lies in the future"):
        shop.ask("revenue", period=("2024-06-01", "2024-07-01"))
    with pytest.raises(BadPeriod, match="seen as of 2024-03-01"):
        shop.ask("revenue", period=("2024-03-01", "2024-04-01"), as_of="2024-03-01")


@pytest.mark.parametrize(
    "period",
    [
        ("2024-05-01", "2024-05-01"),
        ("2024-05-02", "2024-05-01"),
        ("0001-01-01", "2024-05-01"),
        ("2024-05-01", "9999-12-31"),
        ("2024-02-30", "2024-03-01"),
    ],
)
def test_a_period_that_is_none_cannot_be_asked_for(period: tuple[str, str]) -> None:
    with pytest.raises(ValidationError):
        asked("revenue", period=period)


def test_more_groups_than_anybody_reads_are_refused(small: SmallShop) -> None:
    shop = small.open({"orders": [order(1, "2024-02-10")]})

    with pytest.raises(BadPeriod, match="more than 10,000 days"):
        counted(shop, "day", "1900-01-01", "2024-06-01")
    assert len(counted(shop, "year", "1900-01-01", "2024-06-01")) == 125


def test_an_answer_has_one_grain_and_only_a_known_one(small: SmallShop) -> None:
    shop = small.open({})

    with pytest.raises(CannotCombine, match=r"by time.month or by time.week, not by both"):
        shop.ask("revenue", group_by=["time.month", "time.week"])
    with pytest.raises(UnknownName, match="no time grain 'fortnight'") as caught:
        shop.ask("revenue", group_by=["time.fortnight"])
    assert "time.week" in caught.value.nearest


def test_what_has_no_history_is_not_grouped_by_time(retail: Shop) -> None:
    assert retail.ask("value_at_risk").warnings == ()
    for asked_for in ({"group_by": ["time.month"]}, {"compare": "previous"}):
        with pytest.raises(CannotCombine, match="is predicted as of one date"):
            retail.ask("value_at_risk", **asked_for)


def test_moments_and_days_can_be_asked_for(small: SmallShop) -> None:
    shop = small.open({"orders": [order(1, "2024-05-01 10:00"), order(2, "2024-05-02 23:30")]})

    def among(op: str, field: str, value: Any) -> Any:
        return shop.value("order_count", filters=[{"field": field, "op": op, "value": value}])

    assert among("eq", "order.day", "2024-05-03") == 1
    assert among("between", "order.day", ["2024-05-01", "2024-05-02"]) == 1
    assert among("ge", "order.at", "2024-05-03T00:30") == 1
    assert among("lt", "order.at", datetime.fromisoformat("2024-05-03T00:30")) == 1
