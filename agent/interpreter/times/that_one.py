"""A period that points at one named before it: "… on 3 March. How many visits that month?"."""

import re

from agent.evidence import as_grain
from agent.interpreter.board import USED, Again, Board, Mark, MetricSaid, Noise, TimeSaid
from agent.interpreter.times.today import Today
from agent.interpreter.words.ordinary import MARKS
from agent.patterns import regex
from semantic.period import unit

_TOLD = frozenset(".!;:")
_UNIT = "day|week|month|quarter|year|period"
_THAT_ONE = regex(
    r"(?:^|(?<= ))(?:in |during |of |within )?(?:(?:that|the) (?:very )?same|that(?: very)?) "
    rf"(?P<unit>{_UNIT})(?! (?:of|in) {USED})(?: (?:alone|only))?(?= |$)"
    rf"|(?:^|(?<= ))(?:in |during |within )?the (?P<itself>{_UNIT}) itself(?= |$)",
    "that |same |itself",
)


def points_at_one(board: Board) -> bool:
    """Whether such words are left that nothing before them explains."""
    return bool(board.found(_THAT_ONE))


def mark_that_one(board: Board, today: Today) -> None:
    """Mark such words as the period before them, or as the month, say, that it lies in.

    Where only another period follows, as in "that month against May", they stay to be asked about.
    """
    for first, last, match in board.found(_THAT_ONE):
        named = [(mark, said) for mark, said in board.of(TimeSaid) if not said.choices]
        earlier = [each for each in named if each[0].end <= first]
        if earlier and board.free(first, last):
            _point(board, first, last, match, earlier[-1], today)
        elif any(_only_marks(board, last, mark.start) for mark, _ in named):
            board.put(first, last, Again())


def _point(
    board: Board, first: int, last: int, match: re.Match[str], at: tuple[Mark, TimeSaid],
    today: Today,
) -> None:  # fmt: skip
    mark, said = at
    named = match["unit"] or match["itself"]
    if named == "period":
        board.put(first, last, Again())
        return
    whole = unit(said.period.start, as_grain(named), today.week_start)
    if whole == said.period:
        board.put(first, last, Again())
    elif said.period.end <= whole.end and _is_told_only(board, mark.end, first):
        board.put(first, last, TimeSaid(whole))
        board.swap(mark, Noise())


def _is_told_only(board: Board, end: int, place: int) -> bool:
    """Whether a period stands in an earlier sentence, which names no figure and asks nothing."""
    breaks = [n for n in range(end, place) if board.word(n) in _TOLD]
    asked = any(board.word(n) == "?" for n in range(place))
    named = any(mark.start < breaks[-1] for mark, _ in board.of(MetricSaid)) if breaks else False
    return bool(breaks) and not asked and not named


def _only_marks(board: Board, start: int, end: int) -> bool:
    """Whether a period follows right away that says which one is meant: "that month (March)"."""
    return start < end and all(board.word(place) in MARKS for place in range(start, end))
