"""Time expressions of a whole question: single periods, ranges, lists, and what was left open."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from agent.evidence import as_grain
from agent.interpreter.board import USED, Board, GrainSaid, Mark, Noise, TimeSaid
from agent.interpreter.times.calendar_grammar import A_MONTH
from agent.interpreter.times.calendar_words import atoms
from agent.interpreter.times.numeric_dates import Atom
from agent.interpreter.times.that_one import mark_that_one
from agent.interpreter.times.time_splits import time_splits
from agent.interpreter.times.today import Today
from agent.patterns import regex
from semantic.model import Grain
from semantic.period import GRAINS, Period, add_months, unit
from semantic.record import record

_TO = regex(
    r"(?: ,(?= (?:up )?(?:to|until|till) the end of ))?"
    r" (?:to|-|–|—|\. \.(?: \.)?|…|- >|→|through|thru|until|till|up to|up until|bis)"
    r" (?:and including )?(?:the )?(?:end of )?"
)
_AND = regex(
    r" (?:, )?(?P<link>(?:and )?then|and|&|,|\+|/|as well as|followed by)"
    r" (?P<again>(?:(?:then|also) )?(?:in|for|during|over|of|on) (?:the )?)?"
)
_BETWEEN = regex(
    r"(?:^|(?<= ))between (?:the )?(?:(?:start|beginning) of |(?P<end>end of ))?(?:the )?$"
)
_AND_END = regex(r" (?:and|&) (?:the )?(?P<end>end of )?(?:the )?")
_FROM = regex(r"(?:^|(?<= ))(?:from (?:the )?(?:(?:start|beginning) of )?(?:the )?)?$")
# "Courses starting in May and ending in June" are told by two dates of theirs.
_STARTING = regex(
    r"(?:^|(?<=, )|(?<=day )|(?<=week )|(?<=month )|(?<=quarter )|(?<=ly ))"
    r"(?:starting|beginning)(?: (?:with|in|on|at|from))? (?:the )?$"
)
_ENDING = regex(
    r"(?:(?: ,)?(?: and)? (?:ending|finishing|stopping)(?: (?:with|in|on|at))?| to| through)"
    r" (?:the )?(?:end of )?"
)
# As in "to March, March included", "to March (including March)".
_TOO = regex(r" [,(] (?:and )?(?P<said>including |incl )?(?:the )?")
_INCLUDED = regex(r" (?:included|inclusive|incl)(?: \))?(?= |$)")
_SINCE = regex(
    r"(?:^|(?<= ))(?P<how>since|from|starting from) (?:the )?"
    r"(?:start of |beginning of |(?P<end>end of ))?(?:the )?$"
)
_ONWARDS = regex(r" (?:on|onwards?|forward)(?= |$)")
_SO_FAR = regex(r" (?:so far|(?:to|till) date|until now|till now|up to now)(?= |$)")
_EDGE = regex(
    r"(?:^|(?<= ))(?:(?P<before>before|prior to)|(?P<after>after)|until|till|up (?:to|until))"
    r" (?:the )?(?:(?P<end>end of )|start of |beginning of )?(?:the )?$"
)
_AS_OF = regex(
    r"(?:^|(?<= ))(?:(?:as (?:of|at) |at |by )?(?P<end>(?:the )?(?:end (?:of )?|close of )"
    r"(?:(?:the )?(?:day|business|play|trading) (?:on |of )?)?)|as (?:of|at) )"
    r"(?:the )?$"
)
_WHEN = regex(r"(?:^|(?<= ))(?:(?:on the day |at the time )?when|as) (?:the )?$")
_ENDED = regex(r" (?:ended|finished|closed|was over|came to an end)(?= |$)")
_EVERYTHING = regex(
    r"(?:^|(?<= ))(?:of all time|all[ -]+time|ever|so far|(?:to|till) date|in total so far"
    r"|since (?:the |our |its )?(?:very )?(?:launch|inception|beginning|start|opening|day one)"
    r"|since (?:we|you) (?:started|began|opened|launched|exist)|since records began"
    r"|from the (?:very )?(?:beginning|start)|since forever)(?= |$)",
    "time|ever|so far| date|since|from the ",
)
_SO_FAR_IN = regex(r"(?:^|(?<= ))so far (?:in )?$")
# As in "the summer months June to August", which says which months are meant.
_SEASON_MONTHS = regex(
    r"(?:^|(?<= ))(?:in |during |over )?(?:the )?(?:spring|summer|autumn|winter) months(?= |$)",
    " months",
)
_BOTH_ENDS = regex(
    r"(?:^|(?<= ))(?:(?:incl(?: \.)?|including|inclusive(?: of)?|counting)(?: (?:of|the))*"
    r" both(?: days| dates| ends)?(?= |$)"
    r"|(?:both|the first and (?:the )?last) (?:(?:days?|dates?|ends?|weeks?|months?) )?"
    r"(?:included|inclusive|incl|counted)(?= |$)|incl(?: \.)?(?= [,;?]| *$)"
    r"|inclusive(?! of)(?= |$))",
    "incl|count",
)
_SERIES = regex(r"(?:^|(?<= ))(?:time )?series(?: of)?(?= |$)", "series")
_CUMULATIVE = regex(
    r"(?:^|(?<= ))(?:cumulative|cumulated|accumulated|(?:a |the )?running totals?(?: of)?)(?= |$)",
    "cumul|running total",
)
_MOST_OVER_NEW_YEAR = 6


@record
class _Span:
    start: int
    end: int
    said: TimeSaid
    grain: Grain


def mark_times(board: Board, today: Today, known: Period | None) -> None:
    """Mark every period and every split by time in the free part of the question.

    `known` is what the data covers; "ever" and open ends need it.
    """
    flat, starts = board.flat()
    for span in _spans(flat, today, known):
        _mark(board, starts, span.start, span.end, span.said)
    flat, starts = board.flat()
    for start, end, grain in time_splits(flat):
        _mark(board, starts, start, end, GrainSaid(grain))
    _mark_running(board)
    flat, starts = board.flat()
    if board.has(TimeSaid):
        for match in _BOTH_ENDS.finditer(flat):
            _mark(board, starts, match.start(), match.end(), Noise())
    for match in _SEASON_MONTHS.finditer(flat):
        if board.has(TimeSaid):
            _mark(board, starts, match.start(), match.end(), Noise())
    mark_that_one(board, today)
    flat, starts = board.flat()
    for match in _EVERYTHING.finditer(flat):
        times = [said.period for _, said in board.of(TimeSaid)]
        if (
            match[0].endswith(("far", "date"))
            and times
            and [each for each in times if each.start < today.day <= each.end] == times[:1]
        ):
            _mark(board, starts, match.start(), match.end(), Noise())
        elif known and not times:
            said = TimeSaid(known, note="all days that the data covers")
            _mark(board, starts, match.start(), match.end(), said)


def _mark_running(board: Board) -> None:
    """Mark "running total": that of one period is its figure, and of several each has its own.

    So is "series" of figures that are split by time anyway.
    """
    for first, last, _ in board.found(_SERIES):
        if board.has(GrainSaid) and board.free(first, last):
            board.put(first, last, Noise())
    flat, starts = board.flat()
    for match in _CUMULATIVE.finditer(flat):
        if board.has(TimeSaid) and not board.has(GrainSaid):
            _mark(board, starts, match.start(), match.end(), Noise())


def _mark(board: Board, starts: list[int], start: int, end: int, meaning: object) -> Mark | None:
    first = bisect_right(starts, start) - 1
    last = bisect_right(starts, end - 1)
    return board.put(first, last, meaning) if board.free(first, last) else None


def _spans(flat: str, today: Today, known: Period | None) -> Iterator[_Span]:
    found = atoms(flat, today)
    place = 0
    while place < len(found):
        taken, span = _range(flat, found, place, today) or _listed(flat, found, place)
        yield _opened(flat, span, today.day, known)
        place += taken


def _range(flat: str, found: list[Atom], place: int, today: Today) -> tuple[int, _Span] | None:
    if place + 1 >= len(found):
        return None
    first, last = found[place], found[place + 1]
    joined, lead = flat[first.end : last.start], flat[: first.start]
    between, starting = _BETWEEN.search(lead), _STARTING.search(lead)
    cuts = joined.startswith(" ,") or (first.grain == "year" and last.any_year)
    joins = _TO.fullmatch(joined)
    if between or starting:
        joins = (_AND_END if between else _ENDING).fullmatch(joined) or joins
    if not joins or (cuts and not starting and not first.holds(last)):
        return None
    at_ends = [bool(each and each.groupdict().get("end")) for each in (between, joins)]
    if at_ends == [True, False]:
        return None
    both = [(one, other) for one, other in _in_one_order(first, last)
            if _year_fitting(one, other) < other.period.end]  # fmt: skip
    if not both:
        return None
    opening = between or starting or _FROM.search(lead)
    begin = opening.start() if opening else first.start
    said = _ranging(*both[0], between=at_ends[0] == at_ends[1] and between is not None)
    said = replace(said, as_of=all(at_ends))
    periods = tuple(_ranging(one, other, between=False).period for one, other in both)
    whole = _month_of_year(flat[last.start : last.end], first, last, today)
    if whole is not None:
        said = TimeSaid(periods[0], note=said.note, choices=(*periods, whole))
    elif len(both) > 1:
        said = TimeSaid(periods[0], note=said.note, choices=periods)
    elif _is_turned(first, last, said.period):
        ends = (first.period, last.period)
        choices = (*periods, Period(last.period.start, first.period.end))
        said = replace(said, ends=ends, choices=choices)
    taken, end = _said_too(flat, found, place + 1)
    return taken + 2, _Span(begin, end, said, last.grain)


def _said_too(flat: str, found: list[Atom], place: int) -> tuple[int, int]:
    """How many periods follow that only say the last one once more, and where these words end."""
    last, following = found[place], found[place + 1 : place + 2]
    if not following or following[0].period != last.period:
        return 0, last.end
    too = _TOO.fullmatch(flat[last.end : following[0].start])
    included = _INCLUDED.match(flat, following[0].end)
    if not too or not (included or too["said"]):
        return 0, last.end
    return 1, included.end() if included else following[0].end


def _month_of_year(words: str, first: Atom, last: Atom, today: Today) -> Period | None:
    """The range where "Sep 11" after a month is one of 2011, and not a day of September."""
    match = re.fullmatch(rf"{A_MONTH} (?P<y>\d\d)", words)
    year = 2000 + int(match["y"]) if match else 0
    if first.grain != "month" or not today.year - 10 < year <= today.year:
        return None
    month = replace(last, period=unit(date(year, last.period.start.month, 1), "month"))
    start = _year_fitting(first, month)
    return Period(start, month.period.end) if start < month.period.start else None


def _in_one_order(first: Atom, last: Atom) -> Iterator[tuple[Atom, Atom]]:
    """The two ends with day and month in the same order: "1/8 to 15/8" has the day first in both.

    Two pairs where either order makes a range of them.
    """
    orders = {atom.day_first for atom in (first, last) if atom.day_first is not None}
    if len(orders) > 1:
        return
    if not (first.choices or last.choices):
        yield first, last
        return
    for day_first in sorted(orders or {True, False}, reverse=True):
        yield _with_order(first, day_first), _with_order(last, day_first)


def _with_order(atom: Atom, day_first: bool | None) -> Atom:
    if not atom.choices:
        return atom
    return replace(atom, period=atom.choices[0 if day_first else 1], choices=())


def _ranging(first: Atom, last: Atom, *, between: bool) -> TimeSaid:
    start = _year_fitting(first, last)
    first_end = Period(start, min(last.period.start, _moved_end(first, start)))
    return TimeSaid(
        Period(start, last.period.end),
        ends=() if first.holds(last) else (first_end, last.period),
        note=_notes(first, last),
        between=between,
    )


def _is_turned(first: Atom, last: Atom, read: Period) -> bool:
    """Whether the later month stands first, as in "between September and July".

    Over the turn of a year few months are meant: "from Nov to Feb".
    """
    turned = first.any_year and last.any_year and read.start < first.period.start
    ordered = last.period.end <= first.period.start
    return turned and ordered and add_months(read.start, _MOST_OVER_NEW_YEAR) < read.end


def _moved_end(first: Atom, start: date) -> date:
    months = 12 * (start.year - first.period.start.year)
    return add_months(first.period.end, months)


def _year_fitting(first: Atom, last: Atom) -> date:
    """The start of a range whose first end has no year of its own: the latest one before its end.

    "Nov to Feb 2011" begins in 2010, "Jan to Mar 2011" in 2011.
    """
    start = first.period.start
    if not first.any_year:
        return start
    while start >= last.period.end:
        start = add_months(start, -12)
    while add_months(start, 12) < last.period.end:
        start = add_months(start, 12)
    return start


def _notes(*found: Atom) -> str:
    return "; ".join(dict.fromkeys(atom.note for atom in found if atom.note))


def _listed(flat: str, found: list[Atom], place: int) -> tuple[int, _Span]:
    run = _run(flat, found[place:])
    first = run[0]
    if len(run) == 1:
        said = TimeSaid(
            first.period, note=first.note, choices=first.choices, any_year=first.any_year
        )
        return 1, _Span(first.start, first.end, said, first.grain)
    parts = tuple(sorted(_in_one_year(run)))
    whole = Period(parts[0].start, parts[-1].end)
    said = TimeSaid(whole, parts=parts, note=_notes(*run))
    return len(run), _Span(first.start, run[-1].end, said, first.grain)


def _run(flat: str, found: list[Atom]) -> list[Atom]:
    """The periods that are listed from the first one on: "May, June and in July".

    A preposition after a comma alone may begin something else: "new in May, in June".
    """
    run, kept = found[:1], 1
    for following in found[1:]:
        between = flat[run[-1].end : following.start]
        follows = following.period.start == run[-1].period.end
        # "April may June", and not what may happen in one month.
        beside = between == " " and follows and (len(run) > 1 or len(found) > 2)
        joined = _AND.fullmatch(" and " if beside else between)
        if joined is None or following.grain != run[0].grain or following.choices:
            break
        # In "sales in August and in September orders" each period has its own figure.
        if joined["again"] and flat[following.end :].startswith(f" {USED}"):
            break
        run.append(following)
        aside = joined["again"] and joined["link"] == ","
        kept = kept if aside else len(run)
    return run[:kept]


def _in_one_year(run: list[Atom]) -> Iterator[Period]:
    """In "Jan and Feb 2011" the year stands once and holds for all."""
    dated = next((atom.period for atom in reversed(run) if not atom.any_year), None)
    for atom in run:
        if dated is None or not atom.any_year:
            yield atom.period
            continue
        months = 12 * (dated.start.year - atom.period.start.year)
        yield Period(add_months(atom.period.start, months), add_months(atom.period.end, months))


def _at_edge(said: TimeSaid, edge: re.Match[str], today: date, known: Period) -> TimeSaid:
    """All days before or after a period. Until one may mean with it or without."""
    start, end = said.period.start, said.period.end
    if edge["after"]:
        return replace(said, period=Period(end, max(end, today)), ends=())
    without, with_it = (Period(min(known.start, start), day) for day in (start, end))
    if edge["end"] or edge["before"]:
        return replace(said, period=with_it if edge["end"] else without, ends=())
    one_day = end - start == timedelta(days=1)
    choices = () if one_day else (with_it, without)
    return replace(said, period=with_it, ends=(), choices=choices)


def _is_split_from(flat: str, span: _Span) -> bool:
    """Whether "from July" is where a split begins: "by month from July"."""
    grains = [grain for _, _, grain in time_splits(flat) if grain in GRAINS]
    return any(GRAINS.index(span.grain) <= GRAINS.index(as_grain(grain)) for grain in grains)


def _is_dated(flat: str, span: _Span, today: date) -> bool:
    """Whether a period is a day of the past that is said by its number."""
    written = flat[span.start : span.end]
    return (
        span.said.period.days == 1
        and span.said.period.end < today
        and (re.search(r"\d", written) is not None and "ago" not in written)
    )


def _opened(flat: str, span: _Span, today: date, known: Period | None) -> _Span:
    """The span with what stands around it: since, onwards, so far, as of the end of."""
    lead, after = flat[: span.start], flat[span.end :]
    since, onwards = _SINCE.search(lead), _ONWARDS.match(after)
    said, begin, end = span.said, span.start, span.end
    # What begins at a range, or ends at one, is no period that anybody can tell.
    plain = not said.parts and not said.choices
    since = None if said.ends else since
    opens = since and (since["how"] != "from" or onwards or _is_split_from(flat, span))
    if plain and since and opens and said.period.start < today:
        first = said.period.end if since["end"] else said.period.start
        said = replace(said, period=Period(first, max(first, today)))
        begin = since.start()
        end += len(onwards[0]) if onwards else 0
    elif plain and since and _is_dated(flat, span, today):
        # "From the 5th" is that day's, or everything since.
        choices = (said.period, Period(said.period.start, today))
        said = replace(said, choices=choices)
    elif plain and known and (edge := _EDGE.search(lead)):
        said, begin = _at_edge(said, edge, today, known), edge.start()
    elif plain and not said.ends and (state := _AS_OF.search(lead)):
        at_end = said.period.end if state["end"] else said.period.start
        start = min(known.start, said.period.start) if known else said.period.start
        moved = said.period if state["end"] else Period(min(start, at_end), at_end)
        said = replace(said, period=moved, as_of=True)
        begin = state.start()
    elif plain and not said.ends and (when := _WHEN.search(lead)) and (over := _ENDED.match(after)):
        said = replace(said, as_of=True)
        begin, end = when.start(), end + len(over[0])
    so_far = _SO_FAR.match(flat[end:])
    leading = _SO_FAR_IN.search(lead) if begin == span.start else None
    begin = leading.start() if leading else begin
    return _Span(begin, end + (len(so_far[0]) if so_far else 0), said, span.grain)
