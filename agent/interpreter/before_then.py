"""Those of a period who had come before, or never had: "how many had already bought before"."""

from agent.interpreter.board import Board, MetricSaid, Noise, TimeSaid
from agent.interpreter.lexicon import Lexicon
from agent.interpreter.signs import DID, IN, stretch
from agent.interpreter.words import SHARE
from agent.patterns import regex
from semantic.model import LifecycleMetric
from semantic.view import View

_WHO = (
    r"(?:all )?(?:(?:the|our|those) )*"
    rf"(?:(?:active )?#(?: (?:who|that|were|had|have))*(?: {DID})? {IN}|@ (?:active )?#)"
)
_THEY = r"(?:(?:of|them|those|these|#|had|have|were|was|did|already|also|previously|ever) )*"
_BEFORE = (
    r"(?:before|earlier|previously|already)(?: (?:that|then|this|it|the|same))?"
    r"(?: (?:month|week|quarter|year|period|date|point|time|too))?"
)
_DENIED = "(?:(?:never|not) )?"
_ASKED = regex(
    rf"(?:^|(?<= ))(?:(?:of|among|from) {_WHO} (?:, )?(?:and )?how many {_THEY}{_DENIED}{_THEY}"
    rf"(?:{DID} )?{_BEFORE}"
    rf"|how many of {_WHO} (?:, )?{_THEY}{_DENIED}{_THEY}(?:{DID} )?{_BEFORE})(?= |$)",
    "how many",
    "before|earlier|previously|already",
    "@",
    "#",
)
_NEVER = frozenset({"never", "not"})


def mark_before_then(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark such words as the returning customers of the period, or as the new ones.

    Call after periods are marked. Only where one metric counts them.
    """
    said = stretch(board, _ASKED, lexicon.nouns)
    words = {token.word for token in board.tokens}
    if said is None or words & SHARE or len(board.of(TimeSaid)) != 1:
        return
    state = "new" if words & _NEVER else "returning"
    found = [
        name
        for name, metric in view.metrics.items()
        if isinstance(metric, LifecycleMetric) and metric.state == state
    ]
    if len(found) != 1:
        return
    start, end = said
    board.marks = [
        mark
        for mark in board.marks
        if mark.end <= start or mark.start >= end or isinstance(mark.meaning, TimeSaid)
    ]
    for place in range(start, end):
        if board.free(place, place + 1):
            board.put(place, place + 1, Noise())
    board.put(start, start, MetricSaid((found[0],)))
