"""Means per customer: "sales on average per customer", "what did the average customer spend"."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from agent.interpreter.board import (
    AskedBack,
    Board,
    DimensionSaid,
    Hint,
    Mark,
    MemberSaid,
    MetricSaid,
    Noise,
    Rank,
)
from agent.interpreter.figures.deeds import is_mean
from agent.interpreter.members.fields import counts_each, is_key
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.ordinary import SAME
from agent.interpreter.words.tokens import phrase, stem
from agent.patterns import regex
from agent.writer import CURRENCIES
from semantic.model import BaseMetric, LifecycleMetric, MetricInput, RatioMetric, SimpleMetric
from semantic.view import View

_HOW_OFTEN = "How often they did so is told by no figure here. How many they are?"
_EACH = frozenset({"per", "each", "every"})
_WORTH = regex(
    r"(?:^|(?<= ))(?:(?:a|one|each|every|the|an|our|any|my) )*(?:typical |average |single )?"
    r"(?P<who>[a-z§]+) (?:(?:really|actually|typically|even|ever|is|are) )*worth(?: to us)?"
    r"(?: ,? ?on average)?(?= [.,?!]|$)",
    "worth",
)
_TYPICAL = frozenset({"average", "typical"})
_ONE = frozenset({"a", "the", "one"})
_LISTED = frozenset(
    {"list", "listed", "table", "which", "who", "ranked", "sorted", "split", "each"}
)


def mark_worth(board: Board, lexicon: Lexicon, view: View) -> None:
    """Leave open what "a customer is worth": every amount of money that is a mean per customer."""
    if board.has(MetricSaid):
        return
    means = [name for name, metric in view.metrics.items() if _is_worth(metric, lexicon)]
    flat = Board(board.tokens).found(_WORTH)
    for first, last, match in flat[:1] if len(means) > 1 else ():
        if SAME.get(match["who"], stem(match["who"])) in lexicon.nouns:
            board.marks = [one for one in board.marks if one.end <= first or one.start >= last]
            board.put(first, last, MetricSaid(tuple(means)))


def _is_worth(metric: BaseMetric, lexicon: Lexicon) -> bool:
    said = {word for text in (metric.title, metric.description) for word in phrase(text)}
    good = metric.format.unit in CURRENCIES and metric.direction == "up"
    return good and is_mean(metric) and bool(said & lexicon.nouns)


def join_means(board: Board, view: View) -> None:
    """Put a mean per customer in place of its parts, where exactly one metric is that mean."""
    means = [place for place in board.rest()
             if SAME.get(board.word(place), board.word(place)) in _TYPICAL]  # fmt: skip
    metrics, persons = board.of(MetricSaid), list(_persons(board, view))
    if not means or len(metrics) != 1 or len(persons) != 1 or len(metrics[0][1].metrics) != 1:
        return
    (mark, said), (person, keys) = metrics[0], persons[0]
    if not _is_one(board, person, view.metrics[said.metrics[0]]):
        return
    found = list(_per_entity(view, said.metrics[0], keys))
    if len(found) != 1:
        return
    board.swap(mark, MetricSaid((found[0],), note=said.note))
    board.swap(person, Noise())
    for place in means:
        start = place - 1 if board.word(place - 1) == "on" else place
        board.put(start, place + 1, Noise())


def join_often(board: Board, view: View) -> None:
    """Put "visits per visiting member" for "how often did the average visiting member come".

    Only where exactly one mean that is no amount of money is told per those who are named. Without
    "average" all that they did may be meant, and how many they are never is.
    """
    said = board.of(MetricSaid)
    words = [token.word for token in board.tokens]
    often = ("how", "often") in pairwise(words) or ("many", "times") in pairwise(words)
    if not often or len(said) != 1 or len(said[0][1].metrics) != 1:
        return
    (mark, one), mean = said[0], said[0][0].start - 1
    found = [
        metric
        for metric in view.metrics.values()
        if isinstance(metric, RatioMetric)
        and is_mean(metric)
        and metric.format.unit not in CURRENCIES
        and _name(metric.denominator) == one.metrics[0]
    ]
    if not found and are_persons(view.metrics[one.metrics[0]], view):
        board.swap(mark, AskedBack(_HOW_OFTEN, one.metrics))
    if len(found) != 1:
        return
    (metric,) = found
    single = board.tokens[mark.end - 1].word == board.tokens[mark.end - 1].stem
    typical = SAME.get(board.word(mean), board.word(mean)) in _TYPICAL
    if single and typical and board.free(mean, mean + 1):
        board.swap(mark, MetricSaid((metric.name,), note=f"“how often” as {metric.title}"))
        board.put(mean, mean + 1, Noise())
    else:
        board.swap(mark, MetricSaid((metric.name, _name(metric.numerator))))


def are_persons(metric: BaseMetric, view: View) -> bool:
    """Whether a metric counts customers, or whoever a key names."""
    keys = [name for name, ref in view.dimensions.items() if is_key(ref)]
    return any(counts_each(metric, key, view) for key in keys)


def join_named_means(board: Board, view: View) -> None:
    """Put "sales per customer" in place of "how much did we sell, per customer", if it is a metric.

    Where rows are ranked or listed, the customers one by one are meant. Call after rankings.
    """
    metrics, persons = board.of(MetricSaid), list(_persons(board, view))
    listed = _LISTED & {token.word for token in board.tokens} or board.has(Rank)
    if listed or len(metrics) != 1 or len(persons) != 1 or len(metrics[0][1].metrics) != 1:
        return
    (mark, said), (person, keys) = metrics[0], persons[0]
    token, lead = board.tokens[person.end - 1], person.start - 1
    if token.word != token.stem or board.word(lead) != "per" or not board.free(lead, person.start):
        return
    found = list(_per_entity(view, said.metrics[0], keys))
    if len(found) == 1 and _is_called_per(view.metrics[found[0]], token.stem):
        board.swap(mark, MetricSaid((found[0],), note=said.note))
        board.marks.remove(person)
        board.put(lead, person.end, Noise())


def _is_called_per(metric: BaseMetric, noun: str) -> bool:
    """Whether a metric's names say what it is a mean per: "sales per customer"."""
    noun = SAME.get(noun, noun)
    names = (phrase(said) for said in (metric.title, *metric.synonyms))
    return any(("per", noun) in pairwise(SAME.get(word, word) for word in name) for name in names)


def _persons(board: Board, view: View) -> Iterator[tuple[Mark, tuple[str, ...]]]:
    """The marks of customers, or of whom a key names, with their keys."""
    said = [(mark, one.fields) for mark, one in board.of(DimensionSaid)]
    said += [(mark, one.fields) for mark, one in board.of(Grouped)]
    for mark, fields in said:
        if all(is_key(view.dimensions.get(name)) for name in fields):
            yield mark, fields


def _is_one(board: Board, person: Mark, metric: BaseMetric) -> bool:
    """Whether any one of them is meant: "per customer", "each customer", "the average customer".

    Where things are counted, "the average customer order" may be its value.
    """
    token = board.tokens[person.end - 1]
    if token.word != token.stem and not _is_doing(board, person):
        return False
    place = person.start - 1
    for mark, _ in reversed(board.of(MemberSaid)):
        place = mark.start - 1 if mark.end == place + 1 else place
    lead = board.word(place)
    counts = any(hint.unit == "count" for _, hint in board.of(Hint)) or _how_many(board)
    told = metric.format.unit in CURRENCIES or counts
    if lead in _EACH:
        return lead == "per" or told
    average = SAME.get(lead, lead) in _TYPICAL and board.free(place, place + 1)
    return (average or lead in _ONE or _is_doing(board, person)) and told


def _is_doing(board: Board, person: Mark) -> bool:
    """Whether they are asked how often they do it: "how many loans do members take on average".

    What they spend on average may be meant for each order.
    """
    start = person.start
    while board.word(start - 1) in ("our", "the"):
        start -= 1
    return board.word(start - 1) in ("do", "did") and _how_many(board)


def _how_many(board: Board) -> bool:
    words = [token.word for token in board.tokens]
    return bool({("how", "many"), ("how", "often"), ("many", "times")} & set(pairwise(words)))


def _per_entity(view: View, above: str, keys: Sequence[str]) -> Iterator[str]:
    """The means of a metric per active customer, or whatever the keys name."""
    entities = {name.partition(".")[0] for name in keys}
    for metric in view.metrics.values():
        if not isinstance(metric, RatioMetric) or metric.format.percent:
            continue
        below = view.catalog.metrics[_name(metric.denominator)]
        if _name(metric.numerator) == above and _counts(below, entities, view):
            yield metric.name


def _counts(metric: BaseMetric, entities: set[str], view: View) -> bool:
    """Whether a metric counts the entities that were active in a period."""
    if isinstance(metric, LifecycleMetric):
        rollup = view.catalog.models[metric.model].rollup
        return metric.state == "active" and rollup is not None and rollup.by in entities
    if not isinstance(metric, SimpleMetric) or metric.agg != "count_distinct":
        return False
    keyed = view.catalog.models[metric.model].entities
    return any(one.name in entities and one.columns == (metric.expr,) for one in keyed)


def _name(given: MetricInput | str) -> str:
    return given.name if isinstance(given, MetricInput) else given
