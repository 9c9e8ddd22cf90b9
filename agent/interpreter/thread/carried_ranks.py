"""How many rows a follow-up shows: "and in July?" after the top five, "by country instead?"."""

from collections.abc import Sequence

from agent.interpreter.board import Board, DimensionSaid, GrainSaid, MemberSaid, MetricSaid, Rank
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.rows.order import directions
from agent.interpreter.rows.thresholds import Limited
from agent.interpreter.rows.within import for_each
from agent.interpreter.thread.conversation import is_pinned
from agent.interpreter.thread.pointing import Theirs
from agent.interpreter.thread.resets import Reset
from agent.reading import Reading, Threshold
from agent.time_groups import is_grain, is_part

# "Split it by country" and "show me all of them" ask for a split, and for no ranking.
_SPLITTING = frozenset({"split", "break", "broken", "breakdown", "list", "show", "table", "full"})
_SPLITTING |= {"all", "every", "each", "per", "whole", "everything", "distribution", "group"}
_REPLACING = frozenset({"instead", "rather", "same", "about"})
_ASKING = frozenset({"which", "what"})


def carried_rank(before: Reading | None, reading: Reading, board: Board) -> Reading:
    """The reading with the order and limit of the thread, while its split stays or is replaced.

    A ranking of the question's own takes from the thread how many rows are wanted.
    """
    if before is None:
        return reading
    new = [name for name in reading.group_by if name not in before.group_by]
    if for_each(board, before, new) and len(reading.group_by) == 2:
        order = {"group_by": (*new, *before.group_by), "per": new[0]}
        return reading.model_copy(update={**_ranked_as(before, reading), **order})
    dropped = any(reset.rank for _, reset in board.of(Reset))
    replaced = _is_replaced(before, reading, board)
    if not before.limit or dropped or not (replaced or _stays_split(before, reading)):
        return reading
    per = before.per if before.per in reading.group_by else ""
    if board.of(Rank):
        return reading.model_copy(update={"per": per, "limit": before.limit})
    if reading.among != before.among or (before.ranks_change and reading.compare is None):
        return reading
    ranked = reading.model_copy(update={**_ranked_as(before, reading), "per": per})
    return _turned_to(board, ranked) if before.ranks_change else ranked


def _turned_to(board: Board, ranked: Reading) -> Reading:
    """The ranking by change from the end that a verb names: "and the ones that fell?"."""
    falls, rises = directions(board)
    column = ranked.order_by[0].removeprefix("-")
    return (
        ranked
        if falls == rises
        else ranked.model_copy(update={"order_by": (column if falls else f"-{column}",)})
    )


def carried_limits(
    before: Reading | None, metrics: Sequence[str], groups: Sequence[str], board: Board
) -> tuple[Threshold, ...]:
    """The limits of the thread, while they are on the same figure of the same rows."""
    if before is None or board.has(Theirs) or board.has(Limited) or board.has(Rank):
        return ()
    dropped = any((reset.fields == () and not reset.is_of_shape) or reset.rank
                  for _, reset in board.of(Reset))  # fmt: skip
    same = tuple(metrics) == before.metrics and tuple(groups) == before.group_by
    return before.having if same and not dropped else ()


def carried_count(before: Reading | None, groups: Sequence[str], board: Board) -> bool:
    """Whether the thread counts rows, and a follow-up names no other split: "and in June?"."""
    shaped = board.has(Grouped) or board.has(Rank) or board.has(Theirs)
    return before is not None and before.counted and tuple(groups) == before.group_by and not shaped


def ranks_rows(board: Board, before: Reading) -> bool:
    """Whether a ranking is of what is listed already, or of periods: "which was the best?"."""
    named = any(map(board.has, (DimensionSaid, Grouped, MemberSaid)))
    listed = len(before.group_by) == 1 and not named
    return board.has(Rank) and (board.has(GrainSaid) or listed)


def limits_by_another(board: Board, before: Reading | None, metrics: Sequence[str]) -> bool:
    """Whether a list is to be kept to rows by another figure: "only those with 20 orders"."""
    words = {token.word for token in board.tokens}
    narrows = words & {"only", "just"} and words & {"those", "ones", "where"}
    figures = {mark.start for mark, _ in board.of(MetricSaid)}
    limited = any(mark.end in figures for mark, _ in board.of(Limited))
    listed = before is not None and before.group_by and not set(metrics) & set(before.metrics)
    return bool(narrows and limited and listed and len(metrics) == 1)


def _ranked_as(before: Reading, reading: Reading) -> dict[str, object]:
    """The order and the limit of the thread, for the figure that is asked for now."""
    sign = "-" if before.order_by[0].startswith("-") else ""
    part = before.order_by[0].rpartition(".")[2] if before.ranks_change else ""
    column = f"{reading.metrics[0]}.{part}" if part else reading.metrics[0]
    return {"order_by": (f"{sign}{column}",), "limit": before.limit}


def _stays_split(before: Reading, reading: Reading) -> bool:
    """Whether the split is as before, or that of the one list that is wanted of one for each."""
    others = tuple(name for name in before.group_by if name != before.per)
    one = before.per and is_pinned(before.per, reading.filters) and reading.group_by == others
    return bool(one) or reading.group_by == before.group_by


def _is_replaced(before: Reading, reading: Reading, board: Board) -> bool:
    """Whether one ranked split by members takes the place of another: "by country instead?".

    "By country" alone asks for a split, with all that it has.
    """
    groups = (*before.group_by, *reading.group_by)
    plain = len(before.group_by) == len(reading.group_by) == 1
    if not plain or any(is_grain(name) or is_part(name) for name in groups):
        return False
    words = {token.word for token in board.tokens}
    asked = any(board.word(mark.start - 1) in _ASKING for mark, _ in board.of(Grouped))
    asked = asked or bool(words & _REPLACING) or board.has(Rank)
    return asked and not words & _SPLITTING
