"""The period of a reading: cut to what is known, compared, split, with every assumption said."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from agent.evidence import as_grain
from agent.interpreter.board import Board, GrainSaid, TimeSaid, TotalSaid
from agent.interpreter.members.grouping import CohortSaid
from agent.interpreter.outcome import Outside, Unclear
from agent.interpreter.times.baselines import asks_same_days
from agent.interpreter.times.comparisons import Compared, compared
from agent.interpreter.times.day_parts import part_groups, usual_period
from agent.interpreter.times.pairs import are_alike, uneven_pair
from agent.interpreter.times.today import Today
from agent.patterns import regex
from agent.reading import ReadPeriod
from agent.time_groups import WEEKDAY
from agent.writer import day
from semantic.model import Grain
from semantic.period import (
    Period,
    add_months,
    describe,
    floor,
    moved,
    step,
    to_previous,
    unit,
    whole_grain,
    year_before,
)
from semantic.record import record
from semantic.week import MONDAY, Weekday

Compare = Literal["previous", "year"] | ReadPeriod | None
_TOGETHER = frozenset({"together", "combined", "jointly", "altogether", "total", "sum", "overall"})
_EACH = frozenset({"each", "every", "respectively", "separately", "individually"})
_NOW = regex(
    r"(?:^|(?<= ))(?:now|currently|current|presently|atm|at (?:the mo(?:ment)?|present))(?= |$)",
    "now|current|present|atm|the mo",
)
_DAYS_BY_DAY = 35
_DAYS_BY_WEEK = 120


@record
class Calendar:
    """The first day that nothing is known about, what the data covers, and the usual period.

    `covered` is of the rows that the asker sees; only with `sees_all` its start is the data's.
    `carried` is what the thread is about, where the question goes on from it.
    """

    today: date
    covered: Period | None
    default: str
    sees_all: bool = True
    carried: Period | None = None
    week_start: Weekday = MONDAY

    @property
    def so_far(self) -> Period | None:
        """All that the data covers up to today, which how things stand now is told from."""
        return Period(self.covered.start, self.today) if self.covered else None

    @property
    def now(self) -> Today:
        """What "last week" is told from."""
        return Today(self.today, self.week_start)

    def grain_of(self, period: Period) -> Grain | None:
        """The grain of which a period is exactly one unit, if there is one."""
        return whole_grain(period, self.week_start)

    def before_data(self, day: date) -> bool:
        """Whether a day is known to lie before the data begins."""
        return self.sees_all and self.covered is not None and day < self.covered.start


@record
class Span:
    """A period as asked and as it can be answered, with what it is compared with and split by.

    `choices` and `baselines` are set where the period, or what it is compared with, may be either.
    """

    asked: Period
    period: ReadPeriod
    compare: Compare = None
    grain: str = ""
    assumptions: tuple[str, ...] = ()
    choices: tuple[Period, ...] = ()
    as_of: bool = False
    baselines: tuple[ReadPeriod, ...] = ()


def span_of(
    board: Board, calendar: Calendar, *, cohort_months: int | None, state: bool, level: bool = False
) -> Span | Outside | Unclear:
    """The question's period, or why there is none to answer for.

    `cohort_months` is how long after a cohort's first month, `state` that the metrics say how
    things stand at a period's end, `level` that a period's figures are those of its last days.
    """
    so_far = state and calendar.carried == calendar.so_far
    found = compared(board, calendar.week_start, None if so_far else calendar.carried)
    if found.why:
        return Unclear(found.why)
    grains = _grains(found, board)
    if len(set(filter(None, grains))) > 1:
        return Unclear("By which of these should it be split: " + " or ".join(grains) + "?")
    found = _level_as_of(found, board, calendar) if level and not grains else found
    said, notes = _asked(found, board, calendar, grains, cohort_months)
    now = state and not grains and calendar.so_far and _is_now(found.period, calendar)
    if now and calendar.so_far:
        notes = [f"no period was named, so as of {day(calendar.today)}"]
        said, found = TimeSaid(calendar.so_far), _earlier_state(found, calendar)
    if said is None:
        return Outside("There is no data that you may see.")
    unset = None if now else _unset_against(found, said, grains, calendar)
    if isinstance(unset, Compared):
        found, said, notes = unset, unset.period or said, []
        unset = None
    if unset:
        return unset
    problem = _beyond_data(said.period, found.compare, calendar)
    if problem:
        return Outside(problem)
    words = {token.word for token in board.tokens}
    joined = said.parts and not grains and words & _TOGETHER and not words & _EACH
    joined = joined and not board.has(TotalSaid)
    grain = "" if joined else _grain(said, grains, calendar)
    notes += [said.note] if said.note else []
    notes += [found.assumption] if found.assumption else []
    if isinstance(found.compare, Period) and not state and said.period.end <= calendar.today:
        notes += filter(None, [uneven_pair(said.period, found.compare, calendar.now.week_start)])
    if grain and grains and not any(grains):
        notes.append(f"split by {grain}")
    span = only(Span(said.period, _cut(said.period, calendar)), said.period, calendar)
    baselines = _baselines(found.compare, said.period, calendar)
    compare = _compare(found.compare, said.period, calendar, split=bool(grain))
    same = baselines[:1] if asks_same_days(board) else ()
    return replace(
        span,
        compare=same[0] if same else compare,
        baselines=() if same else baselines,
        grain=grain,
        assumptions=tuple(notes),
        choices=said.choices,
        as_of=said.as_of,
    )


def _earlier_state(found: Compared, calendar: Calendar) -> Compared:
    """How things stand now is compared with how they stood one usual period earlier."""
    if found.compare != "previous" or calendar.covered is None:
        return found
    weekly = calendar.default == "last_week"
    before = calendar.today - timedelta(7) if weekly else add_months(calendar.today, -1)
    note = f"compared with {day(before)}, {'a week' if weekly else 'a month'} earlier"
    return replace(found, compare=Period(calendar.covered.start, before), assumption=note)


def _beyond_data(asked: Period, compare: object, calendar: Calendar) -> str:
    reached = [asked, *([compare] if isinstance(compare, Period) else [])]
    return next(filter(None, (_out_of_reach(each, calendar) for each in reached)), "")


def _is_now(said: TimeSaid | None, calendar: Calendar) -> bool:
    """Whether how things stand now is asked for: no period is named, or "today"."""
    return said is None or (said.period.start == calendar.today and said.period.days == 1)


def _grains(found: Compared, board: Board) -> list[str]:
    """What time is split by; empty text for "over time", by whatever unit fits."""
    own = usual_period(board) is not None
    # "How did sales develop by fiscal quarter" names its split.
    grains = [said.grain for _, said in board.of(GrainSaid) if said.grain or not own]
    return grains + [found.split] * bool(found.split)


def _level_as_of(found: Compared, board: Board, calendar: Calendar) -> Compared:
    """The month up to a day, whose last figures say how things stand as of it.

    The day is today for "now", "today" and "currently". Other periods stay as they are said.
    """
    said = found.period
    as_of = said is not None and said.as_of
    if not as_of and not (board.found(_NOW) if said is None else _is_now(said, calendar)):
        return found
    end = said.period.end if said is not None and as_of else calendar.today
    return replace(found, period=TimeSaid(Period(floor(end - timedelta(1), "month"), end)))


def _unset_against(
    found: Compared, said: TimeSaid, grains: list[str], calendar: Calendar
) -> Compared | Unclear | None:
    """What comes of a period to compare with where none is named to set against it.

    Against last month goes this one, if it has begun. Where the usual period is no match for it
    there is a question back.
    """
    baseline = found.compare
    if found.period is not None or grains or not isinstance(baseline, Period):
        return None
    grain = calendar.grain_of(baseline)
    if grain and baseline.end == calendar.now.floor(grain) < calendar.today:
        return replace(found, period=TimeSaid(calendar.now.unit(grain)))
    alike = calendar.grain_of(baseline) == calendar.grain_of(said.period)
    if alike and baseline.end <= said.period.start:
        return None
    return Unclear(f"Which period should be compared with {describe(baseline)}?")


def only(span: Span, choice: Period, calendar: Calendar) -> Span:
    """The span for one of its possible periods."""
    return replace(span, asked=choice, period=_cut(choice, calendar), choices=())


def _asked(
    found: Compared,
    board: Board,
    calendar: Calendar,
    grains: list[str],
    cohort_months: int | None,
) -> tuple[TimeSaid | None, list[str]]:
    if found.period is not None:
        return found.period, []
    cohorts = board.of(CohortSaid)
    if cohorts and cohort_months is not None:
        start = add_months(cohorts[0][1].time.period.start, cohort_months)
        return TimeSaid(unit(start, "month")), []
    if grains:
        grain: Grain = grains[0] or "month"  # type: ignore[assignment]
        return _complete(calendar, grain)
    own = usual_period(board)
    if own is not None:
        return own, []
    if WEEKDAY in part_groups(board):
        # Whole weeks have as many Mondays as Sundays.
        return _complete(calendar, "week")
    words = {token.word for token in board.tokens}
    usual: Grain = "week" if calendar.default == "last_week" else "month"
    if found.latest:
        usual = as_grain(found.latest)
    if found.latest and found.so_far:
        return TimeSaid(calendar.now.unit(usual)), []
    period = calendar.now.unit(usual, -1)
    whole = words & {"total", "overall", "altogether"} and not board.has(TotalSaid)
    if whole and calendar.covered:
        return TimeSaid(period, choices=(period, calendar.covered)), []
    return TimeSaid(period), [f"no period was named, so {describe(period)}"]


def _complete(calendar: Calendar, grain: Grain) -> tuple[TimeSaid | None, list[str]]:
    if calendar.covered is None:
        return None, []
    found = whole_units(Period(calendar.covered.start, calendar.today), grain, calendar.week_start)
    if found is None:
        return TimeSaid(calendar.covered), [f"no period was named, so {describe(calendar.covered)}"]
    return TimeSaid(found), [f"no period was named, so all complete {grain}s"]


def whole_units(period: Period, grain: Grain, week_start: Weekday) -> Period | None:
    """The whole weeks, months … within a period; None when there is none."""
    start = floor(period.start, grain, week_start)
    if start < period.start:
        start = step(start, grain)
    end = floor(period.end, grain, week_start)
    return Period(start, end) if start < end else None


def known_part(period: ReadPeriod, calendar: Calendar) -> Period:
    """The part of a period that the data covers."""
    begins = calendar.covered.start if calendar.covered and calendar.sees_all else period.start
    return Period(max(period.start, begins), max(period.end, begins))


def _out_of_reach(period: Period, calendar: Calendar) -> str:
    if period.start >= calendar.today:
        known = f"nothing is known from {day(calendar.today)} on"
        if period.start == calendar.today:
            return f"{describe(period)} has only begun: {known}."
        return f"{describe(period)} lies in the future: {known}."
    if calendar.covered and calendar.before_data(period.end - timedelta(days=1)):
        return f"The data begins on {day(calendar.covered.start)}, after {describe(period)}."
    return ""


def _cut(period: Period, calendar: Calendar) -> ReadPeriod:
    end = min(period.end, max(calendar.today, period.start))
    partial = end < period.end or calendar.before_data(period.start)
    return ReadPeriod(start=period.start, end=max(end, period.start), partial=partial)


def _baselines(compare: object, asked: Period, calendar: Calendar) -> tuple[ReadPeriod, ...]:
    """As in "this year against last year": as many days of that one, or all of it."""
    so_far = min(asked.end, calendar.today) - asked.start
    if not isinstance(compare, Period) or asked.start + so_far == asked.end:
        return ()
    if not are_alike(compare, asked, calendar.now.week_start):
        return ()
    days = Period(compare.start, compare.start + so_far)
    months = 12 * (asked.start.year - compare.start.year) + asked.start.month - compare.start.month
    if calendar.grain_of(asked) not in ("day", "week") and asked.start.day == 1:
        days = moved(Period(asked.start, asked.start + so_far), ("month", -months))
    as_many = ReadPeriod(start=days.start, end=min(days.end, compare.end))
    return (as_many, ReadPeriod(start=compare.start, end=compare.end))


def _compare(compare: object, asked: Period, calendar: Calendar, *, split: bool) -> Compare:
    """What to compare with. A period that is not over is set against as many days before.

    A period that the question names is taken as it is. Of a `split` each part has its own.
    """
    if compare == "year":
        return "year"
    if split and compare == "previous":
        return "previous"
    cut = min(asked.end, calendar.today)
    before = moved(asked, to_previous(asked))
    if isinstance(compare, Period):
        if cut == asked.end and compare == before:
            return "previous"
        if cut == asked.end and compare == year_before(asked, calendar.week_start):
            return "year"
        return ReadPeriod(start=compare.start, end=min(compare.end, calendar.today))
    if compare == "previous" and cut < asked.end:
        return ReadPeriod(start=before.start, end=before.start + (cut - asked.start))
    return "previous" if compare == "previous" else None


def _grain(said: TimeSaid, grains: list[str], calendar: Calendar) -> str:
    if grains and any(grains):
        return next(filter(None, grains))
    if said.parts:
        return calendar.grain_of(said.parts[0]) or ""
    if grains:
        return looked_at_by(said.period)
    return ""


def looked_at_by(period: Period) -> Grain:
    """The units that a period is split by where nobody says which."""
    days = period.days
    return "day" if days <= _DAYS_BY_DAY else "week" if days <= _DAYS_BY_WEEK else "month"
