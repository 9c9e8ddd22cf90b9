"""What hiding takes away: a field under every name it has, and metrics that are made of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from functools import cached_property
from typing import Any

from semantic.catalog import Catalog, FieldRef
from semantic.components import components
from semantic.expression import parse
from semantic.filter_tree import AnyFilter, on_fields, on_metrics
from semantic.grants import Grant
from semantic.members import candidates, measured_name, read_name
from semantic.model import (
    ConversionMetric,
    CumulativeMetric,
    DerivedMetric,
    Dimension,
    Filter,
    FreshnessMetric,
    FunnelMetric,
    LifecycleMetric,
    Metric,
    Model,
    RatioMetric,
    RetentionMetric,
    Rollup,
    SimpleMetric,
)
from semantic.policy import Role
from semantic.record import changeable, record
from semantic.routes import key_columns

# A model and one of its columns.
Column = tuple[str, str]


def effective_roles(catalog: Catalog) -> Mapping[str, Role]:
    """The roles with every grant as it works out."""
    return {
        name: role.model_copy(
            update={"grants": tuple(effective(grant, catalog) for grant in role.grants)}
        )
        for name, role in catalog.roles.items()
    }


def effective(grant: Grant, catalog: Catalog) -> Grant:
    """The grant with all that its words hide, and without the metrics that would tell of it.

    A hidden or masked dimension that is one column alone is so under each of that column's names.
    A hidden column hides every dimension that reads it. A grant with a smallest group also hides
    what names or measures single ones of its entity. A metric that aggregates such a column or has
    a condition on such a field is left out; counting an entity by its key reads no value.
    """
    if not (grant.hide or grant.hide_columns or grant.mask or grant.min_group_size):
        return grant
    same = {other for name in grant.hide for other in _like(catalog, name)}
    mask = {
        other: how for name, how in grant.mask.items() for other in (name, *_like(catalog, name))
    }
    closed = _Closed(
        catalog=catalog,
        opened=frozenset(grant.aggregate),
        columns=frozenset(_column(name) for name in grant.hide_columns),
        fields=frozenset({*grant.hide, *same, *mask}),
        masked=frozenset(mask) - {*grant.hide, *same},
    )
    hidden = {*grant.hide, *same} | {
        name
        for name, ref in catalog.dimensions.items()
        if closed.shows_in(ref) or (grant.min_group_size and _singles_out(ref, grant.group_entity))
    }
    metrics = tuple(
        name
        for name, metric in catalog.metrics.items()
        if grant.covers(name) and not closed.tells_of(metric)
    )
    all_left = grant.metrics == "all" and len(metrics) == len(catalog.metrics)
    return grant.model_copy(
        update={
            "metrics": "all" if all_left else metrics,
            "hide": tuple(sorted(hidden)),
            "mask": {name: how for name, how in mask.items() if name not in hidden},
        }
    )


def _column(name: str) -> Column:
    model, _, column = name.partition(".")
    return model, column


def _singles_out(ref: FieldRef, entity: str) -> bool:
    """Whether values of the dimension name or measure single ones of the entity."""
    dimension, key = ref.dimension, ref.model.entity(entity)
    if dimension.pii or dimension.detail:
        return True
    if dimension.type in ("number", "date", "timestamp"):
        return dimension.grain not in ("week", "month", "quarter", "year")
    names_it = key is not None and parse(dimension.expr).columns <= set(key.columns)
    return names_it and not (dimension.keep or dimension.top)


def _like(catalog: Catalog, name: str) -> Iterator[str]:
    """Other fields that are the same single column as this one."""
    ref = catalog.dimensions.get(name)
    own = _columns_of(catalog, name) if ref else frozenset()
    for other in catalog.dimensions if own else ():
        if other != name and own & _columns_of(catalog, other):
            yield other


def _columns_of(catalog: Catalog, name: str) -> frozenset[Column]:
    """The column that a dimension is, in each model that holds it; none for one made of several.

    What a rollup keeps of an entity's rows, or ranks them by, is no column of theirs.
    """
    ref = catalog.dimensions.get(name)
    if ref is None or ref.dimension.keep or ref.dimension.top:
        return frozenset()
    columns = parse(ref.dimension.expr).columns
    if len(columns) != 1:
        return frozenset()
    found = {(_source(catalog, ref.model).name, column) for column in columns}
    for model in catalog.models.values():
        for _, ours in key_columns(model, ref) or ():
            found.add((_source(catalog, model).name, ours))
    return frozenset(found)


def _read_by(catalog: Catalog, model: Model, dimension: Dimension) -> set[Column]:
    return _behind(_source(catalog, model), parse(dimension.expr).columns)


def _behind(model: Model, names: Iterable[str]) -> set[Column]:
    """The model's columns of these names, and those that calculated ones are made of."""
    waiting, found = list(names), set[str]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            if name in model.calculated:
                waiting += parse(model.calculated[name].expr, "windows").columns
    return {(model.name, name) for name in found}


def _source(catalog: Catalog, model: Model) -> Model:
    """The model that has the columns: of a rollup, what it is made of."""
    return catalog.models[model.rollup.of] if model.rollup else model


@changeable
class _Reads:
    """What metrics compute from: columns they aggregate, fields of conditions, columns of times.

    `presence` are fields of which a condition asks only whether there is a value.
    """

    columns: set[Column] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    presence: set[str] = field(default_factory=set)
    times: set[Column] = field(default_factory=set)


@record
class _Closed:
    """Columns that a grant hides, and fields that it hides or masks; `masked` are the latter alone.

    What is `opened` may be computed from all the same. A mask shows where there is no value, so a
    condition may ask for that.
    """

    catalog: Catalog
    opened: frozenset[str]
    columns: frozenset[Column]
    fields: frozenset[str]
    masked: frozenset[str]

    def tells_of(self, metric: Metric) -> bool:
        """Whether the metric is computed from something that is closed."""
        found = _Reads()
        for part in (metric, *self.catalog.upstream(metric)):
            _read(self.catalog, part, found)
        return self._touched(found)

    def shows_in(self, ref: FieldRef) -> bool:
        """Whether a dimension shows something of a hidden column.

        One of a rollup tells which of its entities have an event, and so of what makes an event.
        """
        if self.columns & _read_by(self.catalog, ref.model, ref.dimension):
            return True
        rollup = ref.model.rollup
        if rollup is None:
            return False
        found = _Reads()
        _read_filters(rollup.where, found)
        if ref.dimension.top:
            _read_amount(self.catalog, rollup, found)
        return self._touched(found)

    def _touched(self, found: _Reads) -> bool:
        free = {column for name in self.opened for column in _columns_of(self.catalog, name)}
        free |= {_column(name) for name in self.opened}
        fields = (found.fields | found.presence) - self.opened
        told = (found.fields | found.presence - self.masked) - self.opened
        aggregated = found.columns - free
        read = (aggregated | found.times | self._shown_by(fields)) - free
        return bool(read & self.columns or aggregated & self._veiled or told & self.fields)

    @cached_property
    def _veiled(self) -> frozenset[Column]:
        """The columns that closed fields are."""
        return frozenset(
            column for name in self.fields for column in _columns_of(self.catalog, name)
        )

    def _shown_by(self, fields: Iterable[str]) -> set[Column]:
        refs = [self.catalog.dimensions[name] for name in fields]
        return {
            column for ref in refs for column in _read_by(self.catalog, ref.model, ref.dimension)
        }


def _read_amount(catalog: Catalog, rollup: Rollup, found: _Reads) -> None:
    _read_filters(rollup.amount_where, found)
    found.columns |= _behind(catalog.models[rollup.of], parse(rollup.amount or "0").columns)


def _read(catalog: Catalog, metric: Metric, found: _Reads) -> None:
    """Adds what the metric itself reads, its inputs aside."""
    _read_texts(catalog, metric.where, found)
    for given in catalog.inputs(metric):
        _read_conditions(catalog, given.filter, found)
        _read_texts(catalog, given.where, found)
    reader = _READERS.get(type(metric))
    if reader is None:
        _read_all(catalog, metric, found)
    else:
        reader(catalog, metric, found)


def _read_filters(filters: Iterable[Filter], found: _Reads) -> None:
    for given in filters:
        asks_for_value = given.op in ("is_null", "not_null")
        (found.presence if asks_for_value else found.fields).add(given.field)


def _read_conditions(catalog: Catalog, given: Iterable[AnyFilter], found: _Reads) -> None:
    given = tuple(given)
    _read_filters(on_fields(given), found)
    _read_names(catalog, {each.name for each in on_metrics(given)}, found)


def _read_texts(catalog: Catalog, texts: Iterable[str], found: _Reads) -> None:
    _read_names(catalog, {name for text in texts for name in parse(text).columns}, found)


def _read_names(catalog: Catalog, names: Iterable[str], found: _Reads) -> None:
    """What fields and metrics of entities read, by the names that expressions have for them."""
    for name in names:
        measured = measured_name(name)
        if measured:
            metric = catalog.metrics[measured[0]]
            for part in (metric, *catalog.upstream(metric)):
                _read(catalog, part, found)
            name = measured[1]
        asked = read_name(name, catalog)
        found.fields |= {ref.dimension.field for ref in candidates(catalog, asked)} & set(
            catalog.dimensions
        )


def _read_simple(catalog: Catalog, metric: SimpleMetric, found: _Reads) -> None:
    model = catalog.models[metric.model]
    _read_conditions(catalog, metric.filter, found)
    _read_time(catalog, model, found)
    columns = parse(metric.expr).columns if metric.expr else frozenset()
    keys = [set(entity.columns) for entity in model.entities]
    counts_key = metric.agg in ("count", "count_distinct") and columns in keys
    if not counts_key:
        found.columns |= _behind(_source(catalog, model), columns)


def _read_time(catalog: Catalog, model: Model, found: _Reads) -> None:
    base = _source(catalog, model)
    if base.time is not None:
        found.times.add((base.name, base.time.column))


def _read_freshness(catalog: Catalog, metric: FreshnessMetric, found: _Reads) -> None:
    _read_time(catalog, catalog.models[metric.model], found)


def _read_states(
    catalog: Catalog, metric: LifecycleMetric | RetentionMetric, found: _Reads
) -> None:
    model = catalog.models[metric.model]
    assert model.rollup is not None
    _read_time(catalog, model, found)
    _read_filters(model.rollup.where, found)
    if isinstance(metric, LifecycleMetric) and metric.state == "value":
        _read_amount(catalog, model.rollup, found)


def _read_conversion(catalog: Catalog, metric: ConversionMetric, found: _Reads) -> None:
    for given, events in zip(catalog.inputs(metric), ("base", "conversion"), strict=True):
        simple = catalog.metrics[given.name]
        if isinstance(simple, SimpleMetric):
            own = {getattr(part, events) for part in metric.constant}
            model = catalog.models[simple.model]
            found.fields |= {given.field for given in model.dimensions if given.name in own}


def _read_inputs(catalog: Catalog, metric: Metric, found: _Reads) -> None:
    """Nothing: what is made of metrics reads what they read."""


def _read_all(catalog: Catalog, metric: Metric, found: _Reads) -> None:
    """Everything that the metric's meaning is made of, for types that are not told apart here."""
    for label in components(catalog, metric.name):
        kind, _, name = label.partition(" ")
        if kind == "dimension" and name in catalog.dimensions:
            found.fields.add(name)
        elif kind == "column":
            model, _, column = name.partition(".")
            found.columns.add((model, column))


_READERS: Mapping[type, Callable[[Catalog, Any, _Reads], None]] = {
    SimpleMetric: _read_simple,
    FreshnessMetric: _read_freshness,
    LifecycleMetric: _read_states,
    RetentionMetric: _read_states,
    ConversionMetric: _read_conversion,
    RatioMetric: _read_inputs,
    DerivedMetric: _read_inputs,
    CumulativeMetric: _read_inputs,
    FunnelMetric: _read_inputs,
}
