"""Periods of a workspace's own calendar: "last fiscal quarter", "FY11 Q2", "this fiscal year"."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from agent.interpreter.board import AskedBack, Board, TimeSaid
from agent.interpreter.times.calendar_grammar import A_NUMBER, ORDINALS, count_of
from agent.interpreter.times.day_parts import PartSplit
from agent.interpreter.times.today import Today
from semantic.period import Period, describe
from semantic.record import record
from semantic.suggest import listed
from semantic.units import Unit

_SHORT = ("fy", "fq")
_FISCAL = frozenset({"fiscal", "financial"})
_ASKING = (
    *("which", "what", "best", "worst", "top", "strongest", "weakest", "highest", "lowest"),
    *("and", "of", "busiest", "each"),
)
_LAST = frozenset({"last", "past", "previous", "next", "these", "those", "recent", "trailing"})
_UNITS = ("year", "quarter", "month", "week")
_YEAR4 = r"(?:19|20)\d\d"
_YEAR = rf"(?:{_YEAR4}(?: / \d\d(?:\d\d)?)?|\d\d)"
_NTH = f"(?P<nth>{'|'.join(ORDINALS)})"
_PART = r"(?P<part>[qh]) ?(?P<n>[1-4])"
_BARE = re.compile(rf"(?:^|(?<= )){_PART}(?= |$)")
_BARE_YEAR = re.compile(rf"(?:^|(?<= ))(?P<y>{_YEAR4})(?= |$)")
_LATER = {"this": 0, "current": 0, "last": -1, "previous": -1, "prior": -1, "next": 1}


_EITHER = re.compile(
    rf"(?P<which>{'|'.join(_LATER)}) (?P<unit>{'|'.join(_UNITS)})|(?P<ytd>ytd|year to date)"
    rf"|(?:^|(?<= ))(?:q ?(?P<n>[1-4]) ?)?(?:of )?(?P<y>{_YEAR4})?$"
)


@record
class OwnCalendar:
    """The grains that a workspace has beside the calendar's, and the units of each in order."""

    grains: tuple[str, ...] = ()
    units: Callable[[str], Sequence[Unit]] = lambda _: ()

    def grain(self, unit: str) -> str:
        """The fiscal grain of a unit, such as that of quarters; empty where there is none."""
        named = (f"{kind}_{unit}" for kind in sorted(_FISCAL))
        found = next((name for name in named if name in self.grains), "")
        # A retailer's period is what others call its month.
        return self.grain("month") if unit == "period" and not found else found


def mark_own_periods(board: Board, own: OwnCalendar, today: Today) -> None:
    """Mark fiscal periods by their days, where the workspace has them. Call before periods."""
    if not own.grains:
        return
    words = {token.word for token in board.tokens}
    short = any(word.startswith(_SHORT) for word in words)
    if not any(map(own.grain, _UNITS)) or not (short or words & _FISCAL):
        return
    year = ""
    for pattern in _patterns():
        for first, last, match in board.found(pattern):
            if board.free(first, last) and not _counts_back(board, first, match):
                said = _shown(board, first, last)
                board.put(first, last, _told(match, said, own, today))
                year = _groups(match).get("y", year)
    if board.has(TimeSaid):
        _mark_bare(board, own, today, year)


def mark_own_units(board: Board, own: OwnCalendar, today: Today, covered: Period | None) -> None:
    """Mark which periods a split by fiscal units is of: all complete ones where none is named.

    "This year" beside it may be that of either calendar. Call after periods.
    """
    for split, said in board.of(PartSplit):
        grain = said.name.removeprefix("time.")
        if grain not in own.grains:
            continue
        for mark, time in board.of(TimeSaid):
            other = _in_own(board.text(mark), own, today)
            if other is not None and not time.note and other != time.period:
                board.swap(mark, TimeSaid(time.period, choices=(time.period, other)))
        if covered:
            board.swap(split, PartSplit(said.name, _complete(grain, own, today, covered)))


def _complete(grain: str, own: OwnCalendar, today: Today, covered: Period) -> TimeSaid:
    whole = [one.period for one in own.units(grain)
             if covered.start <= one.period.start and one.period.end <= today.day]  # fmt: skip
    if not whole:
        return TimeSaid(covered, note=f"no period was named, so {describe(covered)}")
    note = f"no period was named, so all complete {grain.replace('_', ' ')}s"
    return TimeSaid(Period(whole[0].start, whole[-1].end), note=note)


def _in_own(said: str, own: OwnCalendar, today: Today) -> Period | None:
    """What a period of the calendar would be in a workspace's own: "this year", "Q3 2024"."""
    match = _EITHER.search(said)
    if match is None:
        return None
    if match["which"] or match["ytd"]:
        later = _LATER[match["which"] or "this"]
        found = _relative(match["unit"] or "year", later, said, own, today)
    elif match["n"]:
        found = _part_of_year("q", int(match["n"]), match["y"] or "", said, own, today)
    else:
        found = _named(list(_years(match["y"], own)), said, own)
    return found.period if isinstance(found, TimeSaid) else None


def _counts_back(board: Board, first: int, match: re.Match[str]) -> bool:
    """Whether units are of a stretch of time: "the last three fiscal quarters"."""
    before = [board.word(first - 1), board.word(first - 2)]
    return "split" in match.groupdict() and bool(_LAST & set(before))


def _shown(board: Board, first: int, last: int) -> str:
    """The words as people write them: "FY24 Q2"."""
    text = " ".join(board.word(place) for place in range(first, last))
    joined = re.sub(r"\b([qh]) (?=\d)", r"\1", text)
    return re.sub(r"\b(?:f[yq]\w*|[qh]\d)\b", lambda match: match[0].upper(), joined)


def _mark_bare(board: Board, own: OwnCalendar, today: Today, year: str) -> None:
    """Mark "Q1" beside "FY11 Q2" as of that year, and ask what a year by itself is there."""
    for first, last, match in board.found(_BARE):
        said = _shown(board, first, last)
        board.put(
            first, last, _part_of_year(match["part"], int(match["n"]), year, said, own, today)
        )
    for first, last, match in board.found(_BARE_YEAR):
        why = f"Is “{match['y']}” a year of the calendar, or a fiscal one as in “FY{match['y']}”?"
        board.put(first, last, AskedBack(why))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """What fiscal periods are called, the longest first."""
    kind = f"(?:{'|'.join(sorted(_FISCAL))})"
    units = f"(?P<unit>{'|'.join(_UNITS)})"
    year = rf"(?:fy ?'? ?(?P<y>{_YEAR})|{kind} (?:year )?(?P<y2>{_YEAR}))"
    joined = "(?:, )?(?:of |in )?(?:the )?"
    asked = f"(?:{'|'.join(f'(?<={word} )' for word in _ASKING)})"
    texts = (
        rf"(?:(?:by|per|each|every)(?: the)? |{asked})(?P<split>{kind} {units[:-1]}|period)s?)",
        rf"{year} (?:, )?{_PART}",
        rf"(?:{kind} |f)?{_PART} {joined}{year}",
        rf"(?:{kind} |f){_PART}(?: {joined}(?P<y>{_YEAR4}))?",
        rf"{_NTH} (?:{kind} )?quarter {joined}{year}",
        rf"{_NTH} {kind} quarter(?: {joined}(?P<y>{_YEAR4}))?",
        rf"(?:since (?:the )?(?:start|beginning) of )?(?:the |our )?(?P<which>{'|'.join(_LATER)})"
        rf" {kind} {units}(?: so far| to date)?",
        rf"(?:the )?(?:last|past|previous) (?P<count>{A_NUMBER}) {kind} {units}s?",
        rf"(?P<now>fytd|{kind} ytd|{kind} {units} (?:so far|to date))",
        year,
        rf"(?P<split>{kind} {units[:-1]}|period)s)",
        rf"(?P<unnamed>{kind} {units})",
    )
    return tuple(re.compile(rf"(?:^|(?<= )){text}(?= |$)") for text in texts)


def _told(
    match: re.Match[str], said: str, own: OwnCalendar, today: Today
) -> TimeSaid | PartSplit | AskedBack:
    found = _groups(match)
    if "split" in found:
        grain = own.grain(found["unit"])
        return PartSplit(f"time.{grain}") if grain else AskedBack(_no_such(found["split"], own))
    if "unnamed" in found:
        return AskedBack(f"Which {said} is meant? Say “last {said}” or “this {said} so far”.")
    if "count" in found:
        return _last(count_of(found["count"]), found["unit"], said, own, today)
    if "which" in found or "now" in found:
        later = _LATER[found.get("which", "this")]
        return _relative(found.get("unit", "year"), later, said, own, today)
    year = found.get("y", "")
    if "n" in found or "nth" in found:
        number = int(found["n"]) if "n" in found else ORDINALS[found["nth"]]
        return _part_of_year(found.get("part", "q"), number, year, said, own, today)
    return _named(list(_years(year, own)), said, own)


def _no_such(said: str, own: OwnCalendar) -> str:
    known = listed([name.replace("_", " ") for name in own.grains], "and")
    return f"The calendar here has no “{said}”. It has {known}. By which of them?"


def _groups(match: re.Match[str]) -> dict[str, str]:
    found = {name: text for name, text in match.groupdict().items() if text is not None}
    return {"y" if name == "y2" else name: text for name, text in found.items()}


def _relative(
    unit: str, later: int, said: str, own: OwnCalendar, today: Today
) -> TimeSaid | AskedBack:
    units = own.units(own.grain(unit)) if own.grain(unit) else ()
    here = next((n for n, one in enumerate(units)
                 if one.period.start <= today.day < one.period.end), None)  # fmt: skip
    place = None if here is None else here + later
    found = [units[place].period] if place is not None and 0 <= place < len(units) else []
    return _named(found, said, own)


def _last(count: int, unit: str, said: str, own: OwnCalendar, today: Today) -> TimeSaid | AskedBack:
    """So many whole units up to today, which the calendar has to know all of."""
    units = own.units(own.grain(unit)) if own.grain(unit) else ()
    over = [one.period for one in units if one.period.end <= today.day][-count:]
    whole = [Period(over[0].start, over[-1].end)] if over and len(over) == count else []
    return _named(whole, said, own)


def _part_of_year(
    part: str, number: int, year: str, said: str, own: OwnCalendar, today: Today
) -> TimeSaid | AskedBack:
    """A quarter or half of a fiscal year; without a year the latest one that has begun."""
    quarters = _quarters(own)
    found = []
    for parts in quarters if not year else [each for each in quarters if _is_year(each, year)]:
        if part == "q" and number <= len(parts):
            found.append(parts[number - 1].period)
        elif part == "h" and number <= 2 and len(parts) == 4:
            half = parts[2 * number - 2 : 2 * number]
            found.append(Period(half[0].period.start, half[1].period.end))
    if not year:
        found = [period for period in found if period.start < today.day][-1:]
    return _named(found, said, own)


def _quarters(own: OwnCalendar) -> list[list[Unit]]:
    """The quarters of each fiscal year that the calendar names, in order."""
    found: dict[str, list[Unit]] = {}
    for one in own.units(own.grain("quarter")) if own.grain("quarter") else ():
        found.setdefault("" if one.year is None else str(one.year), []).append(one)
    found.pop("", None)
    return list(found.values())


def _is_year(quarters: list[Unit], year: str) -> bool:
    return _fits(str(quarters[0].year), year)


def _years(year: str, own: OwnCalendar) -> Iterator[Period]:
    for one in own.units(own.grain("year")) if own.grain("year") else ():
        if _fits(one.name, year):
            yield one.period


def _fits(name: str, year: str) -> bool:
    """Whether a year's name is what is said, "FY2011" for 11; one with two years needs both."""
    named, said = ([int(digits) % 100 for digits in re.findall(r"\d+", text)]
                   for text in (name, year))  # fmt: skip
    return named == said


def _named(found: Sequence[Period], said: str, own: OwnCalendar) -> TimeSaid | AskedBack:
    if len(found) == 1:
        return TimeSaid(found[0], note=f"“{said}” as {describe(found[0])}")
    grain = own.grain("year") or own.grain("quarter")
    known = [one.name for one in own.units(grain)] if grain else []
    reach = f" It has {known[0]} to {known[-1]}." if known else ""
    return AskedBack(f"The calendar here does not tell “{said}”.{reach} Which days are meant?")
