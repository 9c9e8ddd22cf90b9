"""Two tables have a keeper each, of which the one is a person and the other a team."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from semantic.errors import UnknownName
from tests.support.roles import ASKER, granted
from tests.support.workspaces import Shop, memory_warehouse, open_to_steward, write_workspace

MODELS = """
version: 1
models:
  - name: people
    source: people
    columns: {id: number, name: text}
    primary_key: [id]
    entities: [{name: person, columns: [id]}]
    dimensions: [{name: name, entity: person, expr: name}]
  - name: teams
    source: teams
    columns: {id: number, name: text}
    primary_key: [id]
    entities: [{name: team, columns: [id]}]
    dimensions: [{name: name, entity: team, expr: name}]
  - name: gardens
    row: garden
    source: gardens
    columns: {keeper_id: number}
  - name: parks
    row: park
    source: parks
    columns: {keeper_id: number}
relationships:
  - {name: garden_keeper, from: gardens, to: people, from_columns: [keeper_id], to_columns: [id],
     entity: keeper}
  - {name: park_keeper, from: parks, to: teams, from_columns: [keeper_id], to_columns: [id],
     entity: keeper}
"""
METRICS = """
version: 1
metrics:
  - {name: gardens, type: simple, description: Gardens., model: gardens, agg: count,
     governance: {owner: steward}}
  - {name: parks, type: simple, description: Parks., model: parks, agg: count,
     governance: {owner: steward}}
"""
FILES = open_to_steward("town", MODELS, METRICS)
NAMED = {"id": "BIGINT", "name": "VARCHAR"}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    catalog = write_workspace(tmp_path_factory.mktemp("town"), FILES)
    with memory_warehouse() as warehouse:
        warehouse.fill("people", NAMED, [(1, "ann")])
        warehouse.fill("teams", NAMED, [(1, "north")])
        for table in ("gardens", "parks"):
            warehouse.fill(table, {"keeper_id": "BIGINT"}, [(1,)])
        yield Shop(catalog, warehouse, date(2024, 6, 1))


def keepers(shop: Shop, metric: str, by: str = ASKER) -> list[list[Any]]:
    return shop.rows(metric, by=by, group_by=["keeper.name"])


def test_each_table_is_split_by_its_own(town: Shop) -> None:
    assert keepers(town, "gardens", "steward") == [["ann", 1]]
    assert keepers(town, "parks", "steward") == [["north", 1]]


@pytest.mark.parametrize("grant", [{"hide": ["team.name"]}, {"mask": {"team.name": "pseudonym"}}])
def test_what_is_closed_of_the_one_is_not_seen_by_the_name_of_the_other(
    town: Shop, grant: dict[str, Any]
) -> None:
    closed = granted(town, grant)

    assert keepers(closed, "gardens") == [["ann", 1]]
    with pytest.raises(UnknownName) as caught:
        keepers(closed, "parks")
    assert "north" not in str(caught.value)


@pytest.mark.parametrize("grant", [{"hide": ["team.name"]}, {"mask": {"team.name": "pseudonym"}}])
def test_nor_does_a_condition_decide_by_it(town: Shop, grant: dict[str, Any]) -> None:
    closed = granted(town, grant)
    given = {"field": "keeper.name", "op": "eq", "value": "north"}

    assert closed.value("gardens", by=ASKER, filters=[given]) == 0
    with pytest.raises(UnknownName):
        closed.value("parks", by=ASKER, filters=[given])
