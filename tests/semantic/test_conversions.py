"""Which event a conversion counts for, where several happened on one day."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest

from semantic.catalog import Catalog
from tests.support.workspaces import (
    MemoryWarehouse,
    Row,
    Shop,
    memory_warehouse,
    open_to_steward,
    write_workspace,
)

MODELS = """
version: 1
models:
  - name: visits
    source: visits
    row: visit
    columns: {customer_id: number, channel: text, device: text, at: timestamp}
    time: {column: at}
    entities: [{name: customer, columns: [customer_id]}]
    dimensions:
      - {name: channel, entity: visit, expr: channel}
      - {name: device, entity: visit, expr: device}
  - name: orders
    source: orders
    row: order
    columns: {customer_id: number, at: timestamp}
    time: {column: at}
    entities: [{name: customer, columns: [customer_id]}]
"""
METRICS = """
version: 1
metrics:
  - {name: visits, type: simple, description: Visits., model: visits, agg: count,
     governance: {owner: steward}}
  - {name: orders, type: simple, description: Orders., model: orders, agg: count,
     governance: {owner: steward}}
  - {name: bought, type: conversion, description: Orders after a visit., entity: customer,
     base: visits, conversion: orders, calculation: count, window: {count: 7, grain: day},
     governance: {owner: steward}}
"""
VISITS = {"customer_id": "BIGINT", "channel": "VARCHAR", "device": "VARCHAR", "at": "TIMESTAMP"}
ORDERS = {"customer_id": "BIGINT", "at": "TIMESTAMP"}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return write_workspace(
        tmp_path_factory.mktemp("visits"), open_to_steward("shop", MODELS, METRICS)
    )


@pytest.fixture
def warehouse() -> Iterator[MemoryWarehouse]:
    with memory_warehouse() as opened:
        opened.fill("orders", ORDERS, [(1, "2024-03-05 12:00")])
        yield opened


def counted(catalog: Catalog, warehouse: MemoryWarehouse, rows: Sequence[Row], *by: str) -> Any:
    """The groups that an order is counted for, with how many."""
    warehouse.fill("visits", VISITS, rows)
    shop = Shop(catalog, warehouse, date(2024, 4, 1))
    return [
        row for row in shop.rows("bought", group_by=[f"visit.{name}" for name in by]) if row[-1]
    ]


WEB = (1, "web", "desk", "2024-03-05 09:00")
MAIL = (1, "mail", "phone", "2024-03-05 08:00")
UNSAID = (1, None, "tablet", "2024-03-05 10:00")
DAY_BEFORE = (1, "app", "desk", "2024-03-04 23:59")


@pytest.mark.parametrize(
    ("visits", "channel"),
    [
        ([WEB, MAIL], "mail"),
        ([MAIL, WEB], "mail"),
        ([UNSAID, WEB], "web"),
        ([UNSAID], None),
        ([DAY_BEFORE, WEB], "web"),
        ([DAY_BEFORE], "app"),
    ],
)
def test_of_visits_on_one_day_the_first_group_has_the_order(
    catalog: Catalog, warehouse: MemoryWarehouse, visits: Sequence[Row], channel: str | None
) -> None:
    """However the rows are stored, it counts once; a group without a value comes last."""
    assert counted(catalog, warehouse, visits, "channel") == [[channel, 1]]
    assert counted(catalog, warehouse, visits) == [[1]]


def test_groups_of_one_answer_are_those_of_one_visit(
    catalog: Catalog, warehouse: MemoryWarehouse
) -> None:
    assert counted(catalog, warehouse, [WEB, MAIL], "device", "channel") == [["desk", "web", 1]]
    assert counted(catalog, warehouse, [WEB, MAIL], "channel", "device") == [["mail", "phone", 1]]


def test_a_visit_later_on_the_day_of_the_order_counts_and_one_of_the_next_day_does_not(
    catalog: Catalog, warehouse: MemoryWarehouse
) -> None:
    """Times are compared by days, as the metrics' times are known."""
    evening, next_day = (
        (1, "web", "desk", "2024-03-05 20:00"),
        (1, "web", "desk", "2024-03-06 00:00"),
    )

    assert counted(catalog, warehouse, [evening], "channel") == [["web", 1]]
    assert counted(catalog, warehouse, [next_day], "channel") == []


def test_the_window_ends_with_the_day_that_many_days_before(
    catalog: Catalog, warehouse: MemoryWarehouse
) -> None:
    inside, outside = (1, "web", "desk", "2024-02-28 00:00"), (1, "web", "desk", "2024-02-27 23:59")

    assert counted(catalog, warehouse, [inside]) == [[1]]
    assert counted(catalog, warehouse, [outside]) == []
