"""Words around a member that change nothing: "the high-value segment", "orders out of Spain"."""

from agent.interpreter.board import Board, DimensionSaid, Hint, MemberSaid, Noise
from agent.interpreter.leftovers import DOING

_SETS = frozenset({"segment", "segments", "group", "bracket", "bucket", "category"})
_BELONGING = frozenset({"belong", "belongs", "belonged", "belonging", "assigned", "allocated"})
_OURSELVES = frozenset({"company", "business", "firm", "organisation", "organization"})
_OF_OURSELVES = frozenset({"of", "for", "across", "did", "does", "has", "have", "had", ""})
_NAMED_AFTER = frozenset({"with", "that", "which", "who", "whose", "called", "named", "name"})
_LEAVING = frozenset({"leave", "leaving", "left", "take", "taken", "keep", "cut", "drop", "share"})


def mark_around_members(board: Board, *, in_thread: bool) -> None:
    """Mark such words. Call when members are marked."""
    for mark, said in board.of(MemberSaid):
        if board.word(mark.end) in _SETS and board.free(mark.end, mark.end + 1):
            board.put(mark.end, mark.end + 1, Noise())
        of = mark.start - 1 - (board.word(mark.start - 1) in ("the", "our"))
        leaves = _LEAVING & {board.word(place) for place in range(of - 1)}
        out = (board.word(of - 1), board.word(of)) == ("out", "of")
        if out and not (leaves or said.excluded) and board.free(of - 1, of):
            board.put(of - 1, of, Noise())
        _mark_belonging(board, mark.start)
    _mark_buyers(board)
    if not in_thread:
        _mark_ourselves(board)


def _mark_ourselves(board: Board) -> None:
    """Mark "the company" as whose figures all are, though those who buy may be called so too."""
    for mark, _ in board.of(DimensionSaid):
        start = mark.start - (board.word(mark.start - 1) in ("whole", "entire"))
        ours = board.word(start - 1) in ("the", "our") and board.text(mark) in _OURSELVES
        lead = board.word(start - 2)
        told = lead in _OF_OURSELVES or start < mark.start
        if ours and told and board.word(mark.end) not in _NAMED_AFTER:
            board.marks.remove(mark)
            board.put(start, mark.end, Noise())


def _mark_belonging(board: Board, place: int) -> None:
    """Mark "belong to" before whose they are: "how many belong to Priya Nair?"."""
    said = (board.word(place - 2), board.word(place - 1))
    if said[0] in _BELONGING and said[1] == "to" and board.free(place - 2, place):
        board.put(place - 2, place, Noise())


def _mark_buyers(board: Board) -> None:
    """Mark "customers" who only buy what is counted: "how many teapots did customers buy"."""
    counts = [mark.end for mark, hint in board.of(Hint) if hint.unit == "count"]
    for mark, _ in board.of(DimensionSaid):
        things = any(
            one.start in counts and one.end < mark.start for one, _ in board.of(MemberSaid)
        )
        did = board.word(mark.start - 1) in ("did", "do", "does")
        if things and did and board.word(mark.end) in DOING:
            board.swap(mark, Noise())
