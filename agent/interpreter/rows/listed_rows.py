"""Which rows of a list are wanted, and in which order: "sort by name", "and the rest?"."""

from agent.interpreter.board import Board, DimensionSaid, MemberSaid, Noise
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.rows.order import Doubt
from agent.patterns import regex
from agent.reading import Reading
from agent.time_groups import is_grain
from semantic.record import record
from semantic.result import Value

_BY_NAME = regex(
    r"(?:^|(?<= ))(?:(?:sort|order|rank|list|put)(?:ed)?(?: (?:it|them|that|this|those))?"
    r" (?:by (?:the )?names?|alphabetically|in alphabetical order|from a to z|a (?:-|to) z)"
    r"|(?:in )?alphabetic(?:al|ally)?(?: order)?|by alphabet|a (?:-|to) z|by names?)(?= |$)",
    "name|alphabet|a - z|a to z",
)
_REST = regex(
    r"^(?:(?:and|ok|okay|so|now|what|how|about|show|me|us|give|list|who|is|are) )*"
    r"(?:(?:all )?the )?"
    r"(?:rest|others|other (?:ones|two|three|four|five|six)|remaining(?: ones)?|remainder"
    r"|everyone else|everything else|other (?P<noun>\w+))"
    r"(?: of (?:them|it|those|the list))?(?= [?.!]|$)",
    "rest|other|remain|else",
)


@record
class ByName:
    """The rows are wanted in the order of their names."""


@record
class RestOfList:
    """Those are wanted that the ranking before left out."""


def mark_by_name(board: Board) -> None:
    """Mark "sort by name" and "alphabetically", where that is not the name of a figure."""
    for first, last, _ in board.found(_BY_NAME)[:1]:
        board.put(first, last, ByName())


def mark_rest_of_list(board: Board, before: Reading) -> None:
    """Mark "and the rest?" after a list of members, and "the others?" after one of them."""
    if before.group_by and is_grain(before.group_by[0]):
        return
    named = {name for _, said in board.of(DimensionSaid) for name in said.fields}
    # "Everyone" may have been taken for the customers.
    others = [mark for mark in board.marks if not isinstance(mark.meaning, DimensionSaid | Noise)]
    for first, last, match in Board(board.tokens, others).found(_REST):
        if match["noun"] and not named & {*before.group_by, *_kept(before)}:
            continue
        kept = _kept(before)
        same = kept.keys() & set(before.group_by) if before.group_by else kept.keys()
        if len(same) == 1 and not before.limit:
            board.marks = others
            (field,) = same
            _put_others(board, first, last, (field, kept[field]))
        elif before.group_by:
            board.marks = others
            board.put(first, last, RestOfList())


def _kept(before: Reading) -> dict[str, tuple[Value, ...]]:
    """The members of a dimension to which a reading is kept."""
    return {
        one.field: tuple(one.value) if isinstance(one.value, list | tuple) else (one.value,)
        for one in before.filters
        if one.op in ("eq", "in") and isinstance(one.value, str | list | tuple)
    }


def _put_others(board: Board, first: int, last: int, kept: tuple[str, tuple[Value, ...]]) -> None:
    """Mark all members but those that are kept to, one by one."""
    field, values = kept
    board.put(first, first, Grouped((field,)))
    for value in values[1:]:
        board.put(first, first, MemberSaid(((field, value),), excluded=True))
    board.put(first, last, MemberSaid(((field, values[0]),), excluded=True))


def by_name(board: Board, reading: Reading) -> Reading | Doubt:
    """The reading in the order of names, where that is asked for; a ranking keeps its own."""
    if not board.has(ByName):
        return reading
    if not reading.group_by:
        return Doubt("The names of what? Say what to split by, as in “by country”.")
    named = {"order_by": reading.group_by, "limit": None, "per": ""}
    listed = reading.model_copy(update=named)
    if reading.limit:
        return Doubt("A ranking stays in its order. All of them by name?", (listed,))
    return listed


def rest_of_list(board: Board, reading: Reading, before: Reading | None) -> Reading:
    """The reading of those that the ranking before left out; all, where it left out none."""
    if before is None or not board.has(RestOfList):
        return reading
    whole = reading.model_copy(update={"limit": None, "per": "", "order_by": before.order_by})
    plain = not (before.among or before.per or before.ranks_change)
    if not before.limit or not plain or len(before.group_by) != 1:
        return whole
    bare = {"share": False, "total": False, "assumptions": (), "not_understood": ()}
    changes = {"among": before.model_copy(update=bare), "apart": True}
    return whole.model_copy(update=changes)
