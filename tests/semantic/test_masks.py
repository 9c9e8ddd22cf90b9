"""A mask puts a stable stand-in for every value, in groups, conditions, order and lists."""

import json
import re
from typing import Any

import pytest

from tests.support.small import TODAY, Data, SmallShop, order
from tests.support.workspaces import Shop

PSEUDONYM = re.compile(r"^p-[0-9a-f]{12}$")
DATA: Data = {
    "orders": [
        order(1, "2024-04-05", 1, customer=770001),
        order(2, "2024-05-05", 2, customer=770001),
        order(3, "2024-05-06", 4, customer=770002),
        order(4, "2024-05-07", 8, customer=None),
    ],
    "customers": [(770001, "ann", "north", None), (770002, "bob", "south", None)],
}


def masked(value: object) -> bool:
    return isinstance(value, str) and PSEUDONYM.match(value) is not None


@pytest.fixture
def shop(small: SmallShop) -> Shop:
    return small.open(DATA)


def by_customer(shop: Shop, **more: Any) -> list[list[Any]]:
    return shop.rows("revenue", by="analyst", group_by=["customer.id"], **more)


def masks(shop: Shop) -> dict[Any, Any]:
    """The stand-in of each customer, told apart by their revenue."""
    return {row[1]: row[0] for row in by_customer(shop)}


def test_customers_have_stand_ins_and_figures_stay(shop: Shop) -> None:
    found = masks(shop)

    assert set(found) == {3, 4, 8}
    assert found[8] is None
    assert masked(found[3])
    assert masked(found[4])
    assert found[3] != found[4]
    column = shop.ask("revenue", by="analyst", group_by=["customer.id"]).columns[0]
    assert column.type == "text"


def test_a_stand_in_is_the_same_in_every_answer_and_on_another_day(shop: Shop) -> None:
    first = masks(shop)
    again = Shop(shop.catalog, shop.warehouse, TODAY)

    assert masks(again) == first
    may = by_customer(shop, period=("2024-05-01", "2024-06-01"))
    assert {row[0] for row in may} == set(first.values())
    states = shop.rows("value_buyers", by="analyst", group_by=["customer.id"])
    assert {row[1]: row[0] for row in states} == {3: first[3], 4: first[4]}


def test_another_key_gives_other_stand_ins(shop: Shop) -> None:
    other = Shop(shop.catalog, shop.warehouse, TODAY, pseudonym_key="another key")

    assert not set(masks(other).values()) & (set(masks(shop).values()) - {None})


def test_conditions_take_stand_ins_and_no_names(shop: Shop) -> None:
    first = masks(shop)

    def revenue(field: str, op: str, value: Any = None) -> Any:
        return shop.value(
            "revenue", by="analyst", filters=[{"field": field, "op": op, "value": value}]
        )

    assert revenue("customer.id", "eq", first[3]) == 3
    assert revenue("customer.id", "in", [first[3], first[4]]) == 7
    assert revenue("customer.id", "eq", 770001) == 0
    assert revenue("customer.id", "contains", "7700") == 0
    assert revenue("customer.id", "is_null") == 8
    assert revenue("customer.owner", "eq", "ann") == 0
    assert revenue("customer.cohort", "eq", "2024-04") == 0


def test_rows_and_lists_are_ordered_by_stand_in(shop: Shop) -> None:
    shown = [value for value in masks(shop).values() if value]

    assert [row[0] for row in by_customer(shop, order_by=["customer.id"])] == [
        *sorted(shown),
        None,
    ]
    assert shop.engine.values("customer.id", shop.principal("analyst")) == tuple(sorted(shown))
    assert all(
        masked(value) for value in shop.engine.values("customer.owner", shop.principal("analyst"))
    )


def test_dates_and_joined_fields_are_masked_too(shop: Shop) -> None:
    rows = shop.rows(
        "cohort_share",
        by="analyst",
        group_by=["customer.cohort", "customer.owner"],
        period=("2024-05-01", "2024-06-01"),
    )

    assert len(rows) == 2
    assert all(masked(row[0]) and masked(row[1]) for row in rows)


def test_no_answer_shows_what_is_masked_or_the_key(shop: Shop) -> None:
    fields = ["customer.id", "customer.owner", "customer.cohort"]
    result = shop.ask("revenue", "known_buyers", by="analyst", group_by=fields)
    text = json.dumps(result.to_json())

    for secret in ("770001", "770002", '"ann"', '"bob"', shop.engine.pseudonym_key):
        assert secret not in text
    assert "********" in result.sql


def test_a_mask_of_one_grant_covers_every_answer_that_uses_it(shop: Shop) -> None:
    """`split` sees order counts by pseudonym, and revenue by number."""
    revenue = shop.rows("revenue", by="split", group_by=["customer.id"])
    both = shop.rows("revenue", "order_count", by="split", group_by=["customer.id"])

    assert revenue == [[770001, 3]]
    assert all(masked(row[0]) for row in both)
    found = shop.engine.values("customer.id", shop.principal("split"))
    assert set(found) == {row[0] for row in both}


def test_a_field_is_masked_under_every_name_it_has(shop: Shop) -> None:
    analyst = shop.principal("analyst")

    for name in ("customer.id", "order.customer.id"):
        found = shop.engine.values(name, analyst)
        assert found
        assert all(masked(value) for value in found)
    assert all(
        masked(row[0]) or row[0] is None
        for row in shop.rows(by="analyst", group_by=["customer.id"])
    )
    seen = shop.rows("revenue", by="analyst", where=["\"customer.id\" LIKE '77%'"])
    assert seen == [[0]]
