"""A member whose name ends with that of a figure: "vaccination visits", where visits are told."""

from agent.interpreter.board import Board, MemberSaid, MetricSaid
from agent.interpreter.words.lexicon import Lexicon


def mark_split_names(board: Board, lexicon: Lexicon) -> None:
    """Take such a name as another member's figure, where nothing else names a figure."""
    for mark, said in board.of(MemberSaid):
        for place in range(mark.start + 1, mark.end):
            head, tail = board.tokens[mark.start : place], board.tokens[place : mark.end]
            narrowed, named = lexicon.at(head, 0), lexicon.at(tail, 0)
            whole = (narrowed and narrowed[0], named and named[0]) == (len(head), len(tail))
            if not (narrowed and named and whole and not said.excluded):
                continue
            if narrowed[1].members and named[1].metrics:
                board.marks.remove(mark)
                board.put(mark.start, place, MemberSaid(tuple(narrowed[1].members.items())))
                board.put(place, mark.end, MetricSaid(tuple(named[1].metrics)))
                return
