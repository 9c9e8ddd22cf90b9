"""Baselines told from the period asked about: the month before, a year earlier, the 3 before."""

import re
from collections.abc import Callable

from agent.interpreter.board import AskedBack, Board, Shift
from agent.interpreter.times.calendar_grammar import (
    A_NUMBER,
    A_UNIT,
    ORDINALS,
    WEEKDAYS,
    count_of,
    grain_of,
)
from agent.patterns import Pattern, regex

_UNIT = "day|week|month|quarter|year|period"
NAMED_DAYS = (*WEEKDAYS, "weekend")
_A_DAY = "|".join(NAMED_DAYS)
VERSUS = (
    "(?:vs(?: \\.)?|versus|v|against|than|relative to|in comparison (?:to|with)|beat|ahead of"
    "|behind|compar(?:ed?|ing)(?: (?:that|this|it|them|those|these))? (?:to|with|w|against)"
    "|cf(?: \\.)?|as (?:opposed to|against)"
    "|in contrast (?:to|with)|by contrast with|next to|alongside|beside"
    "|vis(?: -)? (?:à|a)(?: -)? vis"
    "|(?:set|put|placed?|held|laid|stack(?:s|ed|ing)?|measure[sd]?|line[sd]?|hold(?:s|ing)?"
    "|fare[sd]?)"
    "(?: up)? (?:against|beside|alongside|next to)"
    "|exceed(?:ed|s|ing)?|surpass(?:ed|es|ing)?|outstrip(?:ped|s)?|(?:fall|fell|falls) short of)"
)
MOVED_ON = (
    "(?:(?:by )?how (?:far|much) )?"
    "(?:up or down|down or up|up|down|better|worse|higher|lower|changed?|growth|grown?|increased?)"
    " (?:on|over|from)"
    # "Fell over Easter" says when.
    "|(?:decreased?|declined?|drop(?:ped)?|rise|rose|risen|fall|fell|fallen|moved?|improved?) from"
)
# What stands for the figure again: "than it was in July".
IT_WAS = (
    "(?:(?:what )?(?:it|they|we|things|that|those|these|this)"
    " (?:was|were|is|are|has been|have been|had been|did|had|saw) (?:back )?)?"
)
_LEAD = (
    f"(?:(?:{MOVED_ON}|{VERSUS}) {IT_WAS}|(?:on|over|from) )?"
    "(?:(?:that |those )?(?:in |for |of ))?(?:the )?"
)


def words_of(words: str, *needs: str) -> Pattern:
    """A pattern for whole words of a board's flat text, which needs some of these."""
    return regex(rf"(?:^|(?<= ))(?:{words})(?= |$)", *needs)


_EARLIER = "before|earlier|prior"
_FORMER = "previous|preceding|prior"
_WHERE_WE_WERE = (
    "(?:(?:to |with )?where (?:we|it|they|things) (?:were|was|stood) )?(?:(?:at|by) )?(?:the )?"
)
_YEAR_EARLIER = (
    words_of(
        rf"{_LEAD}(?:same (?:{_UNIT}|time|date|point|stage|moment) )?(?:the |of |a |one )*year"
        " (?:before|earlier|ago|prior)",
        "before|earlier|ago|prior",
        "year",
    ),
    words_of(
        rf"{_LEAD}{_WHERE_WE_WERE}(?:same|this(?= time| point| stage))"
        rf" (?:(?:{_UNIT}|time|date|point|stage)s? )?(?:(?:of|in) )?(?:the )?"
        "(?:last|previous|prior) year",
        "same |this ",
        "last year|previous year|prior year",
    ),
    words_of(
        rf"{_LEAD}(?:last|previous|prior) year(?: ,)? (?:(?:in|for|at|over) )?(?:the )?same"
        rf" (?:{_UNIT}|time)",
        "year",
        "same ",
    ),
    words_of(
        "(?:(?<=up )|(?<=down )|(?<=higher )|(?<=lower )|(?<=better )|(?<=worse )|(?<=much ))"
        "on the year(?= (?:in|for|[?.,!;:-])|$)",
        "on the year",
    ),
    words_of("year(?: -)? (?:on|over)(?: -)? year|yoy|y/y", "year|yoy|y/y"),
)
_WEEK_EARLIER = (
    words_of(
        rf"{_LEAD}same (?:day|weekday) (?:of )?(?:the )?(?:last|previous|prior) week",
        "same ",
        "week",
    ),
    words_of(rf"{_LEAD}(?:a|one) week (?:ago|earlier|before)", "week", "ago|earlier|before"),
)
_SAME_DAYS = (
    words_of(
        rf"{_LEAD}{_WHERE_WE_WERE}(?:same|this) (?:period|time|point|days|stage|dates)"
        " (?:of |in )?(?:the )?(?:last|previous|prior) (?P<u>month|week|quarter)",
        "same |this ",
        "last|previous|prior",
    ),
    words_of(
        rf"{VERSUS} (?:the )?(?:last|previous|prior) (?P<u>month|week|quarter|year)"
        "(?: (?:mtd|wtd|qtd|ytd|to date))",
        "td|to date",
    ),
)
_SAME_WEEK = words_of(
    rf"{_LEAD}same week (?:of |in )?(?:the )?(?:last|previous|prior|next) (?:month|quarter)"
    rf"|{_LEAD}same week (?:of |in )?(?:the )?(?:month|quarter) (?:before|earlier|ago)",
    "same week",
)
_NO_SAME_WEEK = "A month has no same week as another. Which days are meant?"
_ONE_BEFORE = (
    words_of(
        rf"{_LEAD}(?P<u>{_UNIT}|one) (?:before(?! last| yesterday)(?: that| it)?|earlier|prior)",
        _EARLIER,
    ),
    words_of(
        rf"(?:{MOVED_ON}|{VERSUS}) (?:in |for )?(?:the )?(?:previous|preceding|prior)"
        rf" (?P<u>{_UNIT}|one)",
        _FORMER,
    ),
    words_of(
        rf"{_LEAD}(?P<u>{_A_DAY}) (?:before(?! last)(?: that)?|earlier|prior)", _EARLIER, "day|end"
    ),
    words_of(
        rf"{VERSUS} (?:the )?(?:previous|preceding|prior) (?P<u>{_A_DAY})", _FORMER, "day|end"
    ),
    words_of(
        "(?:(?<=up )|(?<=down )|(?<=higher )|(?<=lower )|(?<=better )|(?<=worse )|(?<=much ))"
        "on the (?P<u>month|week|quarter)(?= (?:in|for|[?.,!;:-])|$)",
        "on the ",
    ),
    words_of(
        "(?P<u>month|week|quarter|day)(?: -)? (?:on|over|to)(?: -)? (?P=u)(?: view)?",
        " on| over| to",
    ),
    words_of(rf"{VERSUS} (?P<letters>py|ly|pm|pq|pw|pp)", "py|ly|pm|pq|pw|pp"),
    words_of("(?P<letters>mom|wow|qoq|m/m|w/w|q/q)", "mom|wow|qoq|m/m|w/w|q/q"),
)
_NO_NTH = "".join(f"(?<!{nth} )" for nth in (*ORDINALS, "fifth", "sixth", "5th", "6th"))
_ONE_AFTER = regex(
    rf"(?:^|(?<= ))(?:in |for )?(?:the )?(?:{_NO_NTH}(?P<u>{_UNIT}|one) after(?: that| it)?"
    rf"|following (?P<u2>{_UNIT}|one))(?= *$| [?.!,])",
    "after|following",
)
_AS_MANY = words_of(
    rf"{VERSUS} (?:the )?(?:(?:previous|prior|preceding) (?P<n>{A_NUMBER})(?: (?P<g>{A_UNIT}))?"
    rf"|(?:last )?(?P<n2>{A_NUMBER})(?: (?P<g2>{A_UNIT}))? (?:before|earlier|prior)"
    r"(?: (?:that|it|those|them))?)",
    "previous|prior|preceding|before|earlier",
)
_SETS_AGAINST = regex(
    rf"(?:{MOVED_ON}|{VERSUS}|on)(?= )|yoy|y/y|\w+(?: -)? (?:on|over|to) |mom|wow|qoq|m/m|w/w|q/q"
)
_LETTERS = {"mom": "month", "wow": "week", "qoq": "quarter", "m/m": "month", "w/w": "week"}
_LETTERS |= {"q/q": "quarter", "py": "year", "ly": "year", "pm": "month", "pq": "quarter"}
_LETTERS |= {"pw": "week", "pp": "period"}


def mark_shifts(board: Board) -> None:
    """Mark relative baselines such as "than the month before". Call before periods are marked."""
    for pattern in _WEEK_EARLIER:
        mark_all(board, pattern, lambda match: Shift("week", led=_is_led(match), same=True))
    mark_all(board, _AS_MANY, _as_many)
    mark_all(board, _SAME_WEEK, lambda _: AskedBack(_NO_SAME_WEEK))
    for pattern in _SAME_DAYS:
        mark_all(board, pattern, lambda match: Shift(match["u"], led=True, same=True))
    for pattern in _YEAR_EARLIER:
        mark_all(board, pattern, lambda match: Shift("year", led=_is_led(match)))
    for pattern in _ONE_BEFORE:
        mark_all(board, pattern, _one_before)
    mark_all(board, _ONE_AFTER, lambda match: Shift(match["u"] or match["u2"], after=True))


def _as_many(match: re.Match[str]) -> Shift:
    """As in "the last 3 months against the 3 before"."""
    unit = match["g"] or match["g2"]
    count = count_of(match["n"] or match["n2"])
    return Shift(grain_of(unit) if unit else "period", led=True, count=count)


def _one_before(match: re.Match[str]) -> Shift:
    on = bool(re.search(r" (?:on|over|to) ", match[0])) or "letters" in match.groupdict()
    return Shift(_unit(match), led=_is_led(match), by_unit=on)


def _is_led(match: re.Match[str]) -> bool:
    """Whether the words say by themselves that something is compared: "than a year ago"."""
    return bool(_SETS_AGAINST.match(match[0]))


def mark_all(board: Board, pattern: Pattern, meaning: Callable[[re.Match[str]], object]) -> None:
    """Mark what a pattern finds among the free words."""
    for first, last, match in board.found(pattern):
        if board.free(first, last):
            board.put(first, last, meaning(match))


def _unit(match: re.Match[str]) -> str:
    parts = match.groupdict()
    return _LETTERS[parts["letters"]] if parts.get("letters") else parts["u"]
