"""What of a question is beyond doubt, whoever goes on to understand the rest."""

from collections.abc import Iterator

from agent.interpreter.board import Board, GrainSaid, MemberSaid, MetricSaid, Rank, TimeSaid
from agent.interpreter.grouping import Grouped
from agent.reading import Reading, ReadPeriod
from semantic.period import describe
from semantic.record import record
from semantic.suggest import listed


@record
class Objection:
    """A part of a reading that goes against the question's own words."""

    argument: str
    why: str


def objections(
    board: Board, reading: Reading, unexplained: int, before: Reading | None = None
) -> tuple[Objection, ...]:
    """Where a reading goes against what the question says, or adds what no word stands for.

    `unexplained` counts the words that the reading may have found a meaning for. What was read
    `before` in the thread may be in it, too.
    """
    against = (*_metrics(board, reading), *_members(board, reading), *_groups(board, reading),
               *_times(board, reading), *_ranks(board, reading))  # fmt: skip
    if against:
        return against
    added = _added(board, reading, before)
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
        by_time = [name for name in reading.group_by if name.startswith("time.")]
        if not by_time or (grain.grain and f"time.{grain.grain}" not in by_time):
            yield Objection("group_by", f"the question splits by {grain.grain or 'time'}")


def _times(board: Board, reading: Reading) -> Iterator[Objection]:
    compared = reading.compare if isinstance(reading.compare, ReadPeriod) else None
    for _, said in board.of(TimeSaid):
        meant = said.choices or (said.period,)
        starts = {reading.period.start, *([compared.start] if compared else [])}
        against_before = reading.compare in ("previous", "year")
        if not {each.start for each in meant} & starts and not against_before:
            periods = listed([describe(each) for each in meant])
            yield Objection("period", f"the question is about {periods}")


def _ranks(board: Board, reading: Reading) -> Iterator[Objection]:
    for _, rank in board.of(Rank):
        if rank.limit is not None and reading.limit != rank.limit:
            yield Objection("limit", f"the question asks for {rank.limit}")


def _added(board: Board, reading: Reading, before: Reading | None) -> int:
    """How many parts of the reading no word that is understood says, nor the thread."""
    had = _names(before) if before else frozenset()
    named = had | {name for _, said in board.of(MetricSaid) for name in said.metrics}
    grouped = had | {name for _, said in board.of(Grouped) for name in said.fields}
    members = had | {field for _, said in board.of(MemberSaid) for field, _ in said.values}
    more = [name for name in reading.metrics if name not in named]
    more += [name for name in reading.group_by if name not in grouped and name[:5] != "time."]
    more += [one.field for one in reading.filters
             if one.field not in members and one.op != "not_null"]  # fmt: skip
    more += [one.metric for one in reading.having]
    return len(more)


def _names(reading: Reading) -> frozenset[str]:
    """The metrics of a reading, and the dimensions that it splits or filters by."""
    fields = (one.field for one in reading.filters)
    return frozenset((*reading.metrics, *reading.group_by, *fields))
