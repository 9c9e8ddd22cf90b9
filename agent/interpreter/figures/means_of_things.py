"""Means of what things are: "what did the average shipment weigh", "average per shipment"."""

from collections.abc import Iterator

from agent.interpreter.board import Board, DimensionSaid, Hint, Mark, MetricSaid, Noise
from agent.interpreter.figures.deeds import is_average, is_mean
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.ordinary import NEUTRAL, SAME
from agent.interpreter.words.roots import root
from agent.interpreter.words.tokens import phrase, stem
from agent.writer import CURRENCIES
from semantic.model import BaseMetric, MetricInput, RatioMetric, SimpleMetric
from semantic.period import GRAINS
from semantic.view import View

_MEASURED = {
    "heavy": "weigh", "big": "siz", "large": "siz", "old": "ag", "far": "distanc", "tall": "height",
    "expensive": "pric", "dear": "pric", "deep": "depth", "fast": "spe",
}  # fmt: skip
_AVERAGE = frozenset({"average", "typical"})
_ONE = frozenset({"a", "an", "one", "each", "every"})
# What a trade calls what somebody pays at once; a workspace with tickets knows them by name.
_TICKETS = frozenset({"ticket", "bill", "cheque", "check"})
_OF_ONE = frozenset({"for", "of", "on", "one", "a", "an", "each", "every", "single", "1"})
_TIMES = frozenset({*GRAINS, "hour", "minute", "time", "date", "weekend"})


def mark_means_of_things(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark the mean of what each of some things is, and leave open what "average per order" is of.

    Call when periods are marked.
    """
    _mark_per_row(board, view)
    _mark_worth(board, view)
    means = [n for n in board.rest() if SAME.get(board.word(n), board.word(n)) in _AVERAGE]
    things = list(_things(board, lexicon, view)) if means else []
    if len(things) != 1 or len(means) != 1 or len(board.of(MetricSaid)) > 1:
        return
    (mark, nouns), (mean,) = things[0], means
    said = {mean, mark.start, mark.start - 1}
    others = [n for n in board.rest() if n not in said and _is_content(board, n)]
    per = board.word(mark.start - 1) == "per"
    if not others and (per or _is_of_one(board, mean, mark)):
        found = tuple(_per(view, nouns))
        if len(found) > 1:
            _put(board, mark, (mean, mark.start - 1) if per else (mean,), found)
        return
    for place in others:
        between = _is_single(board, mark) and mean < place < mark.start
        if not (per or between or _is_each(board, mean, mark)):
            break
        measured = _measures(board, place, nouns, view)
        if len(measured) == 1:
            places = (mean, place, mark.start - 1) if per else (mean, place)
            _put(board, mark, places, measured)
            return


def _mark_worth(board: Board, view: View) -> None:
    """Mark "what is an order worth" and "the average value of one order" as their only mean.

    So "average ticket per order", which is no figure of its own.
    """
    said = board.of(MetricSaid)
    if len(said) != 1 or not _counts_things(view.metrics[said[0][1].metrics[0]]):
        return
    mark, token = said[0][0], board.tokens[said[0][0].end - 1]
    found = tuple(name for name in _per(view, frozenset(phrase(board.text(mark))))
                  if view.metrics[name].format.unit in CURRENCIES
                  and view.metrics[name].direction == "up")  # fmt: skip
    worth = list(_worth(board, mark))
    if len(found) == 1 and worth and token.word == token.stem:
        places = [n for n in board.rest() if n in worth or _is_average(board, n)]
        for hint, _ in [one for one in board.of(Hint) if one[0].start in worth]:
            board.swap(hint, Noise())
        _put(board, mark, tuple(places), found)


def _counts_things(metric: BaseMetric) -> bool:
    return isinstance(metric, SimpleMetric) and metric.agg in ("count", "count_distinct")


def _worth(board: Board, mark: Mark) -> Iterator[int]:
    """The places that say that what one is worth is asked: "worth", "value of", "ticket per"."""
    lead = mark.start - 1
    while _is_average(board, lead) or board.word(lead) == "single":
        lead -= 1
    if board.word(lead) == "per" and board.word(lead - 1) in _TICKETS | {"value", "worth"}:
        means = any(_is_average(board, place) for place in range(lead))
        yield from (lead - 1, lead) if means else ()
    if board.word(lead) not in _ONE and lead == mark.start - 1:
        return
    of_it = (board.word(lead - 2), board.word(lead - 1)) == ("value", "of")
    yield from (lead - 2,) if of_it else ()
    yield from (n for n in range(mark.end, len(board.tokens)) if board.word(n) == "worth")


def _is_average(board: Board, place: int) -> bool:
    return SAME.get(board.word(place), board.word(place)) in _AVERAGE


def _is_each(board: Board, mean: int, mark: Mark) -> bool:
    """Whether a mean is one over things: "the average shipment", "shipments weigh on average"."""
    single = _is_single(board, mark)
    return (single and mean == mark.start - 1) or board.word(mean - 1) == "on"


def _is_single(board: Board, mark: Mark) -> bool:
    return board.tokens[mark.end - 1].word == board.tokens[mark.end - 1].stem


def _is_of_one(board: Board, mean: int, mark: Mark) -> bool:
    """Whether a mean is of one thing, and not said of what: "the average for one shipment"."""
    between = {board.word(place) for place in range(mean + 1, mark.start)}
    return _is_single(board, mark) and mean < mark.start and between <= _OF_ONE


def _is_content(board: Board, place: int) -> bool:
    token = board.tokens[place]
    return token.is_word and token.word not in NEUTRAL and token.stem not in _TIMES


def _mark_per_row(board: Board, view: View) -> None:
    """Mark "per shipment", and "of a shipment", beside the mean over shipments, which says so."""
    named = board.of(MetricSaid)
    for mean, said in named if len(named) == 2 else ():
        rows = _rows(view.metrics[said.metrics[0]], view)
        for mark, _ in named:
            lead = mark.start - 1
            if board.word(lead) in _OF_ONE and board.word(lead - 1) == "of":
                lead -= 1
            per = board.word(lead) in ("per", "of") and board.free(lead, mark.start)
            means = is_average(view.metrics[said.metrics[0]]) and mark is not mean
            if per and means and set(phrase(board.text(mark))) <= rows:
                board.marks.remove(mark)
                board.put(lead, mark.end, Noise())
                return


def _put(board: Board, mark: Mark, places: tuple[int, ...], metrics: tuple[str, ...]) -> None:
    board.marks = [other for other in board.marks if other is not mark]
    board.put(mark.start, mark.end, MetricSaid(metrics))
    for place in places:
        board.put(place, place + 1, Noise())


def _things(board: Board, lexicon: Lexicon, view: View) -> Iterator[tuple[Mark, frozenset[str]]]:
    """What rows are about, with the names of it: "shipment", a consignment."""
    for mark, said in board.of(MetricSaid):
        metric = view.metrics[said.metrics[0]]
        if isinstance(metric, SimpleMetric) and metric.agg == "count" and len(said.metrics) == 1:
            names = [phrase(said) for said in (metric.title, *metric.synonyms)]
            own = {name[0] for name in names if len(name) == 1}
            yield mark, frozenset(own.union(phrase(board.text(mark))))
    named = [mark for mark, _ in board.of(DimensionSaid) if mark.end == mark.start + 1]
    for mark in (*named, *(Mark(place, place + 1, None) for place in board.rest())):
        noun = board.tokens[mark.start].stem
        if noun in lexicon.entities | lexicon.nouns:
            yield mark, frozenset({noun})


def _measures(board: Board, place: int, nouns: frozenset[str], view: View) -> tuple[str, ...]:
    said = board.tokens[place]
    measured = _MEASURED.get(said.stem, root(said.stem)) if said.is_word else ""
    return tuple(
        name
        for name, metric in view.metrics.items()
        if is_average(metric) and measured in _own(metric)
        and nouns & _rows(metric, view) and metric.kind == "outcome"
    )  # fmt: skip


def _own(metric: BaseMetric) -> set[str]:
    names = (metric.title, metric.format.unit, *metric.synonyms)
    words = {word for name in names for word in phrase(name)}
    return {root(word) for word in words if SAME.get(word, word) not in NEUTRAL | _AVERAGE}


def _rows(metric: BaseMetric, view: View) -> frozenset[str]:
    """What one row of a metric's model is called."""
    if not isinstance(metric, SimpleMetric):
        return frozenset()
    model = view.catalog.models[metric.model]
    keyed = {one.name for one in model.entities if tuple(one.columns) == tuple(model.primary_key)}
    return frozenset(word for name in {model.row, *keyed} for word in phrase(name))


def _per(view: View, nouns: frozenset[str]) -> Iterator[str]:
    """The means of something per thing: averages over its rows, and amounts divided by it."""
    for name, metric in view.metrics.items():
        if is_average(metric) and nouns & _rows(metric, view):
            yield name
        elif isinstance(metric, RatioMetric) and is_mean(metric):
            given = metric.denominator
            below = view.catalog.metrics[given.name if isinstance(given, MetricInput) else given]
            if nouns & {stem(below.format.unit), *phrase(below.title)}:
                yield name
