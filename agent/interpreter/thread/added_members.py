"""Members that a follow-up adds to those before, or takes from them: "add France", "not Italy"."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from agent.interpreter.board import Board, Comparing, MemberSaid, Noise
from agent.interpreter.members.fields import bare
from agent.patterns import regex
from agent.reading import Reading
from semantic.model import Filter
from semantic.record import record
from semantic.result import Value

_ADDING = frozenset(
    {"also", "too", "additionally", "add", "adding", "plus", "include", "including"}
)
_AGAINST = regex(
    r"^(?:(?:and|what about|how about|now) )*(?:vs \.|vs|versus|v|against|than|next to|beside"
    r"|alongside|relative to|(?:how does (?:it|that|this) )?compared?"
    r"(?: (?:it|that|this|them))? (?:to|with|against))(?: (?:for|in|the|our|of))*(?= §)",
    "v|against|than|next to|beside|alongside|relative|compare",
)
_KEPT, _LEFT_OUT = ("eq", "in"), ("ne", "not_in")


@record
class Beside:
    """The member that follows is set beside the one before."""


def is_adding(board: Board) -> bool:
    """Whether what is named comes beside what was named before."""
    words = [token.word for token in board.tokens]
    adds = bool(_ADDING & set(words)) or ("as", "well") in pairwise(words)
    return adds or board.has(Beside)


def mark_beside_it(board: Board, before: Reading) -> None:
    """Mark "vs" in "vs Clifton", after one club, as setting the two side by side."""
    held = {given.field for given in before.filters if given.op in _KEPT}
    members = [
        mark for mark, said in board.of(MemberSaid) if {name for name, _ in said.values} & held
    ]
    others = [mark for mark in board.marks if not isinstance(mark.meaning, Comparing | Noise)]
    if len(members) != 1 or others != members:
        return
    for first, last, _ in Board(board.tokens, others).found(_AGAINST):
        board.marks = others
        board.put(first, last, Beside())


def keep_to_fields(board: Board, before: Reading) -> None:
    """Let a member of several fields be of the one that the thread keeps to, or is split by.

    After the branch of Cork, "Limerick?" is the branch called so, and not the town.
    """
    held = {given.field for given in before.filters if given.op in (*_KEPT, *_LEFT_OUT)}
    for mark, said in board.of(MemberSaid):
        for names in (held, set(before.group_by)):
            values = tuple(pair for pair in said.values if pair[0] in names)
            if values:
                board.swap(mark, replace(said, values=values))
                break


def with_earlier(
    said: Sequence[Filter], before: Sequence[Filter], board: Board
) -> tuple[list[Filter], list[str]]:
    """The filters said, each with what it keeps of the one before it about the same.

    Beside them come the fields whose members are then wanted one by one.
    """
    found, apart = [], []
    instead = any(token.word == "instead" for token in board.tokens)
    for given in said:
        earlier = next((one for one in before if _bare(one) == _bare(given)), None)
        if earlier is not None and _is_back(given, earlier, board):
            left = [value for value in _values(earlier) if value not in _values(given)]
            found += [_filter(given.field, left, _LEFT_OUT)] if left else []
            continue
        both = None if earlier is None or instead else _both(given, earlier, board)
        found.append(both or given)
        if both is not None and both.op == "in" and given.op in _KEPT:
            apart.append(given.field)
    return found, apart


def _is_back(given: Filter, earlier: Filter, board: Board) -> bool:
    """Whether what was left out before is wanted again: "with the UK", "put Italy back in"."""
    words = {token.word for token in board.tokens}
    again = is_adding(board) or bool(words & {"with", "back", "keep"})
    same = set(map(str, _values(given))) <= set(map(str, _values(earlier)))
    return given.op in _KEPT and earlier.op in _LEFT_OUT and same and again


def _both(given: Filter, earlier: Filter, board: Board) -> Filter | None:
    """What one filter and the one before it ask for together; None where it takes its place."""
    new, old = _values(given), _values(earlier)
    if given.op in _LEFT_OUT and earlier.op in _KEPT:
        left = [value for value in old if value not in new]
        return _filter(given.field, left, _KEPT) if 0 < len(left) < len(old) else None
    if given.op in _LEFT_OUT and earlier.op in _LEFT_OUT:
        return _filter(given.field, [*old, *new], _LEFT_OUT)
    if given.op in _KEPT and earlier.op in _KEPT and is_adding(board):
        return _filter(given.field, [*old, *new], _KEPT)
    return None


def _filter(field: str, values: Sequence[Value], ops: tuple[str, str]) -> Filter:
    each = list(dict.fromkeys(values))
    one = len(each) == 1
    return Filter.model_validate(
        {"field": field, "op": ops[0] if one else ops[1], "value": each[0] if one else each}
    )


def _values(given: Filter) -> list[Value]:
    return list(given.value) if isinstance(given.value, list | tuple) else [given.value]


def _bare(given: Filter) -> str:
    return bare(given.field)
