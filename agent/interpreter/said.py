"""What of a question is beyond doubt, whoever goes on to understand the rest."""

from collections.abc import Iterator, Sequence

from agent.interpreter.board import (
    Also,
    Board,
    Change,
    Comparing,
    Contrast,
    DimensionSaid,
    GrainSaid,
    MeanSaid,
    MemberSaid,
    MetricSaid,
    Rank,
    Shift,
    TimeSaid,
    TotalSaid,
)
from agent.interpreter.figures.counting import Counted
from agent.interpreter.figures.shares import ShareSaid
from agent.interpreter.intents import WhySaid
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.rows.thresholds import numbers
from agent.interpreter.said_shape import left_out
from agent.interpreter.times.day_parts import PartSplit, part_filters
from agent.reading import Reading, ReadPeriod, condition, field_label, threshold
from agent.time_groups import is_grain, is_part, part_label
from semantic.period import Period, describe, moved, to_previous, to_year_before
from semantic.record import record
from semantic.suggest import listed
from semantic.view import View

_NAMING = (MetricSaid, MemberSaid, DimensionSaid, Grouped, GrainSaid, TimeSaid)
_COMPARING = (Shift, Change, Comparing, Contrast)
_BESIDE: tuple[tuple[str, type, str], ...] = (
    ("share", ShareSaid, "as a share of the whole"),
    ("mean", MeanSaid, "averaged"),
    ("counted", Counted, "as the number of rows"),
    ("total", TotalSaid, "with their total"),
)
_APART = frozenset(
    {"of", "by", "for", "with", "without", "from", "in", "per", "to", "on", "at", "than", "that"}
    | {"who", "which", "whose", "and", "or", "not", "but", "only", "except", ",", ";", ".", "?"}
)


@record
class Objection:
    """A part of a reading that goes against the question's own words."""

    argument: str
    why: str


def objections(
    board: Board,
    reading: Reading,
    view: View,
    unexplained: int,
    before: Reading | None = None,
) -> tuple[Objection, ...]:
    """Where a reading goes against what the question says, or adds what no word stands for.

    `unexplained` counts the words that the reading may have found a meaning for. What was read
    `before` in the thread may be in it, too.
    """
    against = (*_metrics(board, reading), *_members(board, reading), *_groups(board, reading),
               *_times(board, reading, view), *_ranks(board, reading),
               *_numbers(board, reading, before),
               *(Objection(*one) for one in left_out(board, reading, view)))  # fmt: skip
    if against:
        return against
    added = len(list(_names_added(board, reading, view, before)))
    if added > max(unexplained, 1):
        why = f"{added} parts of it are in no word of the question"
        return (Objection("query", why),)
    return ()


def _metrics(board: Board, reading: Reading) -> Iterator[Objection]:
    for mark, said in board.of(MetricSaid):
        if not said.members and not set(said.metrics) & set(reading.metrics):
            yield Objection("metrics", f"the question names {board.text(mark)}")


def _members(board: Board, reading: Reading) -> Iterator[Objection]:
    for mark, said in board.of(MemberSaid):
        if not any(_holds(reading, field, value, said.excluded) for field, value in said.values):
            left_out = "leaves out " if said.excluded else "names "
            yield Objection("filters", f"the question {left_out}{board.text(mark)}")


def _holds(reading: Reading, field: str, value: object, excluded: bool) -> bool:
    operators = ("ne", "not_in") if excluded else ("eq", "in")
    return any(
        given.field == field
        and given.op in operators
        and value in (given.value if isinstance(given.value, tuple) else (given.value,))
        for given in reading.filters
    )


def _groups(board: Board, reading: Reading) -> Iterator[Objection]:
    for mark, said in board.of(Grouped):
        if not set(said.fields) & set(reading.group_by):
            yield Objection("group_by", f"the question splits {board.text(mark)}")
    for _, grain in board.of(GrainSaid):
        by_time = [name for name in reading.group_by if is_grain(name)]
        if not by_time or (grain.grain and f"time.{grain.grain}" not in by_time):
            yield Objection("group_by", f"the question splits by {grain.grain or 'time'}")


def _times(board: Board, reading: Reading, view: View) -> Iterator[Objection]:
    days = reading.period.days
    for _, said in board.of(TimeSaid):
        meant = said.choices or (said.period,)
        compared = {one.start for one in _compared_with(reading, view)}
        about = any(
            one.start in compared or (one.start == days.start and _ends_alike(one, reading.period))
            for one in meant
        )
        if not about:
            periods = listed([describe(each) for each in meant])
            yield Objection("period", f"the question is about {periods}")


def _ends_alike(asked: Period, period: ReadPeriod) -> bool:
    """Whether a reading ends where a period does, or before it where that is not over."""
    return asked.end == period.end or (period.partial and period.end < asked.end)


def _compared_with(reading: Reading, view: View) -> Iterator[Period]:
    """The days that a reading is compared with, as far as they are told by its own."""
    if isinstance(reading.compare, ReadPeriod):
        yield reading.compare.days
    elif reading.compare is not None:
        days, weeks = reading.period.days, view.catalog.settings.week_start
        year = reading.compare == "year"
        yield moved(days, to_year_before(days, None, weeks) if year else to_previous(days))


def _ranks(board: Board, reading: Reading) -> Iterator[Objection]:
    for _, rank in board.of(Rank):
        if rank.limit is not None and reading.limit != rank.limit:
            yield Objection("limit", f"the question asks for {rank.limit}")


def _numbers(board: Board, reading: Reading, before: Reading | None) -> Iterator[Objection]:
    known = numbers(board) | {one.value for one in (before.having if before else ())}
    for place, one in enumerate(reading.having):
        if one.value not in known:
            yield Objection(f"having[{place}].value", "the question has no such number")


def read_into(
    board: Board, reading: Reading, view: View, usual: ReadPeriod | None, before: Reading | None
) -> tuple[str, ...]:
    """What no understood word of the question says, nor the thread before it: each part in words.

    `usual` is the period that is meant when none is said.
    """
    parts = (*_names_added(board, reading, view, before), *_times_added(board, reading, before))
    periods = [usual, *([before.period] if before else [])]
    dated = board.has(TimeSaid) or board.has(Shift) or reading.period in periods
    return parts if dated else (*parts, describe(reading.period.days))


def stretches(board: Board, words: Sequence[str]) -> tuple[str, ...]:
    """The places of the question where these words stand, several of them together as one text."""
    found: list[list[str]] = []
    together = False
    for place, token in enumerate(board.tokens):
        if token.word in words and board.free(place, place + 1):
            if not together:
                found.append([])
            found[-1].append(token.word)
            together = True
        elif token.word in _APART or _is_named(board, place):
            together = False
    return tuple(" ".join(each) for each in found)


def _is_named(board: Board, place: int) -> bool:
    marks = [mark.meaning for mark in board.marks if mark.start <= place < mark.end]
    return any(isinstance(meaning, _NAMING) for meaning in marks)


def _names_added(
    board: Board, reading: Reading, view: View, before: Reading | None
) -> Iterator[str]:
    had = _names(before) if before else frozenset()
    kept = (*before.filters, *before.having) if before else ()
    kept += tuple(part_filters(board))
    # A metric that a verb was read as is what other words may be for: "the dosh they brought in".
    plainly = (said.metrics for _, said in board.of(MetricSaid) if not said.note)
    named = had | {name for metrics in plainly for name in metrics}
    grouped = had | {name for _, said in board.of(Grouped) for name in said.fields}
    grouped |= {name for _, said in board.of(DimensionSaid) for name in said.fields}
    members = {field for _, said in board.of(MemberSaid) for field, _ in said.values}
    yield from (view.metrics[name].title for name in reading.metrics if name not in named)
    for name in reading.group_by:
        if name not in grouped and not name.startswith("time."):
            yield f"by {field_label(name, view)}"
    for one in reading.filters:
        if one not in kept and one.field not in members and one.op != "not_null":
            yield condition(one, view)
    yield from (threshold(one, view) for one in reading.having if one not in kept)
    yield from _beside_added(board, reading, before)


def _beside_added(board: Board, reading: Reading, before: Reading | None) -> Iterator[str]:
    """What is told in place of the plain figures, or beside them, that no word asks for."""
    for part, meaning, told in _BESIDE:
        if getattr(reading, part) and not (board.has(meaning) or _has(before, part, reading)):
            yield told
    if reading.among and not (board.has(Also) or _has(before, "among", reading)):
        yield "of those of another period"


def _times_added(board: Board, reading: Reading, before: Reading | None) -> Iterator[str]:
    had = before.group_by if before else ()
    if reading.skill == "drivers" and not board.has(WhySaid):
        yield "what carries the change"
    compared = reading.compare and not any(map(board.has, _COMPARING))
    if compared and reading.skill != "drivers" and not _has(before, "compare", reading):
        yield "compared with another period"
    for name in reading.group_by:
        said = PartSplit if is_part(name) else GrainSaid
        if name.startswith("time.") and name not in had and not board.has(said):
            yield f"by {part_label(name) if is_part(name) else name.removeprefix('time.')}"
    if reading.limit and not board.has(Rank) and not _has(before, "limit", reading):
        yield f"the first {reading.limit}"


def _has(before: Reading | None, part: str, reading: Reading) -> bool:
    return before is not None and getattr(before, part) == getattr(reading, part)


def _names(reading: Reading) -> frozenset[str]:
    """The metrics of a reading, and the dimensions that it splits or filters by."""
    fields = (one.field for one in reading.filters)
    return frozenset((*reading.metrics, *reading.group_by, *fields))
