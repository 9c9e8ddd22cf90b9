"""Members that a question leaves out, and the one that takes the place of another."""

from dataclasses import replace
from itertools import pairwise

from agent.interpreter.board import Board, Mark, MemberSaid, Noise
from agent.interpreter.words import BEFORE_MEMBERS, EXCLUDING


def mark_exclusions(board: Board) -> None:
    """Turn members after "apart from", "without" and "not" into members left out."""
    members = board.of(MemberSaid)
    for mark, said in members:
        begin = leaving_out(board, mark.start)
        joined = any(
            other.end < mark.start
            and isinstance(other.meaning, MemberSaid)
            and other.meaning.excluded
            and not _puts_right(board, other, mark)
            and all(
                board.word(n) in ("and", ",", "or", "the", "&")
                for n in range(other.end, mark.start)
            )
            for other in board.marks
        )
        if begin is not None or joined:
            board.marks.remove(mark)
            start = begin if begin is not None else mark.start
            board.put(start, mark.end, replace(said, excluded=True))
    for (one, said), (other, instead) in pairwise(board.of(MemberSaid)):
        if said.excluded and not instead.excluded and _puts_right(board, one, other):
            board.swap(one, Noise())


def _puts_right(board: Board, one: Mark, other: Mark) -> bool:
    """Whether a member takes the place of the one before it: "not Germany, Austria"."""
    between = [board.word(place) for place in range(one.end, other.start)]
    return not one.start and between == [","]


def leaving_out(board: Board, place: int) -> int | None:
    """Where the words begin that leave out what stands at a place; None where none do."""
    end = place
    while end > 0:
        for words in EXCLUDING:
            start = end - len(words)
            said = tuple(board.word(n) for n in range(max(start, 0), end))
            if said == words and board.free(start, end):
                return start
        if board.word(end - 1) not in BEFORE_MEMBERS:
            return None
        end -= 1
    return None
