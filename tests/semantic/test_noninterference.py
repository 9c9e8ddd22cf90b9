"""What others own leaves no trace: change it as you like, one's own answers stay byte for byte."""

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from semantic.errors import RetainerError
from tests.support.small import STATES, Data, SmallShop
from tests.support.workspaces import Shop

MINE, THEIRS = (1, 2, 3), (11, 12, 13, None)
MOMENTS = st.builds(
    lambda day, hour: datetime(2024, 3, day, hour),  # noqa: DTZ001
    st.integers(1, 31),
    st.sampled_from([0, 12, 23]),
) | st.sampled_from(["2023-01-01 00:00", "2024-05-31 23:30", "2024-07-01"]).map(
    datetime.fromisoformat
)
STATES_ASKED = [f"{state}_buyers" for state in STATES]
QUESTIONS: list[tuple[list[str], dict[str, Any]]] = [
    (["revenue", "order_count", "visit_count", "biggest", "tea_share"], {}),
    (["revenue"], {"group_by": ["customer.owner", "customer.region", "product.category"]}),
    (["revenue", "visit_seconds"], {"group_by": ["time.week"], "compare": "previous"}),
    (["revenue"], {"group_by": ["order.channel"], "order_by": ["-revenue"], "limit": 2}),
    (STATES_ASKED, {"period": ("2024-03-10", "2024-03-20"), "compare": "year"}),
    (["known_buyers", "revenue"], {"group_by": ["customer.best", "customer.cohort"]}),
    (["value_buyers"], {"group_by": ["customer.id", "customer.last_channel"]}),
    (["days_since_order"], {"period": ("2024-03-01", "2024-04-01")}),
    (["cohort_share"], {"group_by": ["customer.cohort", "time.month"]}),
    (["order_count"], {"filters": [{"field": "customer.owner", "op": "ne", "value": "ann"}]}),
    (["order_count"], {"filters": [{"field": "supplier.country", "op": "is_null"}]}),
    (["revenue"], {"period": ("2022-01-01", "2022-02-01"), "compare": "previous"}),
    ([], {"group_by": ["customer.owner", "customer.region"]}),
    ([], {"group_by": ["order.channel", "customer.owner", "product.category"]}),
    ([], {"group_by": ["order.amount", "customer.id"], "extremes": True}),
    (["revenue"], {"where": ['CAST("customer.region" AS INTEGER) IS NULL']}),
    (
        ["order_count"],
        {
            "where": [
                "CASE WHEN \"order.channel\" = 'fax' THEN "
                'CAST("order.channel" AS INTEGER) ELSE 1 END = 1'
            ]
        },
    ),
    (["revenue"], {"group_by": ["customer.last_channel", "time.month"]}),
    (["visit_count"], {"group_by": ["order.channel"]}),
    (["revenue"], {"group_by": ["order.number"]}),
    (["revenu"], {}),
]
FIELDS = (
    *("order.channel", "order.amount", "order.day", "customer.id", "customer.owner"),
    *("customer.region", "customer.joined", "customer.cohort", "customer.last_channel"),
    *("product.category", "supplier.country", "order.number", "place.city"),
)


@st.composite
def parts(draw: st.DrawFn, customers: tuple[int | None, ...], owners: list[str | None]) -> Data:
    """Orders, visits and customers of one side; its products have numbers of their own."""
    who = st.sampled_from(customers)
    base = 0 if customers == MINE else 10
    products = st.integers(base + 1, base + 3) | st.none()
    orders = st.tuples(
        st.integers(base, base + 8), who, products, st.none(), st.none(),
        st.sampled_from(["web", "shop", "fax", None]),
        st.none() | st.integers(-3, 9).map(Decimal), st.sampled_from([True, False]), MOMENTS,
    )  # fmt: skip
    visits = st.tuples(who, st.sampled_from([date(2024, 3, 1), date(2024, 6, 9)]), st.just(7))
    owner, region = st.sampled_from(owners), st.sampled_from(["north", "south", None])
    known = [number for number in customers if number is not None]
    return {
        "orders": draw(st.lists(orders, max_size=8)),
        "visits": draw(st.lists(visits, max_size=3)),
        "customers": [(nr, draw(owner), draw(region), date(2024, 2, 2)) for nr in known],
        "products": [
            (base + nr, base + draw(st.integers(1, 2)), draw(st.sampled_from(["tea", "cake"])))
            for nr in range(1, draw(st.integers(1, 4)))
        ],
        "suppliers": [(base + 1, draw(st.sampled_from(["UK", "FR"])))],
    }


def together(*sides: Data) -> Data:
    tables = ("orders", "visits", "customers", "products", "suppliers")
    return {table: [row for side in sides for row in side[table]] for table in tables}


def said(shop: Shop, who: str, question: int) -> str:
    """All that comes back to somebody, as text: a result, two fields' values, bounds, errors."""
    metrics, query = QUESTIONS[question]
    one, other = FIELDS[question % len(FIELDS)], FIELDS[(question + 5) % len(FIELDS)]
    principal = shop.principal(who)
    calls: list[Callable[[], Any]] = [
        lambda: shop.ask(*metrics, by=who, **query).to_json(),
        lambda: shop.engine.values(one, principal),
        lambda: shop.engine.values(other, principal),
        lambda: shop.engine.bounds(principal),
    ]
    return json.dumps([_outcome(call) for call in calls], default=str)


def _outcome(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except RetainerError as error:
        return f"{type(error).__name__}: {error}"


NUMBERS = st.integers(0, len(QUESTIONS) - 1)


@settings(max_examples=100, deadline=None)
@given(parts(MINE, ["ann"]), parts(THEIRS, ["bob", "cid", None]), NUMBERS)
def test_other_owners_customers_change_nothing_for_an_owner(
    small: SmallShop, mine: Data, theirs: Data, question: int
) -> None:
    alone = said(small.open(mine), "ann", question)

    assert said(small.open(together(theirs, mine)), "ann", question) == alone


@pytest.mark.soak
@settings(max_examples=3000, deadline=None)
@given(parts(MINE, ["ann"]), parts(THEIRS, ["bob", "cid", None]), NUMBERS)
def test_other_owners_customers_change_nothing_for_an_owner_many_times(
    small: SmallShop, mine: Data, theirs: Data, question: int
) -> None:
    alone = said(small.open(mine), "ann", question)

    assert said(small.open(together(theirs, mine)), "ann", question) == alone


def test_the_questions_do_tell_different_owners_apart(small: SmallShop) -> None:
    """The property above could not fail if nothing of the rows were said at all."""
    order = (1, 1, 1, None, None, "web", Decimal(5), True, datetime.fromisoformat("2024-03-12"))
    side: Data = {
        "orders": [order],
        "visits": [(1, date(2024, 3, 1), 7)],
        "customers": [(1, "ann", "north", None)],
        "products": [(1, 1, "tea")],
        "suppliers": [(1, "UK")],
    }
    shop = small.open(side)

    told = {
        number: said(shop, "ann", number) != said(shop, "bob", number)
        for number in range(len(QUESTIONS))
    }
    assert all(told.values())


@settings(max_examples=30, deadline=None)
@given(parts(MINE, ["ann", "bob"]), st.permutations(["u", "v", "w"]))
def test_the_values_of_a_masked_column_change_stand_ins_only(
    small: SmallShop, rows: Data, names: list[str]
) -> None:
    """Owners renamed one to one: the analyst sees the same groups under other stand-ins."""
    renamed = dict(zip(("ann", "bob", None), names, strict=True))
    other = {
        **rows,
        "customers": [(nr, renamed[owner], *rest) for nr, owner, *rest in rows["customers"]],
    }

    def groups(data: Data) -> list[Any]:
        found = small.open(data).rows(
            *("revenue", "order_count", "known_buyers"),
            by="analyst",
            group_by=["customer.region", "customer.owner"],
        )
        return sorted(json.dumps([row[0], *row[2:]]) for row in found)

    assert groups(rows) == groups(other)


@settings(max_examples=30, deadline=None)
@given(parts(MINE, ["ann", "bob"]), st.integers(1, 1000), NUMBERS)
def test_the_values_of_a_hidden_column_change_nothing(
    small: SmallShop, rows: Data, shift: int, question: int
) -> None:
    """Orders renumbered: who may not see their numbers gets the same bytes."""
    other = {**rows, "orders": [(nr * 7 + shift, *rest) for nr, *rest in rows["orders"]]}

    assert said(small.open(rows), "head", question) == said(small.open(other), "head", question)
