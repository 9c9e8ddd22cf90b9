"""Questions at random about worlds at random have the answer that adding up row by row gives."""

from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from semantic.approvals import Approvals
from semantic.engine import Engine
from semantic.errors import CannotCombine, OutsideFailure
from semantic.query import Query
from semantic.result import plain
from tests.naive.evaluator import Evaluator
from tests.naive.lookup import Refused, Repeated
from tests.naive.metrics import add_metrics
from tests.naive.questions import kinds_of, some_question, spelled
from tests.naive.random_worlds import STEWARD, TODAY, Given, World, columns_of, some_world
from tests.support.workspaces import Fillable, MemoryWarehouse, memory_warehouse

WORLDS, QUESTIONS = 50, 40
# What must be among the questions, in hundredths, so that they say something.
SHARES = {
    "figures": 35, "refused": 2, "joined": 30, "in a role": 10, "held for a time": 1,
    "filtered": 20, "filtered by a tree": 8, "filtered by a metric": 2, "by time": 20,
    "compared": 7, "several metrics": 30, "ordered": 20, "limited": 10, "along a spine": 3,
    "simple": 50, "ratio": 8, "derived": 8, "cumulative": 2, "shifted": 1, "conversion": 2,
    "funnel": 3, "state": 4,
}  # fmt: skip


@pytest.fixture(scope="module")
def warehouse() -> Iterator[MemoryWarehouse]:
    with memory_warehouse() as opened:
        yield opened


def opened(world: World, warehouse: Fillable) -> Engine:
    for table, rows in world.tables.items():
        types = world.types(table)
        warehouse.fill(table, types, columns_of(rows, list(types)))
    catalog = world.catalog()
    return Engine(catalog, Approvals(catalog), warehouse, TODAY, "a key")


def expected(world: World, asked: Given) -> Any:
    try:
        rows = Evaluator(world, asked["as_of"]).answer(asked)
    except Refused:
        return CannotCombine
    except Repeated:
        return OutsideFailure
    return [[plain(value) for value in row] for row in rows]


def found(engine: Engine, asked: Given) -> Any:
    try:
        return engine.run(Query.model_validate(spelled(asked)), STEWARD).rows()
    except CannotCombine:
        return CannotCombine
    except OutsideFailure:
        return OutsideFailure


def close(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(close, one, other))
    if isinstance(one, int | float) and isinstance(other, int | float):
        return bool(one == pytest.approx(other, rel=1e-9, abs=1e-9))
    return bool(one == other)


def ask_about_a_world(seed: int, warehouse: Fillable) -> Iterator[tuple[Given, Any]]:
    """Asks a world's questions; gives each with its answer, which is the expected one."""
    rng = Random(seed)
    world = some_world(rng)
    add_metrics(world, rng)
    engine = opened(world, warehouse)
    for _ in range(QUESTIONS):
        asked = some_question(world, rng)
        wanted, got = expected(world, asked), found(engine, asked)
        assert close(got, wanted), f"{asked} of world {seed}: {got} and not {wanted}"
        yield {**asked, "kinds": kinds_of(world, asked)}, got


def ask(worlds: int, warehouse: Fillable) -> Counter[str]:
    """How many questions there were of each kind."""
    kinds: Counter[str] = Counter()

    @settings(max_examples=worlds, deadline=None, database=None, derandomize=True)
    @given(st.integers(0, 2**32))
    def every_answer_is_right(seed: int) -> None:
        for asked, got in ask_about_a_world(seed, warehouse):
            refused = not isinstance(got, list)
            values = [] if refused else [row[len(asked["group_by"]) :] for row in got]
            figures = any(value is not None for row in values for value in row)
            kinds.update(["asked", *asked["kinds"], *(["refused"] if refused else [])])
            kinds.update(["figures"] if figures else [])

    every_answer_is_right()
    return kinds


def test_every_answer_is_what_its_rows_add_up_to(warehouse: MemoryWarehouse) -> None:
    kinds = ask(WORLDS, warehouse)

    assert kinds["asked"] >= 2000
    rare = {kind: kinds[kind] for kind, share in SHARES.items() if kinds[kind] * 100 < share * 2000}
    assert not rare


@pytest.mark.soak
def test_many_answers_are_what_their_rows_add_up_to(warehouse: MemoryWarehouse) -> None:
    assert ask(500, warehouse)["asked"] >= 20_000
