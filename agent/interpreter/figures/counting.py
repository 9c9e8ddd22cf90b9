"""How many members have something: "how many countries did we sell to"."""

from collections.abc import Iterable, Sequence

from agent.interpreter.board import (
    Board,
    DimensionSaid,
    Either,
    Hint,
    Mark,
    MemberSaid,
    MetricSaid,
    Noise,
    Rank,
)
from agent.interpreter.figures.deeds import named_by_deed
from agent.interpreter.figures.likely import earned
from agent.interpreter.figures.likeness import DIFFERENT
from agent.interpreter.figures.metrics import named
from agent.interpreter.members.fields import counts_each, counts_events, is_key
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.roots import root
from agent.interpreter.words.tokens import phrase, stem
from agent.reading import Reading
from semantic.model import BaseMetric, LifecycleMetric, SimpleMetric
from semantic.record import record
from semantic.view import View

_BETWEEN = DIFFERENT | {"of", "the", "our", "all"}
_SELLING = frozenset(map(root, ("sell", "buy", "spend", "earn")))
_ORDERING = frozenset(map(root, ("order", "purchase", "place")))
LISTING = frozenset({"list", "name", "show", "which", "what"})


@record
class Counted:
    """How many of these there are is asked, and not the figure of each."""

    fields: tuple[str, ...]


def mark_counting(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark "how many countries" as a count of members, with the metric that they have to have."""
    if len([hint for _, hint in board.of(Hint) if hint.unit == "count"]) > 1:
        # "How many customers and how many orders" counts two things.
        return
    for mark, hint in board.of(Hint):
        noun = _counted_noun(board, mark) if hint.unit == "count" else None
        if noun is None:
            continue
        fields = noun.meaning.fields if isinstance(noun.meaning, DimensionSaid | Grouped) else ()
        _count(board, mark, noun, fields, lexicon, view)
        return
    _mark_listing(board, view)


def mark_how_many(board: Board, before: Reading) -> None:
    """Mark "how many are there?" after a list as the count of its rows."""
    if len(before.group_by) != 1 or before.group_by[0].startswith("time."):
        return
    hints = [mark for mark, hint in board.of(Hint) if hint.unit == "count"]
    others = [mark for mark in board.marks if not isinstance(mark.meaning, Hint | Noise)]
    if len(hints) == 1 and not others:
        board.swap(hints[0], Counted(before.group_by))


def count_objection(reading: Reading) -> str:
    """Why rows cannot be counted as asked; empty where they can."""
    if reading.compare is not None or len(reading.group_by) != 1:
        return "I count them for one period, and by nothing else. Is that meant?"
    return "How many of a ranking?" if reading.limit else ""


def by_its_metric(reading: Reading, view: View) -> Reading:
    """The count by the metric that is the very same figure, if there is one.

    Customers with orders, or with at least one, are the active customers, where both are counted
    over the same rows.
    """
    plain = reading.counted and len(reading.metrics) == len(reading.group_by) == 1
    if not plain or reading.among or reading.limit:
        return reading
    metric, key = view.metrics[reading.metrics[0]], reading.group_by[0]
    if counts_each(metric, key, view) and not reading.having:
        return _told_by(metric.name, reading, key)
    limits = [(limit.metric, limit.op, limit.value) for limit in reading.having]
    if limits not in ([], [(metric.name, "ge", 1)], [(metric.name, "gt", 0)]):
        return _as_repeating(reading, metric, key, view)
    same = counts_same_rows(metric.name, (key,), view)
    return _told_by(same[0], reading, key) if len(same) == 1 else reading


def counts_same_rows(name: str, keys: Iterable[str], view: View) -> tuple[str, ...]:
    """The metrics that count those of a key whose rows a metric counts: for orders, buyers."""
    metric = view.metrics[name]
    if not isinstance(metric, SimpleMetric) or not _counts_rows(metric, view):
        return ()
    return tuple(
        other
        for other, one in view.metrics.items()
        if isinstance(one, SimpleMetric)
        and (one.model, one.filter, one.time) == (metric.model, metric.filter, metric.time)
        and any(counts_each(one, key, view) or _counts_named(one, key, view) for key in keys)
    )


def _counts_named(metric: SimpleMetric, key: str, view: View) -> bool:
    """Whether a metric counts once each of those whom a dimension names: firms, by "firm"."""
    ref = view.dimensions.get(key)
    if ref is None or metric.agg != "count_distinct":
        return False
    entity, _, name = key.partition(".")
    called = (ref.dimension.label or name).lower()
    return called == entity.replace("_", " ") and ref.model.primary_key == (metric.expr,)


def _as_repeating(reading: Reading, metric: BaseMetric, key: str, view: View) -> Reading:
    """Those with at least two orders are the repeat customers, of whom nothing else is said."""
    limits = [(limit.metric, limit.op, limit.value) for limit in reading.having]
    twice = limits in ([(metric.name, "ge", 2)], [(metric.name, "gt", 1)])
    entity, model = key.partition(".")[0], view.dimensions[key].model
    own = all(given.field.partition(".")[0] == entity for given in reading.filters)
    repeat = [name for name, one in view.metrics.items()
              if isinstance(one, LifecycleMetric) and one.state == "repeat"
              and one.model == model.name]  # fmt: skip
    plain = twice and own and len(repeat) == 1 and counts_events(metric, model, view)
    return _told_by(repeat[0], reading, key) if plain else reading


def _told_by(name: str, reading: Reading, key: str) -> Reading:
    filters = tuple(one for one in reading.filters if (one.field, one.op) != (key, "not_null"))
    told = {"metrics": (name,), "group_by": (), "filters": filters, "having": ()}
    return reading.model_copy(update=told | {"counted": False})


def _counts_rows(metric: SimpleMetric, view: View) -> bool:
    """Whether everybody with a row has some of it: rows, or the orders that rows are of."""
    if metric.expr is None:
        return metric.agg == "count"
    keys = view.catalog.models[metric.model].entities
    return metric.agg == "count_distinct" and (metric.expr,) in [one.columns for one in keys]


def _counted_noun(board: Board, hint: Mark) -> Mark | None:
    """The dimension that "how many" counts: it follows, with members of it before it at most."""
    place = hint.end
    while place < len(board.tokens):
        mark = next((one for one in board.marks if one.start <= place < one.end), None)
        if mark is None:
            if board.word(place) not in _BETWEEN:
                return None
            place += 1
        elif isinstance(mark.meaning, DimensionSaid | Grouped):
            # In "high priority tickets" the tickets are counted.
            heads = any(one.start == mark.end for one, _ in board.of(MetricSaid))
            return None if heads else mark
        elif isinstance(mark.meaning, MemberSaid | Noise):
            place = mark.end
        else:
            return None
    return None


def _count(
    board: Board, hint: Mark, noun: Mark, fields: tuple[str, ...], lexicon: Lexicon, view: View
) -> None:
    said = board.of(MetricSaid)
    persons = any(is_key(view.dimensions.get(name)) for name in fields)
    if persons and not said:
        # Which customers are counted, a state says: active ones, new ones.
        return
    if len(said) == 1 and any(counts_each(view.metrics[name], field, view)
                              for name in said[0][1].metrics for field in fields):  # fmt: skip
        return
    different = any(board.word(place) in DIFFERENT for place in range(hint.end, noun.start))
    if not different and _in_a_name(board, noun, said, view):
        return
    rows = () if said or different else _told_in(board.tokens[noun.end - 1].stem, view)
    if len(rows) == 1:
        board.swap(noun, MetricSaid(rows))
        return
    counted = not said and _by_verb(board, fields, different, lexicon, view)
    _settle(board, hint, noun)
    board.swap(hint, Noise() if counted else Counted(fields))


def _told_in(noun: str, view: View) -> tuple[str, ...]:
    """The metrics that count rows called so, and are told in them: doses."""
    told = [(name, one) for name, one in view.metrics.items() if stem(one.format.unit) == noun]
    rows = all(isinstance(one, SimpleMetric) and one.agg in ("count", "sum") for _, one in told)
    return tuple(name for name, _ in told) if rows else ()


def _in_a_name(
    board: Board, noun: Mark, said: Sequence[tuple[Mark, MetricSaid]], view: View
) -> bool:
    """Whether the metric itself counts what is called so: "treatments" of "treatments given"."""
    metrics = [view.metrics[name] for _, one in said for name in one.metrics]
    names = (word for m in metrics for name in (m.title, *m.synonyms) for word in phrase(name))
    return board.tokens[noun.end - 1].stem in set(names)


def _settle(board: Board, hint: Mark, noun: Mark) -> None:
    board.swap(noun, Noise())
    for place in range(hint.end, noun.start):
        if board.free(place, place + 1):
            board.put(place, place + 1, Noise())


def _by_verb(
    board: Board, fields: tuple[str, ...], different: bool, lexicon: Lexicon, view: View
) -> bool:
    """Mark the verb as what members have to have: "sold" as sales, "ordered" as orders.

    Returns whether a metric counts them itself, as products that were bought.
    """
    found = _metric_of_verb(board, view)
    if found is None:
        return False
    place, name = found
    pieces = named("units sold", lexicon) if root(board.word(place)) in _SELLING else None
    things = tuple(name for name, one in view.metrics.items() if counts_things(one, fields, view))
    if pieces and things and not different:
        board.put(place, place + 1, Either(pieces, things))
        return True
    if different and len(things) == 1:
        board.put(place, place + 1, MetricSaid(things))
        return True
    board.put(place, place + 1, MetricSaid((name,), note=_note(board.word(place), name, view)))
    return False


def counts_things(metric: BaseMetric, fields: tuple[str, ...], view: View) -> bool:
    """Whether a metric counts different members of a dimension, such as products."""
    if not isinstance(metric, SimpleMetric) or metric.agg != "count_distinct":
        return False
    refs = [view.dimensions[name] for name in fields]
    return any((ref.model.name, ref.dimension.expr) == (metric.model, metric.expr) for ref in refs)


def names_things(metric: BaseMetric, view: View) -> bool:
    """Whether what a metric counts has a name that may be seen: orders, their invoice."""
    return counts_things(metric, tuple(view.groupable(metric.name)), view)


def _metric_of_verb(board: Board, view: View) -> tuple[int, str] | None:
    for place in board.rest():
        verb = root(board.word(place))
        if verb in _SELLING and earned(view).metric:
            return place, earned(view).metric
        names = named_by_deed(verb, view) if verb in _ORDERING else ()
        if len(names) == 1:
            return place, names[0]
    return None


def _note(said: str, name: str, view: View) -> str:
    return f"“{said}” as {view.metrics[name].title}"


def _mark_listing(board: Board, view: View) -> None:
    """Mark "which products did Germany buy" as what was earned with each."""
    if board.has(MetricSaid) or board.has(Rank):
        return
    asking = [mark for mark, _ in board.of(Grouped)
              if board.word(mark.start - 1) in ("which", "what")]  # fmt: skip
    found = _metric_of_verb(board, view) if asking else None
    if found is not None:
        place, name = found
        board.put(place, place + 1, MetricSaid((name,), note=_note(board.word(place), name, view)))
    for mark, said in board.of(DimensionSaid):
        lead = mark.start - 1
        while board.word(lead) in ("the", "all", "our", "me", "of"):
            lead -= 1
        if board.word(lead) in LISTING and board.free(lead, mark.start):
            board.swap(mark, Grouped(said.fields))
