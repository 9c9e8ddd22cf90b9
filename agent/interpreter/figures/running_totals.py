"""Running totals: "cumulative sales by month", which only a metric of that kind has."""

from agent.interpreter.board import Board
from agent.interpreter.rows.order import Doubt
from agent.patterns import regex
from agent.reading import Reading
from semantic.model import CumulativeMetric
from semantic.record import record
from semantic.view import View

_RUNNING = regex(
    r"(?:^|(?<= ))(?:as (?:an? )?|the |an? )?(?:cumulative(?:ly)?|cumul|cum|running|accumulated"
    r"|rolling up)(?: (?:totals?|sums?|figures?|basis|numbers?))?(?= |$)",
    "cumul|cum|running|accumulated|rolling",
)


@record
class Running:
    """Each row is wanted together with all rows before it."""


def mark_running(board: Board) -> None:
    """Mark such words, where they are not part of a metric's name."""
    for first, last, match in board.found(_RUNNING)[:1]:
        if match[0] not in ("running", "the running", "a running"):
            board.put(first, last, Running())


def running(board: Board, reading: Reading, view: View) -> Reading | Doubt:
    """The reading of one figure, which is all up to its end anyway; of rows it is asked back."""
    if not board.has(Running) or not reading.group_by:
        return reading
    if all(isinstance(view.metrics[name], CumulativeMetric) for name in reading.metrics):
        return reading
    whole = {"group_by": (), "order_by": (), "limit": None, "per": "", "total": False}
    kept = tuple(reading.model_copy(update={"metrics": (name,)}) for name in _totals(reading, view))
    readings = (*kept, reading.model_copy(update=whole), reading)
    why = "" if kept else "No metric here adds up row by row. "
    return Doubt(f"{why}Is one of these meant?", readings)


def _totals(reading: Reading, view: View) -> list[str]:
    """The metrics that are a running total of the reading's own."""
    return [
        name
        for name, metric in view.metrics.items()
        if isinstance(metric, CumulativeMetric) and metric.metric in reading.metrics
    ]
