"""Events that led to another count once, whatever lies beyond a bridge."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from semantic.errors import FanOut
from tests.support.workspaces import Shop, memory_warehouse, open_to_steward, write_workspace

MODELS = """
version: 1
models:
  - name: clubs
    source: clubs
    columns: {id: number, name: text}
    primary_key: [id]
    entities: [{name: club, columns: [id]}]
    dimensions:
      - {name: id, entity: club, type: number, expr: id}
      - {name: name, entity: club, expr: name}
  - name: people
    source: people
    columns: {id: number}
    primary_key: [id]
    entities: [{name: person, columns: [id]}]
    dimensions: [{name: id, entity: person, type: number, expr: id}]
  - name: members
    row: membership
    source: members
    columns: {person_id: number, club_id: number}
  - name: visits
    row: visit
    source: visits
    columns: {person_id: number, day: date}
    time: {column: day}
    entities: [{name: person, columns: [person_id]}]
relationships:
  - {name: member_person, from: members, to: people, from_columns: [person_id], to_columns: [id],
     fan_out: count_once}
  - {name: member_club, from: members, to: clubs, from_columns: [club_id], to_columns: [id],
     fan_out: count_once}
  - {name: visit_person, from: visits, to: people, from_columns: [person_id], to_columns: [id]}
"""
METRICS = """
version: 1
metrics:
  - {name: clubs, type: simple, description: Clubs., model: clubs, agg: count,
     governance: {owner: steward}}
  - {name: visits, type: simple, description: Visits., model: visits, agg: count,
     governance: {owner: steward}}
  - {name: member_visits, type: simple, description: Visits of members., model: visits, agg: count,
     filter: [{field: club.name, op: not_null}], governance: {owner: steward}}
  - {name: came_back, type: conversion, description: Visits that another followed., entity: person,
     base: visits, conversion: visits, calculation: count, governance: {owner: steward}}
  - {name: members_back, type: conversion, description: Visits that a member's one followed.,
     entity: person, base: visits, conversion: member_visits, calculation: count,
     governance: {owner: steward}}
"""
FILES = open_to_steward("clubs", MODELS, METRICS)
# The first person is in two clubs, the second in none.
ROWS: dict[str, tuple[dict[str, str], list[tuple[Any, ...]]]] = {
    "clubs": ({"id": "BIGINT", "name": "VARCHAR"}, [(1, "chess"), (2, "choir")]),
    "people": ({"id": "BIGINT"}, [(1,), (2,)]),
    "members": ({"person_id": "BIGINT", "club_id": "BIGINT"}, [(1, 1), (1, 2)]),
    "visits": (
        {"person_id": "BIGINT", "day": "DATE"},
        [(1, "2024-03-01"), (1, "2024-03-02"), (2, "2024-03-01")],
    ),
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    catalog = write_workspace(tmp_path_factory.mktemp("clubs"), FILES)
    with memory_warehouse() as warehouse:
        for table, (types, rows) in ROWS.items():
            warehouse.fill(table, types, rows)
        yield Shop(catalog, warehouse, date(2024, 6, 1))


def test_an_event_is_in_one_group_also_where_a_condition_asks_for_it(shop: Shop) -> None:
    often = {"metric": "came_back", "per": "club", "op": "ge", "value": 1}

    with pytest.raises(FanOut, match="counts each event once, and club"):
        shop.ask("came_back", group_by=["club.name"])
    with pytest.raises(FanOut, match="counts each event once, and club"):
        shop.ask("clubs", filters=[often])


def test_an_event_that_meets_a_condition_twice_counts_once(shop: Shop) -> None:
    assert shop.value("member_visits") == 2
    assert shop.value("members_back") == 2
    assert shop.value("came_back") == 3
