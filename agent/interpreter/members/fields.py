"""Which of several dimensions a word means for a metric: the country of orders or of customers."""

from collections.abc import Iterable, Sequence

from semantic.catalog import FieldRef
from semantic.model import (
    BaseMetric,
    DerivedMetric,
    LifecycleMetric,
    Metric,
    MetricInput,
    Model,
    RatioMetric,
    RetentionMetric,
    SimpleMetric,
)
from semantic.view import View

_OF_ITS_OWN = frozenset(
    {"name", "number", "id", "code", "title", "kind", "type", "status", "reason"}
)


def fitting(fields: Iterable[str], metrics: Sequence[str], view: View) -> list[str]:
    """Those of the fields that all the metrics can be split by, the most natural one first.

    Figures that count customers, or are per customer, take the customer's own dimensions; others
    those of the rows they add up.
    """
    allowed = [set(view.groupable(metric)) for metric in metrics]
    possible = [name for name in fields if all(name in each for each in allowed)]
    if not metrics:
        return possible
    subject = _subject(view.metrics[metrics[0]], view)
    own = set(view.models_of(view.metrics[metrics[0]]))
    called = {name.partition(".")[2] for name in possible}
    return sorted(
        possible,
        # Fields called differently are no two sides of one thing: the rows' own come first.
        key=lambda name: (
            len(called) > 1 and view.dimensions[name].model.name not in own,
            name.partition(".")[0] != subject,
        ),
    )


def bare(field: str) -> str:
    """What a field is, whichever thing it is of: the country of orders, and of customers.

    A name or a kind is of its own thing: the name of a vet is none of a clinic.
    """
    name = field.partition(".")[2]
    return field if name in _OF_ITS_OWN else name


def is_key(ref: FieldRef | None) -> bool:
    """Whether a dimension names the entities of a rollup one by one, as a customer's number."""
    if ref is None or ref.model.rollup is None:
        return False
    dimension = ref.dimension
    return dimension.type == "text" and dimension.keep is None and dimension.top is None


def counts_once(metric: BaseMetric) -> bool:
    """Whether a metric counts each of what it counts once, whatever it did."""
    if isinstance(metric, LifecycleMetric):
        return metric.state != "value"
    return isinstance(metric, SimpleMetric) and metric.agg == "count_distinct"


def counts_each(metric: BaseMetric, field: str, view: View) -> bool:
    """Whether a metric counts the very things that a key names, so that each of them is one."""
    entity = field.partition(".")[0]
    key = is_key(view.dimensions.get(field))
    if isinstance(metric, LifecycleMetric):
        rollup = view.catalog.models[metric.model].rollup
        return key and metric.state != "value" and rollup is not None and rollup.by == entity
    if not key or not isinstance(metric, SimpleMetric):
        return False
    model = view.catalog.models[metric.model]
    own = [one for one in model.entities if one.name == entity]
    if metric.agg == "count":
        return any(one.unique or one.columns == model.primary_key for one in own)
    return metric.agg == "count_distinct" and any(one.columns == (metric.expr,) for one in own)


def counts_events(metric: BaseMetric, model: Model, view: View) -> bool:
    """Whether a metric counts what a rollup takes for one activity, as orders are of customers."""
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


def _subject(metric: Metric, view: View) -> str:
    """The entity that a metric is about; for sums, the first entity of its rows."""
    match metric:
        case RatioMetric():
            return _subject(_input(metric.denominator, view), view)
        case DerivedMetric():
            return _subject(_input(metric.metrics[0], view), view)
        case LifecycleMetric() | RetentionMetric():
            model = view.catalog.models[metric.model]
            return model.rollup.by if model.rollup else ""
        case SimpleMetric():
            entities = view.catalog.models[metric.model].entities
            counted = metric.agg == "count_distinct"
            keyed = [one.name for one in entities if counted and one.columns == (metric.expr,)]
            return (keyed or [one.name for one in entities] or [""])[0]
        case _:
            return ""


def _input(given: MetricInput | str, view: View) -> Metric:
    return view.catalog.metrics[given.name if isinstance(given, MetricInput) else given]
