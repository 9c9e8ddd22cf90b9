"""Metrics with a time of their own: what is added up, moved and compared along it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.workspaces import Shop, memory_warehouse, open_to_steward, write_workspace

MODELS = """
version: 1
models:
  - name: bills
    row: bill_row
    source: bills
    columns: {customer_id: number, amount: number, issued: date, due: date}
    time: {column: issued}
    entities: [{name: customer, columns: [customer_id]}]
    dimensions: [{name: due, entity: bill_row, type: date, expr: due}]
time_spines: [{source: days, column: day, grain: day}]
"""
METRICS = """
version: 1
metrics:
  - name: due
    type: simple
    description: What falls due, by the day it does, from March on.
    model: bills
    agg: sum
    expr: amount
    time: due
    filter: [{field: bill_row.due, op: ge, value: 2024-03-01}]
    governance: {owner: steward}
  - name: due_this_year
    type: cumulative
    description: What has fallen due since the year began.
    metric: due
    grain_to_date: year
    period_agg: last
    governance: {owner: steward}
  - name: due_before
    type: derived
    description: What fell due a month before.
    expr: due
    metrics: [{name: due, shift: {window: {count: 1, grain: month}}}]
    governance: {owner: steward}
  - name: issued
    type: simple
    description: How many bills, by the day of issue.
    model: bills
    agg: count
    fill_nulls_with: 0
    governance: {owner: steward}
"""
FILES = open_to_steward("bills", MODELS, METRICS)
BILLS = [
    (1, 100, "2024-01-01", "2024-01-31"),
    (2, 7, "2024-02-01", "2024-02-29"),
    (1, 20, "2024-02-01", "2024-03-30"),
    (2, 3, "2024-03-01", "2024-04-01"),
    (2, 50, "2024-05-02", "2024-07-01"),
]
SPRING: dict[str, Any] = {"period": ("2024-03-01", "2024-05-01")}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    catalog = write_workspace(tmp_path_factory.mktemp("bills"), FILES)
    days = [(date(2024, 1, 1) + timedelta(days=n),) for n in range(200)]
    kinds = {"customer_id": "BIGINT", "amount": "BIGINT", "issued": "DATE", "due": "DATE"}
    with memory_warehouse() as warehouse:
        warehouse.fill("bills", kinds, BILLS)
        warehouse.fill("days", {"day": "DATE"}, days)
        yield Shop(catalog, warehouse, date(2024, 6, 1))


def test_rows_that_a_metric_leaves_out_are_not_in_its_running_total(shop: Shop) -> None:
    months = shop.rows("due", "due_this_year", group_by=["time.month"], **SPRING)

    assert months == [["2024-03-01", 20, 20], ["2024-04-01", 3, 23]]
    assert shop.value("due_this_year", **SPRING) == 23


def test_rows_that_a_metric_leaves_out_are_not_seen_later_either(shop: Shop) -> None:
    months = shop.rows("due_before", group_by=["time.month"], period=("2024-02-01", "2024-06-01"))

    assert months == [["2024-04-01", 20], ["2024-05-01", 3]]


def test_a_condition_of_the_question_chooses_rows(shop: Shop) -> None:
    late = [{"field": "bill_row.due", "op": "ge", "value": "2024-03-31"}]

    months = shop.rows("due_this_year", group_by=["time.month"], filters=late, **SPRING)

    assert months == [["2024-04-01", 3]]
    assert shop.value("due_this_year", filters=late, **SPRING) == 3


def test_on_the_field_that_is_shown_a_condition_chooses_what_is_shown(shop: Shop) -> None:
    two = [{"field": "bill_row.due", "op": "between", "value": ["2024-03-31", "2024-04-01"]}]

    days = shop.rows("due_this_year", group_by=["bill_row.due"], filters=two)

    assert days == [["2024-03-31", 20], ["2024-04-01", 23]]


def test_a_month_that_another_metric_brings_in_is_compared_with_nothing(shop: Shop) -> None:
    """What falls due in July is known on the first of June; what is issued then is not."""
    summer: dict[str, Any] = {"period": ("2024-05-01", "2024-08-01"), "compare": "previous"}

    months = shop.rows("due", "issued", group_by=["time.month"], **summer)

    assert [[row[0], *row[5:]] for row in months] == [
        ["2024-05-01", 1, 0, 1, None],
        ["2024-07-01", 0, None, None, None],
    ]
