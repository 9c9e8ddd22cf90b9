"""Questions about anybody: "did anyone spend over £1,000", "who returned the most"."""

from agent.interpreter.board import (
    Also,
    AskedBack,
    Board,
    Change,
    DimensionSaid,
    GrainSaid,
    Hint,
    MetricSaid,
    Noise,
    Rank,
)
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.rows.thresholds import Limited
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.roots import root
from agent.interpreter.words.signs import noun_of

_ANYBODY = frozenset({"anyone", "anybody", "someone", "somebody"})
_CUSTOMERS_DO = frozenset(map(root, ("return", "spend", "order", "buy", "borrow", "pay")))
_MOST = frozenset({"most", "fewest", "least"})
_WHO_OR_WHAT = "Is it customers that are ranked, and by which figure?"


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
    _rank_doers(board, lexicon)
    split = any(map(board.has, (Grouped, DimensionSaid, GrainSaid)))
    fields = customers(lexicon)
    if split or not fields or not board.has(Rank):
        return
    for place in list(board.rest())[:2]:
        if board.word(place) == "who" and root(board.word(place + 1)) in _CUSTOMERS_DO:
            board.put(place, place + 1, Grouped(fields))
            if not board.has(MetricSaid) and board.free(place + 1, place + 2):
                # By how much or by how often, is asked back.
                board.put(place + 1, place + 2, Noise())
            return


def _rank_doers(board: Board, lexicon: Lexicon) -> None:
    """Mark "which customers bought" before "the most" as them one by one, and not their number."""
    ranked = {mark.start for mark, _ in board.of(Rank)}
    for mark, _ in board.of(MetricSaid):
        asked = {board.word(mark.start - 1), board.word(mark.start - 2)} & {"which", "what"}
        done = mark.end == mark.start + 2 and root(board.word(mark.start + 1)) in _CUSTOMERS_DO
        person = noun_of(board.tokens[mark.start]) in lexicon.nouns
        most = mark.end + (board.word(mark.end) == "the") in ranked
        if asked and done and person and most and customers(lexicon):
            board.swap(mark, Noise())
            board.put(mark.start, mark.start, Grouped(customers(lexicon)))
            return


def mark_who_did(board: Board, lexicon: Lexicon) -> None:
    """Mark "bought" in "who bought in May" as the one metric called "customers who bought".

    So in "bought in May and not since", which can be of persons only. Where something is ranked or
    limited, what they did is that.
    """
    kinds = (MetricSaid, DimensionSaid, Grouped, GrainSaid, Rank, Limited, Change, Hint)
    if any(map(board.has, kinds)):
        return
    place = 1 if board.word(0) == "who" else 0
    again = any(also.absent for _, also in board.of(Also))
    if not board.free(place, place + 1) or not (place or again) or place >= len(board.tokens):
        return
    said = lexicon.phrases.get(("customer", board.tokens[place].stem))
    if said and len(said.metrics) == 1:
        board.put(place, place + 1, MetricSaid(tuple(said.metrics)))


def _ask_which(board: Board, lexicon: Lexicon) -> None:
    """Mark "who" in "who returned the most products" as open: persons by how many products."""
    things = {mark.start for mark, said in board.of(DimensionSaid)
              if not set(said.fields) & set(customers(lexicon))}  # fmt: skip
    most = {mark.end for mark, _ in board.of(Rank) if board.text(mark) in _MOST}
    does = root(board.word(1)) in _CUSTOMERS_DO
    if board.word(0) == "who" and does and things & most and board.free(0, 1):
        board.put(0, 1, AskedBack(_WHO_OR_WHAT))
