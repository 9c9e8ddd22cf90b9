"""Questions about anybody and about one of a list: "did anyone spend over £1,000", "the second"."""

from agent.interpreter.board import (
    AskedBack,
    Board,
    DimensionSaid,
    GrainSaid,
    MetricSaid,
    Noise,
    Rank,
)
from agent.interpreter.grouping import Grouped
from agent.interpreter.lexicon import Lexicon
from agent.interpreter.roots import root
from agent.interpreter.thresholds import Limited
from agent.interpreter.words import NUMBERS
from agent.reading import Reading
from agent.time_groups import is_grain

_ANYBODY = frozenset({"anyone", "anybody", "someone", "somebody"})
_ONES = frozenset({"one", "ones", "place", "row", "line"})
_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "last", "latter", "former")
_DIGITS = ("1st", "2nd", "3rd", "4th", "5th", "6th")
_ORDINALS = frozenset({*_PLACES, *_DIGITS, "next", "other"})
_NUMBERED = frozenset({"number", "no", "nr", "#"})
_CUSTOMERS_DO = frozenset(map(root, ("return", "spend", "order", "buy", "borrow", "pay")))
_MOST = frozenset({"most", "fewest", "least"})
_WHO_OR_WHAT = "Is it customers that are ranked, and by which figure?"
_NOT_KEPT = "Which one that was is not kept in a conversation. Say its name."


def customers(lexicon: Lexicon) -> tuple[str, ...]:
    """The dimensions that tell customers one by one."""
    if lexicon.keys:
        return tuple(sorted(lexicon.keys))
    called = lexicon.phrases.get(("customer",))
    return tuple(called.dimensions) if called else ()


def mark_anyone(board: Board, lexicon: Lexicon) -> None:
    """Mark "anyone" beside a limit as each customer by itself: no total is meant."""
    fields = customers(lexicon)
    split = board.has(Grouped) or board.has(DimensionSaid)
    if not fields or split or not board.has(Limited):
        return
    for place in list(board.rest()):
        if board.word(place) in _ANYBODY:
            board.put(place, place + 1, Grouped(fields))
            return


def mark_who_most(board: Board, lexicon: Lexicon) -> None:
    """Mark "who" in "who returned the most" as a split by customers, whose doing it is."""
    _ask_which(board, lexicon)
    split = any(map(board.has, (Grouped, DimensionSaid, GrainSaid)))
    fields = customers(lexicon)
    if split or not fields or not board.has(Rank) or not board.has(MetricSaid):
        return
    for place in list(board.rest())[:2]:
        if board.word(place) == "who" and root(board.word(place + 1)) in _CUSTOMERS_DO:
            board.put(place, place + 1, Grouped(fields))
            return


def _ask_which(board: Board, lexicon: Lexicon) -> None:
    """Mark "who" in "who returned the most products" as open: persons by how many products."""
    things = {mark.start for mark, said in board.of(DimensionSaid)
              if not set(said.fields) & set(customers(lexicon))}  # fmt: skip
    most = {mark.end for mark, _ in board.of(Rank) if board.text(mark) in _MOST}
    does = root(board.word(1)) in _CUSTOMERS_DO
    if board.word(0) == "who" and does and things & most and board.free(0, 1):
        board.put(0, 1, AskedBack(_WHO_OR_WHAT))


def mark_one_of_them(board: Board, before: Reading) -> None:
    """Mark "the second one", after a list, as what a conversation does not know."""
    if not before.group_by or is_grain(before.group_by[0]) or board.has(Rank):
        return
    for place in list(board.rest()):
        end = _one_of(board, place)
        if end > place and board.free(place, end):
            board.put(place, end, AskedBack(_NOT_KEPT))
            return


def _one_of(board: Board, place: int) -> int:
    """Where "second one" or "number 2" ends; at its begin where nothing of the kind is said."""
    word, after = board.word(place), board.word(place + 1)
    if word in _ORDINALS and (after in _ONES or place + 1 == len(board.tokens)):
        return min(place + 2, len(board.tokens))
    numbered = after in NUMBERS or after.isdigit()
    return place + 2 if word in _NUMBERED and numbered else place


def mark_which_of_them(board: Board, before: Reading) -> None:
    """Mark "which of them", after a list, as one of what it lists."""
    if len(before.group_by) != 1 or any(map(board.has, (Grouped, DimensionSaid, MetricSaid))):
        return
    for place in list(board.rest()):
        if board.word(place) != "which":
            continue
        said = (board.word(place + 1), board.word(place + 2))
        if said[0] in ("one", "ones"):
            end = place + 2
        elif said[0] == "of" and said[1] in ("them", "these", "those"):
            end = place + 3
        else:
            continue
        if board.free(place, end):
            grain = is_grain(before.group_by[0])
            board.put(place, end, Noise() if grain else Grouped(before.group_by))
            return
