"""Conditions put together, and conditions on what a metric says of an entity."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from semantic.errors import CannotCombine, Misplaced, UnknownName
from tests.support.small import FILES, FIVE_ORDERS, TODAY, SmallShop
from tests.support.workspaces import Shop, asked, write_workspace

WEB = {"field": "order.channel", "value": "web"}
LAPSED_SHARE = """
version: 1
metrics:
  - {name: lapsed_share, type: ratio, description: The part of buyers who lapsed.,
     numerator: lapsed_buyers, denominator: known_buyers, governance: {owner: steward}}
"""
BIG = {"field": "order.amount", "op": "ge", "value": 30}


@pytest.fixture
def shop(small: SmallShop) -> Shop:
    return small.open(FIVE_ORDERS)


def revenue(shop: Shop, *filters: Any, **more: Any) -> Any:
    return shop.value("revenue", filters=filters, **more)


def of_customer(op: str, value: Any = None, **more: Any) -> dict[str, Any]:
    return {"metric": "order_count", "per": "customer", "op": op, "value": value, **more}


def test_all_any_and_not(shop: Shop) -> None:
    assert revenue(shop, {"all": [WEB, BIG]}) == 40
    assert revenue(shop, {"any": [WEB, BIG]}) == 10 + 30 + 40 + 50
    assert revenue(shop, {"not": {"any": [WEB, BIG]}}) == 20
    assert revenue(shop, BIG, {"any": [WEB, {"not": {"all": [WEB, BIG]}}]}) == 30 + 40 + 50


def test_what_is_missing_meets_the_opposite_of_what_it_does_not_meet(shop: Shop) -> None:
    """`not` of each condition is true exactly where the condition is not."""
    for op, value in (
        *(("eq", "web"), ("ne", "web"), ("in", ["web"]), ("not_in", ["web"]), ("lt", "t")),
        *(("contains", "e"), ("starts_with", "w"), ("between", ["a", "t"])),
        *(("is_null", None), ("not_null", None)),
    ):
        given = {"field": "order.channel", "op": op, "value": value}
        here, there = (shop.value("order_count", filters=[f]) for f in (given, {"not": given}))
        assert isinstance(here, int)
        assert isinstance(there, int)
        assert here + there == 5
    assert revenue(shop, {"not": WEB}) == revenue(shop, {**WEB, "op": "ne"}) == 20 + 30 + 50


def test_customers_with_more_than_so_many_orders(shop: Shop) -> None:
    assert revenue(shop, of_customer("gt", 2)) == 10 + 20 + 30
    assert revenue(shop, of_customer("eq", 1)) == 40
    assert revenue(shop, {"not": of_customer("gt", 2)}) == 40 + 50
    assert shop.rows(
        "order_count", group_by=["customer.owner"], filters=[of_customer("ge", 1)]
    ) == [["ann", 3], ["bob", 1]]


def test_an_entity_is_named_by_itself_or_by_its_key(shop: Shop) -> None:
    by_key = {**of_customer("gt", 2), "per": "customer.id"}

    assert revenue(shop, by_key) == revenue(shop, of_customer("gt", 2))


def test_an_entity_without_rows_has_what_the_metric_is_filled_with(shop: Shop) -> None:
    unknown = {"metric": "biggest", "per": "customer", "op": "is_null"}

    assert revenue(shop, of_customer("eq", 0)) == 50
    assert revenue(shop, unknown) == 50


def test_an_entity_is_judged_by_all_time_or_by_the_period(shop: Shop) -> None:
    april = ("2024-04-01", "2024-05-01")

    assert revenue(shop, of_customer("gt", 2), period=april) == 30
    assert revenue(shop, of_customer("gt", 2, within="period"), period=april) == 0
    assert revenue(shop, of_customer("eq", 1, within="period"), period=april) == 30 + 40
    with pytest.raises(CannotCombine, match="each side has its own period"):
        revenue(shop, of_customer("eq", 1, within="period"), period=april, compare="previous")


def test_a_state_of_an_entity_is_that_at_the_period_s_end_whatever_the_groups(shop: Shop) -> None:
    """The first customer is active in two months, and one active customer all the same."""
    spring = ("2024-03-01", "2024-06-01")
    for within in ("all_time", "period"):
        lapsed = {"metric": "lapsed_buyers", "per": "customer", "value": 1, "within": within}
        twice = {"metric": "active_buyers", "per": "customer", "value": 2, "within": within}
        assert revenue(shop, lapsed, period=spring) == 10 + 20 + 30 + 40
        assert revenue(shop, twice, period=spring) == 0
        for given, figures in ((lapsed, [30, 70, 0]), (twice, [0, 0, 0])):
            found = shop.rows("revenue", group_by=["time.month"], filters=[given], period=spring)
            assert [figure for _, figure in found] == figures


def test_a_state_within_a_formula_is_that_at_the_period_s_end_as_well(
    small: SmallShop, tmp_path: Path
) -> None:
    catalog = write_workspace(tmp_path, {**FILES, "metrics/more.yml": LAPSED_SHARE})
    small.fill(FIVE_ORDERS)
    shop = Shop(catalog, small.warehouse, TODAY)
    for end, lapsed in (("2024-04-15", 0), ("2024-06-01", 10 + 20 + 30 + 40)):
        for metric in ("lapsed_buyers", "lapsed_share"):
            given = {"metric": metric, "per": "customer", "value": 1}
            assert revenue(shop, given, period=("2024-03-01", end)) == lapsed


def test_an_asker_s_rows_decide_about_entities(shop: Shop) -> None:
    """The owner bob sees one order of one customer, and knows nothing of others."""
    assert revenue(shop, of_customer("ge", 1), by="bob") == 40
    assert revenue(shop, of_customer("gt", 1), by="bob") == 0


def test_what_the_asker_must_not_see_has_no_name_in_a_tree(shop: Shop) -> None:
    for given in (
        {"any": [WEB, {"field": "order.number", "value": 1}]},
        {"not": {"field": "order.number", "value": 1}},
        {"metric": "order_count", "per": "order.number", "op": "gt", "value": 1},
    ):
        with pytest.raises(UnknownName, match=r"order\.number"):
            revenue(shop, given, by="head")
    with pytest.raises(UnknownName, match="no metric 'biggest'"):
        revenue(shop, {**of_customer("gt", 1), "metric": "biggest"}, by="north")
    with pytest.raises(CannotCombine, match="needs an entity whose values you may see"):
        revenue(shop, of_customer("gt", 1), by="analyst")


def test_a_figure_of_the_answer_is_no_part_of_a_tree(shop: Shop) -> None:
    with pytest.raises(Misplaced, match="stands by itself"):
        revenue(shop, {"any": [WEB, {"field": "revenue", "op": "gt", "value": 1}]})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"any": []}, "at least 1"),
        ({"all": [WEB], "op": "eq"}, "Extra inputs"),
        ({"not": {"field": "order.channel", "op": "in", "value": "web"}}, "takes a list"),
        (of_customer("between", 3), "takes a pair"),
        ({"metric": "order_count", "op": "gt", "value": 3}, "per\n  Field required"),
    ],
)
def test_a_tree_that_means_nothing_is_refused(given: Any, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        asked("revenue", filters=[given])


def test_conditions_do_not_lie_in_each_other_without_end() -> None:
    given: Any = WEB
    for _ in range(50):
        given = {"not": given}

    with pytest.raises(ValidationError, match="more than 20 deep"):
        asked("revenue", filters=[given])
