"""How often customers did something: "who bought only once", "ordered at least three times"."""

from collections.abc import Iterator

from agent.interpreter.board import (
    AskedBack,
    Board,
    DimensionSaid,
    Hint,
    MetricSaid,
    Noise,
    TimeSaid,
)
from agent.interpreter.counting import LISTING, Counted
from agent.interpreter.fields import counts_each, fitting
from agent.interpreter.grouping import Grouped
from agent.interpreter.lexicon import Lexicon
from agent.interpreter.thresholds import Limited
from semantic.model import BaseMetric, Model, SimpleMetric
from semantic.view import View

_ONE = frozenset({"one", "single", "1", "onetime"})
_WHO = frozenset({"who", "which"})


def mark_often(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark "bought more than once" as a limit on how many events each customer has."""
    often = [mark for mark, limit in board.of(Limited) if limit.times]
    found = list(_events(lexicon, view)) if often else []
    if len(found) != 1:
        return
    (key, event) = found[0]
    persons = [mark for mark, said in board.of(MetricSaid) if _all_count(said, key, view)]
    if len(persons) < len(board.of(MetricSaid)):
        return
    nouns = [mark for mark, said in board.of(DimensionSaid) if key in said.fields]
    nouns += [mark for mark, said in board.of(Grouped) if key in said.fields]
    hints = [mark for mark, hint in board.of(Hint) if hint.unit == "count"]
    who = [place for place in board.rest() if board.word(place) in _WHO]
    others = [place for place in board.rest() if board.tokens[place].stem in lexicon.nouns]
    if not (persons or nouns or who or others):
        return
    for mark in (*persons, *nouns):
        board.swap(mark, Noise())
    for place in (*who, *others):
        if board.free(place, place + 1):
            board.put(place, place + 1, Noise())
    listed = bool(who) or any(board.word(place) in LISTING for place in board.rest())
    asked = Grouped((key,)) if listed and not hints else Counted((key,))
    for mark in hints:
        board.swap(mark, Noise())
    limit = often[0]
    if board.word(limit.start) in _ONE and not board.has(TimeSaid):
        board.put(limit.start, limit.start, AskedBack("Once in which period? Say one."))
    board.put(limit.start, limit.start, asked)
    board.put(limit.start, limit.start, MetricSaid((event,)))


def _all_count(said: MetricSaid, key: str, view: View) -> bool:
    return all(counts_each(view.metrics[name], key, view) for name in said.metrics)


def _events(lexicon: Lexicon, view: View) -> Iterator[tuple[str, str]]:
    """The keys of customers, each with the metric that counts their events: orders, loans."""
    for key in sorted(lexicon.keys):
        model = view.dimensions[key].model
        metrics = [m.name for m in view.metrics.values() if _is_event(m, model, view)]
        if len(metrics) == 1 and fitting([key], metrics, view):
            yield key, metrics[0]


def _is_event(metric: BaseMetric, model: Model, view: View) -> bool:
    rollup = model.rollup
    if rollup is None or not isinstance(metric, SimpleMetric) or metric.model != rollup.of:
        return False
    rows = view.catalog.models[rollup.of]
    event = next((one for one in rows.entities if one.name == rollup.event), None)
    if event is None or tuple(metric.filter) != tuple(rollup.where):
        return False
    if metric.agg == "count":
        return tuple(event.columns) == tuple(rows.primary_key)
    return metric.agg == "count_distinct" and event.columns == (metric.expr,)
