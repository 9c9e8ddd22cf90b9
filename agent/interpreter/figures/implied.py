"""A metric that a question means without naming it: of a cohort's share, of pieces sold."""

from agent.interpreter.board import Board, DimensionSaid, Hint, Later, MemberSaid, TimeSaid
from agent.interpreter.figures.metrics import named
from agent.interpreter.members.grouping import CohortSaid
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.ordinary import SHARE
from semantic.model import RetentionMetric
from semantic.view import View

_DID_SO = frozenset({"have", "has", "had", "bought", "ordered", "spent"})
_AT = frozenset({"in", "from"})
_COUNTRIES = (".country", ".nation", ".market")
_OF = frozenset({"of", "the", "those", "these", "our"})
_SOLD = frozenset({"sell", "sold", "shift", "shifted"})
_BY_US = frozenset({"we", "were", "was", "been", "got", "get"})


def implied(board: Board, view: View, lexicon: Lexicon) -> tuple[str, ...]:
    """The metric that no name says and yet is the only one meant; empty where there is none."""
    words = {token.word for token in board.tokens}
    if _counts_persons(board, lexicon):
        return ()
    hints = {hint.unit for _, hint in board.of(Hint)}
    seen = board.has(TimeSaid) or board.has(Later) or not board.has(MemberSaid)
    # "What % of the March cohort is German" asks who they are, not who stayed.
    if board.of(CohortSaid) and seen and (words & SHARE or "percent" in hints):
        fields = {name for _, said in board.of(CohortSaid) for name in said.fields}
        found = [
            metric.name
            for metric in view.metrics.values()
            if isinstance(metric, RetentionMetric) and metric.cohort in fields
        ]
        return tuple(found[:1])
    said = ""
    if words & {"sold", "bought"} and _counts_pieces(board) and board.of(MemberSaid):
        said = "units sold"
    counted = [mark.end for mark, hint in board.of(Hint) if hint.unit == "count"]
    sold_of = [_of_what(board, end) for end in counted] if _is_sold(board) else []
    if any(mark.start in (*counted, *sold_of) for mark, _ in board.of(MemberSaid)):
        # "How many chilli lights": pieces of a product.
        said = "units sold"
    metric = named(said, lexicon) if said else None
    return (metric,) if metric else ()


def _counts_persons(board: Board, lexicon: Lexicon) -> bool:
    """Whether persons are counted, whom no metric says: "how many Germans bought"."""
    keys = {name.partition(".")[0] for name in lexicon.keys}
    starts = {
        _of_what(board, mark.end, _OF | _AT)
        for mark, hint in board.of(Hint)
        if hint.unit == "count"
    }
    named = [mark for mark, said in board.of(DimensionSaid) if lexicon.keys & set(said.fields)]
    return any(mark.start in starts for mark in named) or any(
        mark.start in starts
        and any(
            name.endswith(_COUNTRIES) or name.partition(".")[0] in keys for name, _ in said.values
        )
        for mark, said in board.of(MemberSaid)
    )


def _of_what(board: Board, place: int, small: frozenset[str] = _OF) -> int:
    """Where what is counted begins after "how many of the"."""
    while board.word(place) in small and board.free(place, place + 1):
        place += 1
    return place


def _is_sold(board: Board) -> bool:
    """Whether things are sold or bought, and not to or by those whom the words before name."""
    for place in board.rest():
        before = board.word(place - 1)
        ours = board.word(place) in _SOLD and before in _BY_US
        bought = board.word(place) == "buy" and before != "did"
        if (ours or bought) and board.word(place + 1) != "to":
            return True
    return False


def _counts_pieces(board: Board) -> bool:
    """Whether "how many" may count pieces: in "how many have bought" it counts who did."""
    counted = [mark.end for mark, hint in board.of(Hint) if hint.unit == "count"]
    return bool(counted) and not any(board.word(end) in _DID_SO for end in counted)
