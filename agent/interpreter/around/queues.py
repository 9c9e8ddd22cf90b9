"""How long a list or a queue is, and those on it, where a metric counts them."""

from agent.interpreter.board import Board, Change, MetricSaid, Noise
from agent.interpreter.words.ordinary import CURRENCIES, DURATIONS
from agent.patterns import regex
from semantic.model import BaseMetric
from semantic.view import View

_QUEUES = frozenset({"list", "lists", "waitlist", "queue", "queues", "backlog", "backlogs", "line"})
_PERSONS = frozenset({"people", "persons", "names", "folks"})
_HOW_LONG = regex(
    r"(?:^|(?<= ))how (?P<long>long|short) (?:is|was|are|were)(?: (?:the|our|that|this))? (?=§)",
    "how ",
    "long|short",
)
_LONGER = frozenset({"longer", "shorter"})
_ON = frozenset({"on", "in", "the", "our", "a", "of"})


def mark_queues(board: Board, view: View) -> None:
    """Mark such words. Call when metrics and periods are marked."""
    queues = [mark for mark, said in board.of(MetricSaid)
              if all(_is_queue(view.metrics[name]) for name in said.metrics)]  # fmt: skip
    if len(queues) != 1 or len(board.of(MetricSaid)) != 1:
        return
    mark = queues[0]
    for first, last, _ in board.found(_HOW_LONG):
        if last == mark.start and board.free(first, last):
            board.put(first, first + 2, Noise())
    for place in list(board.rest()):
        if board.word(place) in _LONGER:
            board.put(place, place + 1, Change(verb=False))
    _mark_persons(board, mark.start)


def _mark_persons(board: Board, start: int) -> None:
    """Mark "people" in "people on the waiting list"."""
    place = start - 1
    while board.word(place) in _ON and board.free(place, place + 1):
        place -= 1
    led = board.word(place + 1) in ("on", "in") and place + 1 < start
    if led and board.word(place) in _PERSONS and board.free(place, place + 1):
        board.put(place, place + 1, Noise())


def _is_queue(metric: BaseMetric) -> bool:
    """Whether a metric counts those in a queue, and does not tell how long they are in it."""
    unit = metric.format.unit
    counts = not metric.format.percent and unit not in DURATIONS and unit not in CURRENCIES
    return counts and metric.title.lower().split()[-1] in _QUEUES
