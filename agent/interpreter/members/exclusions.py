"""Members that a question leaves out, and the one that takes the place of another."""

from dataclasses import replace
from itertools import pairwise

from agent.interpreter.board import Board, DimensionSaid, Mark, MemberSaid, Noise, Rank
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.words.ordinary import BEFORE_MEMBERS, EXCLUDING

_OUT_AFTER = (
    ("aside",), ("excluded",), ("omitted",), ("left", "out"), ("left", "aside"), ("taken", "out"),
    ("set", "aside"), ("put", "aside"), ("not", "included"), ("not", "counted"),
)  # fmt: skip
_NOTHING_BUT = tuple(
    (*none, *but)
    for none in (("nothing",), ("nobody",), ("no", "one"), ("none",))
    for but in (("but",), ("except",), ("except", "for"), ("other", "than"), ("apart", "from"))
)
_OUT_AROUND = frozenset({"leaving", "leave", "taking", "take", "putting", "keeping", "setting"})
_OPENING = frozenset("(,;:-–—")
_LED = frozenset({"the", "with"})
_EVERY = {every + one for every in ("every", "any") for one in ("one", "body", "thing", "where")}


def mark_exclusions(board: Board) -> None:
    """Turn members after "apart from", "without" and "not" into members left out."""
    _mark_that_is(board)
    _mark_nothing_but(board)
    _leave_out_before(board)
    members = board.of(MemberSaid)
    for mark, said in members:
        begin = _all_but(board, mark.start)
        begin = leaving_out(board, mark.start) if begin is None else begin
        begin = _ranked_after(board, mark, said) if begin is None else begin
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
            _take_everyone(board, start)
    for (one, said), (other, instead) in pairwise(board.of(MemberSaid)):
        if said.excluded and not instead.excluded and _puts_right(board, one, other):
            board.swap(one, Noise())


def _take_everyone(board: Board, place: int) -> None:
    """Take "everyone" before "except" as nobody left out else, and not as a split by customers."""
    for mark in list(board.marks):
        if mark.end == place and board.text(mark) in _EVERY:
            board.swap(mark, Noise())


def _mark_nothing_but(board: Board) -> None:
    """Mark "nothing but" before a member as keeping to it, which leaves it not out."""
    for mark, _ in board.of(MemberSaid):
        place = mark.start - (board.word(mark.start - 1) in ("the", "our", "in", "for", "from"))
        for words in _NOTHING_BUT:
            begin = place - len(words)
            said = tuple(board.word(n) for n in range(max(begin, 0), place))
            if said == words and board.free(begin, mark.start):
                board.put(begin, mark.start, Noise())
                break


def _mark_that_is(board: Board) -> None:
    """Mark "i.e." as saying nothing new; "ie" too where it cannot be Ireland."""
    for place in list(board.rest()):
        opens = place > 0 and board.word(place - 1) in _OPENING
        alone = opens and not board.tokens[place].capitals and _goes_on(board, place + 1)
        if board.word(place) == "i.e." or (board.word(place) == "ie" and alone):
            board.put(place, place + 1, Noise())


def _goes_on(board: Board, place: int) -> bool:
    return board.word(place)[:1].isalnum() and board.word(place) not in ("and", "or")


def _leave_out_before(board: Board) -> None:
    """Turn members before "aside" and "left out" into members left out: "UK aside".

    In a list by "and" all are. After a comma the first may be what is meant, and nothing is done.
    """
    for mark, _ in board.of(MemberSaid):
        run = _run_before(board, mark)
        found = _out_around(board, run) if run else None
        if found is None:
            continue
        start, end = found
        for other in run:
            assert isinstance(other.meaning, MemberSaid)
            board.swap(other, replace(other.meaning, excluded=True))
        if start < run[0].start:
            board.put(start, run[0].start, Noise())
        board.put(mark.end, end, Noise())


def _out_around(board: Board, run: list[Mark]) -> tuple[int, int] | None:
    """Where the words around members begin and end that leave them out; None where none do."""
    start, after = _led(board, run[0].start), run[-1].end
    led = board.word(start - 1) in _OUT_AROUND and board.free(start - 1, start)
    for words in (*_OUT_AFTER, ("out",)) if led else _OUT_AFTER:
        end = after + len(words)
        said = tuple(board.word(n) for n in range(after, end)) == words
        # In "aside from France" France is left out.
        if said and board.free(after, end) and board.word(end) != "from":
            return (start - 1 if led else start), end
    return None


def _led(board: Board, place: int) -> int:
    while place > 0 and board.word(place - 1) in _LED and board.free(place - 1, place):
        place -= 1
    return place


def _run_before(board: Board, last: Mark) -> list[Mark]:
    """The members of a list by "and" up to a mark; none where a comma leaves doubt."""
    run = [last]
    for mark, _ in reversed(board.of(MemberSaid)):
        between = [board.word(n) for n in range(mark.end, run[0].start)
                   if board.word(n) not in _LED]  # fmt: skip
        if mark.end > run[0].start or not between:
            continue
        if between == [","] or between == [",", "and"]:
            return []
        if between not in (["and"], ["&"], ["or"]):
            break
        run.insert(0, mark)
    return run


def _all_but(board: Board, place: int) -> int | None:
    """Where "but" stands in "everyone but the UK", whose first word is no split; None elsewhere."""
    while board.word(place - 1) in BEFORE_MEMBERS:
        place -= 1
    if board.word(place - 1) != "but" or not board.free(place - 1, place):
        return None
    for mark, _ in (*board.of(DimensionSaid), *board.of(Grouped)):
        whole = board.text(mark) in _EVERY or board.word(mark.start - 1) in ("all", "every", "any")
        if mark.end == place - 1 and whole:
            board.swap(mark, Noise())
            return place - 1
    if board.word(place - 2) not in _EVERY:
        return None
    return place - 2 if board.free(place - 2, place - 1) else place - 1


def _puts_right(board: Board, one: Mark, other: Mark) -> bool:
    """Whether a member takes the place of the one before it: "not Germany, Austria"."""
    between = [board.word(place) for place in range(one.end, other.start)]
    return not one.start and between == [","]


def _ranked_after(board: Board, mark: Mark, said: MemberSaid) -> int | None:
    """Where "after" stands in "the biggest market after the UK"; None elsewhere."""
    place = mark.start - 1 - (board.word(mark.start - 1) == "the")
    ranked = {name for _, one in board.of(Grouped) for name in one.fields}
    ranked |= {name for _, one in board.of(DimensionSaid) for name in one.fields}
    same = ranked & {name for name, _ in said.values}
    after = board.word(place) in ("after", "behind") and board.free(place, mark.start)
    return place if after and same and board.has(Rank) else None


def leaving_out(board: Board, place: int) -> int | None:
    """Where the words begin that leave out what stands at a place; None where none do."""
    end = place
    while end > 0:
        for words in EXCLUDING:
            start = end - len(words)
            said = tuple(board.word(n) for n in range(max(start, 0), end))
            # "No. of German customers" is how many they are.
            if said == words and board.free(start, end) and (words != ("no",) or end == place):
                every = board.word(start - 1) in _EVERY and board.free(start - 1, start)
                return start - 1 if every else start
        if board.word(end - 1) not in BEFORE_MEMBERS:
            return None
        end -= 1
    return None
