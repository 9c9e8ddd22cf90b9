"""A query is worked out once for whoever may see the same, as long as its rows stay the same."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

import duckdb
import pytest
import sqlalchemy as sa

from connectors.wiring.parts import put_together
from semantic.engine import Engine
from semantic.engine import __file__ as engine_file
from semantic.policy import Principal, find_principal
from tests.support.delegating import Delegating
from tests.support.workspaces import asked

FILES = {
    "retainer.yaml": """
version: 1
name: till
timezone: UTC
clock: 2025-06-01T08:00
default_principal: steward
""",
    "connections.yaml": """
version: 1
warehouse: {type: duckdb}
sources: {sales: {file: data/sales.parquet}}
""",
    "people.yaml": """
version: 1
principals:
  - {id: steward, roles: [steward]}
  - {id: ann, roles: [seller], attributes: {shop: north}}
  - {id: bob, roles: [seller], attributes: {shop: south}}
  - {id: cem, roles: [seller], attributes: {shop: north}}
""",
    "policies.yml": """
version: 1
roles:
  steward: {approves: true, grants: [{metrics: all, rows: all}]}
  seller:
    approves: true
    grants:
      - {metrics: all, rows: [{field: sale.shop, op: eq, value: $principal.shop}]}
""",
    "models/sales.yml": """
version: 1
models:
  - name: sales
    row: sale
    source: sales
    columns: {shop: text, sold_at: timestamp, cents: number, price: number, weight: number}
    time: {column: sold_at, timezone: local}
    dimensions: [{name: shop, entity: sale, expr: shop}]
""",
    "metrics/sales.yml": "version: 1\nmetrics:\n"
    + "".join(
        f"  - {{name: {name}, type: simple, description: A sum., model: sales, agg: sum, "
        f'expr: "{expr}", governance: {{owner: steward}}}}\n'
        for name, expr in (
            ("cents", "cents"),
            ("prices", "price * 2"),
            ("weights", "weight"),
            ("weighted", "price * weight"),
        )
    ),
}
ROWS = (
    ("north", "2025-05-01", 10, 1.25, 0.1),
    ("north", "2025-05-02", 20, 2.50, 0.2),
    ("south", "2025-05-03", 40, 4.75, 0.7),
)
MAY = ("2025-05-01", "2025-06-01")
# It takes 270 on Python 3.11, and fewer on those that inline comprehensions.
MOST_CALLS = 300


@dataclass
class Counting(Delegating):
    """A warehouse that counts what it is asked."""

    asked: list[sa.Select[Any]] = field(default_factory=list)

    def execute(self, statement: sa.Select[Any]) -> Sequence[Sequence[Any]]:
        self.asked.append(statement)
        return super().execute(statement)


@dataclass
class Forgetful(Counting):
    """One that cannot tell whether its rows have changed."""

    def version(self, source: str) -> str | None:  # noqa: ARG002
        return None


def sell(root: Path, rows: Sequence[Sequence[Any]]) -> None:
    (root / "data").mkdir(exist_ok=True)
    with duckdb.connect() as database:
        database.execute(
            "CREATE TABLE sales (shop TEXT, sold_at TIMESTAMP, cents INTEGER, "
            "price DECIMAL(9, 2), weight DOUBLE)"
        )
        database.executemany("INSERT INTO sales VALUES (?, ?, ?, ?, ?)", [list(r) for r in rows])
        database.execute(f"COPY sales TO '{root}/data/sales.parquet' (FORMAT parquet)")


@pytest.fixture
def till(tmp_path: Path) -> Engine:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    sell(tmp_path, ROWS)
    engine = put_together(tmp_path, tmp_path, "steward").engine
    return replace(engine, warehouse=Counting(engine.warehouse))


def person(engine: Engine, name: str) -> Principal:
    return find_principal(name, engine.catalog.people)


def count(engine: Engine) -> int:
    assert isinstance(engine.warehouse, Counting)
    return len(engine.warehouse.asked)


def test_a_question_asked_again_is_answered_without_the_warehouse(till: Engine) -> None:
    first = till.run(asked("cents", period=MAY), person(till, "steward"))
    before = count(till)
    again = till.run(asked("cents", period=MAY), person(till, "steward"))

    assert first.value("cents") == 70
    assert again is first
    assert count(till) == before


def test_who_may_see_the_same_shares_the_answer_and_nobody_else(till: Engine) -> None:
    question = asked("cents", period=MAY)
    ann, bob, cem = (till.run(question, person(till, name)) for name in ("ann", "bob", "cem"))

    assert ann.value("cents") == 30
    assert bob.value("cents") == 40
    assert cem is ann


def test_rows_that_change_are_seen_by_the_next_question(till: Engine, tmp_path: Path) -> None:
    question = asked("cents", group_by=["sale.shop"], period=MAY)
    till.run(question, person(till, "steward"))
    sell(tmp_path, [*ROWS, ("west", "2025-05-20", 5, 1.0, 1.0)])

    after = till.run(question, person(till, "steward"))

    assert after.rows() == [["north", 30], ["south", 40], ["west", 5]]
    assert after.freshness == {"sales": "2025-05-20T00:00:00"}


def test_where_nothing_tells_of_changes_each_question_is_put_again(till: Engine) -> None:
    assert isinstance(till.warehouse, Counting)
    forgetful = replace(till, warehouse=Forgetful(till.warehouse.inner))
    question = asked("cents", period=MAY)
    forgetful.run(question, person(till, "steward"))
    before = count(forgetful)
    forgetful.run(question, person(till, "steward"))

    assert count(forgetful) == before + 1


def test_another_day_is_another_question(till: Engine) -> None:
    later = replace(till, today=date(2025, 5, 2))
    question = asked("cents")

    assert till.run(question, person(till, "steward")).value("cents") == 70
    assert later.run(question, person(till, "steward")).value("cents") == 10


def test_only_floats_are_made_decimals_before_they_are_added_up(till: Engine) -> None:
    query = asked("cents", "prices", "weights", "weighted", period=MAY)
    result = till.run(query, person(till, "steward"))

    assert result.rows() == [[70, 17, 1, 3.95]]
    assert result.sql.count("NUMERIC(38, 10)") == 2
    assert "sum(sales.cents)" in result.sql
    assert "sum(sales.price * 2)" in result.sql


def test_another_question_sees_changed_rows_too(till: Engine, tmp_path: Path) -> None:
    till.run(asked("cents"), person(till, "steward"))
    sell(tmp_path, [("north", "2024-12-31", 3, 1.0, 1.0), *ROWS])

    after = till.run(asked("prices"), person(till, "steward"))

    assert after.value("prices") == 19
    assert after.period.start == date(2024, 12, 31)


def calls_of_ours(run: Callable[[], object]) -> int:
    """How many functions of the semantic floor are called: a figure that no load changes."""
    floor, called = str(Path(engine_file).parent), 0

    def note(frame: FrameType, event: str, _: object) -> None:
        nonlocal called
        called += event == "call" and frame.f_code.co_filename.startswith(floor)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        run()
    finally:
        sys.setprofile(before)
    return called


def test_planning_a_question_takes_no_more_calls_than_it_did(till: Engine) -> None:
    """What is looked up for every question, whether it needs it or not, shows here first."""
    view = till.view(person(till, "steward"))
    query = asked("cents", group_by=["time.month", "sale.shop"], period=MAY)
    till.prepare(query, view)

    assert 100 < calls_of_ours(lambda: till.prepare(query, view)) < MOST_CALLS
