"""Periods whose days nobody has said: fiscal years, Easter, the other week, "the relaunch"."""

import re

from agent.interpreter.board import AskedBack, Board, Noise, TimeSaid
from agent.interpreter.times.calendar_grammar import A_YEAR, AN_ORDINAL, ENDS, WEEKDAYS
from agent.interpreter.times.today import Today
from agent.patterns import regex
from semantic.period import whole_grain
from semantic.record import record

_LONGEST_FEAST = 31
_FEASTS = (
    "(?:christmas|xmas) and (?:the )?new year|"
    "easter|christmas|xmas|new year|thanksgiving|ramadan|eid|passover|whitsun|pentecost|carnival"
    "|(?:mother|father)s? day|hanukkah|diwali"
    "|(?:bank|public|school|summer|winter) holidays?|holidays|half term"
    "|lockdown|covid|(?:the )?(?:pandemic|relaunch|rebrand|campaign|outage|strike|merger|takeover"
    "|promotion|price (?:change|increase|rise))"
)
_DURING = "over|on|during|around|at|in|for"
_LEADING = "between|since|before|after|until|till|to|up to|ahead of|leading up to"
_AROUND = regex(
    r"(?:^|(?<= ))(?P<before>(?:in |during |over )?(?:the )?(?:weeks?|weekends?|days?|months?"
    r"|run ?-? ?up) )?"
    rf"(?:(?P<during>{_DURING})|(?P<which>this|last)|{_LEADING}) (?:the )?(?:(?:this|last) )?"
    rf"(?P<what>{_FEASTS})(?: (?:period|season|weekend|week|break|holidays?))?"
    rf"(?: (?:of |in )?(?:(?P<y>{A_YEAR})|(?P<told>this|last) year))?{ENDS}",
    "easter|christmas|xmas|new year|thanksgiving|ramadan|eid|passover|whitsun|pentecost|carnival"
    "|mother|father|hanukkah|diwali|holiday|half term|lockdown|covid|pandemic|relaunch|rebrand"
    "|campaign|outage|strike|merger|takeover|promotion|price",
)
_FISCAL = regex(
    r"(?:^|(?<= ))(?:(?:in|for|of|over|during|since|by|this|last|current|previous|next|the|our"
    r"|so far|first|second|third|fourth|q ?[1-4]|h ?[12]) )*"
    r"(?P<what>(?:fiscal|financial|accounting|tax|budget|school|academic)"
    r" (?:(?:year|quarter|month|period|week|half|ytd|calendar)s?"
    r"|q ?[1-4]|h ?[12])|fytd|fq ?[1-4]|fy ?'? ?(?:\d{4}|\d\d)?(?: / \d\d)?)"
    r"(?: to date| so far)?(?: q ?[1-4]| h ?[12])?(?: (?:19|20)\d\d(?: / \d\d)?)?(?= |$)",
    "fiscal|financial|accounting|tax|budget|school|academic|fy|fq",
)
_VAGUE = regex(
    r"(?:^|(?<= ))(?P<what>the other (?:day|night|week|weekend|month)"
    r"|(?:the )?(?:last|past|previous) (?:few|several) (?:days|weeks|months)"
    r"|(?:a few|some|several) (?:days|weeks|months|time) ago|a while ago"
    r"|recent (?:days|weeks|months|times)|recently|lately|of late)(?= |$)",
    "other|few|several|some|while|recent|late",
)
_EACH = regex(
    rf"(?:^|(?<= ))(?P<what>(?:{AN_ORDINAL}|last|final)"
    rf" (?:{'|'.join(WEEKDAYS)}|weekend|day|week) (?:of|in)"
    r" (?:(?:a|any|each|every) (?:month|quarter|year)|(?:all|the) (?:months|quarters|years)))"
    r"(?= |$)",
    "a month|a quarter|a year|any|each|every|all|the ",
    "month|quarter|year",
    "day|week",
)
_RUN_RATE = regex(
    r"(?:^|(?<= ))(?:monthly |weekly |annual |annualis?z?ed |current )*(?P<what>run ?-? ?rate)"
    r"(?= |$)",
    "run",
    "rate",
)
_NUMBERED = r"\b([qh]) (\d)|\b(fytd|f[yq]\d*)\b"
_NO_PROJECTION = (
    "A “{}” is a projection, and only what has happened is known. There are means, as in “sales "
    "per month on average this year”."
)
_WHICH_DAYS = "Which days are meant by “{}”? Give them as dates, as in “since 24 April”."
_WHICH_MONTHS = (
    "No “{}” is known here, only years and quarters of the calendar. Name the months, as in "
    "“April to June”."
)
_HOW_LONG = "Which days are meant by “{}”? Say “last week”, “the last 30 days” or a date."
_OF_WHICH = "Of which one? “{}” is told for one period at a time, as in “the last Friday of May”."


@record
class Feast(AskedBack):
    """Days that have a name here, and no dates; `name` where they may be known, with its year."""

    name: str = ""
    which: str = ""
    year: str = ""


def mark_unset(board: Board) -> None:
    """Mark periods that only a calendar of the workspace's own could tell. Call before periods."""
    for pattern, why in (
        (_RUN_RATE, _NO_PROJECTION),
        (_FISCAL, _WHICH_MONTHS),
        (_AROUND, _WHICH_DAYS),
        (_VAGUE, _HOW_LONG),
        (_EACH, _OF_WHICH),
    ):
        for first, last, match in board.found(pattern):
            if board.free(first, last):
                board.put(first, last, _asked_back(match, why))


def _joined(match: re.Match[str]) -> str:
    """As in "Q2", of which the words are two, and "FY11"."""
    return (match[3] or f"{match[1]}{match[2]}").upper()


def _asked_back(match: re.Match[str], why: str) -> AskedBack:
    parts = match.groupdict()
    if "during" not in parts:
        return AskedBack(why.format(re.sub(_NUMBERED, _joined, match["what"])))
    # How long before or after a feast is meant, nobody can tell.
    within = (parts["during"] or parts["which"]) and not parts["before"]
    if parts["what"] == "new year" and parts["during"] not in ("over", "at", "around"):
        within = None
    name = parts["what"] if within else ""
    told = f"{parts['told']} year" if parts["told"] else ""
    which, year = told or parts["which"] or "", parts["y"] or ""
    return Feast(why.format(parts["what"]), name=name, which=which, year=year)


def mark_dated(board: Board, today: Today) -> None:
    """Take a feast as said by its dates, "over Christmas, 24 to 26 December", or as it may be."""
    feasts = board.of(Feast)
    if not feasts:
        return
    days = [said.period for _, said in board.of(TimeSaid)]
    dated = len(days) == 1 and days[0].days <= _LONGEST_FEAST and whole_grain(days[0]) != "month"
    if dated:
        for mark, _ in feasts:
            board.swap(mark, Noise())
    elif not days:
        # Imported here because most questions name no feast.
        from agent.interpreter.times.named_days import feast

        for mark, said in feasts:
            choices = feast(said.name, said.which, said.year, today)
            if choices:
                board.swap(mark, TimeSaid(choices[0], choices=choices))
