"""Who did something in one period and in another one too, or not: "in August but not in May"."""

from agent.interpreter.board import (
    Also,
    AskedBack,
    Board,
    GrainSaid,
    Mark,
    MetricSaid,
    Noise,
    TimeSaid,
)
from agent.interpreter.grouping import CohortLead
from agent.interpreter.order import Doubt
from agent.interpreter.periods import Calendar
from agent.interpreter.pointing import counted_by
from agent.reading import Reading, ReadPeriod
from semantic.period import describe, whole_grain
from semantic.view import View

_NOT = frozenset({"not", "never", "nothing"})
_TOO = frozenset({"again", "also"})
_DEEDS = frozenset(
    {"return", "returned", "order", "ordered", "buy", "bought", "pay", "paid", "purchase"}
    | {"purchased", "borrow", "borrowed", "stay", "stayed", "visit", "visited", "came", "spent"}
)
_BETWEEN = frozenset(
    {"but", "and", "or", "yet", ",", "in", "during", "on", "at", "for", "the", "of", "then", "who"}
    | {"that", "they", "did", "do", "have", "had", "has", "were", "was", "been", "any", "anything"}
    | {"come", "back", "active", "seen", "again", "also", "spend", "place", "placed"}
    | _DEEDS
    | _NOT
)
_LEADING = frozenset({"in", "during", "on", "for"})
_WHO = frozenset({"who", "which", "customer", "people", "number", "many"})


def mark_both(board: Board, view: View) -> None:
    """Mark a second period that says whom the first one is asked of. Call after periods."""
    times = board.of(TimeSaid)
    if not _counts_customers(board, view) or any(said.choices for _, said in times):
        return
    if times and _is_first_order(board, times[0][0]):
        return
    if len(times) == 2:
        _mark_second(board, times[0][0], times[1])
    elif len(times) == 1:
        _mark_parts(board, *times[0])


def _is_first_order(board: Board, mark: Mark) -> bool:
    """Whether a period is that of first orders, as in "who first bought in December"."""
    place = mark.start - 1 if board.word(mark.start - 1) in ("in", "during") else mark.start
    return any(other.end == place for other, _ in board.of(CohortLead))


def _counts_customers(board: Board, view: View) -> bool:
    names = [name for _, said in board.of(MetricSaid) for name in said.metrics]
    return all(counted_by(view.metrics[name], view) for name in names)


def _mark_second(board: Board, first: Mark, second: tuple[Mark, TimeSaid]) -> None:
    mark, said = second
    places = range(first.end, mark.start)
    words = {board.word(place) for place in places}
    too = words & _TOO or board.word(mark.end) == "too" or "both" in _words_before(board, first)
    plain = (
        not (said.parts or said.as_of) and words <= _BETWEEN and board.free(first.end, mark.start)
    )
    if plain and (words & _NOT or too):
        board.swap(mark, Also(said.period, absent=bool(words & _NOT)))
        for place in places:
            board.put(place, place + 1, Noise())


def _words_before(board: Board, mark: Mark) -> set[str]:
    return {board.word(mark.start - 1), board.word(mark.start - 2)}


def _mark_parts(board: Board, mark: Mark, said: TimeSaid) -> None:
    """As in "in both August and September": in each of them, where it is asked who."""
    asks = {token.stem for token in board.tokens} & _WHO
    if len(said.parts) != 2 or not asks:
        return
    if "both" in _words_before(board, mark):
        board.swap(mark, TimeSaid(said.parts[1], note=said.note))
        board.put(len(board.tokens), len(board.tokens), Also(said.parts[0]))
    elif _did_again(board, mark):
        one, other = map(describe, said.parts)
        why = f"Those who did in both {one} and {other}, or each of these by itself?"
        board.swap(mark, AskedBack(f"{why} Say “in both”, or “by {whole_grain(said.parts[0])}”."))


def _did_again(board: Board, mark: Mark) -> bool:
    """Whether somebody did something "in May and in June", perhaps in both, and no split is said.

    "In May and June" names the two months, and no more.
    """
    words = [token.word for token in board.tokens]
    again = words[mark.start + 1 : mark.end].count(words[mark.start - 1]) if mark.start else 0
    leads = bool(again) and words[mark.start - 1] in _LEADING
    return leads and bool(_DEEDS & set(words)) and not board.has(GrainSaid)


def kept_to(reading: Reading, also: Also, calendar: Calendar, view: View) -> Reading | Doubt:
    """The reading of those only who did the same in another period, or who did not."""
    if also.period.start >= calendar.today:
        return Doubt(f"{describe(also.period)} lies in the future: what is meant?", (reading,))
    keys = counted_by(view.metrics[reading.metrics[0]], view)
    plain = not (reading.compare or reading.limit or reading.having or reading.among)
    if len(reading.metrics) != 1 or not keys or not plain:
        return Doubt("Who did so in both is told of figures that count customers by name.")
    end = min(also.period.end, calendar.today)
    period = ReadPeriod(start=also.period.start, end=end, partial=end < also.period.end)
    listing = Reading(
        metrics=reading.metrics, group_by=(keys[0],), filters=reading.filters, period=period
    )
    return reading.model_copy(update={"among": listing, "apart": also.absent})
