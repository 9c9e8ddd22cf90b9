"""Periods of a workspace's own calendar: "last fiscal quarter", "FY11 Q2", "this fiscal year"."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from agent.interpreter.board import AskedBack, Board, TimeSaid
from agent.interpreter.calendar_grammar import ORDINALS
from agent.interpreter.today import Today
from semantic.period import Period, describe
from semantic.record import record
from semantic.units import Unit

_SHORT = ("fy", "fq")
_FISCAL = frozenset({"fiscal", "financial"})
_UNITS = ("year", "quarter", "month", "week")
_YEAR4 = r"(?:19|20)\d\d"
_YEAR = rf"(?:{_YEAR4}(?: / \d\d(?:\d\d)?)?|\d\d)"
_NTH = f"(?P<nth>{'|'.join(ORDINALS)})"
_PART = r"(?P<part>[qh]) ?(?P<n>[1-4])"
_BARE = re.compile(rf"(?:^|(?<= )){_PART}(?= |$)")
_BARE_YEAR = re.compile(rf"(?:^|(?<= ))(?P<y>{_YEAR4})(?= |$)")
_LATER = {"this": 0, "current": 0, "last": -1, "previous": -1, "prior": -1, "next": 1}


@record
class OwnCalendar:
    """The grains that a workspace has beside the calendar's, and the units of each in order."""

    grains: tuple[str, ...] = ()
    units: Callable[[str], Sequence[Unit]] = lambda _: ()

    def grain(self, unit: str) -> str:
        """The fiscal grain of a unit, such as that of quarters; empty where there is none."""
        named = (f"{kind}_{unit}" for kind in sorted(_FISCAL))
        return next((name for name in named if name in self.grains), "")


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
            if board.free(first, last):
                said = _shown(board, first, last)
                board.put(first, last, _told(match, said, own, today))
                year = _groups(match).get("y", year)
    if board.has(TimeSaid):
        _mark_bare(board, own, today, year)


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
    texts = (
        rf"(?:by|per|each|every) (?P<split>{kind} {units})",
        rf"{year} (?:, )?{_PART}",
        rf"(?:{kind} |f)?{_PART} {joined}{year}",
        rf"(?:{kind} |f){_PART}(?: {joined}(?P<y>{_YEAR4}))?",
        rf"{_NTH} (?:{kind} )?quarter {joined}{year}",
        rf"{_NTH} {kind} quarter(?: {joined}(?P<y>{_YEAR4}))?",
        rf"(?:since (?:the )?(?:start|beginning) of )?(?:the |our )?(?P<which>{'|'.join(_LATER)})"
        rf" {kind} {units}(?: so far| to date)?",
        rf"(?P<now>fytd|{kind} ytd|{kind} {units} (?:so far|to date))",
        year,
    )
    return tuple(re.compile(rf"(?:^|(?<= )){text}(?= |$)") for text in texts)


def _told(match: re.Match[str], said: str, own: OwnCalendar, today: Today) -> TimeSaid | AskedBack:
    found = _groups(match)
    if "split" in found:
        grain = own.grain(found["unit"]) or found["split"]
        return AskedBack(
            f"Figures by {found['split']} are had by `retainer query METRIC --by time.{grain}`. "
            "Here one can be asked for, as in “last fiscal quarter”."
        )
    if "which" in found or "now" in found:
        later = _LATER[found.get("which", "this")]
        return _relative(found.get("unit", "year"), later, said, own, today)
    year = found.get("y", "")
    if "n" in found or "nth" in found:
        number = int(found["n"]) if "n" in found else ORDINALS[found["nth"]]
        return _part_of_year(found.get("part", "q"), number, year, said, own, today)
    return _named(list(_years(year, own)), said, own)


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
