"""Asking under a policy is asking without one where only the rows it leaves were ever there."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from semantic.errors import CannotCombine, UnknownName
from semantic.policy import Principal, access
from tests.support.roles import ASKER, with_grants
from tests.support.small import STATES, Data, SmallShop, order
from tests.support.workspaces import Shop
from tests.support.worlds import CONDITIONS, World, alternatives, left, worlds

METRICS = (
    *("revenue", "order_count", "buyer_count", "biggest", "middle_amount", "gift_count"),
    *("home_revenue", "tea_share", "visit_seconds", *(f"{state}_buyers" for state in STATES)),
)
FIELDS = ("customer.owner", "order.channel", "supplier.country", "customer.last_channel")
ROWS = st.lists(st.sampled_from(CONDITIONS), min_size=1, max_size=2)
ALL = {"metrics": "all", "rows": "all"}


@st.composite
def grants(draw: st.DrawFn) -> tuple[dict[str, Any], ...]:
    """Up to three grants of different metrics and rows, nothing hidden."""
    some = st.lists(st.sampled_from(METRICS), min_size=8, max_size=14, unique=True)
    return tuple(
        {"metrics": draw(st.just("all") | some), "rows": draw(ROWS)}
        for _ in range(draw(st.integers(1, 3)))
    )


@st.composite
def questions(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    metric = draw(st.sampled_from(METRICS))
    group_by = draw(st.lists(st.sampled_from(FIELDS), max_size=1))
    time = draw(st.sampled_from(["", "time.month"]))
    period = draw(st.sampled_from([("2024-03-01", "2024-04-01"), ("2024-02-01", "2024-06-01")]))
    return metric, {"group_by": [*group_by, *([time] if time else [])], "period": period}


def asks(small: SmallShop, world: World, *given: dict[str, Any]) -> Shop:
    shop = small.open(world.data)
    return Shop(with_grants(shop.catalog, *given), shop.warehouse, shop.today)


def rows(shop: Shop, metric: str, query: dict[str, Any]) -> Any:
    try:
        return shop.rows(metric, by=ASKER, **query)
    except (CannotCombine, UnknownName) as error:
        return type(error)


def test_figures_are_those_of_the_rows_a_policy_leaves(small: SmallShop) -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(worlds(), grants(), st.lists(questions(), min_size=3, max_size=3))
    def run(world: World, given: Any, asked: list[tuple[str, dict[str, Any]]]) -> None:
        shop = asks(small, world, *given)
        governed = [rows(shop, *question) for question in asked]
        for (metric, query), found in zip(asked, governed, strict=True):
            if isinstance(found, list):
                part = left(world, alternatives(given, metric))
                assert found == rows(asks(small, part, ALL), metric, query), metric
                seen["some left out"] += len(part.orders) < len(world.orders)
                seen["some left"] += bool(part.orders)
            seen["refused" if isinstance(found, type) else "answered"] += 1

    run()
    for kind in ("some left", "some left out"):
        assert seen[kind] > 0.3 * seen["answered"] > 12, seen


@settings(max_examples=10, deadline=None)
@given(worlds(), grants(), ROWS, st.lists(questions(), min_size=3, max_size=3))
def test_one_more_grant_never_answers_less(
    small: SmallShop, world: World, given: Any, more: Any, asked: list[tuple[str, dict[str, Any]]]
) -> None:
    """Whatever could be asked still can be, and no row that counted stops counting."""
    one = asks(small, world, *given)
    other = Shop(
        with_grants(small.catalog, *given, {"metrics": "all", "rows": more}),
        one.warehouse,
        one.today,
    )
    for metric, query in [*asked, ("order_count", {})]:
        before, after = rows(one, metric, query), rows(other, metric, query)
        assert isinstance(after, list) or not isinstance(before, list)
        if metric == "order_count" and isinstance(before, list) and not query:
            assert before[0][0] <= after[0][0]


DATA: Data = {
    "orders": [
        order(1, "2024-04-05", 1, customer=1),
        order(2, "2024-04-06", 2, customer=2, channel=None),
        order(3, "2024-04-07", 4, customer=None, channel="shop"),
        order(4, "2024-04-08", 8, customer=9),
    ],
    "customers": [(1, "ann", "north", None), (2, None, None, None)],
}


@pytest.mark.parametrize(
    ("row", "revenue"),
    [
        ({"field": "customer.owner", "op": "eq", "value": "ann"}, 1),
        ({"field": "customer.owner", "op": "ne", "value": "ann"}, 14),
        ({"field": "customer.owner", "op": "not_in", "value": ["ann", "bob"]}, 14),
        ({"field": "customer.owner", "op": "is_null"}, 14),
        ({"field": "customer.owner", "op": "not_null"}, 1),
        ({"field": "order.channel", "op": "ne", "value": "web"}, 6),
        ({"field": "order.channel", "op": "starts_with", "value": "W"}, 9),
        ({"field": "order.channel", "op": "contains", "value": "%"}, 0),
        ({"field": "customer.id", "op": "lt", "value": 5}, 3),
    ],
)
def test_nothing_known_is_neither_equal_nor_like_but_different(
    small: SmallShop, row: dict[str, Any], revenue: int
) -> None:
    """An order without a customer, or whose customer is nowhere, has no owner."""
    shop = asks(small, World(orders=tuple(DATA["orders"]), customers=tuple(DATA["customers"])))
    shop = Shop(
        with_grants(small.catalog, {"metrics": "all", "rows": [row]}), shop.warehouse, shop.today
    )

    assert shop.value("revenue", by=ASKER) == revenue


@pytest.mark.parametrize(
    ("op", "value", "attributes"),
    [
        ("eq", "$principal.owner", {}),
        ("ne", "$principal.owner", {}),
        ("not_in", ["$principal.owners"], {}),
        ("not_in", ["$principal.owners"], {"owners": ()}),
        ("not_in", ["ann", "$principal.owners"], {"owners": ()}),
        ("starts_with", "$principal.owner", {"owner": ""}),
        ("contains", "$principal.owner", {"owner": ""}),
        ("eq", "$principal.owner", {"owner": ("ann", "bob")}),
        ("eq", "$principal.owner", {"owner": ()}),
        ("between", ["$principal.low", "z"], {}),
    ],
)
def test_an_attribute_that_says_nothing_opens_nothing(
    small: SmallShop, op: str, value: Any, attributes: dict[str, Any]
) -> None:
    rows = [{"field": "customer.owner", "op": op, "value": value}]
    roles = with_grants(small.catalog, {"metrics": "all", "rows": rows}).roles
    asker = Principal(id=ASKER, roles=(ASKER,), attributes=attributes)

    assert access(asker, roles).grants == ()
