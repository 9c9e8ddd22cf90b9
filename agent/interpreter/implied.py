"""A metric that a question means without naming it: of a cohort's share, of pieces sold."""

from agent.interpreter.board import Board, Hint, MemberSaid
from agent.interpreter.grouping import CohortSaid
from agent.interpreter.lexicon import Lexicon
from agent.interpreter.metrics import named
from agent.interpreter.words import SHARE
from semantic.model import RetentionMetric
from semantic.view import View

_DID_SO = frozenset({"have", "has", "had", "bought", "ordered", "spent"})


def implied(board: Board, view: View, lexicon: Lexicon) -> tuple[str, ...]:
    """The metric that no name says and yet is the only one meant; empty where there is none."""
    words = {token.word for token in board.tokens}
    hints = {hint.unit for _, hint in board.of(Hint)}
    if board.of(CohortSaid) and (words & SHARE or "percent" in hints):
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
    if any(mark.start in counted for mark, _ in board.of(MemberSaid)):
        # "How many chilli lights": pieces of a product.
        said = "units sold"
    metric = named(said, lexicon) if said else None
    return (metric,) if metric else ()


def _counts_pieces(board: Board) -> bool:
    """Whether "how many" may count pieces: in "how many have bought" it counts who did."""
    counted = [mark.end for mark, hint in board.of(Hint) if hint.unit == "count"]
    return bool(counted) and not any(board.word(end) in _DID_SO for end in counted)
