"""How often the metric most like a question is the one meant, by how like and how much liker it is.

Over the questions of tests/data/questions about one metric: those that name none as they are, and,
much harder, the others with the name that they say taken away from the metric. Prints how many are
taken rightly and wrongly at each threshold, by how many words speak for the metric.

    .venv/bin/python -m benchmarks.likeness
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from agent.ask import World
from agent.interpreter.board import Board, MetricSaid
from agent.interpreter.figures.counting import Counted
from agent.interpreter.figures.described import Likely, asked_by, likest
from agent.interpreter.figures.likeness import Told, roots, tellings
from agent.interpreter.ground import Ground
from agent.interpreter.marking import board_of
from agent.world import ground
from tests.agent.example_shop import person, shop_engine
from tests.agent.question_sets import TRADES, cases
from tests.agent.trades import leader, trade_engine

LIKE: Final = (0.5, 0.6, 0.75, 0.9)
LIKER: Final = (0.0, 0.1, 0.3)


class Found(NamedTuple):
    """The likest metrics of a question, and the one it is about; empty where it should be none."""

    meant: str
    likest: list[Likely]
    named: bool


def main() -> None:
    """Print the tables."""
    found = [one for name in TRADES for one in _of_set(name)]
    for named, title in (
        (False, "naming no metric"),
        (True, "with their metric's name taken away"),
    ):
        some = [one for one in found if one.named == named]
        print(f"\n{len(some)} questions {title}: right / wrong, by like and liker than the next")
        for words in (1, 2):
            print(f"  {words} word{'s or more' if words > 1 else ''}")
            for like in LIKE:
                counts = (_counted(some, words, like, liker) for liker in LIKER)
                print(f"    {like:.2f}  ", "   ".join(f"{a:4} /{b:3}" for a, b in counts))


def _of_set(name: str) -> Iterator[Found]:
    trade = TRADES[name]
    engine = shop_engine() if trade == "shop" else trade_engine(trade)
    who = person("head") if trade == "shop" else leader(trade)
    read_against = ground(who, World(engine, lambda: 0.0, lambda: "t"))
    for case in cases(name):
        expected = case.expect
        metric = getattr(expected, "metric", None)
        meant = metric if expected.status == "answered" and isinstance(metric, str) else ""
        board = board_of(case.question, read_against)
        if not case.thread and not board.has(Counted):
            yield from _judged(board, meant, read_against)


def _judged(board: Board, meant: str, ground: Ground) -> Iterator[Found]:
    told = tellings(ground.view)
    said = board.of(MetricSaid)
    if said and (len(said) > 1 or said[0][1].metrics != (meant,)):
        return
    for mark, _ in said:
        told[meant] = _without(told[meant], roots(board.text(mark).split()))
    asked = asked_by(board, ground.view)
    if asked.words and not asked.unreadable:
        yield Found(meant, likest(board, asked, ground.known.names, ground.view, told), bool(said))


def _without(told: Told, name: frozenset[str]) -> Told:
    ways = tuple(way for way in told.ways if way != name)
    return replace(told, ways=ways, words=told.words & frozenset().union(*ways))


def _counted(found: list[Found], words: int, like: float, liker: float) -> tuple[int, int]:
    """How many of the taken ones are right, and wrong."""
    taken = [one for one in found if one.likest and _is_taken(one.likest, words, like, liker)]
    right = sum(one.likest[0].metric == one.meant for one in taken)
    return right, len(taken) - right


def _is_taken(likest: list[Likely], words: int, like: float, liker: float) -> bool:
    first, *others = likest
    spoken = first.evidence == 1 if words == 1 else first.evidence > 1
    return spoken and first.like >= like and (not others or first.like - others[0].like >= liker)


if __name__ == "__main__":
    main()
