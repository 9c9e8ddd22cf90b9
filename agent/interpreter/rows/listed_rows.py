"""Which rows of a list are wanted, and in which order: "sort by name", "and the rest?"."""

from agent.interpreter.board import Board, DimensionSaid, Noise
from agent.interpreter.rows.order import Doubt
from agent.patterns import regex
from agent.reading import Reading
from agent.time_groups import is_grain
from semantic.record import record

_BY_NAME = regex(
    r"(?:^|(?<= ))(?:(?:sort|order|rank|list|put)(?:ed)?(?: (?:it|them|that|this|those))?"
    r" (?:by (?:the )?names?|alphabetically|in alphabetical order|from a to z|a (?:-|to) z)"
    r"|(?:in )?alphabetic(?:al|ally)?(?: order)?|by alphabet|a (?:-|to) z|by names?)(?= |$)",
    "name|alphabet|a - z|a to z",
)
_REST = regex(
    r"^(?:(?:and|ok|okay|so|now|what|how|about|show|me|us|give|list|who|is|are) )*"
    r"(?:(?:all )?the )?"
    r"(?:rest|others|other ones|remaining(?: ones)?|remainder|everyone else|everything else)"
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
    """Mark "and the rest?" after a list of members."""
    if not before.group_by or is_grain(before.group_by[0]):
        return
    # "Everyone" may have been taken for the customers.
    others = [mark for mark in board.marks if not isinstance(mark.meaning, DimensionSaid | Noise)]
    for first, last, _ in Board(board.tokens, others).found(_REST):
        board.marks = others
        board.put(first, last, RestOfList())


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
