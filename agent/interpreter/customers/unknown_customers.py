"""What belongs to nobody known: "how much of sales came without a customer number"."""

from collections.abc import Iterator

from agent.interpreter.board import Board, DimensionSaid, Mark, MemberSaid, MetricSaid, Noise
from agent.interpreter.members.fields import is_key
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.words.ordinary import CURRENCIES, MONEY, SHARE
from semantic.model import BaseMetric, Filter, MetricInput, RatioMetric
from semantic.view import View

_WITHOUT = frozenset({"without", "no", "lacking", "lacks", "lack", "missing"})
_UNKNOWN = frozenset({"unknown", "unnamed", "anonymous", "unidentified"})
_BEARING = frozenset({"carries", "carry", "carried", "carrying", "bears", "bear", "bearing", "bore",
                      "shows", "show", "holds", "hold", "contains", "contain", "comes", "came",
                      "has", "have", "had", "quotes", "quote", "states", "gives"})  # fmt: skip
_SMALL = frozenset({"a", "an", "any", "the", "known", "identified", "named"})
_HELD = frozenset({"number", "numbers", "id", "ids", "reference", "attached", "linked", "known",
                   "assigned", "recorded", "identified", "named", "given", "set"})  # fmt: skip
_TIED = frozenset({"tied", "linked", "attributed", "matched", "assigned", "connected", "traced",
                   "attached", "associated", "mapped"})  # fmt: skip
_PARTS = SHARE - {"rate", "ratio"}


def mark_unknown_customers(board: Board, view: View) -> None:
    """Put the share of a metric without a known customer in its place, where one is defined so."""
    said = board.of(MetricSaid)
    if len(said) != 1 or len(said[0][1].metrics) != 1 or board.has(MemberSaid):
        return
    mark, whole = said[0][0], said[0][1].metrics[0]
    shares = [place for place in board.rest() if board.word(place) in _PARTS]
    if not shares and not _asks_part(board):
        return
    for person, fields in _named(board):
        begin = _without(board, person)
        found = list(_unheld(view, whole, fields)) if begin is not None else []
        if begin is None or len(found) != 1:
            continue
        end = person.end
        while board.word(end) in _HELD and board.free(end, end + 1):
            end += 1
        board.swap(mark, MetricSaid((found[0],)))
        board.marks.remove(person)
        _take_by_value(board, mark.end, view.metrics[whole])
        for start, stop in ((begin, end), *((place, place + 1) for place in shares)):
            board.put(start, stop, Noise())
        return


def _named(board: Board) -> list[tuple[Mark, tuple[str, ...]]]:
    said = [(mark, one.fields) for mark, one in board.of(DimensionSaid)]
    return said + [(mark, one.fields) for mark, one in board.of(Grouped)]


def _asks_part(board: Board) -> bool:
    """Whether it asks how much of the whole: "how much of sales"."""
    words = [token.word for token in board.tokens]
    return any(words[n : n + 3] == ["how", "much", "of"] for n in range(len(words)))


def _without(board: Board, person: Mark) -> int | None:
    """Where the words begin that say that the one named after them is missing."""
    place = person.start - 1
    if board.word(place) in _UNKNOWN and board.free(place, place + 1):
        return place
    while board.word(place) in _SMALL and board.free(place, place + 1):
        place -= 1
    if board.word(place) in ("to", "with") and board.word(place - 1) in _TIED:
        return _negated(board, place - 1)
    if board.word(place) not in _WITHOUT or not board.free(place, place + 1):
        return None
    verb = place - 2 if board.word(place - 1) == "with" else place - 1
    borne = board.word(verb) in _BEARING and board.free(verb, place)
    return verb if borne and board.word(place) == "no" else place


def _take_by_value(board: Board, place: int, whole: BaseMetric) -> None:
    """Take "by value" after what is an amount of money as said."""
    said = (board.word(place), board.word(place + 1))
    money = said[0] in ("by", "in") and said[1] in MONEY and whole.format.unit in CURRENCIES
    if money and board.free(place, place + 2):
        board.put(place, place + 2, Noise())


def _negated(board: Board, place: int) -> int | None:
    """Where "not" stands before a deed: "cannot be tied to a customer"."""
    while board.word(place - 1) in ("be", "been", "get", "being"):
        place -= 1
    denied = board.word(place - 1) in ("not", "never") and board.free(place - 1, place)
    return place - 1 if denied else None


def _unheld(view: View, whole: str, fields: tuple[str, ...]) -> Iterator[str]:
    """The shares of a metric whose rows lack what the fields name."""
    for name, metric in view.metrics.items():
        if not isinstance(metric, RatioMetric) or not metric.format.percent:
            continue
        part, below = metric.numerator, metric.denominator
        if not isinstance(part, MetricInput) or isinstance(below, MetricInput):
            continue
        if (part.name, below) == (whole, whole) and len(part.filter) == 1:
            only = part.filter[0]
            null = isinstance(only, Filter) and only.op == "is_null" and only.field in fields
            if null and all(is_key(view.dimensions.get(field)) for field in fields):
                yield name
