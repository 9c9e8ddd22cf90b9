"""Things that only several columns together tell apart: tills of shops, whatever asks by them."""

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
  - name: opened
    row: opening
    source: opened
    columns: {shop: text, till: number, day: date, early: boolean}
    time: {column: day}
    entities: [{name: till, columns: [shop, till]}]
    dimensions:
      - {name: early, entity: opening, type: boolean, expr: early}
      - {name: label, entity: till, expr: "shop || ' ' || CAST(CAST(till AS INTEGER) AS TEXT)"}
  - name: sold
    row: sale
    source: sold
    columns: {shop: text, till: number, day: date, amount: number}
    time: {column: day}
    entities: [{name: till, columns: [shop, till]}, {name: shop, columns: [shop]}]
    dimensions: [{name: amount, entity: sale, type: number, expr: amount}]
  - name: counted
    row: count
    source: counted
    columns: {shop: text, till: number, day: date, cash: number}
    time: {column: day}
    entities: [{name: till, columns: [shop, till]}]
    dimensions: [{name: day, entity: count, type: date, expr: day}]
  - name: tills
    source: tills
    columns: {shop: text, till: number, floor: text}
    primary_key: [shop, till]
    entities: [{name: till, columns: [shop, till]}]
    dimensions: [{name: floor, entity: till, expr: floor}]
relationships:
  - {name: opened_till, from: opened, to: tills, from_columns: [shop, till],
     to_columns: [shop, till]}
  - {name: counted_till, from: counted, to: tills, from_columns: [shop, till],
     to_columns: [shop, till]}
"""
METRICS = """
version: 1
metrics:
  - {name: openings, type: simple, description: Openings., model: opened, agg: count,
     governance: {owner: steward}}
  - {name: sales, type: simple, description: Sales., model: sold, agg: count,
     governance: {owner: steward}}
  - {name: first_sale, type: funnel, description: Tills that sold after they opened., entity: till,
     steps: [openings, sales], calculation: count, governance: {owner: steward}}
  - {name: opened_tills, type: funnel, description: Tills that opened., entity: till,
     steps: [openings, sales], calculation: count, step: 1, governance: {owner: steward}}
  - {name: share, type: funnel, description: Of those the share., entity: till,
     steps: [openings, sales], governance: {owner: steward}}
  - {name: followed, type: conversion, description: Sales after an opening., entity: till,
     base: openings, conversion: sales, calculation: count, governance: {owner: steward}}
  - name: early_followed
    type: conversion
    description: Large sales after an early opening.
    entity: till
    base: {name: openings, filter: [{field: opening.early, value: true}]}
    conversion: {name: sales, filter: [{field: sale.amount, op: ge, value: 10}]}
    calculation: count
    governance: {owner: steward}
  - {name: cash, type: simple, description: What was last counted., model: counted, agg: sum,
     expr: cash, non_additive: {dimension: day, per: [till]}, governance: {owner: steward}}
"""
FILES = open_to_steward("s", MODELS, METRICS)
KEY = {"shop": "VARCHAR", "till": "BIGINT"}
FIRST, THEN = date(2024, 3, 1), date(2024, 3, 5)
# Whoever looks at one column alone takes two of a1, a2 and b1 for one; "a" 11 and "a1" 1 have
# their letters in common.
ROWS: dict[str, tuple[dict[str, str], list[tuple[Any, ...]]]] = {
    "tills": (
        {**KEY, "floor": "VARCHAR"},
        [("a", 1, "ground"), ("a", 2, "upper"), ("b", 1, "upper"), ("a", 11, "ground"),
         ("a1", 1, "cellar")],
    ),
    "opened": (
        {**KEY, "day": "DATE", "early": "BOOLEAN"},
        [("a", 1, FIRST, True), ("a", 2, FIRST, False), ("b", 1, FIRST, False),
         ("a", 11, FIRST, True), ("a1", 1, FIRST, False), ("a", None, FIRST, True)],
    ),
    "sold": (
        {**KEY, "till": "DOUBLE", "day": "DATE", "amount": "BIGINT"},
        [("a", 1, THEN, 5), ("a", 1, THEN, 50), ("b", 2, THEN, 5), ("a", 11, THEN, 5),
         ("a1", 1, FIRST, 5), ("a", None, THEN, 50)],
    ),
    "counted": (
        {**KEY, "day": "DATE", "cash": "BIGINT"},
        [("a", 1, FIRST, 10), ("a", 1, THEN, 20), ("a", 2, FIRST, 40), ("b", 1, FIRST, 80)],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    catalog = write_workspace(tmp_path_factory.mktemp("tills"), FILES)
    with memory_warehouse() as warehouse:
        for table, (types, rows) in ROWS.items():
            warehouse.fill(table, types, rows)
        yield Shop(catalog, warehouse, date(2024, 6, 1))


def test_a_state_is_the_last_one_of_each_thing(shop: Shop) -> None:
    assert shop.value("cash") == 20 + 40 + 80
    assert shop.rows("cash", group_by=["till.floor"]) == [["ground", 20], ["upper", 120]]


def test_a_funnel_follows_an_entity_of_several_columns(shop: Shop) -> None:
    assert shop.rows("opened_tills", "first_sale", "share") == [[5, 2, 0.4]]


def test_a_conversion_follows_an_entity_of_several_columns(shop: Shop) -> None:
    """Two sales of one till and one of another; one on the day of the opening is not before it."""
    assert shop.value("followed") == 4
    floors = [["cellar", 1], ["ground", 3], ["upper", None], [None, None]]
    assert shop.rows("followed", group_by=["till.floor"]) == floors


def test_the_sides_of_a_conversion_may_have_conditions_of_their_own(shop: Shop) -> None:
    assert shop.value("early_followed") == 1
    assert shop.rows("early_followed", group_by=["opening.early"]) == [[True, 1]]


def test_a_condition_on_a_metric_of_an_entity_names_what_its_columns_make(shop: Shop) -> None:
    often = {"metric": "sales", "per": "till.label", "op": "ge", "value": 2}

    assert shop.rows("openings", group_by=["till.label"], filters=[often]) == [["a 1", 1]]
    assert shop.value("sales", where=['"openings[till.label]" IS NULL']) == 2


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("columns: [shop, till]", "columns: [shop]", "columns"),
        ("value: true}]}", "value: true}], shift: {to_grain: month}}", "leave out `shift`"),
    ],
)
def test_what_cannot_follow_each_other_is_found(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    files = {name: text.replace(old, new, 1) for name, text in FILES.items()}

    with pytest.raises(WorkspaceProblems, match=told):
        write_workspace(tmp_path, files)


def test_what_must_be_equal_has_as_many_columns_on_both_sides(tmp_path: Path) -> None:
    constant = "entity: till, constant: [{base: till, conversion: shop}],\n     base: openings,"
    metrics = METRICS.replace("entity: till,\n     base: openings,", constant)
    assert metrics != METRICS

    with pytest.raises(WorkspaceProblems) as caught:
        write_workspace(tmp_path, {**FILES, "metrics/s.yml": metrics})

    (problem,) = caught.value.problems
    assert "`till` is 2 columns of `opened`, and `shop` 1 of `sold`" in str(problem)
