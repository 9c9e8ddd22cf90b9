"""Words that say what a count says anyway: "different customers", "brand new customers"."""

from agent.interpreter.board import (
    Board,
    Hint,
    MemberSaid,
    MetricSaid,
    Noise,
    TimeSaid,
    WhoseSaid,
)
from agent.interpreter.words.signs import noun_of
from agent.interpreter.words.tokens import stem
from semantic.model import BaseMetric, LifecycleMetric, SimpleMetric
from semantic.view import View

_DISTINCT = frozenset({"distinct", "unique"})
_DIFFERENT = frozenset({"different", "separate"})
_SET_APART = frozenset({"than", "from", "to"})
_NEWLY = frozenset({"newly", "freshly"})
_WHOLLY = frozenset({"brand", "completely", "totally", "entirely", "truly", "genuinely"})


def mark_emphasis(board: Board, view: View) -> None:
    """Mark words that the metric beside them says anyway. Call when metrics are marked."""
    metrics = [view.metrics[name] for _, said in board.of(MetricSaid) for name in said.metrics]
    nouns = {stem(metric.format.unit) for metric in metrics} | {"customer", "buyer", "shopper"}
    single = bool(metrics) and all(map(_counts_once, metrics))
    for place in list(board.rest()):
        counted = bool(_heads(board, place + 1) & nouns)
        newly = board.word(place) in _NEWLY and bool(metrics) and all(map(_becomes_so, metrics))
        once = single and counted and _says_once(board, place)
        if once or newly or _is_wholly_new(board, place):
            board.put(place, place + 1, Noise())


def _heads(board: Board, place: int) -> set[str]:
    """The nouns of what begins at a place: "customers" of "French customers"."""
    for mark, _ in board.of(MemberSaid):
        place = mark.end if mark.start == place else place
    named = [mark.end - 1 for mark, _ in board.of(MetricSaid) if mark.start == place]
    return {noun_of(token) for n in (place, *named) for token in board.tokens[n : n + 1]}


def _counts_once(metric: BaseMetric) -> bool:
    """Whether a metric counts each of what it counts once, whatever it did."""
    if isinstance(metric, LifecycleMetric):
        return metric.state != "value"
    return isinstance(metric, SimpleMetric) and metric.agg == "count_distinct"


def _becomes_so(metric: BaseMetric) -> bool:
    """Whether a metric counts those who became something in a period, so that they newly are."""
    states = ("new", "newly_lapsed", "reactivated")
    return isinstance(metric, LifecycleMetric) and metric.state in states


def _says_once(board: Board, place: int) -> bool:
    """Whether a word says that each counts once; "different from August" says something else."""
    if board.word(place) in _DISTINCT:
        return True
    counts = any(hint.unit == "count" and mark.end <= place for mark, hint in board.of(Hint))
    return board.word(place) in _DIFFERENT and counts and not _is_set_apart(board)


def _is_set_apart(board: Board) -> bool:
    words = [token.word for token in board.tokens]
    times = any(board.word(mark.start - 1) in _SET_APART for mark, _ in board.of(TimeSaid))
    return "than" in words or times


def _is_wholly_new(board: Board, place: int) -> bool:
    """Whether a word only strengthens the "new" of a metric's name after it."""
    named = place + 2 if board.word(place + 1) == "-" else place + 1
    return board.word(place) in _WHOLLY and any(
        mark.start == named and board.word(named) == "new"
        for mark in board.marks
        if isinstance(mark.meaning, MetricSaid | WhoseSaid)
    )
