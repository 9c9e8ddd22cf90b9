"""Who lost or gained the most: how much a figure moved, and no member that is called "lost"."""

from agent.interpreter.board import AskedBack, Board, Change, Mark, MemberSaid, MetricSaid, Rank
from agent.reading import Reading

_MOVING = frozenset({"lost", "gained", "lose", "gain", "losing", "gaining"})
_WHICH_LOST = "Is the largest fall meant, as in “fell the most”, or those that are called “{}”?"


def mark_lost_most(board: Board, before: Reading | None) -> None:
    """Mark "lost" in "which depot lost the most" as a change, where a split is gone on from.

    Beside a figure, as in "lost the most parcels", a member called so may be meant: it is asked.
    """
    for ranked, _ in board.of(Rank):
        place = ranked.start - 1 - (board.word(ranked.start - 1) == "the")
        if board.word(place) not in _MOVING or "most" not in board.text(ranked).split():
            continue
        said = next((mark for mark in board.marks if mark.start <= place < mark.end), None)
        if said is not None and not isinstance(said.meaning, MemberSaid):
            continue
        named = board.has(MetricSaid)
        if said is not None and named:
            board.swap(said, AskedBack(_WHICH_LOST.format(board.text(said))))
        elif before is not None and before.group_by and not named:
            board.marks = [mark for mark in board.marks if mark is not said]
            start = said or Mark(place, place + 1, None)
            board.put(start.start, start.end, Change())
        return
