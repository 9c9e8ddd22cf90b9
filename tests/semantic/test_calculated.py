"""Columns computed from others of their row or from other rows, and conditions on answers."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from semantic.approvals import Approvals
from semantic.errors import BadValue, Misplaced, UnknownName
from semantic.loading import load
from semantic.problems import WorkspaceProblems
from tests.support.workspaces import Shop, memory_warehouse, write_workspace

MODEL = """
version: 1
models:
  - name: sales
    row: sale
    source: sales
    columns: {id: number, customer: text, region: text, amount: number, day: date}
    calculated:
      last: {expr: "CASE WHEN place = 1 THEN net ELSE 0 END"}
      net: {expr: amount - fee}
      place: {expr: "ROW_NUMBER() OVER (PARTITION BY customer ORDER BY day DESC, id)"}
      fee: {expr: amount * 0.1}
      so_far:
        expr: SUM(amount) OVER (PARTITION BY customer ORDER BY id ROWS UNBOUNDED PRECEDING)
      of_places: {expr: MAX(place) OVER ()}
    primary_key: [id]
    time: {column: day}
    dimensions:
      - {name: id, entity: sale, type: number, expr: id}
      - {name: customer, entity: sale, expr: customer}
      - {name: region, entity: sale, expr: region}
      - {name: place, entity: sale, type: number, expr: place}
      - {name: so_far, entity: sale, type: number, expr: so_far}
      - {name: most, entity: sale, type: number, expr: of_places}
"""
METRIC = """
  - name: {name}
    type: simple
    description: {name}
    model: sales
    agg: {agg}
    expr: {expr}
    governance: {{owner: steward}}
"""
METRICS = "version: 1\nmetrics:" + "".join(
    METRIC.format(name=name, agg=agg, expr=expr)
    for name, agg, expr in [
        ("net_amount", "sum", "net"),
        ("latest", "sum", "last"),
        ("takings", "sum", "amount"),
        ("sales_count", "count", "id"),
    ]
)
FILES = {
    "retainer.yaml": "{version: 1, name: s, timezone: UTC, default_principal: steward}\n",
    "people.yaml": "version: 1\nprincipals:\n  - {id: steward, name: S, roles: [steward]}\n"
    "  - {id: north, name: N, roles: [north]}\n",
    "policies.yml": """
version: 1
roles:
  steward: {approves: true, grants: [{metrics: all, rows: all}]}
  north: {grants: [{metrics: all, rows: [{field: sale.region, value: north}]}]}
""",
    "models/sales.yml": MODEL,
    "metrics/sales.yml": METRICS,
}
ROWS = [
    (1, "ann", "north", 10, date(2024, 1, 1)),
    (2, "ann", "south", 20, date(2024, 1, 5)),
    (3, "bob", "north", 40, date(2024, 1, 2)),
    (4, "ann", "north", 80, date(2024, 2, 1)),
    (5, None, None, None, date(2024, 2, 2)),
]
TYPES = {
    "id": "INTEGER", "customer": "VARCHAR", "region": "VARCHAR", "amount": "INTEGER", "day": "DATE",
}  # fmt: skip


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    catalog = write_workspace(tmp_path_factory.mktemp("sales"), FILES)
    with memory_warehouse() as warehouse:
        warehouse.fill("sales", TYPES, ROWS)
        yield Shop(catalog, warehouse, date(2024, 6, 1))


def listed(shop: Shop, *fields: str, **more: Any) -> list[Any]:
    return shop.rows(group_by=fields, distinct=False, **more)


def test_columns_are_made_of_one_another_in_whatever_order(shop: Shop) -> None:
    assert shop.value("net_amount") == 135
    assert shop.value("latest") == 108


def test_a_window_looks_at_all_rows_before_any_condition(shop: Shop) -> None:
    south = [{"field": "sale.region", "value": "south"}]

    assert listed(shop, "sale.id", "sale.so_far", filters=south) == [[2, 30]]
    assert shop.rows("takings", filters=[{"field": "sale.place", "value": 1}]) == [[120]]
    assert listed(shop, "sale.id", "sale.place", "sale.most") == [
        [1, 3, 3], [2, 2, 3], [3, 1, 3], [4, 1, 3], [5, 1, 3],
    ]  # fmt: skip


def test_a_window_looks_at_no_row_that_the_asker_must_not_see(shop: Shop) -> None:
    assert listed(shop, "sale.id", "sale.so_far", "sale.most", by="north") == [
        [1, 10, 2], [3, 40, 2], [4, 90, 2],
    ]  # fmt: skip


def test_a_window_looks_at_nothing_dated_after_the_day_asked_about(shop: Shop) -> None:
    assert listed(shop, "sale.id", "sale.place", as_of="2024-01-03") == [[1, 1], [3, 1]]


def test_conditions_on_the_answer_s_own_columns(shop: Shop) -> None:
    by_region: dict[str, Any] = {"group_by": ["sale.region"]}

    assert shop.rows("takings", **by_region, having=["takings > 100"]) == [["north", 130]]
    assert shop.rows(
        "takings", "sales_count", **by_region, having=['takings < 100 OR "sale.region" IS NULL']
    ) == [["south", 20, 1], [None, None, 1]]
    assert shop.rows("takings", having=["takings < 0"]) == []


def test_missing_values_count_as_greatest_when_asked_to(shop: Shop) -> None:
    def regions(order: str, **more: Any) -> list[Any]:
        found = shop.rows("takings", group_by=["sale.region"], order_by=[order], **more)
        return [row[0] for row in found]

    assert regions("-takings") == ["north", "south", None]
    assert regions("-takings", nulls="greatest") == [None, "north", "south"]
    assert regions("takings", nulls="greatest") == ["south", "north", None]
    assert shop.rows(
        "takings", group_by=["sale.region"], order_by=["-takings"], nulls="greatest", limit=1
    ) == [[None, None]]


@pytest.mark.parametrize(
    ("where", "having", "about"),
    [
        ("takings > 3", None, "metric"),
        ("takings > 3 AND \"sale.region\" = 'north'", None, "both"),
        ('SUM("sale.so_far") > 3', None, "metric"),
        ('ROW_NUMBER() OVER (ORDER BY "sale.id") = 1', None, "window"),
        (None, "\"sale.customer\" = 'ann'", "row"),
        (None, "\"sale.customer\" = 'ann' OR takings > 3", "both"),
        (None, "SUM(amount) > 3", "metric"),
    ],
)
def test_a_condition_in_the_wrong_place_says_where_it_belongs(
    shop: Shop, where: str | None, having: str | None, about: str
) -> None:
    asked = {"where": [where]} if where else {"having": [having]}

    with pytest.raises(Misplaced) as caught:
        shop.ask("takings", group_by=["sale.region"], **asked)

    assert caught.value.about == about
    assert caught.value.next_step


def test_a_condition_on_what_is_not_shown_or_not_there(shop: Shop) -> None:
    with pytest.raises(UnknownName, match="no column 'sales_count'"):
        shop.ask("takings", having=["sales_count > 1"])
    with pytest.raises(UnknownName, match="no column 'taking'"):
        shop.ask("takings", having=["taking > 1"])
    with pytest.raises(BadValue, match="cannot be read at character 10"):
        shop.ask("takings", having=["takings >"])


def test_editing_a_calculated_column_closes_the_metrics_that_stand_on_it(tmp_path: Path) -> None:
    write_workspace(tmp_path, FILES)
    edited = MODEL.replace("amount * 0.1", "amount * 0.2")
    (tmp_path / "models/sales.yml").write_text(edited, encoding="utf-8")

    approvals = Approvals(load(tmp_path))

    states = {name: approvals.status(name).state for name in ("net_amount", "latest", "takings")}
    assert states == {"net_amount": "changed", "latest": "changed", "takings": "approved"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("expr: amount - fee", "expr: amount - cost", "`sales` has no column `cost`"),
        ("expr: amount - fee", "expr: last - fee", "`net` is made of itself"),
        ("expr: amount - fee", "expr: amount -", "expected a column, a value or a function"),
        ("net: {expr", "day: {expr", "`sales` has a column `day` of its source already"),
        ("expr: amount - fee", "expr: SUM(amount)", "SUM adds up rows"),
        ("MAX(place) OVER ()", "MAX(SUM(fee) OVER ()) OVER ()", "inside another one"),
        ("ROWS UNBOUNDED PRECEDING", "GROUPS UNBOUNDED PRECEDING", "not every engine has GROUPS"),
        ("ROWS UNBOUNDED PRECEDING", "ROWS :n PRECEDING", "':' cannot stand here"),
        ("expr: region}", "expr: LAG(region) OVER (ORDER BY id)}", "looks at other rows"),
        ("primary_key: [id]", "primary_key: [place]", "`sales` has no column `place`"),
        (
            "{name: region, entity: sale, expr: region}",
            "{name: region, entity: sale, expr: CAST(place AS TEXT)}",
            "sale.region depends on which other rows there are",
        ),
    ],
)
def test_columns_that_cannot_be_computed_are_problems(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in MODEL
    for name, text in {**FILES, "models/sales.yml": MODEL.replace(old, new)}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")

    with pytest.raises(WorkspaceProblems) as caught:
        load(tmp_path)

    assert message in "\n".join(problem.message for problem in caught.value.problems)
