"""Weekdays and hours: "sales on Mondays", "by day of the week", "busiest hour", "after 5 pm"."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from agent.interpreter.board import AskedBack, Board, TimeSaid
from agent.interpreter.times.calendar_grammar import WEEKDAY_NEED, WEEKDAYS
from agent.patterns import Pattern, regex
from agent.time_groups import HOUR, WEEKDAY
from semantic.model import Filter, Operator
from semantic.period import Period, describe
from semantic.record import record
from semantic.suggest import listed

_LEADS = (
    "by per each every which what across best worst busiest quietest strongest weakest slowest peak"
)
_LED = "(?:" + "|".join(rf"(?<={lead} )" for lead in _LEADS.split()) + ")(?:the )?"
_PLURAL = "(?:" + "|".join(f"{name}s" for name in WEEKDAYS) + ")"
_CLOCK = r"(?P<h{0}>\d{{1,2}})(?: ?(?P<half{0}>am|pm)| : 00)"
_SEVERAL = 4
_PARTS_OF_DAY = "(?:mornings?|afternoons?|evenings?|nights?|lunchtimes?)"


def _whole(words: str, *needs: str) -> Pattern:
    return regex(rf"(?:^|(?<= ))(?:{words})(?= |$)", *needs)


_DAY_OF_WEEK = _whole(
    r"(?:(?:by|per|each|every|which|what|split by|across) )?(?:the )?days? of (?:the |a )?week",
    "day",
    "week",
)
_SPLITS = (
    (
        _whole(
            r"(?:by|per|each|every|which|what|split by|across) (?:the )?week ?days?"
            rf"|{_LED}week ?days?",
            "weekday|week day",
        ),
        WEEKDAY,
    ),
    (
        _whole(
            r"(?:by|each|which|what|split by|across) (?:the )?hours?(?: of (?:the |a )?day)?"
            rf"|{_LED}hours?(?: of (?:the |a )?day)?|hours? of (?:the |a )?day|hourly|hour by hour"
            r"|(?:by|at|which|what) times? of (?:the )?day"
            r"|(?:at )?what times?(?= (?:do|does|did|are))",
            "hour|time",
        ),
        HOUR,
    ),
)
_AGAINST = "(?:and|or|,|vs(?: \\.)?|versus|against|compared (?:to|with))"
_BOTH_KINDS = _whole(
    rf"(?:on )?week ?days? {_AGAINST} (?:on |at )?(?:the )?weekends?"
    rf"|(?:on |at )?(?:the )?weekends? {_AGAINST} (?:on )?week ?days?",
    "weekend",
)
_ONE_AT_A_TIME = (
    "Weekdays and weekends are told one at a time, as in “on weekdays” and “on weekends”, or day "
    "by day: “by weekday”. Which is meant?"
)
_LIMITED = (
    (
        _whole(
            r"(?:on|during|(?<=^and )|(?<=^what about )|(?<=only )) ?week ?days",
            "weekdays|week days",
        ),
        range(1, 6),
    ),
    (_whole("(?:(?:on|at|over|during|every) )?(?:the )?weekends", "weekends"), range(6, 8)),
)
_DAYS = _whole(
    rf"(?:(?:on|for|every) )?{_PLURAL}(?:(?: ,)?(?: (?:and|or|&|on))* {_PLURAL})*"
    rf"|(?:on )?every (?:{'|'.join(WEEKDAYS)})",
    WEEKDAY_NEED,
)
_DAYS_AGAINST = _whole(
    rf"(?:(?:on|for) )?{_PLURAL}(?: ,)? (?:vs(?: \.)?|versus|against|compared (?:to|with))"
    rf" (?:on |for )?{_PLURAL}",
    WEEKDAY_NEED,
)
_HOURS = _whole(
    rf"(?:between|from) (?:{_CLOCK.format(1)}|(?P<bare>\d{{1,2}}))"
    rf" (?:and|to|until|-|–) {_CLOCK.format(2)}"
    r"|(?P<side>before|after|from|until|till|at|since)"
    rf" (?:{_CLOCK.format(3)}|(?P<noon>noon|midday))",
    "am|pm| : 00|noon|midday",
)
_VAGUE = _whole(
    rf"(?:in|during|over) (?:the |early |late )+{_PARTS_OF_DAY}"
    rf"|(?:this|yesterday|tomorrow|{'|'.join(WEEKDAYS)}) {_PARTS_OF_DAY}"
    r"|(?:at|by|over) (?:lunchtime|lunch)|at night|mornings|afternoons|evenings|overnight",
    "morning|noon|evening|night|lunch",
)
_ONE_WEEKEND = _whole("(?:at|on|over|during) the weekend", "the weekend")
_VAGUE_HOURS = "Which hours are meant by “{}”? Say “before noon” or “after 5 pm”, or ask “by hour”."
_WHICH_WEEKEND = "Is the last weekend meant, or all of a period, as in “on weekends in September”?"


@record
class PartSplit:
    """A split by a part of time is asked for: by weekday, by hour, by fiscal quarter.

    `usual` is the period that is meant where none is named.
    """

    name: str
    usual: TimeSaid | None = None


@record
class PartFilter:
    """Only these weekdays or hours."""

    filters: tuple[Filter, ...]


def mark_day_of_week(board: Board) -> None:
    """Mark "by day of the week". Call before "by day" can be a dimension."""
    _mark(board, _DAY_OF_WEEK, partial(_split, WEEKDAY))


def mark_day_parts(board: Board) -> None:
    """Mark weekdays and hours. Call before periods, of which their words could be part."""
    _mark(board, _BOTH_KINDS, lambda _: AskedBack(_ONE_AT_A_TIME))
    for pattern, name in _SPLITS:
        _mark(board, pattern, partial(_split, name))
    for pattern, days in _LIMITED:
        _mark(board, pattern, partial(_only, tuple(days)))
    for first, last, match in board.found(_DAYS_AGAINST)[:1]:
        board.put(first, last, _on(_named(match[0])))
        board.put(last, last, PartSplit(WEEKDAY))
    _mark(board, _DAYS, lambda match: _on(_named(match[0])))
    _mark(board, _HOURS, lambda match: PartFilter(tuple(_at(match))))
    _mark(board, _VAGUE, lambda match: AskedBack(_VAGUE_HOURS.format(match[0])))


def mark_weekend(board: Board) -> None:
    """Mark "at the weekend": all of a named period's, else asked back. Call after periods."""
    dated = board.has(TimeSaid)
    _mark(board, _ONE_WEEKEND, lambda _: _on((6, 7)) if dated else AskedBack(_WHICH_WEEKEND))


def part_groups(board: Board) -> list[str]:
    """The parts of time that the question splits by."""
    return list(dict.fromkeys(said.name for _, said in board.of(PartSplit)))


def usual_period(board: Board) -> TimeSaid | None:
    """The period that a split by parts of time is of, where none is named and the split says so."""
    return next((said.usual for _, said in board.of(PartSplit) if said.usual), None)


def part_filters(board: Board) -> list[Filter]:
    """The weekdays and hours that the question is limited to."""
    return [given for _, said in board.of(PartFilter) for given in said.filters]


def uneven(names: Sequence[str], period: Period) -> str:
    """That a period has more of some weekdays than of others, where figures are split by them."""
    if WEEKDAY not in names or period.days % 7 == 0:
        return ""
    more = (period.start.weekday() + offset for offset in range(period.days % 7))
    often = [f"{WEEKDAYS[day % 7].title()}s" for day in more]
    named = listed(often, "and") if len(often) < _SEVERAL else "some weekdays"
    return f"{describe(period)} has one more of {named} than of the others"


def _mark(board: Board, pattern: Pattern, meaning: Callable[[re.Match[str]], object]) -> None:
    for first, last, match in board.found(pattern):
        if board.free(first, last):
            board.put(first, last, meaning(match))


def _split(name: str, _: re.Match[str]) -> PartSplit:
    return PartSplit(name)


def _only(days: tuple[int, ...], _: re.Match[str]) -> PartFilter:
    return _on(days)


def _on(days: tuple[int, ...]) -> PartFilter:
    return PartFilter((Filter(field=WEEKDAY, op="in", value=days),))


def _named(words: str) -> tuple[int, ...]:
    said = {word.removesuffix("s") for word in words.split()}
    return tuple(number for number, name in enumerate(WEEKDAYS, start=1) if name in said)


def _at(match: re.Match[str]) -> Iterator[Filter]:
    """Conditions on the hour; "after 5 pm" begins with what happens at five."""
    if match["h2"]:
        end = _hour(match["h2"], match["half2"])
        same_clock = match["h1"] or match["half2"] is None
        said = match["h1"] or match["bare"]
        first = _hour(said, match["half1"]) if same_clock else _before(said, end)
        yield Filter(field=HOUR, op="ge", value=first)
        yield Filter(field=HOUR, op="lt", value=end)
        return
    hour = 12 if match["noon"] else _hour(match["h3"], match["half3"])
    ops: dict[str, Operator] = {"before": "lt", "until": "lt", "till": "lt", "at": "eq"}
    yield Filter(field=HOUR, op=ops.get(match["side"], "ge"), value=hour)


def _before(said: str, end: int) -> int:
    """The hour of "between 2 and 5 pm" or "from 9 to 5 pm": the last such one before the end."""
    hour = int(said) % 12
    return hour + 12 if hour + 12 < end else hour


def _hour(said: str, half: str | None) -> int:
    hour = int(said)
    if half is None:
        return hour
    return hour % 12 + 12 * (half == "pm")
