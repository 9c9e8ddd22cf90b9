"""How many customers first ordered in a period, who are those new in it."""

from agent.interpreter.board import Board, DimensionSaid, Hint, MetricSaid, Noise, Rank, TimeSaid
from agent.interpreter.customers.cohort_words import FIRST_TIME
from agent.interpreter.members.grouping import CohortSaid, Grouped
from agent.interpreter.rows.thresholds import Limited
from agent.interpreter.thread.pointing import counted_by
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.signs import noun_of
from semantic.model import LifecycleMetric, SimpleMetric
from semantic.view import View

_STAYING = frozenset({"again", "back", "still", "active", "since", "more", "only", "not", "never"})

_DOING = frozenset({"their", "a", "the", "made", "make", "placed", "place", "had", "have", "did"})


def mark_being_new(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark "how many customers placed their first order in May" as the customers new in May.

    Only where nothing else is asked of them. Call when counts are marked.
    """
    cohorts = board.of(CohortSaid)
    if len(cohorts) != 1 or any(map(board.has, (TimeSaid, Rank, Limited, Grouped))):
        return
    mark, said = cohorts[0]
    new = _new(said, view)
    if len(new) != 1 or _STAYING & {board.word(place) for place in board.rest()}:
        return
    metrics = {name for _, one in board.of(MetricSaid) for name in one.metrics}
    if not metrics and _counts_persons(board, lexicon):
        board.swap(board.of(DimensionSaid)[0][0], MetricSaid(new))
    elif metrics != set(new):
        return
    board.swap(mark, said.time)
    _settle_doing(board, mark.start)


def mark_first_time(board: Board, view: View) -> None:
    """Take "bought for the first time", said of people who are counted, as those who are new."""
    said = board.of(MetricSaid)
    new = [name for name, metric in view.metrics.items()
           if isinstance(metric, LifecycleMetric) and metric.state == "new"]  # fmt: skip
    found = board.found(FIRST_TIME)
    if len(said) != 1 or len(new) != 1 or len(found) != 1:
        return
    (mark, one), (first, last, _) = said[0], found[0]
    unit = view.metrics[new[0]].format.unit
    counted = all(
        counted_by(metric, view)
        or (isinstance(metric, SimpleMetric) and metric.agg == "count_distinct"
            and metric.format.unit == unit)
        for metric in (view.metrics[name] for name in one.metrics)
    )  # fmt: skip
    if counted and mark.end <= first and board.free(first, last):
        board.swap(mark, MetricSaid((new[0],)))
        board.put(first, last, Noise())


def _settle_doing(board: Board, end: int) -> None:
    """Take "placed their" before the first order as said."""
    start = end
    while board.word(start - 1) in _DOING and board.free(start - 1, start):
        start -= 1
    if start < end:
        board.put(start, end, Noise())


def _new(said: CohortSaid, view: View) -> tuple[str, ...]:
    """The metrics that count who was new in a period, by when the cohort begins."""
    models = {view.dimensions[name].model.name for name in said.fields if name in view.dimensions}
    return tuple(
        name
        for name, metric in view.metrics.items()
        if isinstance(metric, LifecycleMetric) and metric.state == "new" and metric.model in models
    )


def _counts_persons(board: Board, lexicon: Lexicon) -> bool:
    """Whether customers are counted, and nothing else is named."""
    nouns = [noun_of(board.tokens[mark.end - 1]) for mark, _ in board.of(DimensionSaid)]
    counts = any(hint.unit == "count" for _, hint in board.of(Hint))
    return counts and len(nouns) == 1 and nouns[0] in lexicon.nouns
