"""Members that a question leaves out, and the one that takes the place of another."""

from dataclasses import replace
from itertools import pairwise

from agent.interpreter.board import Board, DimensionSaid, Mark, MemberSaid, Noise
from agent.interpreter.words import BEFORE_MEMBERS, EXCLUDING

_EVERY = {every + one for every in ("every", "any") for one in ("one", "body", "thing", "where")}


def mark_exclusions(board: Board) -> None:
    """Turn members after "apart from", "without" and "not" into members left out."""
    members = board.of(MemberSaid)
    for mark, said in members:
        begin = _all_but(board, mark.start)
        begin = leaving_out(board, mark.start) if begin is None else begin
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


def _all_but(board: Board, place: int) -> int | None:
    """Where "but" stands in "everyone but the UK", whose first word is no split; None elsewhere."""
    while board.word(place - 1) in BEFORE_MEMBERS:
        place -= 1
    if board.word(place - 1) != "but" or not board.free(place - 1, place):
        return None
    for mark, _ in board.of(DimensionSaid):
        whole = board.text(mark) in _EVERY or board.word(mark.start - 1) in ("all", "every", "any")
        if mark.end == place - 1 and whole:
            board.swap(mark, Noise())
            return place - 1
    return place - 1 if board.word(place - 2) in _EVERY else None


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
