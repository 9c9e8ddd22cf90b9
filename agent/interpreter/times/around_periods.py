"""Words around a period that split it or say it once more: "each of", "the whole of Q2"."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from agent.interpreter.board import (
    AskedBack,
    Board,
    DimensionSaid,
    GrainSaid,
    Mark,
    MemberSaid,
    MetricSaid,
    Noise,
    Rank,
    TimeSaid,
)
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.times.calendar_grammar import (
    A_NUMBER,
    A_UNIT,
    WEEKDAYS,
    count_of,
    grain_of,
)
from agent.interpreter.times.pairs import spans_as_many
from agent.interpreter.times.today import Today
from agent.interpreter.words.signs import is_person
from agent.patterns import regex
from semantic.period import Period, whole_grain
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
_EACH_ONE = regex(
    r"(?:^|(?<= ))(?:(?:in|for|during|per|did|of) )?each (?:single )?"
    r"(?:one(?: of (?:them|these|those))?|of (?:them|these|those))(?= |$)"
    r"|(?:^|(?<= ))(?:in|for|during) each(?= ?[?.!,]|$)",
    "each",
)
_SEPARATELY = regex(
    r"(?:^|(?<= ))(?:each )?(?:separately|individually|one by one)(?= ?[?.!,]|$)",
    "separately|individually|one by one",
)
_EACH_WHAT = "Each of what? Name it, as in “for each month”."
_ON_ITS_OWN = regex(
    r"(?:(?<=§ )|(?<=each ))(?:(?:all|each) )?"
    r"(?:on (?:its|their) own|by (?:itself|themselves))(?= |$)",
    " own|by itself|by themselves",
)
_BACK = regex(r"(?:^|(?<= ))back(?= (?:in|on|at|during) (?:the )?(?:month of )?§)", "back")
# After these "back" is no part of what somebody did: "did we have back in July".
_BEFORE_BACK = frozenset({"", ",", "had", "have", "has", "was", "were", "is", "be", "been", "ever"})
_BEFORE_BACK |= frozenset({"worth", "see", "saw", "seen", "like", "then", "from"})
_KNOWN = (
    "(?:(?:as|since|though|although|because|but|and|given|considering|i|we|know|that|it is|we are"
    "|is|there are|there is|the month is) )*"
)
_DAYS_IN = regex(
    rf"(?:^|(?<= )){_KNOWN}(?:only|just|barely|merely) (?P<n>{A_NUMBER}) (?P<g>days?)"
    r"(?: (?:in|old|so far|into it|into the month|of data))*(?: (?:, )?i know)?(?: (?:, )?but)?"
    r"(?= [,.?!:;)-]|$|(?<= but) )",
    "only|just|barely|merely",
    "day",
)
_DAY_ENDS = regex(
    r" (?:[,(] )?(?:(?:at|by|as of|as at) )?(?:the )?"
    r"(?:(?:end|close) of (?:the |that )?(?:day|business|play|trading)|eod|cob)(?: \))?(?= |$)"
)
_THAT_IS = frozenset({",", "(", "-", "–", "as", "in", "i.e.", "so", "that", "is", "was", "a", "="})
_UNITS = ("day", "week", "month", "quarter", "year")


def mark_around(board: Board, nouns: Collection[str], today: Today) -> None:
    """Mark what stands around each period. Call when periods are marked."""
    for mark, said in board.of(TimeSaid):
        _mark_day_ends(board, mark, said)
    for mark, said in board.of(TimeSaid):
        _mark_before(board, mark, said, today.week_start)
        flat, starts = board.flat()
        after = _IN_FULL.match(flat, starts[mark.end - 1] + 1)
        if after:
            board.put(mark.end, mark.end + len(after[0].split()), Noise())
    _mark_back(board, nouns)
    _mark_days_in(board, today)
    _mark_day_of(board)
    for first, last, _ in board.found(_UP_TO_NOW):
        if board.has(TimeSaid) or any(token.word == "ever" for token in board.tokens):
            board.put(first, last, Noise())


def _mark_day_ends(board: Board, mark: Mark, said: TimeSaid) -> None:
    """Take "as of 30 June, end of day" as the end of that day, and not as its beginning."""
    flat, starts = board.flat()
    after = _DAY_ENDS.match(flat, starts[mark.end - 1] + 1)
    numbered = any(token.is_number for token in board.tokens[mark.start : mark.end])
    dated = said.as_of or said.period.days == 1
    if said.parts or said.ends or said.choices or not (after and dated and numbered):
        return
    begun = said.as_of and not {"end", "close"} & set(board.text(mark).split())
    day = Period(said.period.end, said.period.end + timedelta(1)) if begun else said.period
    mark = board.widen(mark, mark.start, mark.end + len(after[0].split()))
    board.swap(mark, replace(said, period=day))


def _mark_back(board: Board, nouns: Collection[str]) -> None:
    """Mark "back" in "back in July", and not in "customers who came back in July"."""
    for first, last, _ in board.found(_BACK):
        before = board.word(first - 1)
        named = any(mark.end == first for mark, _ in board.of(MetricSaid))
        if before in _BEFORE_BACK or (named and not is_person(board.tokens[first - 1], nouns)):
            board.put(first, last, Noise())


def _mark_day_of(board: Board) -> None:
    """Mark "Sunday" in "Sunday, as in yesterday", where that day is the one."""
    if len(board.of(TimeSaid)) != 1:
        return
    ((mark, said),) = board.of(TimeSaid)
    name = WEEKDAYS[said.period.start.weekday()] if said.period.days == 1 else ""
    for place in [place for place in board.rest() if board.word(place) == name]:
        beside = range(mark.end, place) if place > mark.start else range(place + 1, mark.start)
        if {board.word(each) for each in beside} <= _THAT_IS:
            board.put(place, place + 1, Noise())


def _mark_days_in(board: Board, today: Today) -> None:
    """Mark "we are only two days in" where the period asked about has lasted so long."""
    begun = {(today.day - said.period.start).days for _, said in board.of(TimeSaid)
             if said.period.end >= today.day}  # fmt: skip
    for first, last, match in board.found(_DAYS_IN):
        if count_of(match["n"]) in begun and board.free(first, last):
            board.put(first, last, Noise())


def mark_each_one(board: Board, week_start: Weekday, *, in_thread: bool) -> None:
    """Mark "in each one" after "the last five weeks" as a split by week. Call after rankings.

    What it points at may be members or figures too, or stand in the thread; nothing else is asked.
    """
    if any(map(board.has, (GrainSaid, Grouped))):
        board.silence(_ON_ITS_OWN)
    several = len(board.of(MemberSaid)) > 1 or len(board.of(MetricSaid)) > 1
    split = any(map(board.has, (GrainSaid, Grouped, DimensionSaid, Rank)))
    if several or split or in_thread:
        return
    times = board.of(TimeSaid)
    units = [_several(board, mark, said, week_start) for mark, said in times]
    if units and units[0] and not board.found(_EACH_ONE):
        for first, last, _ in board.found(_SEPARATELY)[:1]:
            board.put(first, last, GrainSaid(units[0]))
    for first, last, _ in board.found(_EACH_ONE)[:1]:
        board.put(first, last, GrainSaid(units[0]) if units and units[0] else AskedBack(_EACH_WHAT))


def _several(board: Board, mark: Mark, said: TimeSaid, week_start: Weekday) -> str:
    """The unit of which a period says that it is several; empty where it is one."""
    unit = _unit(board, mark, said, week_start)
    if said.ends and not said.parts:
        return whole_grain(said.ends[0], week_start) or ""
    return unit if said.parts or board.word(mark.end - 1).endswith("s") else ""


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
    """What a period is told in: months for "the first two months of Q2" and for "May and June"."""
    words = [board.word(place) for place in range(mark.start, mark.end)]
    several = [word[:-1] for word in words if word[:-1] in _UNITS and word.endswith("s")]
    if several:
        return several[0]
    last = words[-1] if words else ""
    if last in _UNITS:
        return last
    return (whole_grain(said.parts[0], week_start) or "") if said.parts else ""
