"""Where a reading leaves out what the question says of its rows: their order, limits, shares."""

from collections.abc import Iterator

from agent.interpreter.board import (
    Also,
    Board,
    Change,
    Contrast,
    Hint,
    MeanSaid,
    MemberSaid,
    Rank,
    Shift,
    TotalSaid,
)
from agent.interpreter.customers.identified import Identified
from agent.interpreter.figures.counting import Counted
from agent.interpreter.figures.shares import ShareSaid
from agent.interpreter.rows.ranking import changes_ranked, is_descending
from agent.interpreter.rows.sorting import Turned
from agent.interpreter.rows.thresholds import Limited
from agent.interpreter.rows.within import each_of
from agent.interpreter.times.day_parts import part_filters, part_groups
from agent.reading import Reading, field_label
from semantic.view import View


def left_out(board: Board, reading: Reading, view: View) -> Iterator[tuple[str, str]]:
    """What of the question's shape a reading leaves out: the argument, and why it is wrong."""
    if reading.skill != "movement":
        return
    yield from _parts_of_time(board, reading)
    yield from _limits(board, reading)
    yield from _order(board, reading, view)
    yield from _beside(board, reading, view)
    yield from _compared(board, reading)


def _parts_of_time(board: Board, reading: Reading) -> Iterator[tuple[str, str]]:
    for name in part_groups(board):
        if name not in reading.group_by:
            yield "group_by", f"the question splits by {name}"
    for given in part_filters(board):
        if given not in reading.filters:
            yield "filters", f"the question is about some values of {given.field} alone"


def _limits(board: Board, reading: Reading) -> Iterator[tuple[str, str]]:
    held = {(one.op, one.value) for one in reading.having}
    for mark, said in board.of(Limited):
        if reading.group_by and (said.op, said.value) not in held:
            yield "having", f"the question says {board.text(mark)}"


def _order(board: Board, reading: Reading, view: View) -> Iterator[tuple[str, str]]:
    per = each_of(board, reading) if board.has(Rank) else ""
    if per and reading.limit and reading.per != per:
        yield "per", f"the question asks for one list for each {field_label(per, view)}"
    if changes_ranked(board) or board.has(Turned) or not reading.order_by:
        return
    falling = reading.order_by[0].startswith("-")
    by_metric = reading.order_by[0].removeprefix("-") in reading.metrics
    for mark, rank in board.of(Rank):
        wanted = is_descending(rank, view.metrics[reading.metrics[0]])
        if by_metric and wanted is not None and wanted != falling:
            yield "order_by", f"the question asks for {board.text(mark)}"


def _beside(board: Board, reading: Reading, view: View) -> Iterator[tuple[str, str]]:
    moves = board.has(Change) or board.has(Shift) or reading.compare is not None
    rate = any(view.metrics[name].format.percent for name in reading.metrics)
    percent = any(hint.unit == "percent" for _, hint in board.of(Hint)) and not (moves or rate)
    wanted = {
        "share": (percent or board.has(ShareSaid), reading.share),
        "total": (board.has(TotalSaid), reading.total),
        "mean": (board.has(MeanSaid), reading.mean),
        "count": (board.has(Counted), reading.counted),
    }
    for name, (asked, told) in wanted.items():
        if asked and not told:
            yield "also", f"the question asks for the {name}"
    for mark, said in board.of(Also):
        held = reading.among and reading.among.period.start == said.period.start
        if not held or reading.apart != said.absent:
            argument = "not_in" if said.absent else "did_so_in"
            yield argument, f"the question says {board.text(mark)}, too"
    known = {one.field for one in reading.filters if one.op == "not_null"}
    if any(not known & set(said.fields) for _, said in board.of(Identified)):
        yield "filters", "the question is about what is known of whom"


def _compared(board: Board, reading: Reading) -> Iterator[tuple[str, str]]:
    if reading.compare is None and any(said.led for _, said in board.of(Shift)):
        yield "period", "the question compares it with another period"
    fields = {field for _, one in board.of(MemberSaid) for field, _ in one.values}
    together = {one.field for one in reading.filters if one.op == "in"} & fields
    if board.has(Contrast) and together - set(reading.group_by):
        yield "group_by", "the question sets members against each other"
