"""Execution times: our answer from the question to the rows, against SQL written by hand.

Both read the same Parquet files through DuckDB with the same settings, and take turns.
"""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.shapes import MEMORY, question, shop, write_workspace
from connectors.wiring.parts import Parts, put_together
from semantic.query import Query

HAND = """
    SELECT CAST(date_trunc('month', ordered_at) AS DATE) AS month, {group}, sum({amount})
    FROM orders {joined}
    WHERE ordered_at >= TIMESTAMP '2024-01-01' AND ordered_at < TIMESTAMP '2026-01-01'
    GROUP BY ALL ORDER BY ALL
"""
JOINED = "LEFT JOIN customers ON customers.id = orders.customer_id"
# Of each question: the metric, the group beside the month, and the SQL written by hand.
QUESTIONS: Mapping[str, tuple[str, str, str]] = {
    "decimals by month and region": (
        *("revenue", "orders.region"),
        HAND.format(group="region", amount="amount", joined=""),
    ),
    "decimals by month and the customer's segment": (
        *("revenue", "account.segment"),
        HAND.format(group="segment", amount="amount", joined=JOINED),
    ),
    "floats by month and region": (
        *("paid", "orders.region"),
        HAND.format(group="region", amount="paid", joined=""),
    ),
}
HAND_WRITTEN, NEXT, FIRST = "by hand", "ours", "ours, the first question of all"


@dataclass(frozen=True)
class Executed:
    """Median seconds of one way at one size, as they pass and of the processors together."""

    rows: int
    question: str
    way: str
    passed: float
    worked: float


def measure(millions: int, folder: Path, runs: int) -> Iterator[Executed]:
    """Each question in each way; the files of the size are written once and kept in `folder`."""
    rows = millions * 1_000_000
    root = _workspace(rows, folder)
    parts = put_together(root, root, "steward", patient=True)
    with duckdb.connect(config={"memory_limit": MEMORY}) as database:
        database.execute("SET TimeZone = 'UTC'")
        for table in ("orders", "customers"):
            database.execute(f"CREATE VIEW {table} AS FROM '{root}/data/{table}.parquet'")
        for name in QUESTIONS:
            ways = _ways(parts, database, name)
            _check(name, [way() for way in ways.values()])
            for way, (passed, worked) in _interleaved(ways, runs).items():
                yield Executed(rows, name, way, passed, worked)


def _workspace(rows: int, folder: Path) -> Path:
    root = folder / f"orders-{rows}"
    write_workspace(shop(rows, customers=rows // 100), root)
    return root


def _ways(
    parts: Parts, database: duckdb.DuckDBPyConnection, name: str
) -> dict[str, Callable[[], list[tuple[Any, ...]]]]:
    engine, (metric, group, hand) = parts.engine, QUESTIONS[name]
    query = Query.model_validate(question([metric], ["time.month", group]))

    def by_hand() -> list[tuple[Any, ...]]:
        return database.execute(hand).fetchall()

    def following() -> list[tuple[Any, ...]]:
        # As if it were asked for the first time, of tables that were asked something before.
        engine._answers.clear()
        return list(zip(*engine.run(query, parts.principal).data.values(), strict=True))

    def first() -> list[tuple[Any, ...]]:
        # An engine that knows nothing yet, neither the tables' days nor that their keys hold.
        answer = replace(engine).run(query, parts.principal)
        return list(zip(*answer.data.values(), strict=True))

    return {HAND_WRITTEN: by_hand, NEXT: following, FIRST: first}


def _check(name: str, answers: list[list[tuple[Any, ...]]]) -> None:
    texts = [[tuple(_text(value) for value in row) for row in answer] for answer in answers]
    if any(text != texts[0] for text in texts):
        raise SystemExit(f"{name}: the rows differ from those of the SQL written by hand")


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str) or hasattr(value, "isoformat") else f"{value:.2f}"


def _interleaved(
    ways: Mapping[str, Callable[[], Any]], runs: int
) -> dict[str, tuple[float, float]]:
    taken: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
    for _ in range(runs):
        for way, run in ways.items():
            begun = time.perf_counter(), time.process_time()
            run()
            taken[way].append((time.perf_counter() - begun[0], time.process_time() - begun[1]))
    return {
        way: (
            statistics.median(passed for passed, _ in each),
            statistics.median(worked for _, worked in each),
        )
        for way, each in taken.items()
    }
