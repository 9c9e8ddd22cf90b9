"""Two periods that are set against each other: in which year they are, and whether they match."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from agent.evidence import as_grain
from agent.interpreter.board import Board, Mark, TimeSaid
from semantic.period import GRAINS, Period, add_months, describe, floor, step, whole_grain
from semantic.week import Weekday

_A_YEAR = r"(?:19|20)\d\d|' ?\d\d$|[qh] ?\d \d\d$|(?:last|this) year$"
_SPARE_DAYS = 3
Said = tuple[Mark, TimeSaid]


def in_one_year(
    times: list[Said], words: Sequence[str], week_start: Weekday
) -> tuple[list[Said], str]:
    """Two periods of which one has its year said, "Q1 against Q2 2023", and what to ask back.

    Next to each other in that year both are of it; else the latest that has begun is as likely.
    """
    dated = [bool(re.search(_A_YEAR, each)) for each in words]
    undated = [place for place, (_, said) in enumerate(times) if said.any_year]
    if len(times) != 2 or sum(dated) != 1 or len(undated) != 1:
        return times, ""
    (place,) = undated
    mark, said = times[place]
    other = times[1 - place][1].period
    months = 12 * (other.start.year - said.period.start.year)
    alike = Period(*(add_months(day, months) for day in (said.period.start, said.period.end)))
    matches = whole_grain(alike, week_start) == whole_grain(other, week_start)
    if not matches or alike in (said.period, other) or _touch(said.period, other):
        return times, ""
    if not _touch(alike, other):
        return times, f"Is {describe(alike)} or {describe(said.period)} meant?"
    settled = (mark, replace(said, period=alike))
    return [settled if each is times[place] else each for each in times], ""


def _touch(one: Period, other: Period) -> bool:
    return one.end == other.start or other.end == one.start


def spans_as_many(period: Period, count: int, unit: str) -> bool:
    """Whether a period is of so many units; of any, where the unit is "period"."""
    grains = GRAINS if unit == "period" else (as_grain(unit),)
    return any(step(period.end, grain, -count) == period.start for grain in grains)


def are_alike(one: Period, other: Period, week_start: Weekday) -> bool:
    """Whether two periods are as long as each other, or of as many months, or one unit each."""
    grains = {whole_grain(each, week_start) for each in (one, other)}
    if grains != {None}:
        return len(grains) == 1
    if one.days == other.days:
        return True
    months = (each.start.day == each.end.day == 1 for each in (one, other))
    return all(months) and abs(one.days - other.days) <= _SPARE_DAYS


def same_days(asked: Period, other: Period, week_start: Weekday) -> Period:
    """The days of another period at the place of those asked about: of 1 to 12 May in April."""
    grain = whole_grain(other, week_start)
    if grain is None or whole_grain(asked, week_start) == grain:
        return other
    begins = floor(asked.start, grain, week_start)
    if step(begins, grain) < asked.end:
        return other
    start = other.start + (asked.start - begins)
    return Period(start, min(start + (asked.end - asked.start), other.end))


def uneven_pair(one: Period, other: Period, week_start: Weekday) -> str:
    """That two periods that are compared are not of one length; empty where they match."""
    if are_alike(one, other, week_start) or one.days == other.days:
        return ""
    return f"{describe(one)} has {one.days} days, {describe(other)} has {other.days}"


def narrowed(board: Board, times: list[tuple[Mark, TimeSaid]]) -> list[tuple[Mark, TimeSaid]]:
    """The periods without one that the next says more narrowly: "this year, Q1 to Q3"."""
    again = {
        mark.start
        for (mark, said), (other, narrower) in pairwise(times)
        if _says_again(board, mark, said, other, narrower)
    }
    return [(mark, said) for mark, said in times if mark.start not in again]


def _says_again(board: Board, mark: Mark, said: TimeSaid, other: Mark, narrower: TimeSaid) -> bool:
    between = [board.word(place) for place in range(mark.end, other.start)]
    within = (said.period.start <= narrower.period.start
              and narrower.period.end <= said.period.end)  # fmt: skip
    plain = not (said.parts or said.choices or said.as_of or narrower.as_of)
    return within and plain and said.period != narrower.period and between in (
        [","], ["("], [":"], ["-"], ["–"], ["—"])  # fmt: skip


def within_its_year(current: list[TimeSaid], baselines: list[TimeSaid]) -> list[TimeSaid]:
    """The periods without the year they lie in, where another year is what they are set against.

    As in "the sales of May, this year against last year".
    """
    years = [said for said in current if whole_grain(said.period) == "year"]
    against = [said for said in baselines if whole_grain(said.period) == "year"]
    others = [said for said in current if said not in years]
    inside = all(
        year.period.start <= said.period.start and said.period.end <= year.period.end
        for year in years
        for said in others
    )
    return others if len(years) == len(against) == len(others) == 1 and inside else current


def side_by_side(
    current: list[TimeSaid], baselines: list[TimeSaid], week_start: Weekday
) -> TimeSaid | None:
    """Three months or more set against each other, as a list of them: "May vs June vs July"."""
    said = [*current, *baselines]
    grains = {whole_grain(each.period, week_start) for each in said}
    if len(baselines) < 2 or len(said) < 3 or len(grains) > 1 or None in grains:
        return None
    if any(each.choices or each.parts or each.as_of for each in said):
        return None
    parts = tuple(sorted(each.period for each in said))
    found = TimeSaid(Period(parts[0].start, parts[-1].end), parts=parts)
    grain = whole_grain(parts[0], week_start)
    return (
        replace(found, note=f"the {grain}s between them are shown too") if has_gap(found) else found
    )


def has_gap(said: TimeSaid) -> bool:
    """Whether not every period of a list follows the one before it."""
    return any(one.end != other.start for one, other in pairwise(said.parts))
