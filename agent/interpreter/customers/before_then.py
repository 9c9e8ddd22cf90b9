"""Those of a period who had come before, or never had: "how many had already bought before"."""

from agent.interpreter.board import Board, MetricSaid, Noise, TimeSaid
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.ordinary import SHARE
from agent.interpreter.words.signs import DID, IN, stretch
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
_NOT_NEW = regex(
    rf"(?:^|(?<= ))(?:of|among|from) {_WHO} (?:, )?(?:and )?how many (?:of (?:them|those|these) )?"
    r"(?:were|are|was) (?:not|no longer) (?:new|new ones|newcomers|newbies|first(?: -)? timers?)"
    r"(?: (?:, )?(?:but|and|because|so|meaning|i.e.) "
    r"(?:(?:they|had|have|already|placed|made|their|a|the) )*"
    r"first (?:orders?|ordered|bought|purchases?|came|visit(?:s|ed)?|booked|bookings?|loans?"
    r"|borrowed|stay(?:s|ed)?) (?:was )?(?:(?:before|by|in) )?@)?(?= |$)",
    "how many",
    "new|first",
    "@",
    "#",
)
_NEVER = frozenset({"never", "not"})


def _not_new(board: Board, lexicon: Lexicon) -> tuple[int, int] | None:
    """Where those are asked for who were not new in a period, or first came before it began."""
    said = stretch(board, _NOT_NEW, lexicon.nouns)
    times = board.of(TimeSaid)
    if said is None or len(times) > 2:
        return None
    (_, asked), *firsts = times
    for mark, first in firsts:
        began = "before" in (board.word(mark.start - 1), board.word(mark.start))
        if not began or asked.period.start not in (first.period.start, first.period.end):
            return None
        board.swap(mark, Noise())
    return said


def mark_before_then(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark such words as the returning customers of the period, or as the new ones.

    Call after periods are marked. Only where one metric counts them.
    """
    not_new = _not_new(board, lexicon)
    said = not_new or stretch(board, _ASKED, lexicon.nouns)
    words = {token.word for token in board.tokens}
    if said is None or words & SHARE or len(board.of(TimeSaid)) != 1:
        return
    state = "new" if words & _NEVER and not not_new else "returning"
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
