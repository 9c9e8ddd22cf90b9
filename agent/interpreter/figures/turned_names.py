"""Names of figures said the other way round: "the average length of a rental"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.interpreter.board import Board, MetricSaid
from agent.interpreter.figures.deeds import is_mean
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.ordinary import SAME
from agent.interpreter.words.tokens import Token
from semantic.view import View

_ONE = frozenset({"a", "an", "one", "each", "every"})
_OURS = frozenset({"the", "our"})
_MOST_BEFORE, _MOST_AFTER = 3, 3


def mark_turned(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark the mean of one thing by the name that says the thing first. Call before names.

    Only where the name is of a mean: "value of orders" may be their sum.
    """
    for of in [n for n in board.rest() if board.word(n) == "of"]:
        thing = of + 1 + (board.word(of + 1) in _ONE | _OURS)
        for start, end in _around(board, of, thing):
            metrics = _turned(board.tokens[start:of], board.tokens[thing:end], lexicon, view)
            if metrics:
                board.put(start, end, MetricSaid(metrics))
                break


def _around(board: Board, of: int, thing: int) -> Iterator[tuple[int, int]]:
    """Where a name may begin before "of", and end after it; the longest first."""
    last = min(thing + _MOST_AFTER, len(board.tokens))
    for start in range(max(of - _MOST_BEFORE, 0), of):
        for end in range(last, thing, -1):
            mean = _is_mean(board.tokens[start])
            if (mean or board.word(of + 1) in _ONE) and board.free(start, end):
                yield start, end


def _turned(
    named: Sequence[Token], thing: Sequence[Token], lexicon: Lexicon, view: View
) -> tuple[str, ...]:
    """The means that a name with the thing before its last word stands for."""
    said = (*named[:-1], *thing, named[-1])
    average = replace(named[0], word="average", stem="average")
    for words in (said, (average, *said)):
        found = lexicon.at(words, 0)
        if found and found[0] == len(words) and found[1].metrics:
            means = all(is_mean(view.metrics[name]) for name in found[1].metrics)
            return tuple(found[1].metrics) if means else ()
    return ()


def _is_mean(token: Token) -> bool:
    return SAME.get(token.word, token.word) == "average"
