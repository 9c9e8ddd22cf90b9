"""Words around a period that split it or say it once more: "each of", "the whole of Q2"."""

from agent.interpreter.board import Board, GrainSaid, Mark, Noise, TimeSaid
from agent.interpreter.times.calendar_grammar import A_NUMBER, A_UNIT, count_of, grain_of
from agent.interpreter.times.pairs import spans_as_many
from agent.patterns import regex
from semantic.period import whole_grain
from semantic.week import Weekday

_EACH_OF = regex(r"(?:^|(?<= ))(?:(?:in|for|during|over) )?each (?:single )?(?:one )?of (?:the )?$")
_WHOLE = regex(r"(?:^|(?<= ))(?:the )?(?:whole|entirety|entire|full|complete)(?: of)?(?: the)? $")
_AS_MANY = regex(
    rf"(?:^|(?<= ))(?:the )?(?:full )?(?P<n>{A_NUMBER}) (?:full |whole |calendar )?(?P<g>{A_UNIT})"
    r"(?: [,:(-])? $"
)
_IN_FULL = regex(r" (?:as a whole|in (?:its |the )?entirety|in full|all told|itself)(?= |$)")
_UP_TO_NOW = regex(
    r"(?:^|(?<= ))(?:counting )?(?:right |all the way )?up (?:to|until|till) (?:now|today|this day)"
    r"(?= |$)",
    "now|today|day",
)
_UNITS = ("day", "week", "month", "quarter", "year")


def mark_around(board: Board, week_start: Weekday) -> None:
    """Mark what stands directly around each period. Call when periods are marked."""
    for mark, said in board.of(TimeSaid):
        _mark_before(board, mark, said, week_start)
        flat, starts = board.flat()
        after = _IN_FULL.match(flat, starts[mark.end - 1] + 1)
        if after:
            board.put(mark.end, mark.end + len(after[0].split()), Noise())
    for first, last, _ in board.found(_UP_TO_NOW):
        if board.has(TimeSaid) or any(token.word == "ever" for token in board.tokens):
            board.put(first, last, Noise())


def _mark_before(board: Board, mark: Mark, said: TimeSaid, week_start: Weekday) -> None:
    flat, starts = board.flat()
    lead = flat[: starts[mark.start]]
    unit = _unit(board, mark, said, week_start)
    if (each := _EACH_OF.search(lead)) and unit:
        meaning: object = Noise() if board.has(GrainSaid) else GrainSaid(unit)
        board.put(mark.start - len(each[0].split()), mark.start, meaning)
    elif whole := _WHOLE.search(lead):
        board.put(mark.start - len(whole[0].split()), mark.start, Noise())
    elif (counted := _AS_MANY.search(lead)) and spans_as_many(
        said.period, count_of(counted["n"]), grain_of(counted["g"])
    ):
        board.put(mark.start - len(counted[0].split()), mark.start, Noise())


def _unit(board: Board, mark: Mark, said: TimeSaid, week_start: Weekday) -> str:
    """What a period is told in: months for "the last six months" and for "May, June and July"."""
    last = board.word(mark.end - 1).removesuffix("s")
    if last in _UNITS:
        return last
    return (whole_grain(said.parts[0], week_start) or "") if said.parts else ""
