"""A metric's own time said by a verb: "enrolments that began in November", "January starters"."""

from collections.abc import Iterator

from agent.interpreter.board import Board, GrainSaid, Mark, MetricSaid, Noise, TimeSaid
from agent.interpreter.words.roots import root
from semantic.model import BaseMetric, RatioMetric, SimpleMetric
from semantic.view import View

_ROOTS = frozenset(map(root, ("start", "begin", "began", "commence")))
_ENDED = ("end", "ended", "return", "returned", "due", "back", "closed", "closing", "finished")
_CUT_SHORT = ("expires", "expired", "left", "cancelled", "completed", "until")
_ENDS = frozenset(map(root, (*_ENDED, *_CUT_SHORT)))
_BEGINNING = frozenset({"start", "started", "starts", "starting", "begin", "began", "begun"})
_BEGINNING |= {"begins", "beginning", "commence", "commenced", "commencing"}
_STARTS = frozenset({"starts", "beginnings"})
_IN = frozenset({"in", "on", "during"})


def mark_beginnings(board: Board, view: View) -> None:
    """Mark such words where the metric is told by when its rows begin. Call after periods."""
    metrics = [view.metrics[name] for _, said in board.of(MetricSaid) for name in said.metrics]
    if not metrics or board.has(GrainSaid) or not all(_begins(one, view) for one in metrics):
        return
    lasting = all(_begins(one, view, on_a_day=True) for one in metrics)
    for mark, _ in board.of(TimeSaid):
        starts = board.word(mark.end) in _STARTS or (lasting and board.word(mark.end) == "starters")
        if starts and board.free(mark.end, mark.end + 1):
            board.put(mark.end, mark.end + 1, Noise())
        _mark_verb(board, mark)


def _mark_verb(board: Board, mark: Mark) -> None:
    """Mark the verb before a period. "Starting March" may be from then on, which is kept."""
    place = mark.start - 1
    within = board.word(place) in _IN or board.word(mark.start) in _IN | {"last", "this"}
    place -= board.word(place) in _IN
    of_rows = board.word(place - 1)[:1].isalpha()
    plain = not board.word(place).endswith("ing") or within
    if board.word(place) in _BEGINNING and of_rows and plain and board.free(place, mark.start):
        board.put(place, mark.start, Noise())


def _begins(metric: BaseMetric, view: View, *, on_a_day: bool = False) -> bool:
    """Whether the rows of a metric are counted in the period in which they begin.

    What begins `on_a_day`, and not at an hour, goes on for days: those in it are its starters.
    """
    counted = list(_counted(metric, view))
    return bool(counted) and all(
        (_says(column, _ROOTS) and (type_ == "date" or not on_a_day))
        or (not on_a_day and _is_first(one, column, view))
        for one in counted
        for column, type_ in (_time_of(one, view),)
    )


def _says(column: str, roots: frozenset[str]) -> bool:
    return any(root(word) in roots for word in column.lower().split("_"))


def _is_first(metric: SimpleMetric, column: str, view: View) -> bool:
    """Whether rows are counted by the only time they have that is not an end of theirs."""
    dates = [name for name, type_ in view.catalog.models[metric.model].columns.items()
             if type_ in ("date", "timestamp")]  # fmt: skip
    first = [name for name in dates if not _says(name, _ENDS)]
    return metric.agg == "count" and len(dates) > 1 and first == [column] and not metric.filter


def _time_of(metric: SimpleMetric, view: View) -> tuple[str, str]:
    """The column of a metric's own time, and its type."""
    model = view.catalog.models[metric.model]
    column = metric.time or (model.time.column if model.time else "")
    return column, model.columns.get(column, "")


def _counted(metric: BaseMetric, view: View) -> Iterator[SimpleMetric]:
    """The metric, or those of which it is a share, that count rows."""
    if isinstance(metric, SimpleMetric):
        yield metric
    elif isinstance(metric, RatioMetric):
        for given in (metric.numerator, metric.denominator):
            found = view.metrics.get(given if isinstance(given, str) else given.name)
            if found is not None:
                yield from _counted(found, view)
