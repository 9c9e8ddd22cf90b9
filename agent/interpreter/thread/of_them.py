"""What those of the list before did later, or are together: "how many of them came back"."""

from agent.interpreter.board import Board, MetricSaid, Noise, TimeSaid
from agent.interpreter.customers.cohorts import found_doing
from agent.interpreter.thread.pointing import Theirs, listed_before
from agent.interpreter.thread.resets import Reset
from agent.interpreter.times.both_periods import counting_active
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.signs import DID, IN
from agent.patterns import regex
from agent.reading import Reading
from semantic.view import View

_LATER = regex(
    r"how many (?:of )?(?:them|they|those|these|#)(?: (?:customers|ones|#))?"
    rf" (?:(?:have|had|has|were|did|still|then|also|actually|went on to|ever|even|later) )*{DID}"
    rf"(?= {IN}(?: |$))",
    "how many",
    "@",
)
_SUM = regex(
    r"^(?:(?:and|so|what|'s|is|was|show|give|me|the|their|a|in|grand|overall) )*(?:total|sum)"
    r" (?:of|for) (?:all )?(?:(?:of )?(?:these|those)|them)(?= [?.!]|$)",
    "total|sum",
)
_ONES = frozenset({"one", "ones", "lot", "cohort", "intake", "crowd", "bunch", "batch"})
_POINTING = frozenset({"them", "they", "those", "these"})


def mark_what_they_did(board: Board, before: Reading, lexicon: Lexicon, view: View) -> None:
    """Mark such words as the active customers of the period, of those that were listed.

    As somebody's next deed no metric's own name is meant: the new customers of August who came
    back in September did not come back after a lapse.
    """
    them = [place for place in range(len(board.tokens)) if board.word(place) in _POINTING]
    listed = listed_before(before, view)
    if not them or listed is None or len(listed.group_by) != 1 or len(board.of(TimeSaid)) != 1:
        return
    active = counting_active(listed.group_by[0], view)
    said = found_doing(board, _LATER, lexicon)
    if said is None or active is None:
        return
    start, end = said
    board.marks = [mark for mark in board.marks if mark.end <= start or mark.start >= end]
    for place in range(start, end):
        board.put(place, place + 1, Theirs() if place == them[0] else Noise())
    board.put(start, start, MetricSaid((active,)))


def of_other_list(board: Board, reading: Reading, before: Reading) -> Reading | None:
    """The reading of another period's list: after what August's new customers did, "the July ones".

    None where a period says when those of the list before did something.
    """
    among = before.among
    if among is None or reading.among != among or reading.period == before.period:
        return None
    for mark, _ in board.of(TimeSaid):
        lead = mark.start - 1
        while board.word(lead) in ("the", "those", "from", "in"):
            lead -= 1
        if board.word(mark.end) in _ONES or board.word(lead) == "of":
            other = among.model_copy(update={"period": reading.period})
            return reading.model_copy(update={"period": before.period, "among": other})
    return None


def mark_sum_of_them(board: Board, before: Reading) -> None:
    """Mark "the total of these", after a ranking, as one figure of those that it lists."""
    if not before.group_by or not (before.limit or before.having):
        return
    for first, last, _ in board.found(_SUM)[:1]:
        board.marks = [mark for mark in board.marks if not first <= mark.start < last]
        board.put(first, last - 1, Reset(split=True, rank=True))
        board.put(last - 1, last, Theirs())
