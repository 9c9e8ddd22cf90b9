"""Funnels: entities that go through steps in order, and cohorts that come back, done by hand."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from semantic.catalog import Catalog
from semantic.loading import load
from semantic.problems import WorkspaceProblems
from tests.support.small import FILES, TABLES, Data, SmallShop, order
from tests.support.workspaces import Shop, memory_warehouse, write_workspace

FUNNEL = """
  - name: {name}
    type: funnel
    description: From visit to order.
    entity: customer
    steps: {steps}
    {more}
    governance: {{owner: steward}}
"""
GIFTS = "{name: order_count, filter: [{field: order.gift, value: true}]}"
STEPS = f"[visit_count, order_count, {GIFTS}]"
WEB_VISITS = "{name: visit_count, filter: [{field: order.channel, value: web}]}"
METRICS = "".join(
    [
        FUNNEL.format(name="gift_rate", steps=STEPS, more=""),
        FUNNEL.format(name="gift_givers", steps=STEPS, more="calculation: count"),
        FUNNEL.format(name="visitors", steps=STEPS, more="calculation: count\n    step: 1"),
        FUNNEL.format(name="orderers", steps=STEPS, more="calculation: count\n    step: 2"),
        FUNNEL.format(name="gift_of_orderers", steps=STEPS, more="of: previous"),
        FUNNEL.format(
            name="within_a_week", steps=STEPS,
            more="calculation: count\n    window: {count: 7, grain: day}",
        ),
        FUNNEL.format(
            name="other_days", steps="[order_count, order_count]",
            more="calculation: count\n    unit: day",
        ),
        FUNNEL.format(name="twice", steps="[order_count, order_count]", more="calculation: count"),
        """
  - name: still_there
    type: retention
    description: Of a cohort, who ordered in the month or later.
    model: buyers
    cohort: customer.cohort
    mode: rolling
    governance: {owner: steward}
  - name: weekly_return
    type: retention
    description: Of a monthly cohort, who ordered in the week.
    model: buyers
    cohort: customer.cohort
    grain: week
    governance: {owner: steward}
  - name: about_buyers
    type: simple
    description: About how many buyers.
    model: orders
    agg: count_distinct
    expr: customer_id
    approximate: true
    governance: {owner: steward}
""",
    ]
)  # fmt: skip


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    files = {**FILES, "metrics/shop.yml": FILES["metrics/shop.yml"] + METRICS}
    return write_workspace(tmp_path_factory.mktemp("funnels"), files)


@pytest.fixture(scope="module")
def small(definitions: Catalog) -> Iterator[SmallShop]:
    with memory_warehouse() as opened:
        yield SmallShop(definitions, opened)


def visit(customer: int | None, day: str) -> Any:
    return (customer, date.fromisoformat(day), 5)


DATA: Data = {
    "visits": [
        visit(1, "2024-03-01"),
        visit(1, "2024-03-20"),
        visit(2, "2024-03-02"),
        visit(3, "2024-03-03"),
        visit(4, "2024-04-01"),
        visit(None, "2024-03-01"),
    ],
    "orders": [
        # The first customer's way: a visit, an order, a gift twelve days after the visit.
        order(1, "2024-03-05 10:00", customer=1),
        order(2, "2024-03-13 10:00", customer=1, gift=True),
        # A gift first and an order then is not the way; the visit comes before both.
        order(3, "2024-03-04 10:00", customer=2, gift=True),
        order(4, "2024-03-05 10:00", customer=2),
        # An order before the visit leads nowhere.
        order(5, "2024-03-02 10:00", customer=3),
        order(6, "2024-04-02 10:00", customer=4),
        order(7, "2024-04-03 09:00", customer=4, gift=True),
        order(8, "2024-04-03 18:00", customer=None, gift=True),
    ],
    "customers": [(1, "ann", "north", None), (2, "ann", None, None), (4, "bob", "south", None)],
}


@pytest.fixture
def shop(small: SmallShop) -> Shop:
    return small.open(DATA)


def test_steps_are_taken_in_order_and_by_the_same_customer(shop: Shop) -> None:
    assert shop.rows("visitors", "orderers", "gift_givers", "gift_rate", "gift_of_orderers") == [
        [4, 3, 2, 0.5, pytest.approx(2 / 3)]
    ]


def test_a_funnel_belongs_to_the_period_and_groups_of_its_first_step(shop: Shop) -> None:
    """The second visit of the first customer leads to nothing, and they count once all the same."""
    assert shop.rows(
        "visitors", "gift_givers", group_by=["time.month"], period=("2024-02-01", "2024-05-01")
    ) == [["2024-02-01", 0, 0], ["2024-03-01", 3, 1], ["2024-04-01", 1, 1]]
    assert shop.rows("visitors", "gift_rate", group_by=["customer.owner"]) == [
        ["ann", 2, 0.5],
        ["bob", 1, 1],
        [None, 1, 0],
    ]
    assert shop.value("gift_givers", period=("2024-03-15", "2024-04-01")) == 0


def test_the_window_is_from_the_first_step_to_the_last(shop: Shop) -> None:
    assert shop.value("within_a_week") == 1
    assert shop.value("within_a_week", period=("2024-03-01", "2024-04-01")) == 0


def test_a_unit_of_time_asks_for_different_ones(shop: Shop) -> None:
    assert shop.value("twice") == 3
    assert shop.value("other_days") == 3
    same_day: Data = {
        "orders": [order(1, "2024-05-01 09:00"), order(2, "2024-05-01 18:00")],
    }
    shop.opened()
    for table, types in TABLES.items():
        shop.warehouse.fill(table, types, same_day.get(table, ()))
    fresh = Shop(shop.catalog, shop.warehouse, shop.today)

    assert fresh.value("twice") == 1
    assert fresh.value("other_days") == 0


def test_what_lies_after_the_as_of_date_is_no_step(shop: Shop) -> None:
    assert shop.value("gift_givers", as_of="2024-03-13") == 0
    assert shop.value("gift_givers", as_of="2024-03-14") == 1


def test_an_owner_s_funnel_has_their_customers_alone(shop: Shop) -> None:
    assert shop.rows("visitors", "gift_givers", by="ann") == [[2, 1]]
    assert shop.rows("visitors", "gift_givers", by="bob") == [[1, 1]]


def test_funnels_are_compared_like_other_metrics(shop: Shop) -> None:
    april = ("2024-04-01", "2024-05-01")

    assert shop.rows("gift_givers", "visitors", period=april, compare="previous") == [
        [1, 1, 0, 0, 1, 3, -2, pytest.approx(-2 / 3)]
    ]


def test_a_cohort_comes_back_in_the_month_or_later(shop: Shop) -> None:
    data: Data = {
        "orders": [
            order(1, "2024-01-10", customer=1),
            order(2, "2024-04-10", customer=1),
            order(3, "2024-01-11", customer=2),
            order(4, "2024-02-11", customer=2),
            order(5, "2024-01-12", customer=3),
        ]
    }
    for table, types in TABLES.items():
        shop.warehouse.fill(table, types, data.get(table, ()))
    fresh = Shop(shop.catalog, shop.warehouse, shop.today)
    january = [{"field": "customer.cohort", "value": "2024-01"}]

    found = fresh.rows(
        "cohort_share", "still_there", group_by=["time.month"], filters=january,
        period=("2024-01-01", "2024-06-01"),
    )  # fmt: skip

    third = pytest.approx(1 / 3)
    assert found == [
        ["2024-01-01", 1, 1],
        ["2024-02-01", third, pytest.approx(2 / 3)],
        ["2024-03-01", 0, third],
        ["2024-04-01", third, third],
        ["2024-05-01", 0, 0],
    ]
    week = ("2024-04-08", "2024-04-15")
    assert fresh.value("weekly_return", filters=january, period=week) == third


def test_about_how_many_is_right_for_a_few(shop: Shop) -> None:
    assert shop.value("about_buyers") == 4


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("steps: [visit_count]", "7:12: `steps` needs at least 2"),
        ("steps: [visit_count, ordr_count]", "there is no metric `ordr_count`"),
        ("steps: [visit_count, known_buyers]", "`known_buyers` is a lifecycle metric"),
        ("steps: [visit_count, order_count]\n    step: 3", "there are 2 steps, and `step` says 3"),
        ("steps: [visit_count, order_count]\n    entity: product", "`visits` has no entity `prod"),
        (
            f"steps: [{WEB_VISITS}, order_count]",
            "no relationship leads from `visits` to `orders`",
        ),
        (
            "steps: [visit_count, order_count]\n    window: {count: 2, grain: fortnight}",
            "events follow each other within days, weeks or the like, not `fortnight`",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_funnel(tmp_path: Path, more: str, said: str) -> None:
    entity = "" if "entity:" in more else "entity: customer"
    funnel = f"""version: 1
metrics:
  - name: bad
    type: funnel
    description: A funnel.
    governance: {{owner: steward}}
    {more}
    {entity}
"""
    for name, text in {**FILES, "metrics/bad.yml": funnel}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    with pytest.raises(WorkspaceProblems) as caught:
        load(tmp_path)

    assert said in str(caught.value)
    assert "metrics/bad.yml:" in str(caught.value)
