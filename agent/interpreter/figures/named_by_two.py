"""One figure said by two words for figures: "order volume", "unit sales", "rate of returns"."""

from itertools import pairwise

from agent.interpreter.board import Board, DimensionSaid, Hint, MetricSaid, Noise
from agent.interpreter.figures.deeds import is_mean
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.signs import noun_of
from agent.interpreter.words.tokens import stem
from agent.writer import CURRENCIES
from semantic.model import LifecycleMetric, MetricInput, RatioMetric
from semantic.view import View

_AMOUNT = frozenset({"volume", "volumes", "quantity", "quantities"})
_LONGEST = 4
_ARTICLES = frozenset({"the", "our", "all", "any"})


def mark_named_by_two(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark such words as the one figure. Call when phrases are marked."""
    _mark_rate_of(board, lexicon, view)
    _mark_volume(board, view)
    _mark_quantity_of(board, lexicon)
    _mark_whose_rate(board, lexicon, view)
    for one, other in pairwise([mark for mark, _ in board.of(MetricSaid)]):
        beside = one.end == other.start
        if beside and board.text(one) == "unit" and board.text(other) == "sales":
            board.swap(other, Noise())


def _mark_rate_of(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark "the rate of returns" as the metric called return rate."""
    for place in list(board.rest()):
        if (board.word(place), board.word(place + 1)) != ("rate", "of"):
            continue
        start = place + 2
        while board.word(start) in _ARTICLES:
            start += 1
        found = _rate_of(board, start, lexicon, view)
        if found is not None:
            end, rate = found
            board.marks = [mark for mark in board.marks if not start <= mark.start < end]
            board.put(place, end, MetricSaid((rate,)))


def _rate_of(board: Board, start: int, lexicon: Lexicon, view: View) -> tuple[int, str] | None:
    """Where the name of what there is a rate of ends, and the rate."""
    for end in range(min(start + _LONGEST, len(board.tokens)), start, -1):
        stems = tuple(token.stem for token in board.tokens[start:end] if token.word != "-")
        for words in ((*stems, "rate"), stems):
            called = lexicon.phrases.get(words)
            rates = [n for n in called.metrics if view.metrics[n].format.percent] if called else []
            if len(rates) == 1:
                return end, rates[0]
    return None


def _mark_volume(board: Board, view: View) -> None:
    """Mark "volume" beside what is counted: "order volume", "the volume of orders"."""
    for mark, said in board.of(MetricSaid):
        counts = all(_is_count(name, view) for name in said.metrics)
        if counts and board.text(mark) not in _AMOUNT:
            _silence(board, mark.end, mark.end + 1)
            place = mark.start - 1
            while board.word(place) in _ARTICLES:
                place -= 1
            if board.word(place) == "of":
                _silence(board, place - 1, mark.start)


def _is_count(name: str, view: View) -> bool:
    metric = view.metrics[name]
    amount = metric.format.unit in CURRENCIES or metric.format.percent
    return not amount and not is_mean(metric)


def _silence(board: Board, start: int, end: int) -> None:
    """Mark what begins with an amount as words that change nothing."""
    inside = [mark for mark in board.marks if mark.start < end and start < mark.end]
    plain = all(isinstance(m.meaning, MetricSaid) and board.text(m) in _AMOUNT for m in inside)
    if board.word(start) in _AMOUNT and plain:
        board.marks = [mark for mark in board.marks if mark not in inside]
        board.put(start, end, Noise())


def _mark_quantity_of(board: Board, lexicon: Lexicon) -> None:
    """Mark "the quantity of our customers" as asking how many they are."""
    nouns = {mark.start for mark, _ in board.of(DimensionSaid)
             if noun_of(board.tokens[mark.end - 1]) in lexicon.nouns}  # fmt: skip
    for mark, _ in board.of(MetricSaid):
        place = mark.end
        while board.word(place) in _ARTICLES | {"of"}:
            place += 1
        if board.text(mark) in _AMOUNT and board.word(mark.end) == "of" and place in nouns:
            board.marks.remove(mark)
            board.put(mark.start, mark.end + 1, Hint("count"))


def _mark_whose_rate(board: Board, lexicon: Lexicon, view: View) -> None:
    """Take "customer" in "customer churn" as those of whom the rate is a share anyway."""
    for noun, _ in board.of(DimensionSaid):
        token = board.tokens[noun.end - 1]
        one = token.stem in lexicon.nouns and token.word == token.stem
        after = [said for mark, said in board.of(MetricSaid) if mark.start == noun.end]
        if one and after and all(_is_of(name, token.stem, view) for name in after[0].metrics):
            board.swap(noun, Noise())


def _is_of(name: str, noun: str, view: View) -> bool:
    """Whether a rate is a share of such persons."""
    metric = view.metrics[name]
    if not isinstance(metric, RatioMetric) or not metric.format.percent:
        return False
    given = metric.denominator
    below = view.catalog.metrics[given.name if isinstance(given, MetricInput) else given]
    return isinstance(below, LifecycleMetric) or stem(below.format.unit) == noun
