"""Things known by two columns together: the seats of a hall, whatever asks by them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from semantic.problems import WorkspaceProblems
from tests.support.workspaces import Shop, memory_warehouse, open_to_steward, write_workspace

MODELS = """
version: 1
models:
  - name: seats
    source: seats
    columns: {line: text, nr: number, view: text}
    primary_key: [line, nr]
    entities: [{name: seat, columns: [line, nr]}]
    dimensions: [{name: view, entity: seat, expr: view}]
  - name: prices
    row: price
    source: prices
    columns: {line: text, nr: number, day: date, price: number}
    time: {column: day}
    entities: [{name: seat, columns: [line, nr]}]
    dimensions: [{name: day, entity: price, type: date, expr: day}]
  - name: sales
    row: sale
    source: sales
    columns: {line: text, nr: number, day: date}
    time: {column: day}
    entities: [{name: seat, columns: [line, nr]}, {name: row_of_seats, columns: [line]}]
relationships:
  - {name: price_seat, from: prices, to: seats, from_columns: [line, nr], to_columns: [line, nr]}
  - {name: sale_seat, from: sales, to: seats, from_columns: [line, nr], to_columns: [line, nr]}
"""
METRICS = """
version: 1
metrics:
  - {name: offers, type: simple, description: Prices told., model: prices, agg: count,
     governance: {owner: steward}}
  - {name: sales, type: simple, description: Seats sold., model: sales, agg: count,
     governance: {owner: steward}}
  - {name: worth, type: simple, description: What the hall is worth., model: prices, agg: sum,
     expr: price, non_additive: {dimension: day, per: [seat]}, governance: {owner: steward}}
  - {name: sold, type: conversion, description: Prices that a sale of the seat followed.,
     entity: seat, base: offers, conversion: sales, calculation: count,
     governance: {owner: steward}}
"""
FILES = open_to_steward("hall", MODELS, METRICS)
KEY = {"line": "VARCHAR", "nr": "BIGINT"}
# Seats a1, a2 and b1: whoever looks at one of the columns alone takes two of them for one.
ROWS: dict[str, tuple[dict[str, str], list[tuple[Any, ...]]]] = {
    "seats": ({**KEY, "view": "VARCHAR"}, [("a", 1, "good"), ("a", 2, "bad"), ("b", 1, "bad")]),
    "prices": (
        {**KEY, "day": "DATE", "price": "BIGINT"},
        [
            ("a", 1, "2024-03-01", 10),
            ("a", 1, "2024-03-09", 20),
            ("a", 2, "2024-03-02", 40),
            ("b", 1, "2024-03-03", 80),
        ],
    ),
    "sales": ({**KEY, "day": "DATE"}, [("a", 2, "2024-03-05"), ("b", None, "2024-03-05")]),
}


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    catalog = write_workspace(tmp_path_factory.mktemp("hall"), FILES)
    with memory_warehouse() as warehouse:
        for table, (types, rows) in ROWS.items():
            warehouse.fill(table, types, rows)
        yield Shop(catalog, warehouse, date(2024, 6, 1))


def test_a_state_is_the_last_one_of_each_thing(hall: Shop) -> None:
    assert hall.value("worth") == 20 + 40 + 80
    assert hall.rows("worth", group_by=["seat.view"]) == [["bad", 120], ["good", 20]]


def test_an_event_leads_to_another_of_the_same_thing_only(hall: Shop) -> None:
    assert hall.rows("sold", group_by=["seat.view"]) == [["bad", 1], ["good", None]]


def test_what_must_be_equal_has_as_many_columns_on_both_sides(tmp_path: Path) -> None:
    constant = "entity: seat, constant: [{base: seat, conversion: row_of_seats}], base"
    files = {**FILES, "metrics/hall.yml": METRICS.replace("entity: seat, base", constant)}

    with pytest.raises(WorkspaceProblems) as caught:
        write_workspace(tmp_path, files)

    (problem,) = caught.value.problems
    assert "`seat` is 2 columns of `prices`, and `row_of_seats` 1 of `sales`" in str(problem)
