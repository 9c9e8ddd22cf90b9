"""What a figure is compared with: another period, the one before, a year earlier."""

from dataclasses import replace
from datetime import timedelta
from typing import Literal

from agent.evidence import as_grain
from agent.interpreter.board import (
    Board,
    Change,
    Comparing,
    GrainSaid,
    Mark,
    MemberSaid,
    MetricSaid,
    Overall,
    Rank,
    Shift,
    TimeSaid,
)
from agent.interpreter.times.baselines import Baseline, asks_same_days
from agent.interpreter.times.calendar_grammar import WEEKDAYS
from agent.interpreter.times.pairs import (
    has_gap,
    in_one_year,
    narrowed,
    same_days,
    side_by_side,
    spans_as_many,
    within_its_year,
)
from agent.interpreter.times.shifts import NAMED_DAYS
from semantic.model import Grain
from semantic.period import Period, describe, moved, step, to_previous, whole_grain, year_before
from semantic.record import record
from semantic.week import Weekday

_BEFORE_IT = "compared with the period before"
_SPLITS = {"week": 7, "month": 31, "quarter": 92}


@record
class Compared:
    """The period asked about and what it is compared with; `why` says what is not clear.

    Without a period, `latest` says of which grain the last whole one is meant, or with `so_far`
    the one that is not over. `split` is the grain of "month on month" over several months.
    """

    period: TimeSaid | None = None
    compare: Literal["previous", "year"] | Period | None = None
    assumption: str = ""
    why: str = ""
    latest: str = ""
    split: str = ""
    so_far: bool = False


def compared(board: Board, week_start: Weekday, carried: Period | None = None) -> Compared:
    """What is asked about and against what, from the marks of the whole question.

    `carried` is the period that the thread is about, where the question goes on from it.
    """
    times = board.of(TimeSaid)
    if board.has(Baseline):
        words = [board.text(mark) for mark, _ in times]
        times, why = in_one_year(times, words, week_start)
        if why:
            return Compared(why=why)
    return _told(board, times, week_start, carried)


def _told(
    board: Board, times: list[tuple[Mark, TimeSaid]], week_start: Weekday, carried: Period | None
) -> Compared:
    baselines = [said for mark, said in times if _follows_baseline(board, mark)]
    current = [said for mark, said in narrowed(board, times)
               if not _follows_baseline(board, mark)]  # fmt: skip
    if carried is not None:
        current = [_beside(said, carried, board.text(mark), week_start) for mark, said in times
                   if not _follows_baseline(board, mark)] or [TimeSaid(carried)]  # fmt: skip
    shifts = _once([shift for _, shift in board.of(Shift)])
    changes = [change for _, change in board.of(Change)]
    current = within_its_year(current, baselines)
    if _is_named_again(current, baselines, shifts):
        baselines = []
    if carried is not None and _only_says_which(board, times, shifts, carried, week_start):
        shifts = []
    several = side_by_side(current, baselines, week_start)
    if several is not None and not shifts:
        return Compared(several)
    if len(baselines) == len(shifts) == 1 and _agrees(current, baselines[0], shifts[0], week_start):
        shifts = []
    if len(current) > 1 or len(baselines) + len(shifts) > 1:
        return _too_many(current, against=bool(baselines or shifts))
    asked = current[0] if current else None
    if baselines:
        words = _led_text(board)
        baseline = _other_year(asked, baselines[0], words, week_start)
        if asked is not None and asks_same_days(board):
            days = same_days(asked.period, baseline.period, week_start)
            baseline = replace(baseline, period=days)
        return _against(asked, baseline, week_start, words if carried else "")
    if shifts:
        alone = None if times else carried
        return _by_shift(board, asked, shifts[0], week_start, alone)
    return _by_itself(board, asked, changes, week_start)


def _agrees(current: list[TimeSaid], baseline: TimeSaid, shift: Shift, week_start: Weekday) -> bool:
    """Whether "week on week" only says what two periods are: "WoW: week 39 against week 38"."""
    if len(current) != 1:
        return False
    asked = current[0].period
    if shift.unit == "year":
        return year_before(asked, week_start) == baseline.period
    same = whole_grain(asked, week_start) == shift.unit
    return same and moved(asked, to_previous(asked)) == baseline.period


def _only_says_which(
    board: Board,
    times: list[tuple[Mark, TimeSaid]],
    shifts: list[Shift],
    carried: Period,
    week_start: Weekday,
) -> bool:
    """Whether "the month after" only tells the one period that is named: "…, so June"."""
    if (
        len(times) != 1
        or len(shifts) != 1
        or shifts[0].led
        or _follows_baseline(board, times[0][0])
    ):
        return False
    meant = _moved_by(carried, shifts[0], week_start).period
    return meant is not None and meant.period == times[0][1].period


def _is_named_again(
    current: list[TimeSaid], baselines: list[TimeSaid], shifts: list[Shift]
) -> bool:
    """Whether a baseline is the period asked about, a year back: "April … to April a year ago"."""
    alike = [said.period for said in current] == [said.period for said in baselines]
    return alike and [shift.unit for shift in shifts] == ["year"]


def _by_shift(
    board: Board, asked: TimeSaid | None, shift: Shift, week_start: Weekday, carried: Period | None
) -> Compared:
    if carried is not None and not shift.led:
        return _moved_by(carried, shift, week_start)
    if shift.by_unit and asked is None and board.has(Rank):
        return Compared(None, "previous", split=shift.unit)
    if shift.after:
        return Compared(why="After which period? Name both, as in “May against June”.")
    found = _shifted(asked, shift, week_start)
    moving = board.has(Change) or board.has(Rank)
    return replace(found, compare="previous") if found.split and moving else found


def _by_itself(
    board: Board, asked: TimeSaid | None, changes: list[Change], week_start: Weekday
) -> Compared:
    """What comes of a question that names no baseline."""
    if asked and asked.ends and changes and any(said.grain for _, said in board.of(GrainSaid)):
        # "Did it grow by month from May to August" asks for each of them.
        return Compared(asked, "previous", assumption=_BEFORE_IT)
    of_two = _two_ends(asked, board, changes, week_start) if asked else None
    if of_two is not None:
        return of_two
    if asked and asked.parts and has_gap(asked):
        return Compared(asked, why="These periods are not one after the other: which one is meant?")
    if changes or board.has(Overall) or (board.of(Comparing) and not _compares_others(board)):
        return _changed(asked, changes)
    return Compared(asked)


def _weekday_before(asked: TimeSaid, name: str) -> Compared:
    """As in "last Monday against the Monday before"."""
    days = asked.period
    if name == "weekend" and days.days == 2 and days.start.weekday() == 5:
        return Compared(asked, Period(days.start - timedelta(7), days.end - timedelta(7)))
    if name == "weekend" or whole_grain(days) != "day":
        return Compared(asked, why=f"{describe(asked.period)} is not a day: which are compared?")
    back = (asked.period.start.weekday() - WEEKDAYS.index(name) - 1) % 7 + 1
    day = asked.period.start - timedelta(days=back)
    return Compared(asked, Period(day, day + timedelta(days=1)))


def _led_text(board: Board) -> str:
    marks = (mark for mark, _ in board.of(TimeSaid) if _follows_baseline(board, mark))
    return board.text(next(marks))


def _other_year(
    asked: TimeSaid | None, baseline: TimeSaid, words: str, week_start: Weekday
) -> TimeSaid:
    """The baseline in the year that the other side says.

    In "this April against last April" that of the year before, in "the second half of 2023 than in
    the first half" the same.
    """
    if asked is None:
        return baseline
    alike = [each for each in baseline.choices if each.start.year == asked.period.start.year]
    if len(alike) == 1:
        return TimeSaid(alike[0], note=baseline.note)
    if asked.period == baseline.period and words.startswith("last "):
        return TimeSaid(year_before(baseline.period, week_start))
    return baseline


def _two_ends(
    asked: TimeSaid, board: Board, changes: list[Change], week_start: Weekday
) -> Compared | None:
    """Two periods named in one breath and set against each other: "between May and June"."""
    comparing = board.has(Comparing)
    if asked.between and (changes or comparing):
        earlier, later = (TimeSaid(end, as_of=asked.as_of) for end in sorted(asked.ends))
        return _against(replace(later, note=asked.note), earlier, week_start)
    if asked.ends and comparing:
        # "Compare September to August" names no range.
        ends = (TimeSaid(asked.ends[0], note=asked.note), TimeSaid(asked.ends[1]))
        return _against(*ends, week_start)
    if len(asked.parts) == 2 and (changes or comparing):
        return Compared(TimeSaid(asked.parts[1], note=asked.note), asked.parts[0])
    return None


def _compares_others(board: Board) -> bool:
    return len(board.of(MemberSaid)) > 1 or len(board.of(MetricSaid)) > 1


def _once(shifts: list[Shift]) -> list[Shift]:
    """The shifts without a "WoW" that another says in words: "last week vs prior week"."""
    told = {shift.unit for shift in shifts if not shift.by_unit}
    units = told | {unit for unit in _SPLITS if told & {"one", "period"}}
    return [shift for shift in shifts if not (shift.by_unit and shift.unit in units)]


def _too_many(current: list[TimeSaid], *, against: bool) -> Compared:
    if not against and len({said.period for said in current}) == 1:
        return Compared(current[0])
    if len(current) > 1:
        periods = " and ".join(describe(said.period) for said in current)
        return Compared(current[0], why=f"Which period is meant, {periods}? Or all of them?")
    return Compared(why="Which period should it be compared with?")


def _follows_baseline(board: Board, mark: Mark) -> bool:
    return any(each.end == mark.start for each, _ in board.of(Baseline))


def _beside(said: TimeSaid, carried: Period, words: str, week_start: Weekday) -> TimeSaid:
    """In a thread about September, "and last year?" is about September of last year."""
    earlier = year_before(carried, week_start)
    within = said.period.start <= earlier.start and earlier.end <= said.period.end
    if words.endswith("last year") and within and whole_grain(carried) != "year":
        return TimeSaid(earlier, note=f"“last year” as {describe(earlier)}")
    return said


def _moved_by(carried: Period, shift: Shift, week_start: Weekday) -> Compared:
    """In a thread about a month: "and the month before?", "and the one after?"."""
    grain = whole_grain(carried, week_start)
    if shift.after and grain is not None and shift.unit in ("one", "period", grain):
        return Compared(TimeSaid(Period(carried.end, step(carried.end, grain, 1))))
    if shift.same and carried.days < _SPLITS.get(shift.unit, 366):
        return Compared(TimeSaid(_a_unit_before(carried, shift.unit)))
    if shift.unit == "year" and not shift.after:
        return Compared(TimeSaid(year_before(carried, week_start)))
    if shift.unit in ("one", "period", grain) and not shift.after:
        return Compared(TimeSaid(moved(carried, to_previous(carried))))
    return Compared(why=f"{describe(carried)} is not a {shift.unit}: which period is meant?")


def _is_year_of(asked: Period, baseline: Period) -> bool:
    inside = baseline.start <= asked.start and asked.end <= baseline.end
    return inside and asked != baseline and whole_grain(baseline) == "year"


def _a_unit_before(period: Period, unit: str) -> Period:
    """The same days of the week, month … before."""
    grain: Grain = as_grain(unit)
    return Period(step(period.start, grain, -1), step(period.end, grain, -1))


def _against(
    asked: TimeSaid | None, baseline: TimeSaid, week_start: Weekday, words: str = ""
) -> Compared:
    if baseline.parts or baseline.choices:
        return Compared(asked, why="Which one period should it be compared with?")
    if asked is None:
        return Compared(None, baseline.period)
    if asked.period == baseline.period:
        return Compared(asked, why=f"{describe(asked.period)} would be compared with itself.")
    if baseline.as_of:
        # States are compared as of two days, however long ago what they count began.
        return Compared(asked, baseline.period)
    if asked.as_of and baseline.period.days == 1:
        return Compared(asked, Period(asked.period.start, baseline.period.start))
    if _is_year_of(asked.period, baseline.period) and words.startswith("last "):
        # Of May last year, "better than last year?" asks about the May before.
        return Compared(asked, "year")
    if asked.period.start < baseline.period.end and baseline.period.start < asked.period.end:
        within = f"{describe(asked.period)} and {describe(baseline.period)}"
        return Compared(asked, why=f"{within} have days in common: which two are compared?")
    if whole_grain(baseline.period) == "year" and whole_grain(asked.period) != "year":
        # "September against last year" is about last year's September.
        earlier = year_before(asked.period, week_start)
        if baseline.period.start <= earlier.start < baseline.period.end:
            return Compared(asked, "year")
    return Compared(asked, baseline.period)


def _shifted(asked: TimeSaid | None, shift: Shift, week_start: Weekday) -> Compared:
    if asked is None and (shift.unit in NAMED_DAYS or not shift.led):
        return Compared(why="Before which period?")
    if asked is None and shift.same and shift.unit == "week":
        return Compared(why="Which day or period should be compared?")
    if asked is None:
        latest = shift.unit if shift.unit in ("day", "week", "month", "quarter") else ""
        compare: Literal["previous", "year"] = "year" if shift.unit == "year" else "previous"
        return Compared(None, compare, latest=latest, so_far=shift.same)
    if shift.count:
        return _as_many_before(asked, shift)
    if shift.unit in NAMED_DAYS:
        return _weekday_before(asked, shift.unit)
    grain = whole_grain(asked.period, week_start)
    if shift.unit in ("one", "period", grain):
        return Compared(asked, "previous")
    if shift.same and asked.period.days < _SPLITS.get(shift.unit, 366):
        return Compared(asked, _a_unit_before(asked.period, shift.unit))
    if shift.unit == "year":
        return Compared(asked, "year")
    if shift.by_unit and shift.unit in _SPLITS and asked.period.days > _SPLITS[shift.unit]:
        return Compared(asked, split=shift.unit)
    return Compared(
        asked,
        why=f"{describe(asked.period)} is not a {shift.unit}: what should it be compared with?",
    )


def _as_many_before(asked: TimeSaid, shift: Shift) -> Compared:
    if spans_as_many(asked.period, shift.count, shift.unit):
        return Compared(asked, "previous")
    return Compared(asked, why=f"Which period should {describe(asked.period)} be compared with?")


def _changed(asked: TimeSaid | None, changes: list[Change]) -> Compared:
    if (
        asked
        and asked.ends
        and not (asked.between or asked.choices)
        and any(change.verb for change in changes)
    ):
        current = TimeSaid(asked.ends[1], note=asked.note)
        return Compared(current, asked.ends[0])
    if asked and asked.parts:
        return Compared(asked)
    return Compared(asked, "previous", assumption=_BEFORE_IT)
