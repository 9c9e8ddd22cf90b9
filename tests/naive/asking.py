"""Questions at random asked of the engine and of the naive evaluator, and counted by kind."""

from collections import Counter
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

import pytest

from semantic.approvals import Approvals
from semantic.engine import Engine
from semantic.errors import BadPeriod, CannotCombine, OutsideFailure
from semantic.query import Query
from semantic.result import plain
from tests.naive.evaluator import Evaluator
from tests.naive.lookup import Refused, Repeated
from tests.naive.metrics import add_metrics
from tests.naive.questions import kinds_of, some_question, spelled
from tests.naive.random_rows import Given, columns_of
from tests.naive.random_worlds import STEWARD, TODAY, World, some_world
from tests.support.workspaces import Fillable

QUESTIONS = 40


def opened(world: World, warehouse: Fillable) -> Engine:
    """An engine over the world's definitions, with its rows in the warehouse."""
    for table, rows in world.tables.items():
        types = world.types(table)
        warehouse.fill(table, types, columns_of(rows, list(types)))
    catalog = world.catalog()
    return Engine(catalog, Approvals(catalog), warehouse, TODAY, "a key")


def expected(world: World, asked: Given) -> Any:
    """The rows that the definitions give, or the kind of error that they lead to."""
    try:
        rows = Evaluator(world, asked["as_of"]).answer(asked)
    except Refused:
        return CannotCombine
    except Repeated:
        return OutsideFailure
    return [[plain(value) for value in row] for row in rows]


def found(engine: Engine, asked: Given) -> Any:
    """The engine's rows, or the kind of its error."""
    try:
        return engine.run(Query.model_validate(spelled(asked)), STEWARD).rows()
    except (CannotCombine, BadPeriod):
        return CannotCombine
    except OutsideFailure:
        return OutsideFailure


def close(one: Any, other: Any) -> bool:
    """Whether two answers are the same but for the last digits of numbers."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(close, one, other))
    if isinstance(one, int | float) and isinstance(other, int | float):
        return bool(one == pytest.approx(other, rel=1e-9, abs=1e-9))
    return bool(one == other)


def ask_about_a_world(seed: int, warehouse: Fillable) -> Iterator[tuple[set[str], Any]]:
    """Asks a world's questions; gives each one's kinds with its answer, which is the expected one.

    Raises AssertionError at the first that is not.
    """
    rng = Random(seed)
    world = some_world(rng)
    world.weeks = seed % 7
    add_metrics(world, rng)
    engine = opened(world, warehouse)
    for _ in range(QUESTIONS):
        asked = some_question(world, rng)
        wanted, got = expected(world, asked), found(engine, asked)
        assert close(got, wanted), f"{asked} of world {seed}: {got} and not {wanted}"
        yield kinds_of(world, asked), figures_of(asked, got)


def figures_of(asked: Given, got: Any) -> list[Any] | None:
    """The figures of an answer, without its groups; None where it was refused."""
    if not isinstance(got, list):
        return None
    return [value for row in got for value in row[len(asked["group_by"]) :]]


class Tally:
    """How many questions there were of each kind, and how many answers said something."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.told: Counter[str] = Counter()

    def add(self, answers: Iterable[tuple[set[str], list[Any] | None]]) -> None:
        """Counts answers: told is one with a figure that is neither missing nor zero."""
        for kinds, figures in answers:
            every = {"all", *kinds, *({"refused"} if figures is None else ())}
            self.asked.update(every)
            self.told.update(every if any(figures or ()) else ())

    def lines(self) -> Iterator[str]:
        """A table of what was counted."""
        yield f"{'kind':<28}{'asked':>8}{'not zero':>10}"
        for kind, count in sorted(self.asked.items(), key=lambda each: -each[1]):
            yield f"{kind:<28}{count:>8}{self.told[kind]:>10}"
