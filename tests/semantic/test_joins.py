"""A metric's figures never depend on what else a query asks for: joins neither lose nor repeat."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from semantic.errors import CannotCombine, OutsideFailure
from semantic.result import Value, plain
from tests.support.naive import FILLED, METRICS, naive
from tests.support.small import TODAY, Data, SmallShop, order
from tests.support.workspaces import Shop

OF_ORDERS = [
    *("customer.id", "customer.owner", "customer.region", "customer.joined", "product.category"),
    *("supplier.country", "order.channel", "order.gift"),
]
OF_BOTH = ["customer.id", "customer.owner", "customer.region", "customer.joined"]
OWNERS = st.sampled_from([None, "ann", "bob"])
SOMETIMES = st.integers(1, 5) | st.none()
# Around a change of the month, of the clocks and of the year.
MOMENTS = st.sampled_from(
    (
        *("2024-03-30 23:30", "2024-03-31 00:30", "2024-03-31 01:30", "2024-03-31 22:30"),
        *("2024-03-31 23:30", "2024-04-01 12:00", "2023-12-31 23:59:59", "2024-01-01 00:00"),
        *("2024-02-29 12:00", "2024-05-31 22:59:59", "2024-05-31 23:00"),
    )
).map(datetime.fromisoformat)
DAYS = st.sampled_from([date(2023, 12, 31), date(2024, 3, 31), date(2024, 4, 1), date(2024, 6, 1)])
AMOUNTS = st.none() | st.integers(-500, 5000).map(lambda pennies: Decimal(pennies) / 100)


@st.composite
def shops(draw: st.DrawFn) -> Data:
    def several(row: st.SearchStrategy[Any], most: int) -> list[Any]:
        return draw(st.lists(row, max_size=most))

    def keyed(*values: st.SearchStrategy[Any]) -> list[Any]:
        rows = several(st.tuples(st.integers(1, 4), *values), 4)
        return list({row[0]: row for row in rows}.values())

    channels, flags = st.sampled_from(["web", "shop", None]), st.sampled_from([True, False, None])
    orders = st.tuples(
        st.integers(1, 9), SOMETIMES, SOMETIMES, SOMETIMES, SOMETIMES, channels, AMOUNTS, flags,
        MOMENTS,
    )  # fmt: skip
    return {
        "orders": several(orders, 12),
        "visits": several(st.tuples(SOMETIMES, DAYS, st.integers(0, 99) | st.none()), 8),
        "customers": keyed(OWNERS, st.sampled_from(["north", "south", None]), DAYS | st.none()),
        "products": keyed(SOMETIMES, st.sampled_from(["tea", "cake", None])),
        "suppliers": keyed(st.sampled_from(["UK", "FR", None])),
    }


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    metrics = draw(st.lists(st.sampled_from(sorted(METRICS)), min_size=1, max_size=4, unique=True))
    visits = any(METRICS[name][0] == "visits" for name in metrics)
    fields = OF_BOTH if visits else OF_ORDERS
    by = draw(st.lists(st.sampled_from(fields), max_size=3, unique=True))
    grain = draw(st.sampled_from([None, None, "day", "week", "month", "year"]))
    filters = draw(st.lists(st.sampled_from(fields).flatmap(conditions), max_size=2))
    spans = [(date(2023, 1, 1), date(2024, 6, 1)), (date(2024, 3, 31), date(2024, 4, 2))]
    return {
        "metrics": metrics,
        "group_by": [*by, f"time.{grain}"] if grain else by,
        "filters": filters,
        "period": draw(st.sampled_from(spans)),
    }


VALUES: dict[str, list[Any]] = {
    "customer.id": [1, 2, 5],
    "customer.owner": ["ann", "bob", "x"],
    "customer.region": ["north", "south"],
    "customer.joined": [date(2024, 3, 1), date(2024, 4, 1)],
    "product.category": ["tea", "cake"],
    "supplier.country": ["UK", "FR"],
    "order.channel": ["web", "shop"],
    "order.gift": [True, False],
}


def conditions(field: str) -> st.SearchStrategy[tuple[str, str, Any]]:
    one = st.sampled_from(VALUES[field])
    some = st.lists(one, min_size=1, max_size=2)
    ops = [
        st.tuples(st.sampled_from(["eq", "ne"]), one),
        st.tuples(st.sampled_from(["in", "not_in"]), some),
        st.tuples(st.sampled_from(["is_null", "not_null"]), st.none()),
    ]
    if field != "order.gift":
        ops.append(st.tuples(st.sampled_from(["lt", "ge"]), one))
    return st.one_of(ops).map(lambda op: (field, *op))


def computed(data: Data, asked: dict[str, Any]) -> dict[tuple[Any, ...], list[Value]]:
    """Rows by group, each metric summed up by itself, row by row."""
    facts = naive(data, TODAY)
    found = {
        name: facts.totals(name, asked["group_by"], asked["filters"], asked["period"])
        for name in asked["metrics"]
    }
    groups = {group for totals in found.values() for group in totals}
    if not asked["group_by"]:
        groups = {()}
    return {
        tuple(plain(part) for part in group): [
            plain(found[name].get(group, 0 if name in FILLED else None))
            for name in asked["metrics"]
        ]
        for group in groups
    }


@settings(max_examples=120, deadline=None)
@given(shops(), questions())
def test_every_figure_is_what_its_rows_add_up_to(
    small: SmallShop, data: Data, asked: dict[str, Any]
) -> None:
    hold_against_rows(small.open(data), data, asked)


@pytest.mark.soak
@settings(max_examples=1000, deadline=None)
@given(shops(), questions())
def test_every_figure_is_what_its_rows_add_up_to_many_times(
    small: SmallShop, data: Data, asked: dict[str, Any]
) -> None:
    hold_against_rows(small.open(data), data, asked)


def hold_against_rows(shop: Shop, data: Data, asked: dict[str, Any]) -> None:
    expected = computed(data, asked)

    rows = shop.rows(
        *asked["metrics"],
        group_by=asked["group_by"],
        filters=[{"field": f, "op": op, "value": v} for f, op, v in asked["filters"]],
        period=asked["period"],
    )

    width = len(asked["group_by"])
    found = {tuple(row[:width]): row[width:] for row in rows}
    assert len(found) == len(rows)
    # Days on which nothing happened are shown too.
    quiet = {group: row for group, row in found.items() if group not in expected}
    assert all(not any(row) for row in quiet.values())
    assert all(len(group) == 1 for group in quiet)
    assert {group: found.get(group) for group in expected} == {
        group: [pytest.approx(value) if isinstance(value, float) else value for value in row]
        for group, row in expected.items()
    }


KEPT = ["customer.first_channel", "customer.last_channel", "customer.cohort", "customer.best"]
ADDITIVE = ["revenue", "order_count", "gift_count", "web_revenue", "visit_count"]


@settings(max_examples=40, deadline=None)
@given(
    shops(),
    st.lists(st.sampled_from([*KEPT, *OF_BOTH]), min_size=1, max_size=3, unique=True),
    st.sampled_from([[], ["time.day"], ["time.week"], ["time.month"]]),
)
def test_groups_add_up_to_the_total_whatever_is_known_of_customers(
    small: SmallShop, data: Data, fields: list[str], grain: list[str]
) -> None:
    shop = small.open(data)
    period = (date(2023, 1, 1), date(2024, 6, 1))

    rows = shop.rows(*ADDITIVE, group_by=[*fields, *grain], period=period)

    totals = [sum(Decimal(str(row[nr])) for row in rows) for nr in range(-len(ADDITIVE), 0)]
    assert [[plain(total) for total in totals]] == shop.rows(*ADDITIVE, period=period)


@pytest.fixture
def shop(small: SmallShop) -> Shop:
    data: Data = {
        "orders": [
            order(1, "2024-05-01", 10, customer=1, product=1),
            order(2, "2024-05-02", 20, customer=1, product=2),
            order(3, "2024-05-03", 40, customer=2, product=1),
            order(4, "2024-05-04", 80, customer=9, product=9),
            order(5, "2024-05-05", 160, customer=None, product=None),
        ],
        "visits": [(1, date(2024, 5, 1), 5), (1, date(2024, 5, 2), 6), (3, date(2024, 5, 3), 7)],
        "customers": [(1, "ann", "north", None), (2, "bob", "south", None), (3, "ann", None, None)],
        "products": [(1, 1, "tea"), (2, 1, "cake")],
        "suppliers": [(1, "UK")],
        "places": [(1, "Leeds")],
    }
    return small.open(data)


def test_two_facts_meet_only_after_each_was_added_up(shop: Shop) -> None:
    found = shop.rows("revenue", "visit_count", "revenue_per_visit", group_by=["customer.owner"])

    assert found == [["ann", 30, 3, 10], ["bob", 40, 0, None], [None, 240, 0, None]]
    assert shop.rows("revenue", "visit_count") == [[310, 3]]


def test_orphans_and_missing_keys_stay_in_every_total(shop: Shop) -> None:
    for field in ("product.category", "supplier.country", "customer.region", "customer.owner"):
        rows = shop.rows("revenue", group_by=[field])
        assert sum(row[1] for row in rows if isinstance(row[1], int)) == 310
        assert rows[-1] == [None, 240]


def test_a_table_two_steps_away_is_reached_without_repeating(shop: Shop) -> None:
    assert shop.rows("revenue", "order_count", group_by=["supplier.country"]) == [
        ["UK", 70, 3],
        [None, 240, 2],
    ]


def test_fields_of_several_models_go_together(shop: Shop) -> None:
    found = shop.rows(
        "revenue",
        group_by=["customer.last_channel", "customer.owner", "product.category", "time.month"],
        filters=[{"field": "supplier.country", "value": "UK"}],
    )

    assert found == [
        ["web", "ann", "cake", "2024-05-01", 20],
        ["web", "ann", "tea", "2024-05-01", 10],
        ["web", "bob", "tea", "2024-05-01", 40],
    ]


def test_a_field_that_would_repeat_rows_is_refused_with_the_reason(shop: Shop) -> None:
    with pytest.raises(CannotCombine) as caught:
        shop.ask("visit_count", group_by=["product.category"])

    assert caught.value.message == (
        "visit count cannot be split or filtered by product.category: each of its visits may have "
        "several, and would be counted more than once."
    )
    assert "customer.owner" in caught.value.nearest
    assert "order.channel" not in caught.value.nearest


def test_a_customer_s_orders_are_no_field_of_the_customer(shop: Shop) -> None:
    with pytest.raises(CannotCombine, match="buyers may have several"):
        shop.ask("known_buyers", group_by=["order.channel"])


def test_two_ways_to_one_table_are_refused_by_their_names(shop: Shop) -> None:
    with pytest.raises(CannotCombine, match="several ways: billed_to; shipped_to"):
        shop.ask("revenue", group_by=["place.city"])


def test_a_metric_beside_it_that_does_not_fit_is_named(shop: Shop) -> None:
    with pytest.raises(CannotCombine, match="visit count cannot be split"):
        shop.ask("revenue", "visit_count", group_by=["order.channel"])


def test_a_key_that_is_not_unique_stops_the_query(small: SmallShop) -> None:
    twice: Data = {
        "orders": [order(1, "2024-05-01", 10)],
        "customers": [(1, "ann", None, None), (1, "bob", None, None)],
    }
    shop = small.open(twice)

    assert shop.value("revenue") == 10
    with pytest.raises(OutsideFailure, match="hold some id more than once"):
        shop.ask("revenue", group_by=["customer.owner"])


def test_rows_without_a_key_match_nothing_and_repeat_nothing(small: SmallShop) -> None:
    blank: Data = {
        "orders": [order(1, "2024-05-01", 10, customer=None)],
        "customers": [(None, "ann", None, None), (None, "bob", None, None)],
    }
    shop = small.open(blank)

    assert shop.rows("revenue", group_by=["customer.owner"]) == [[None, 10]]
