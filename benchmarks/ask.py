"""How long a question takes without a model as the catalog grows, and what it costs with one.

`python -m benchmarks.ask [QUESTIONS]`; a few questions, 8 say, give a first idea. All times are
processor time of this process after loading, so that other work on the machine counts as little as
possible.
"""

import sys
import time
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from agent.answer import Answer
from agent.ask import World, ask
from agent.interpreter.understand import understand
from agent.world import ground
from benchmarks.ask_catalogs import SIZES, Asked, Size, questions, write_catalog
from benchmarks.ask_model import cost
from connectors.wiring.parts import Parts, put_together

QUESTIONS = 160
WARMING = 8


class Row(NamedTuple):
    """One size of catalog; times in milliseconds."""

    metrics: int
    first: float
    read: tuple[float, float]
    whole: tuple[float, float]
    right: int
    wrong: int
    asked_back: int


def measured(size: Size, asked: int, parts: Parts) -> Row:
    """Times and verdicts of questions over a catalog of this size."""
    numbers = count()
    world = World(parts.engine, time.process_time, lambda: str(next(numbers)))
    every = list(questions(size, WARMING + asked))
    started = time.process_time()
    ask(every[0].question, parts.principal, world)
    first = time.process_time() - started
    for one in every[1:WARMING]:
        ask(one.question, parts.principal, world)
    read, whole, verdicts = [], [], []
    for one in every[WARMING:]:
        started = time.process_time()
        understand(one.question, ground(parts.principal, world))
        read.append(time.process_time() - started)
        started = time.process_time()
        answer = ask(one.question, parts.principal, world)
        whole.append(time.process_time() - started)
        verdicts.append(_verdict(one, answer))
    return Row(
        size.metrics,
        1000 * first,
        _percentiles(read),
        _percentiles(whole),
        *(verdicts.count(name) for name in ("right", "wrong", "asked back")),
    )


def _verdict(one: Asked, answer: Answer) -> str:
    if answer.status != "answered":
        return "asked back" if one.metric else "right"
    right = answer.reading is not None and answer.reading.metrics == (one.metric,)
    return "right" if right else "wrong"


def _percentiles(seconds: list[float]) -> tuple[float, float]:
    """The median and the 95th percentile by the nearest rank, in milliseconds."""
    ranked = sorted(1000 * each for each in seconds)
    return ranked[len(ranked) // 2], ranked[min(len(ranked) - 1, int(0.95 * len(ranked)))]


def main() -> None:
    """Print a row for each size of catalog, without a model and with one."""
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else QUESTIONS
    rows, costs = [], []
    for size in SIZES:
        with TemporaryDirectory() as folder:
            write_catalog(size, Path(folder))
            parts = put_together(Path(folder), Path(folder), "steward")
            rows.append(measured(size, asked, parts))
            costs.append(cost(size, asked, parts))
    print("| metrics | questions a second | reading p50 / p95 | whole p50 / p95 | first | right |")
    print("|---|---|---|---|---|---|")
    for row in rows:
        print(_said(row, asked))
    print()
    print(
        "| metrics | calls p50 / p95 | tokens of the first call p50 / p95 | of all calls | right |"
    )
    print("|---|---|---|---|---|")
    for each in costs:
        pairs = (f"{p50:,} / {p95:,}" for p50, p95 in (each.calls, each.first, each.tokens))
        print(f"| {each.metrics:,} | {' | '.join(pairs)} | {each.right} of {asked} |")


def _said(row: Row, asked: int) -> str:
    rate = 1000 / row.whole[0]
    read, whole = (f"{each[0]:.1f} / {each[1]:.1f} ms" for each in (row.read, row.whole))
    right = f"{row.right} of {asked}, {row.wrong} wrong, {row.asked_back} asked back"
    return f"| {row.metrics:,} | {rate:.0f} | {read} | {whole} | {row.first:.0f} ms | {right} |"


if __name__ == "__main__":
    main()
