"""Customers called by their state alone: "actives", "how many new and how many returning"."""

from collections.abc import Iterator

from agent.interpreter.board import Board, DimensionSaid, Mark, MetricSaid, Noise
from agent.interpreter.times.calendar_grammar import MONTHS
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.ordinary import MARKS
from agent.interpreter.words.signs import noun_of
from semantic.record import record

_COUNTS = frozenset({"count", "counts", "headcount", "total", "totals", "number", "numbers"})
_WERE = frozenset({"were", "was", "are", "is"})
_LISTING = frozenset({"and", "or", "vs", "against", "versus", "&", "+", "plus", ","})
_LEADING = frozenset({"how", "many", "of", "our", "the", "also", "as"}) | _WERE
_AFTER = (
    _LISTING
    | MARKS
    | MONTHS.keys()
    | {"", "in", "for", "did", "do", "have", "had", "please", "pls"}
)
# What is new is said of much: "what is new".
_NO_NOUNS = frozenset({"new"})


@record
class _Said:
    """A state alone: the place of its word, what it names, and where what leads to it begins."""

    place: int
    metrics: tuple[str, ...]
    start: int


def mark_bare_states(board: Board, lexicon: Lexicon) -> None:
    """Mark states without their noun as the metrics they are the name of with it.

    Call when phrases are marked.
    """
    _mark_alone(board, lexicon)
    _mark_listed(board, lexicon)


def _mark_alone(board: Board, lexicon: Lexicon) -> None:
    """Mark "actives" and "active count", where no other metric is named."""
    for place in () if board.has(MetricSaid) else list(board.rest()):
        token = board.tokens[place]
        several = token.word == f"{token.stem}s" and token.stem not in _NO_NOUNS
        counted = board.word(place + 1) in _COUNTS and board.word(place + 2) != "of"
        found = {name for noun in lexicon.nouns for name in _named(lexicon, token.stem, noun)}
        apart = board.free(place + 1, place + 2) and board.word(place + 1) in _AFTER
        if len(found) == 1 and ((several and apart) or counted):
            board.put(place, place + 1, MetricSaid(tuple(found)))


def _mark_listed(board: Board, lexicon: Lexicon) -> None:
    """Mark "how many were new and how many returning", and "returning ones" after new customers.

    The noun is said once, with one of them or by itself, or not at all: "new vs returning".
    """
    nouns = {noun_of(token) for token in board.tokens} & (lexicon.nouns | lexicon.entities)
    nouns = nouns or {"customer"}
    states = list(_states(board, lexicon, nouns)) if len(nouns) == 1 else []
    named = [mark for mark, said in board.of(MetricSaid) if len(said.metrics) == 1]
    alone = [mark for mark, _ in board.of(DimensionSaid)
             if noun_of(board.tokens[mark.end - 1]) in nouns]  # fmt: skip
    if len(board.of(MetricSaid)) != len(named):
        return
    if not states or len(states) + len(named) != 2 or not _are_listed(board, states, named):
        return
    for said in states:
        end = said.place + 2 if board.word(said.place + 1) == "ones" else said.place + 1
        board.put(said.start, end, MetricSaid(said.metrics))
    for mark in alone:
        board.swap(mark, Noise())


def _are_listed(board: Board, states: list[_Said], named: list[Mark]) -> bool:
    """Whether the two stand in a list: new customers that are returning are none of two."""
    starts = sorted([*(said.start for said in states), *(mark.start for mark in named)])
    lead = starts[1] - 1
    while board.word(lead) in _LEADING:
        lead -= 1
    return board.word(lead) in _LISTING


def _states(board: Board, lexicon: Lexicon, nouns: set[str]) -> Iterator[_Said]:
    (noun,) = nouns
    for place in list(board.rest()):
        metrics = _named(lexicon, board.tokens[place].stem, noun)
        start = place
        while board.word(start - 1) in _LEADING and board.free(start - 1, start):
            start -= 1
        # In "new UK customers" and "a new returning" the word belongs to what follows.
        follows = board.word(place + 1)
        apart = follows == "ones" or (board.free(place + 1, place + 2) and follows in _AFTER)
        # "How many lapsed" tells of what they did, "lapsed ones" of how things stand.
        apart = apart and (follows == "ones" or not board.word(place).endswith("ed"))
        if len(metrics) == 1 and apart:
            yield _Said(place, metrics, start)


def _named(lexicon: Lexicon, state: str, noun: str) -> tuple[str, ...]:
    """What a state and its noun are the name of, unless a field or member is called so too."""
    said = lexicon.phrases.get((state, noun))
    return tuple(said.metrics) if said and not (said.dimensions or said.members) else ()
