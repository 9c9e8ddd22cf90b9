"""What a figure is anyway, said beside it: its unit, "only", a row for each, "out" of a verb."""

from collections.abc import Sequence

from agent.interpreter.board import Board, Mark, MetricSaid, Noise, TimeSaid
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.words.ordinary import CURRENCIES, MARKS
from agent.interpreter.words.roots import is_deed
from agent.interpreter.words.tokens import phrase
from agent.patterns import regex
from semantic.model import BaseMetric

_OWN_LINE = regex(
    r"(?:^|(?<= ))(?:each |all |every one )?(?:on|in|with|as) (?:its|their|a|an|one)(?: very)?"
    r" (?:own|separate|single) (?:line|row|column|entry)s?(?= |$)"
    r"|(?:^|(?<= ))(?:on|with|as) separate (?:lines|rows|columns)(?= |$)",
    "line|row|column|entry",
)
_ONLY = frozenset({"only", "alone", "solely"})
_BEFORE_A_PERIOD = frozenset({"in", "for", "over", "during", "the", "of"})
_DOING = frozenset({"we", "they", "i", "you", "to", "were", "was", "been", "have", "had", "got"})


def mark_said_anyway(board: Board, metrics: Sequence[BaseMetric]) -> None:
    """Mark such words. Call when the `metrics` that are named, splits and periods are marked."""
    _mark_unit(board, metrics)
    for mark, _ in board.of(MetricSaid):
        _mark_only(board, mark, metrics)
        _mark_out(board, mark)
    if board.has(Grouped):
        board.silence(_OWN_LINE)


def _mark_unit(board: Board, metrics: Sequence[BaseMetric]) -> None:
    """Mark the unit in which a figure is told: "average rental length (days)", "weight in kg"."""
    units = {phrase(metric.format.unit) for metric in metrics}
    for place in list(board.rest()):
        bracketed = (board.word(place - 1), board.word(place + 1)) == ("(", ")")
        led = board.word(place - 1) == "in" and board.free(place - 1, place)
        ends = board.word(place + 1) in MARKS | {"", "in", "for", "by", "per"}
        if units == {(board.tokens[place].stem,)} and (bracketed or (led and ends)):
            board.put(place - led, place + 1, Noise())


def _mark_only(board: Board, mark: Mark, metrics: Sequence[BaseMetric]) -> None:
    """Mark "only" right after an amount, where nothing follows that it could single out.

    Of customers "only" may mean those who did nothing else.
    """
    place = mark.end
    money = all(metric.format.unit in CURRENCIES for metric in metrics)
    after = place + 1
    while board.word(after) in _BEFORE_A_PERIOD:
        after += 1
    dated = any(time.start <= after < time.end for time, _ in board.of(TimeSaid))
    ends = board.word(place + 1) in MARKS | {""} or dated
    if board.word(place) in _ONLY and money and ends and board.free(place, place + 1):
        board.put(place, place + 1, Noise())


def _mark_out(board: Board, mark: Mark) -> None:
    """Mark "out" of the verb that names a figure: "how many did we hire out"."""
    one = mark.end == mark.start + 1 and board.word(mark.start - 1) in _DOING
    done = one or (mark.end > mark.start + 1 and is_deed(board.word(mark.end - 1)))
    if done and board.word(mark.end) == "out" and board.free(mark.end, mark.end + 1):
        board.put(mark.end, mark.end + 1, Noise())
