"""Conditions as queries have them: "country in (Spain, France)", "where region != 'North'"."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from agent.interpreter.board import Board, DimensionSaid, GrainSaid, Mark, MemberSaid, Noise
from agent.interpreter.members.fields import is_key
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.members.searched import LARGE, Values
from semantic.period import GRAINS
from semantic.record import record
from semantic.result import Value
from semantic.view import View

# Each way to write that a field has one of some values, and whether those are left out.
_OPERATORS: tuple[tuple[tuple[str, ...], bool], ...] = (
    (("is", "not", "in"), True), (("not", "equal", "to"), True), (("is", "equal", "to"), False),
    (("not", "in"), True), (("is", "not"), True), (("!", "="), True), (("<", ">"), True),
    (("=", "="), False), (("equal", "to"), False), (("equals",), False), (("in",), False),
    (("is",), False), (("=",), False), ((":",), False),
)  # fmt: skip
_KEEPING = (
    ("filter", "to"), ("filter", "on"), ("filter", "for"), ("filter", "by"), ("filtered", "to"),
    ("filtered", "on"), ("filtered", "for"), ("filtered", "by"), ("filtering", "to"),
    ("filtering", "on"), ("restrict", "to"), ("restricted", "to"), ("limit", "to"),
    ("limited", "to"), ("narrow", "to"), ("narrowed", "to"), ("narrow", "down", "to"),
    ("subset", "to"), ("scoped", "to"), ("filter", ":"), ("filters", ":"), ("where",),
    ("filter", "it", "to"), ("restrict", "it", "to"), ("limit", "it", "to"),
    ("limit", "that", "to"), ("filter", "that", "to"), ("restrict", "that", "to"),
)  # fmt: skip
_OPENING = frozenset({"(", "[", "{"})
_CLOSING = frozenset({")", "]", "}"})
_QUOTES = frozenset({'"', "'", "“", "”", "\u2018", "’", "`", "„"})
_SEPARATING = frozenset({",", "and", "or", "&", "|", "/", ";", "+", "the"})
_TRUTH = {"true": True, "yes": True, "1": True, "t": True, "y": True,
          "false": False, "no": False, "0": False, "f": False, "n": False}  # fmt: skip
_LEADING = frozenset({"but", "only", "just", "by", "from", "for", "of", "the", "our"})
_CROSS = frozenset({"×", "x"})


@record
class Filtered:
    """Members are the values of a condition, and so wanted together."""


def mark_conditions(board: Board, view: View, values: Values) -> None:
    """Mark fields with an operator and values as members kept or left out."""
    for mark in list(board.marks):
        said = mark.meaning
        if mark not in board.marks:
            continue
        if isinstance(said, MemberSaid):
            _mark_truth(board, mark, said)
        elif isinstance(said, DimensionSaid | Grouped):
            _mark_values(board, mark, said.fields, view, values)
    _settle_persons(board, view)
    mark_kept(board)


def _settle_persons(board: Board, view: View) -> None:
    """Take persons as said whom a condition tells: "orders by customers whose country is Spain"."""
    conditions = {mark.start: mark for mark, _ in board.of(Filtered)}
    for mark in [one for one in board.marks if isinstance(one.meaning, DimensionSaid | Grouped)]:
        condition = conditions.get(mark.end + 1)
        if condition is None or board.word(mark.end) != "whose":
            continue
        said = mark.meaning
        assert isinstance(said, DimensionSaid | Grouped)
        last = board.tokens[mark.end - 1]
        persons = any(is_key(view.dimensions.get(name)) for name in said.fields)
        named = isinstance(said, DimensionSaid) and _entities(said.fields) & _told(board, condition)
        if (persons or named) and last.word != last.stem:
            board.swap(mark, Noise())
            board.put(mark.end, mark.end + 1, Noise())
            begin = mark.start
            while board.word(begin - 1) in _LEADING and board.free(begin - 1, begin):
                begin -= 1
            if begin < mark.start:
                board.put(begin, mark.start, Noise())


def _entities(fields: Iterable[str]) -> set[str]:
    return {name.partition(".")[0] for name in fields}


def _told(board: Board, condition: Mark) -> set[str]:
    """What the members of a condition are of."""
    held = next((said for mark, said in board.of(MemberSaid) if mark.start == condition.end), None)
    return _entities(name for name, _ in held.values) if held else set()


def mark_kept(board: Board) -> None:
    """Mark what leads to a member as a filter does: "filter to Germany", "where"."""
    for mark in [each for each in board.marks if isinstance(each.meaning, MemberSaid | Filtered)]:
        start = mark.start
        while board.word(start - 1) in _QUOTES | {"the"}:
            start -= 1
        for words in _KEEPING:
            first = start - len(words)
            said = tuple(board.word(place) for place in range(max(first, 0), start))
            if said == words and board.free(first, start):
                board.put(first, start, Noise())
                break


def mark_crossings(board: Board) -> None:
    """Mark what signs between them split a figure by: "units × country × month"."""
    for place in list(board.rest()):
        if board.word(place) not in _CROSS or not _is_side(board, place + 1):
            continue
        if board.word(place) == "x" and place and board.tokens[place - 1].is_number:
            continue
        board.put(place, place + 1, Noise())
        for side in (place - 1, place + 1):
            named = next((m for m in board.marks if m.start <= side < m.end), None)
            if named is None and board.tokens[side].stem in GRAINS:
                board.put(side, side + 1, GrainSaid(board.tokens[side].stem))
            elif named is not None and isinstance(named.meaning, DimensionSaid):
                board.swap(named, Grouped(named.meaning.fields))


def _is_side(board: Board, place: int) -> bool:
    """Whether a figure may be split by what stands at a place."""
    if place >= len(board.tokens):
        return False
    split = (mark for mark in board.marks if mark.start == place)
    named = any(isinstance(mark.meaning, DimensionSaid | Grouped) for mark in split)
    return named or board.tokens[place].stem in GRAINS


def _operator(board: Board, place: int) -> tuple[int, bool] | None:
    """Where an operator ends that begins at a place, and whether it leaves out."""
    for words, excluding in _OPERATORS:
        end = place + len(words)
        said = tuple(board.word(n) for n in range(place, end))
        if said == words and board.free(place, end):
            return end, excluding
    return None


def _mark_truth(board: Board, mark: Mark, said: MemberSaid) -> None:
    """Take "high_value = false" as the opposite of what the name alone says."""
    found = _operator(board, mark.end)
    if found is None or not all(value is True for _, value in said.values):
        return
    end, excluding = found
    truth = _TRUTH.get(board.word(end))
    if truth is None or not board.free(mark.end, end + 1):
        return
    board.marks.remove(mark)
    values = tuple((name, truth is not excluding) for name, _ in said.values)
    board.put(mark.start, end + 1, replace(said, values=values))


def _mark_values(
    board: Board, mark: Mark, fields: tuple[str, ...], view: View, values: Values
) -> None:
    found = _operator(board, mark.end)
    if found is None:
        return
    start, excluding = found
    truth = _TRUTH.get(board.word(start))
    flags = all(view.dimensions[name].dimension.type == "boolean" for name in fields)
    if flags and truth is not None and board.free(start, start + 1):
        holds = [tuple((name, truth is not excluding) for name in fields)]
        _put(board, mark, start + 1, holds, excluding=False)
        return
    listed = _listed(board, start, fields)
    if listed is not None:
        end, members = listed
        _put(board, mark, end, members, excluding)
        return
    if board.word(start - 1) not in ("=", ":"):
        return
    key = next((name for name in fields if is_key(view.dimensions.get(name))), "")
    place = start + (board.word(start) in _QUOTES)
    if key and not excluding and board.word(place) in {str(v) for v in values(key, LARGE)}:
        end = place + 1 + (board.word(place + 1) in _QUOTES)
        _put(board, mark, end, [((key, board.word(place)),)], excluding=False)
    elif not excluding:
        # The value of a field with many members is found later, beside its name.
        board.widen(mark, mark.start, place)


def _put(
    board: Board,
    mark: Mark,
    end: int,
    members: Sequence[tuple[tuple[str, Value], ...]],
    excluding: bool,
) -> None:
    """Put members in place of a field with its condition; a split by the field stays."""
    inside = [each for each in board.marks if mark.end <= each.start < end]
    board.marks = [each for each in board.marks if each not in inside]
    places = [each for each in inside if isinstance(each.meaning, MemberSaid)]
    if isinstance(mark.meaning, DimensionSaid):
        board.swap(mark, Filtered())
    free = mark.end
    for number, said in enumerate(members):
        last = places[number].end if number < len(places) else end
        board.put(free, end if number == len(members) - 1 else last,
                  MemberSaid(said, excluded=excluding))  # fmt: skip
        free = last


def _listed(
    board: Board, place: int, fields: tuple[str, ...]
) -> tuple[int, list[tuple[tuple[str, Value], ...]]] | None:
    """Where a list of members of these fields ends, and what each of them is."""
    bracketed = board.word(place) in _OPENING
    place += bracketed
    found: list[tuple[tuple[str, Value], ...]] = []
    end = place
    while place < len(board.tokens):
        mark = next((each for each in board.marks if each.start == place), None)
        own = _own(mark, fields)
        if mark is not None and own:
            found.append(own)
            end = place = mark.end
        elif board.word(place) in _QUOTES:
            place += 1
            end = place if found else end
        elif board.word(place) in _SEPARATING and board.free(place, place + 1):
            place += 1
        else:
            break
    if bracketed and board.word(place) not in _CLOSING:
        return None
    return (end + bracketed, found) if found else None


def _own(mark: Mark | None, fields: tuple[str, ...]) -> tuple[tuple[str, Value], ...]:
    """What a member is in the fields; empty where it is none of theirs."""
    if mark is None or not isinstance(mark.meaning, MemberSaid) or mark.meaning.excluded:
        return ()
    return tuple(pair for pair in mark.meaning.values if pair[0] in fields)
