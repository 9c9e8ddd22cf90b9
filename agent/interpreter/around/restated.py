"""What a question repeats of a metric's own definition, and freshness in other words."""

from collections.abc import Iterator
from itertools import pairwise

from agent.interpreter.board import Board, DimensionSaid, Mark, MetricSaid, Noise
from agent.interpreter.figures.counting import counts_things
from agent.interpreter.members.fields import counts_once
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.words.roots import root
from agent.interpreter.words.tokens import phrase
from agent.patterns import regex
from semantic.filter_tree import on_fields
from semantic.model import (
    BaseMetric,
    DerivedMetric,
    FreshnessMetric,
    MetricInput,
    Model,
    RatioMetric,
    SimpleMetric,
)
from semantic.view import View

_LEADING = frozenset({"with", "on", "having", "of", "for", "in", "from", "containing", "across"})
_ANY = frozenset(
    {"a", "an", "any", "the", "one", "1", "or", "more", "at", "least", ">", "=", "all"}
)
_WHEN = frozenset({"at", "on", "when", "during", "by", "in", "upon"})
_DIFFERENT = frozenset({"distinct", "unique"})
_DATA = "feed|data|table|load|extract|import|file|dataset|source|lines?|rows?|records?"
_STALE = (
    r"(?:^|(?<= ))(?:(?:the )?(?:staleness|freshness)"
    r"|how (?:stale|fresh|current|up ?-? to ?-? date)(?: is| are)?"
    r"|(?:the )?(?:lag|age|latency) of)(?: (?:of|in|for))?(?: (?:the|our))?"
    rf"(?P<of>(?: \w+){{0,2}}?) (?:{_DATA})(?= |$)"
)
_STALE_PATTERN = regex(_STALE, "stale|fresh|current|date|lag|age|latency")
_SINCE_NEWEST = regex(
    r"(?:^|(?<= ))(?:(?:in|number of|how many|as) )?(?P<days>days )?(?:(?:have )?passed )?"
    r"(?:since|from) (?:the |our )?(?:newest|latest|last|most recent)(?P<of>(?: \w+){0,2}?)"
    r" (?:lines?|rows?|records?|entry|load|import)(?= |$)",
    "newest|latest|last|recent",
)


def mark_fresh(board: Board, view: View) -> None:
    """Mark how old the data is, in other words than a metric's name: "staleness of the feed".

    Call before names are marked, of which the words for the data may be some.
    """
    found = board.found(_STALE_PATTERN)[:1]
    for first, last, match in found:
        names = _fresh(view, match["of"].split())
        if names:
            board.put(first, last, MetricSaid(names))
    for first, last, match in board.found(_SINCE_NEWEST)[:1]:
        names = _fresh(view, match["of"].split())
        if names and board.has(MetricSaid):
            board.put(first, last, Noise())
        elif names and match["days"]:
            board.put(first, last, MetricSaid(names))


def asks_how_fresh(said: str, view: View) -> bool:
    """Whether words ask how old the data is, of which the catalog has a figure."""
    match = _STALE_PATTERN.search(said)
    return match is not None and bool(_fresh(view, match["of"].split()))


def _fresh(view: View, words: list[str]) -> tuple[str, ...]:
    """The metrics of freshness whose lines the words are about."""
    named = {root(word) for word in words}
    return tuple(
        name
        for name, metric in view.metrics.items()
        if isinstance(metric, FreshnessMetric)
        and named <= _called(view.catalog.models[metric.model])
    )


def _called(model: Model) -> set[str]:
    said = (model.label, model.name, model.row or "", model.source or "")
    return {root(word) for name in said for word in phrase(name.replace("_", " "))}


def mark_restated(board: Board, view: View) -> None:
    """Mark what the only metric's definition says anyway: "orders with at least one sale line".

    Call when names are marked.
    """
    _mark_cardinality(board, view)
    _mark_lines(board, view)
    _mark_sums(board, view)
    metrics = [view.metrics[said.metrics[0]] for _, said in board.of(MetricSaid)]
    if len({metric.name for metric in metrics}) != 1:
        return
    for place in list(board.rest()):
        if board.word(place) in _DIFFERENT and counts_once(metrics[0]):
            named = next((m for m, _ in board.of(MetricSaid) if m.start == place + 1), None)
            if named is not None:
                board.put(place, place + 1, Noise())
    if metrics[0].kind == "data_quality":
        for mark, _ in board.of(MetricSaid):
            _mark_told(board, mark, metrics[0], view)


def _mark_cardinality(board: Board, view: View) -> None:
    """Mark "SKU cardinality" as the one metric that counts different products."""
    for place in list(board.rest()):
        if board.word(place) != "cardinality":
            continue
        after = place + 2 if board.word(place + 1) == "of" else place + 1
        for mark in board.marks:
            if not (mark.end == place or mark.start == after):
                continue
            said = mark.meaning
            fields = said.fields if isinstance(said, DimensionSaid | Grouped) else ()
            counting = [name for name, metric in view.metrics.items()
                        if fields and counts_things(metric, fields, view)]  # fmt: skip
            if len(counting) == 1:
                board.marks.remove(mark)
                start, end = min(mark.start, place), max(mark.end, place + 1)
                board.put(start, end, MetricSaid((counting[0],)))
                break


def _mark_sums(board: Board, view: View) -> None:
    """Mark "sum of" before a figure that is one anyway."""
    for mark, said in board.of(MetricSaid):
        start = mark.start
        while board.word(start - 1) in ("of", "(", "the", "all"):
            start -= 1
        adds_up = all(view.metrics[name].additive == "yes" for name in said.metrics)
        if board.word(start - 1) == "sum" and adds_up and board.free(start - 1, mark.start):
            board.put(start - 1, mark.start, Noise())


def _mark_lines(board: Board, view: View) -> None:
    """Mark the kind of lines that the metric beside them is made of."""
    rows = {root(model.row) for model in view.catalog.models.values() if model.row}
    for place in range(1, len(board.tokens)):
        if root(board.word(place)) not in rows or not board.free(place, place + 1):
            continue
        kind = next((mark for mark in board.marks if mark.start == place - 1), None)
        if kind is not None and not (isinstance(kind.meaning, MetricSaid) and kind.end == place):
            continue
        others = [
            view.metrics[name]
            for mark, said in board.of(MetricSaid)
            if mark is not kind
            for name in said.metrics
        ]
        said = root(board.word(place - 1))
        if others and all(said in _kinds(metric, view) for metric in others):
            start = _lead(board, place - 1)
            board.marks = [m for m in board.marks if m is not kind]
            if board.free(start, place + 1):
                board.put(start, place + 1, Noise())


def _lead(board: Board, place: int) -> int:
    start = place
    while board.word(start - 1) in _ANY and board.free(start - 1, start):
        start -= 1
    return start - 1 if board.word(start - 1) in _LEADING else start


def _kinds(metric: BaseMetric, view: View) -> set[str]:
    """The values that the rows of a metric have in every part of it."""
    if isinstance(metric, SimpleMetric):
        row = view.catalog.models[metric.model].row
        return {
            root(str(given.value))
            for given in on_fields(metric.filter)
            if given.op == "eq" and given.field.partition(".")[0] == row
        }
    if isinstance(metric, RatioMetric):
        parts = [_kinds(view.catalog.metrics[_name(each)], view)
                 for each in (metric.numerator, metric.denominator)]  # fmt: skip
        return parts[0] & parts[1]
    return set()


def _name(given: MetricInput | str) -> str:
    return given.name if isinstance(given, MetricInput) else given


def _mark_told(board: Board, mark: Mark, metric: BaseMetric, view: View) -> None:
    """Mark what a figure on the data is told by right after it: "duplicates dropped at load"."""
    end = mark.end
    if not board.word(end).endswith("ed"):
        return
    end += 1
    if board.word(end) in _WHEN:
        end += 2
    said = [board.word(place) for place in range(mark.end, end) if board.word(place) not in _WHEN]
    if board.free(mark.end, end) and {root(word) for word in said} <= set(_told(metric, view)):
        board.put(mark.end, end, Noise())


def _told(metric: BaseMetric, view: View) -> Iterator[str]:
    inputs = metric.metrics if isinstance(metric, DerivedMetric) else ()
    for each in (metric, *(view.catalog.metrics[_name(one)] for one in inputs)):
        words = phrase(f"{each.title} {each.description}")
        yield from (root(word) for before, word in pairwise(("", *words)) if before != "not")
