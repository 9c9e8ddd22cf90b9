"""Periods whose days nobody has said: fiscal years, Easter, "since the relaunch"."""

import re

from agent.interpreter.board import AskedBack, Board, Noise, TimeSaid
from agent.interpreter.calendar_grammar import ENDS
from semantic.period import whole_grain
from semantic.record import record

_LONGEST_FEAST = 31

_FEASTS = (
    "easter|christmas|xmas|black friday|cyber monday|thanksgiving|ramadan|eid|passover|whitsun"
    "|pentecost|carnival|halloween|(?:valentine|mother|father)s? day|hanukkah|diwali"
    "|new year(?: s)? eve|(?:bank|public|school|summer|winter) holidays?|holidays|half term"
    "|lockdown|covid|(?:the )?(?:pandemic|relaunch|rebrand|campaign|outage|strike|merger|takeover"
    "|promotion|price (?:change|increase|rise))"
)
_AROUND = re.compile(
    r"(?:^|(?<= ))(?:(?:in |during |over )?(?:the )?(?:week|weekend|days?) )?"
    r"(?:since|over|during|before|after|until|till|around) (?:the )?"
    rf"(?P<what>{_FEASTS})(?: (?:period|season|weekend|week|break|holidays?))?{ENDS}"
)
_FISCAL = re.compile(
    r"(?:^|(?<= ))(?:(?:in|for|of|over|during|since|by|this|last|current|previous|next|the|our"
    r"|so far|first|second|third|fourth|q[1-4]|h[12]) )*"
    r"(?P<what>(?:fiscal|financial|accounting|tax|budget|school|academic)"
    r" (?:year|quarter|month|period|week|half|ytd|calendar)s?(?: to date| so far)?"
    r"|fytd|fy ?'? ?(?:\d{4}|\d\d)?(?: / \d\d)?)(?: (?:19|20)\d\d(?: / \d\d)?)?(?= |$)"
)
_RUN_RATE = re.compile(
    r"(?:^|(?<= ))(?:monthly |weekly |annual |annualis?z?ed |current )*run ?-? ?rate(?= |$)"
)
_NO_PROJECTION = (
    "A “{}” is a projection, and only what has happened is known. There are means, as in “sales "
    "per month on average this year”."
)
_WHICH_DAYS = "Which days are meant by “{}”? Give them as dates, as in “since 24 April”."
_WHICH_MONTHS = (
    "No “{}” is known here, only years and quarters of the calendar. Name the months, as in "
    "“April to June”."
)


@record
class Feast(AskedBack):
    """Days that have a name here, and no dates."""


def mark_unset(board: Board) -> None:
    """Mark periods that only a calendar of the workspace's own could tell. Call before periods."""
    for first, last, match in board.found(_RUN_RATE):
        if board.free(first, last):
            board.put(first, last, AskedBack(_NO_PROJECTION.format(match[0])))
    for pattern, why, kind in (
        (_FISCAL, _WHICH_MONTHS, AskedBack),
        (_AROUND, _WHICH_DAYS, Feast),
    ):
        for first, last, match in board.found(pattern):
            if board.free(first, last):
                board.put(first, last, kind(why.format(match["what"])))


def mark_dated(board: Board) -> None:
    """Take a named feast as said by its dates: "over Christmas, 24 to 26 December"."""
    days = [said.period for _, said in board.of(TimeSaid)]
    if len(days) == 1 and days[0].days <= _LONGEST_FEAST and whole_grain(days[0]) != "month":
        for mark, _ in board.of(Feast):
            board.swap(mark, Noise())
