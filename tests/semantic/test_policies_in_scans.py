"""Row policies hold in every scan: totals, groups, earlier periods, states, values, freshness."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from semantic.errors import CannotCombine, OutsideFailure, UnknownName
from semantic.model import ConversionMetric, Governance
from tests.support.roles import ASKER, granted, with_customer
from tests.support.small import Data, SmallShop, order
from tests.support.workspaces import Shop

DATA: Data = {
    "orders": [
        order(1, "2024-03-05", 1, customer=1, channel="web"),
        order(2, "2024-04-05", 2, customer=1, channel="shop"),
        order(3, "2024-04-06", 4, customer=2, channel="web"),
        order(4, "2024-02-07", 8, customer=2, channel="fax"),
        order(5, "2024-05-08", 16, customer=3, channel="web"),
        order(6, "2024-04-09", 32, customer=9, channel="shop"),
        order(7, "2024-04-10", 64, customer=None, channel="web"),
    ],
    "visits": [(1, date(2024, 4, 1), 5), (2, date(2024, 5, 20), 7), (None, date(2024, 5, 21), 9)],
    "customers": [
        (1, "ann", "north", None),
        (2, "bob", "south", None),
        (3, None, "far north", None),
    ],
    "products": [(1, 1, "tea")],
    "suppliers": [(1, "UK")],
}


@pytest.fixture
def shop(small: SmallShop) -> Shop:
    return small.open(DATA)


def test_who_has_no_grant_meets_no_metric_at_all(shop: Shop) -> None:
    for name in ("nobody", "stranger", "lost"):
        with pytest.raises(UnknownName, match="There is no metric 'revenue' that you may see"):
            shop.ask("revenue", by=name)
        with pytest.raises(UnknownName, match=r"There is no dimension 'order\.channel'"):
            shop.engine.values("order.channel", shop.principal(name))
        assert shop.engine.bounds(shop.principal(name)) is None


@pytest.mark.parametrize(
    ("name", "revenue"),
    [
        ("head", 127),
        ("ann", 3),
        ("bob", 12),
        ("north", 19),
        ("south", 12),
        ("web", 85),
        ("both", 93),
        ("triage", 112),
        ("rival", 127),
    ],
)
def test_totals_are_over_the_rows_one_may_see(shop: Shop, name: str, revenue: int) -> None:
    """North has two regions; both sees a region or a channel; triage what nobody looks after."""
    assert shop.value("revenue", by=name) == revenue


def test_who_may_not_see_a_territory_sees_all_others(small: SmallShop) -> None:
    shop = small.open({**DATA, "customers": [(1, "rival", None, None), (2, "bob", None, None)]})

    assert shop.value("revenue", by="rival") == 127 - 3


def test_every_part_of_a_question_is_cut_to_the_same_rows(shop: Shop) -> None:
    found = shop.rows(
        *("revenue", "visit_seconds", "known_buyers", "value_buyers"),
        by="ann",
        group_by=["customer.owner", "time.month"],
        period=("2024-03-01", "2024-06-01"),
        compare="previous",
    )

    unknown = [None, None, None]
    assert found == [
        ["ann", "2024-03-01", 1, *unknown, 0, *unknown, 1, *unknown, 1, *unknown],
        ["ann", "2024-04-01", 2, 1, 1, 1, 5, *unknown, 1, 1, 0, 0, 3, 1, 2, 2],
        ["ann", "2024-05-01", 0, 2, -2, -1, 0, 5, -5, -1, 1, 1, 0, 0, 3, 3, 0, 0],
    ]


def test_values_bounds_and_freshness_are_those_of_one_s_own_rows(shop: Shop) -> None:
    ann = shop.principal("ann")

    assert shop.engine.values("order.channel", ann) == ("shop", "web")
    assert shop.engine.values("customer.owner", ann) == ("ann",)
    assert shop.engine.values("customer.first_channel", ann) == ("web",)
    assert shop.engine.values("customer.id", ann) == (1,)
    assert shop.engine.bounds(ann) == (date(2024, 3, 5), date(2024, 4, 5))
    result = shop.ask("revenue", "visit_count", by="ann")
    assert result.freshness == {
        "orders": "2024-04-05T01:00:00",
        "visits": "2024-04-01T00:00:00",
    }
    assert result.period.start == date(2024, 3, 5)


def test_the_best_customers_are_the_best_of_one_s_own(shop: Shop) -> None:
    assert shop.rows("known_buyers", by="ann", group_by=["customer.id", "customer.best"]) == [
        [1, True, 1]
    ]


def test_what_a_visible_row_looks_up_is_visible_with_it(shop: Shop) -> None:
    """A policy on orders says nothing of customers: whose order it is belongs to the order."""
    assert shop.rows("revenue", by="web", group_by=["customer.owner", "product.category"]) == [
        ["ann", "tea", 1],
        ["bob", "tea", 4],
        [None, "tea", 80],
    ]


def test_customers_are_known_by_visible_orders_only(shop: Shop) -> None:
    assert shop.rows("known_buyers", by="web", group_by=["customer.first_channel"]) == [["web", 3]]
    assert shop.rows("known_buyers", "order_count", by="both") == [[3, 5]]


def test_what_customers_brought_in_is_of_visible_orders_only(shop: Shop) -> None:
    """Also where the customer has others, after the first visible one."""
    assert shop.value("value_buyers", by="shopper") == 1 + 4 + 16


def test_what_a_policy_cannot_decide_is_closed(shop: Shop) -> None:
    shopper = shop.principal("shopper")

    assert shop.value("revenue", by="shopper") == 85
    with pytest.raises(CannotCombine, match="visits cannot be limited to the rows you may see"):
        shop.ask("visit_count", by="shopper")
    assert shop.engine.values("customer.owner", shopper) == ()
    assert shop.engine.values("order.channel", shopper) == ("web",)
    assert shop.engine.bounds(shopper) == (date(2024, 3, 5), date(2024, 5, 8))


def test_a_grant_of_which_a_table_can_tell_a_part_only_opens_nothing_of_it(shop: Shop) -> None:
    """Visits have no channel: of Ann's customers' web orders no visit is known to be one."""
    anns_web = [
        {"field": "customer.owner", "value": "ann"},
        {"field": "order.channel", "value": "web"},
    ]
    bobs = [{"field": "customer.owner", "value": "bob"}]
    both = granted(shop, {"rows": anns_web}, {"rows": bobs})

    assert both.value("revenue", by=ASKER) == 1 + 4 + 8
    assert both.value("visit_seconds", by=ASKER) == 7


def test_each_metric_is_seen_through_its_own_grant(shop: Shop) -> None:
    assert shop.rows("revenue", "order_count", by="split") == [[3, 2]]
    assert shop.rows("revenue", "order_count", by="split", group_by=["customer.owner"]) == [
        ["ann", 3, 0],
        ["bob", 0, 2],
    ]


def test_asking_by_a_condition_of_the_policy_opens_nothing(shop: Shop) -> None:
    bob: dict[str, Any] = {"field": "customer.owner", "value": "bob"}

    assert shop.value("revenue", by="ann", filters=[bob]) == 0
    assert shop.rows("revenue", by="ann", group_by=["customer.region"], filters=[bob]) == []
    assert shop.value("revenue", by="ann", filters=[{**bob, "op": "ne"}]) == 3


def test_two_people_with_equal_access_get_equal_answers_and_others_never(shop: Shop) -> None:
    hashes = {name: shop.ask("revenue", by=name).policy for name in ("ann", "bob", "head")}

    assert len(set(hashes.values())) == 3
    assert shop.ask("revenue", by="ann").hash != shop.ask("revenue", by="bob").hash


def test_a_list_of_values_shows_one_s_own_rows_and_no_more(shop: Shop) -> None:
    """Also where a table is read whole, so that customers without an order are listed."""
    fields = ["customer.owner", "order.channel"]

    assert shop.rows(by="ann", group_by=fields) == [["ann", "shop"], ["ann", "web"]]
    assert shop.rows(by="web", group_by=fields) == [["ann", "web"], ["bob", "web"], [None, "web"]]
    assert shop.rows(by="ann", group_by=["customer.region"]) == [["north"]]
    with pytest.raises(CannotCombine, match="cannot be limited to the rows you may see"):
        shop.ask(by="web", group_by=["customer.region"])
    with pytest.raises(UnknownName):
        shop.ask(by="stranger", group_by=["customer.region"])


def test_a_condition_that_fails_on_a_hidden_row_says_nothing_of_it(shop: Shop) -> None:
    """Bob's fax order is no number: who may not see it must not see the condition fail."""
    probe = (
        'CASE WHEN "order.channel" = \'fax\' THEN CAST("order.channel" AS INTEGER) ELSE 1 END = 1'
    )

    assert shop.value("order_count", by="ann", where=[probe]) == 2
    assert shop.value("order_count", by="bob", where=[probe]) == 1


def test_all_conditions_of_a_grant_hold(shop: Shop) -> None:
    rows = [
        {"field": "customer.owner", "value": "ann"},
        {"field": "order.channel", "value": "web"},
    ]

    assert granted(shop, {"rows": rows}).value("revenue", by=ASKER) == 1


def test_who_asks_second_gets_answers_of_their_own(shop: Shop) -> None:
    """Of the same engine, which remembers what it was asked."""
    found = (("head", 127, 21), ("ann", 3, 5), ("bob", 12, 20), ("head", 127, 21))
    for name, revenue, last in found:
        assert shop.value("revenue", by=name) == revenue
        bounds = shop.engine.bounds(shop.principal(name))
        assert bounds is not None
        assert bounds[1].day == last


def test_a_condition_by_a_metric_counts_one_s_own_rows(shop: Shop) -> None:
    """Customers with two orders, of which who sees the web sees one."""
    asked = Shop(with_customer(shop.catalog), shop.warehouse, shop.today)
    repeat = ['"order_count[customer]" > 1']

    assert asked.value("order_count", by="head", where=repeat) == 4
    assert asked.value("order_count", by="shopper", where=repeat) == 0


def test_an_error_names_no_value_of_a_row(small: SmallShop) -> None:
    twice = [*DATA["customers"], (4711, "bob", "south", None), (4711, "bob", "south", None)]
    shop = small.open({**DATA, "customers": twice})

    with pytest.raises(OutsideFailure, match="more than once") as caught:
        shop.ask("revenue", by="ann", group_by=["customer.region"])
    assert "4711" not in str(caught.value)


def test_a_conversion_counts_one_s_own_events(shop: Shop) -> None:
    """Orders after web orders, themselves among them: who sees the web sees no other one follow."""
    followed = ConversionMetric(
        type="conversion",
        name="followed",
        description="Orders that came after an order.",
        entity="customer",
        base="order_count",
        conversion="order_count",
        calculation="count",
        governance=Governance(owner="steward"),
    )
    catalog = replace(shop.catalog, metrics={**shop.catalog.metrics, "followed": followed})
    web = catalog.roles["everything_web"].model_copy(update={"approves": True})
    roles = {**catalog.roles, "everything_web": web}
    asked = Shop(replace(catalog, roles=roles), shop.warehouse, shop.today)

    assert asked.value("followed", by="steward") == 6
    assert asked.value("followed", by="shopper") == 3
