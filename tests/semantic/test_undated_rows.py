"""Rows without a time: seen only where their model keeps them, and in no period."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests.support.workspaces import Shop, memory_warehouse, write_workspace

MODELS = """
version: 1
models:
  - name: kept
    row: kept
    source: gifts
    columns: {amount: number, day: date}
    time: {column: day, undated: keep}
  - name: dropped
    row: dropped
    source: gifts
    columns: {amount: number, day: date}
    time: {column: day}
"""
METRIC = """
  - name: {name}
    type: simple
    description: What was given.
    model: {model}
    agg: sum
    expr: amount
    governance: {{owner: steward}}
"""
FILES = {
    "retainer.yaml": "{version: 1, name: s, timezone: UTC, default_principal: steward}\n",
    "people.yaml": "version: 1\nprincipals:\n  - {id: steward, name: S, roles: [steward]}\n",
    "policies.yml": "version: 1\nroles:\n"
    "  steward: {approves: true, grants: [{metrics: all, rows: all}]}\n",
    "models/gifts.yml": MODELS,
    "metrics/gifts.yml": "version: 1\nmetrics:"
    + METRIC.format(name="all_gifts", model="kept")
    + METRIC.format(name="dated_gifts", model="dropped"),
}
ROWS = [
    (1, date(2024, 5, 30)),
    (2, date(2024, 5, 31)),
    (4, date(2024, 6, 1)),
    (8, None),
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    catalog = write_workspace(tmp_path_factory.mktemp("gifts"), FILES)
    with memory_warehouse() as warehouse:
        warehouse.fill("gifts", {"amount": "INTEGER", "day": "DATE"}, ROWS)
        yield Shop(catalog, warehouse, date(2024, 6, 1))


def test_undated_rows_count_where_they_are_kept_and_no_period_is_asked(shop: Shop) -> None:
    assert shop.value("all_gifts") == 1 + 2 + 8
    assert shop.value("dated_gifts") == 1 + 2


@pytest.mark.parametrize("start", ["2024-05-31", None])
@pytest.mark.parametrize("end", ["2024-06-01", "2024-07-01"])
def test_undated_rows_belong_to_no_period_even_one_up_to_the_as_of_date(
    shop: Shop, start: str | None, end: str
) -> None:
    period = {"from": start, "to": end}
    whole = 2 if start else 1 + 2

    assert shop.value("all_gifts", period=period) == whole
    assert shop.value("dated_gifts", period=period) == whole


def test_a_period_up_to_the_as_of_date_is_limited_once(shop: Shop) -> None:
    asked = {"from": "2024-05-31", "to": "2024-06-01"}
    sql = shop.ask("dated_gifts", period=asked).sql

    assert sql.count("2024-06-01") == 1


def test_a_period_that_ends_before_the_as_of_date_is_limited_by_its_end(shop: Shop) -> None:
    assert shop.value("dated_gifts", period={"from": "2024-05-30", "to": "2024-05-31"}) == 1
