"""Members that a figure is said to include: "incl. the cancelled ones", "whether paid or not"."""

from agent.interpreter.board import (
    AskedBack,
    Board,
    DimensionSaid,
    Mark,
    MemberSaid,
    MetricSaid,
    Noise,
)
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.members.large import Found
from agent.interpreter.members.short_names import NameSaid
from agent.interpreter.words.roots import root
from agent.interpreter.words.tokens import phrase
from agent.reading import Reading
from semantic.filter_tree import on_fields
from semantic.model import BaseMetric, SimpleMetric
from semantic.view import View

_LEADING = frozenset({"incl", "including", "include", "inc", "counting", "even", "whether"})
_KEEPING = frozenset({"only", "just", "not", "without"})
FOLLOWING = frozenset({"included", "incl", "inclusive"})
_BETWEEN = frozenset(
    {".", ",", "and", "or", "the", "also", "any", "all", "those", "these", "ones", "one", "that"}
    | {"which", "who", "were", "was", "are", "is", "got", "have", "had", "has", "been", "our", "as"}
    | {"well", "they", "it", "he", "she", "then", "not", "&", "/", "later", "still", "with", "for"}
    | {"of", "from", "by"}
)
_MARKS = frozenset({"", ".", ",", "?", "!", ";", ":", "(", ")", "-", "–", "—"})


def mark_included(board: Board, view: View, before: Reading | None) -> None:
    """Mark members that only say what is in a figure, which no other member narrows.

    A figure that leaves some of their field out by its definition is asked back. In a thread whose
    last reading (`before`) is kept to members of their field, they are added.
    """
    said = board.of(MemberSaid)
    named = tuple(name for _, one in board.of(MetricSaid) for name in one.metrics)
    if before is not None and not named:
        named = before.metrics
    if not said or board.has(Grouped) or len(named) != 1:
        return
    held = {one.field for one in before.filters} if before else set()
    for field in dict.fromkeys(name for _, one in said for name, _ in one.values):
        marks = [mark for mark, one in board.of(MemberSaid)
                 if field in dict(one.values) and not (one.excluded or field in held)]  # fmt: skip
        found = _stretch(board, marks, view) if marks else None
        if found is not None:
            _include(board, marks, found, named, view)


def _include(
    board: Board, marks: list[Mark], found: tuple[int, int], named: tuple[str, ...], view: View
) -> None:
    members = [mark.meaning for mark in marks if isinstance(mark.meaning, MemberSaid)]
    fields = {name for one in members for name, _ in one.values}
    metrics = [view.metrics[name] for name in named]
    board.marks = [mark for mark in board.marks if mark.end <= found[0] or found[1] <= mark.start]
    if not all(_has_all_of(metric, fields) for metric in metrics):
        why = "Whether these are in it, the definition of the figure says. Is it meant as it is?"
        board.put(*found, AskedBack(why, tuple(metric.name for metric in metrics)))
    elif board.word(found[0]) == "also":
        said = " ".join(board.word(place) for place in range(*found))
        choices = tuple((name, str(value)) for name, value in members[0].values)
        board.put(*found, NameSaid(Found(said, choices, told=True)))
    else:
        board.put(*found, Noise())


def _stretch(board: Board, marks: list[Mark], view: View) -> tuple[int, int] | None:
    """Where the words begin and end that say what is included; None where nothing does."""
    own = {n for mark in marks for n in range(mark.start, mark.end)}
    own |= {n for n in board.rest() if _is_beside(board, n, view)}
    # "Private customers": the noun of their field.
    own |= {mark.end - 1 for mark, _ in board.of(DimensionSaid) if mark.start == marks[-1].end}
    start = first = marks[0].start
    while start - 1 in own or board.word(start - 1) in _LEADING:
        start -= 1
        if board.word(start) in _LEADING:
            first = start
    end = last = marks[-1].end
    while end in own or board.word(end) in FOLLOWING:
        end += 1
        if board.word(end - 1) not in _MARKS:
            last = end
    inside = own.issuperset(range(marks[0].end, marks[-1].start))
    if first == marks[0].start and board.word(first - 1) == "the" and len(marks) == 1:
        # "Also the cancelled ones" may be these only.
        first -= 2 * (board.word(first - 2) == "also")
    led = first < marks[0].start and board.word(first - 1) not in _KEEPING
    followed = any(board.word(n) in FOLLOWING for n in range(marks[-1].end, last))
    return (first, last) if inside and (led or followed) else None


def _is_beside(board: Board, place: int, view: View) -> bool:
    """Whether a word only joins members, or is one in the metric's own description: "missed"."""
    return board.word(place) in _BETWEEN or root(board.word(place)) in _described(board, view)


def _described(board: Board, view: View) -> set[str]:
    named = [name for _, said in board.of(MetricSaid) for name in said.metrics]
    return {root(word) for name in named for word in phrase(view.metrics[name].description)}


def _has_all_of(metric: BaseMetric, fields: set[str]) -> bool:
    """Whether a figure adds up rows whatever they have in these fields."""
    given = metric.filter if isinstance(metric, SimpleMetric) else ()
    told = {one.field for one in on_fields(given)}
    return isinstance(metric, SimpleMetric) and fields.isdisjoint(told)
