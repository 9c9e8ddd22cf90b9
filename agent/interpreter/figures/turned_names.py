"""Names of figures said the other way round: "rate of churn", "average value of an order"."""

from collections.abc import Iterator

from agent.interpreter.board import Board, MetricSaid
from agent.interpreter.figures.deeds import is_mean
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.ordinary import SAME
from agent.interpreter.words.tokens import Token
from semantic.view import View

_OWN = frozenset({"the", "an", "a", "our"})
_MOST_WORDS = 3


def mark_turned(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark such names where they are one figure's: rates, and means that say that they are.

    "Value of orders" by itself may be all of it. Call before names are marked.
    """
    for place in list(board.rest()):
        after = place + 1
        while board.word(after) in _OWN:
            after += 1
        if board.word(place) != "of" or place < 1:
            continue
        for start, end, metric in _turned(board.tokens, place, after, lexicon):
            mean = start < place - 1
            fits = is_mean(view.metrics[metric]) if mean else view.metrics[metric].format.percent
            if fits and board.free(start, end):
                board.put(start, end, MetricSaid((metric,)))
                break


def _turned(
    tokens: tuple[Token, ...], place: int, after: int, lexicon: Lexicon
) -> Iterator[tuple[int, int, str]]:
    """Where a name may begin and end, and the one metric that it then is."""
    head = place - 1
    mean = SAME.get(tokens[head - 1].word, tokens[head - 1].word) == "average" if head else False
    if not mean and tokens[head].word != "rate":
        return
    for end in range(min(after + _MOST_WORDS, len(tokens)), after, -1):
        said = (*tokens[after:end], tokens[head])
        for words in ((tokens[head - 1], *said), said) if mean else (said,):
            found = lexicon.at(words, 0)
            if found and found[0] == len(words) and len(found[1].metrics) == 1:
                yield head - mean, end, found[1].metrics[0]
