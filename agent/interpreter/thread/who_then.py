"""Who and which ones, of the answer before: "who are they", "who bought those", "which ones?"."""

from agent.interpreter.board import AskedBack, Board, DimensionSaid, MetricSaid
from agent.interpreter.customers.anyone import customers
from agent.interpreter.members.grouping import Grouped, SplitOpen
from agent.interpreter.thread.pointing import Theirs, count_persons, listed_before
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.ordinary import MARKS
from agent.patterns import regex
from agent.reading import Reading
from semantic.model import LifecycleMetric, SimpleMetric
from semantic.view import View

_WHO = regex(
    r"(?:^|(?<= ))(?:(?:show|tell|give|list)(?: me| us)? )?"
    r"(?:who(?: (?:are|is|were|was) (?:they|it|that|those|these|them))?"
    r"|which ones|which of them"
    r"|(?:list|show|name)(?: me| us)? (?:them|those|these)(?: all)?(?= [?.!]|$))(?= |$)",
    "who|which |list|show|name",
)
_WHERE = regex(
    r"^(?:(?:and|so|but|ok) )*(?:from )?(?:where|about what|what about)"
    r"(?: (?:from|is|was|are|were|did|do|that|it|those|they|come|came|happen))*(?=(?: [?.!])*$)",
    "where|what",
)
_POINTING = frozenset({"them", "those", "these", "that", "it", "this"})
_OPENING = frozenset({"and", "so", "ok", "okay", "but", "which", "what", "who", "then"})
_WHICH = "Those of the answer before, or all who did so?"


def mark_who(board: Board, before: Reading, lexicon: Lexicon, view: View) -> None:
    """Mark "who?" as the customers behind a figure, and "which ones?" of other things as a split.

    Where somebody did something with what the answer before listed, those are kept to.
    """
    fields = customers(lexicon)
    if fields and board.has(MetricSaid):
        _mark_who_did(board, before, fields, view)
    if not fields or any(map(board.has, (Grouped, DimensionSaid, MetricSaid))):
        return
    for first, last, _ in board.found(_WHERE)[:1]:
        board.put(first, last, SplitOpen())
        return
    for first, last, match in board.found(_WHO)[:1]:
        ones = "which " in match[0] and not count_persons(before.metrics, lexicon, view)
        if board.free(first, last):
            board.put(first, last, SplitOpen() if ones else Grouped(fields))


def _mark_who_did(board: Board, before: Reading, fields: tuple[str, ...], view: View) -> None:
    """Mark "those" in "who bought those": what was listed, or what was counted, by customers."""
    words = [place for place, token in enumerate(board.tokens) if token.word not in MARKS]
    (mark, said), *others = board.of(MetricSaid)
    last, lead = words[-1], [place for place in words if place < mark.start]
    who = [place for place in lead if board.word(place) == "who"]
    told = {board.word(place) for place in lead} <= _OPENING and mark.end == last and not others
    if not (who and told) or board.word(last) not in _POINTING or not board.free(last, last + 1):
        return
    if board.free(who[0], who[0] + 1):
        board.put(who[0], who[0] + 1, Grouped(fields))
    if listed_before(before, view) is not None:
        board.put(last, last + 1, Theirs())
    elif _is_of_others(before, said.metrics, view):
        board.put(last, last + 1, AskedBack(_WHICH, (*before.metrics, *said.metrics)))


def _is_of_others(before: Reading, metrics: tuple[str, ...], view: View) -> bool:
    """Whether the figure before is of some of the rows only, as late returns are of rentals."""
    metric, done = view.metrics[before.metrics[0]], view.metrics[metrics[0]]
    if not isinstance(metric, SimpleMetric):
        return True
    if isinstance(done, LifecycleMetric):
        rollup = view.catalog.models[done.model].rollup
        return rollup is None or (metric.model, tuple(metric.filter)) != (rollup.of, rollup.where)
    own = (metric.model, tuple(metric.filter))
    return not isinstance(done, SimpleMetric) or own != (done.model, tuple(done.filter))
