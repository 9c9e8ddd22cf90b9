"""Customers' states are what their orders, one by one, say they are."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from semantic import period as periods
from semantic.errors import BadPeriod, CannotCombine
from semantic.period import Period
from semantic.result import plain
from tests.support.by_hand import day_before
from tests.support.naive import buyers, in_states, naive
from tests.support.small import STATES, TODAY, Data, SmallShop, order

COUNTED = [state for state in STATES if state != "value"]
LAPSE = 30
BEGINNING = datetime.fromisoformat("2024-01-20")
SPANS = [
    (date(2024, 3, 1), date(2024, 4, 1)),
    (date(2024, 4, 1), date(2024, 4, 8)),
    (date(2024, 2, 10), date(2024, 5, 20)),
    (date(2024, 3, 31), date(2024, 4, 1)),
]
ORDERS = st.lists(
    st.tuples(
        st.integers(1, 12),
        st.integers(1, 4) | st.none(),
        st.none(),
        st.none(),
        st.none(),
        st.sampled_from(["web", "shop", None]),
        st.sampled_from([None, *(Decimal(amount) for amount in ("-4", "0", "2.5", "7"))]),
        st.none(),
        st.builds(
            lambda days, minutes: BEGINNING + timedelta(days=days, minutes=minutes),
            st.integers(0, 120),
            st.sampled_from([0, 30, 22 * 60 + 30, 23 * 60 + 30]),
        ),
    ),
    max_size=14,
)


@settings(max_examples=50, deadline=None)
@given(ORDERS, st.sampled_from(SPANS))
def test_every_state_is_what_the_orders_say(
    small: SmallShop, orders: list[Any], span: tuple[date, date]
) -> None:
    data: Data = {"orders": orders}
    known = buyers(naive(data, TODAY).facts["orders"])
    states = {
        customer: in_states(buyer, span, day_before(*span), LAPSE)
        for customer, buyer in known.items()
    }
    names = [f"{state}_buyers" for state in STATES]

    (row,) = small.open(data).rows(*names, period=span)

    assert dict(zip(COUNTED, row, strict=False)) == {
        state: sum(state in held for held in states.values()) for state in COUNTED
    }
    worth = sum(
        amount
        for buyer in known.values()
        for at, amount in buyer.amounts
        if buyer.moments[0].date() < span[1] and at.date() < span[1]
    )
    assert row[-1] == plain(Decimal(worth))


@settings(max_examples=20, deadline=None)
@given(ORDERS)
def test_a_row_of_a_grouped_answer_is_the_answer_for_its_period_alone(
    small: SmallShop, orders: list[Any]
) -> None:
    shop = small.open({"orders": orders})
    names = [f"{state}_buyers" for state in STATES]
    span = Period(date(2024, 2, 10), date(2024, 4, 10))

    for grain in ("month", "week"):
        rows = shop.rows(*names, group_by=[f"time.{grain}"], period=(span.start, span.end))
        parts = periods.buckets(span, grain)
        assert len(rows) == len(parts)
        for row, part in list(zip(rows, parts, strict=True))[::4]:
            assert [row[1:]] == shop.rows(*names, period=(part.start, part.end))


@settings(max_examples=30, deadline=None)
@given(ORDERS)
def test_what_is_kept_of_a_customer_is_of_their_first_and_latest_order(
    small: SmallShop, orders: list[Any]
) -> None:
    end = date(2024, 4, 1)
    data: Data = {"orders": list({row[0]: row for row in orders}.values())}
    expected: Counter[tuple[Any, ...]] = Counter()
    for buyer in buyers(naive(data, end).facts["orders"]).values():
        cohort = buyer.moments[0].date().replace(day=1).isoformat()
        expected[buyer.channels[0], buyer.channels[-1], cohort] += 1

    fields = ["customer.first_channel", "customer.last_channel", "customer.cohort"]
    rows = small.open(data).rows("known_buyers", group_by=fields, period=("2024-03-01", end))

    assert {(row[0], row[1], row[2]): row[3] for row in rows} == expected
    assert len(rows) == len(expected)


@settings(max_examples=30, deadline=None)
@given(ORDERS)
def test_the_best_are_the_first_fifth_of_those_active_lately(
    small: SmallShop, orders: list[Any]
) -> None:
    data: Data = {"orders": orders}
    known = buyers(naive(data, TODAY).facts["orders"])
    since = TODAY - timedelta(days=60)
    worth = {
        customer: sum(amount for at, amount in buyer.amounts if at.date() >= since)
        for customer, buyer in known.items()
        if buyer.moments[-1].date() >= since
    }
    ranked = sorted(worth, key=lambda customer: (-worth[customer], customer))

    rows = small.open(data).rows("known_buyers", group_by=["customer.id", "customer.best"])

    best = [row[0] for row in rows if row[1]]
    assert best == sorted(ranked[: -(-len(worth) // 5)])
    assert len(rows) == len(known)


def test_cohorts_are_followed_month_by_month(small: SmallShop) -> None:
    shop = small.open(
        {
            "orders": [
                order(1, "2024-02-10", customer=1),
                order(2, "2024-02-11", customer=2),
                order(3, "2024-03-10", customer=2),
                order(4, "2024-03-11", customer=3),
                order(5, "2024-05-10", customer=2),
            ]
        }
    )
    by = ["customer.cohort", "time.month"]

    assert shop.rows("cohort_share", group_by=by) == [
        ["2024-02-01", "2024-02-01", 1],
        ["2024-02-01", "2024-03-01", 0.5],
        ["2024-03-01", "2024-03-01", 1],
        ["2024-02-01", "2024-04-01", 0],
        ["2024-03-01", "2024-04-01", 0],
        ["2024-02-01", "2024-05-01", 0.5],
        ["2024-03-01", "2024-05-01", 0],
    ]
    february = [{"field": "customer.cohort", "value": "2024-02"}]
    assert shop.value("cohort_share", filters=february, period=("2024-05-01", "2024-06-01")) == 0.5


def test_a_month_that_is_not_over_is_marked_in_a_cohort(small: SmallShop) -> None:
    shop = small.open({"orders": [order(1, "2024-04-01"), order(2, "2024-05-10")]})

    result = shop.ask(
        "cohort_share",
        group_by=["customer.cohort", "time.month"],
        period=("2024-04-01", "2024-06-01"),
        as_of="2024-05-20",
    )

    assert result.partial_periods == ("2024-05-01",)


def test_cohort_retention_needs_its_cohort_and_one_period_at_a_time(small: SmallShop) -> None:
    shop = small.open({"orders": [order(1, "2024-04-10")]})

    with pytest.raises(CannotCombine, match="share of one cohort at a time") as caught:
        shop.ask("cohort_share")
    assert caught.value.nearest == ("customer.cohort",)
    with pytest.raises(BadPeriod, match=r"share active in one month; the period .* is longer"):
        shop.ask(
            "cohort_share",
            group_by=["customer.cohort"],
            period=("2024-04-01", "2024-06-01"),
        )


def test_retention_looks_back_a_whole_month_even_when_the_month_is_not_over(
    small: SmallShop,
) -> None:
    shop = small.open({"orders": [order(1, "2024-04-02"), order(2, "2024-05-02")]})
    may: dict[str, Any] = {"period": ("2024-05-01", "2024-06-01"), "as_of": "2024-05-04"}

    assert shop.rows("retained_buyers", "active_before_buyers", **may) == [[1, 1]]
    assert shop.rows("retained_buyers", group_by=["time.month"], **may) == [["2024-05-01", 1]]


def test_lapses_so_far_are_counted_up_to_the_as_of_date(small: SmallShop) -> None:
    """Thirty days after 20 April is 20 May."""
    shop = small.open({"orders": [order(1, "2024-04-20")]})
    may = ("2024-05-01", "2024-06-01")

    for as_of, lapsed in (("2024-05-20", 1), ("2024-05-19", 0)):
        assert shop.rows("newly_lapsed_buyers", "lapsed_buyers", period=may, as_of=as_of) == [
            [lapsed, lapsed]
        ]


def test_what_is_known_of_a_customer_is_as_of_each_period_s_end(small: SmallShop) -> None:
    """One order a month, each by another channel; the last begins April to the second."""
    shop = small.open(
        {
            "orders": [
                order(1, "2024-02-10", 1, channel="web"),
                order(2, "2024-03-10", 2, channel="shop"),
                order(3, "2024-03-31 23:00", 4, channel="fax"),
            ]
        }
    )
    by_month: dict[str, Any] = {
        "group_by": ["customer.last_channel", "time.month"],
        "period": ("2024-02-01", "2024-05-01"),
    }

    assert shop.rows("revenue", "known_buyers", **by_month) == [
        ["web", "2024-02-01", 1, 1],
        ["shop", "2024-03-01", 2, 1],
        ["fax", "2024-04-01", 4, 1],
    ]
    march = ("2024-03-01", "2024-04-01")
    assert shop.rows("revenue", group_by=["customer.last_channel"], period=march) == [["shop", 2]]


def test_fields_may_be_called_what_the_statement_calls_its_own(small: SmallShop) -> None:
    """Kept fields named like inner columns, and a model named like a table of another."""
    buyers_model, orders = small.catalog.models["buyers"], small.catalog.models["orders"]
    names = {"first_channel": "label", "last_channel": "at"}
    fields = tuple(
        field.model_copy(update={"name": names.get(field.name, field.name)})
        for field in buyers_model.dimensions
    )
    renamed = buyers_model.model_copy(update={"dimensions": fields})
    distinct = orders.model_copy(update={"distinct": True})
    models = {**small.catalog.models, "buyers": renamed, "orders": distinct}
    other = SmallShop(replace(small.catalog, models=models), small.warehouse)

    rows = other.open({"orders": [order(1, "2024-04-10"), order(1, "2024-04-10")]}).rows(
        *("revenue", "known_buyers"),
        group_by=["customer.label", "customer.at", "time.month"],
    )

    assert rows == [
        ["web", "web", "2024-04-01", 10, 1],
        ["web", "web", "2024-05-01", 0, 1],
    ]
