"""How long a question takes without a model as the catalog grows, and whether it is read right.

`python -m benchmarks.ask [QUESTIONS]`. All times are processor time of this process after
loading, so that other work on the machine counts as little as possible.
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
from connectors.wiring.parts import put_together

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


def measured(size: Size, asked: int, folder: Path) -> Row:
    """Times and verdicts of questions over a catalog of this size, written to `folder`."""
    write_catalog(size, folder)
    parts = put_together(folder, folder, "steward")
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
    """Print a row for each size of catalog."""
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else QUESTIONS
    print("| metrics | questions a second | reading p50 / p95 | whole p50 / p95 | first | right |")
    print("|---|---|---|---|---|---|")
    for size in SIZES:
        with TemporaryDirectory() as folder:
            row = measured(size, asked, Path(folder))
        rate = 1000 / row.whole[0]
        read, whole = (f"{each[0]:.1f} / {each[1]:.1f} ms" for each in (row.read, row.whole))
        right = f"{row.right} of {asked}, {row.wrong} wrong, {row.asked_back} asked back"
        print(f"| {row.metrics:,} | {rate:.0f} | {read} | {whole} | {row.first:.0f} ms | {right} |")


if __name__ == "__main__":
    main()
