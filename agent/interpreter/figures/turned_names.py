"""Names of means said the other way round: "average value of an order"."""

from collections.abc import Sequence

from agent.interpreter.board import Board, MetricSaid
from agent.interpreter.figures.deeds import is_mean
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.ordinary import SAME
from agent.interpreter.words.tokens import Token
from semantic.view import View

_OWN = frozenset({"the", "an", "a", "our"})
_MOST_WORDS = 3


def mark_turned(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark such names where they say that they are means: "value of orders" may be all of it.

    Call before names are marked.
    """
    for place in list(board.rest()):
        mean = board.word(place - 2)
        if board.word(place) != "of" or SAME.get(mean, mean) != "average":
            continue
        after = place + 1
        while board.word(after) in _OWN:
            after += 1
        for end in range(min(after + _MOST_WORDS, len(board.tokens)), after, -1):
            said = (*board.tokens[after:end], board.tokens[place - 1])
            metric = _named((board.tokens[place - 2], *said), lexicon) or _named(said, lexicon)
            if metric and is_mean(view.metrics[metric]) and board.free(place - 2, end):
                board.put(place - 2, end, MetricSaid((metric,)))
                break


def _named(words: Sequence[Token], lexicon: Lexicon) -> str:
    """The one metric that words are the whole name of; empty where there is none."""
    found = lexicon.at(words, 0)
    whole = found and found[0] == len(words) and len(found[1].metrics) == 1
    return found[1].metrics[0] if found and whole else ""
