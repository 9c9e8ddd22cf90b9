"""From a metric's definition to a formula over leaves: which rows, conditions and times each reads.

What a metric is made of is approved with it: its own conditions see every field, unmasked.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from semantic.catalog import Catalog
from semantic.errors import CannotCombine, FanOut, UnknownName
from semantic.expression import parse
from semantic.expression_tree import Column
from semantic.filter_tree import AllOf, AnyFilter, AnyOf, MetricFilter, NotOf
from semantic.members import STANDARD, candidates, coarsest, elsewhere, measured_name, read_name
from semantic.model import (
    ConversionMetric,
    CumulativeMetric,
    DerivedMetric,
    Filter,
    FreshnessMetric,
    FunnelMetric,
    LifecycleMetric,
    LifecycleState,
    Metric,
    MetricInput,
    RatioMetric,
    RetentionMetric,
    SimpleMetric,
)
from semantic.period import GRAINS
from semantic.plan import (
    AnyCondition,
    Arithmetic,
    Bucket,
    Combined,
    Condition,
    Event,
    Field,
    Formula,
    Leaf,
    LeafValue,
    Measured,
    Member,
    Moments,
    Output,
    Passage,
    Plan,
    Quotient,
    Running,
    State,
    Step,
    Test,
    TimeKey,
    Timing,
    UnitBefore,
    leaves,
)
from semantic.policy import Rows
from semantic.record import record
from semantic.routes import check_leaf, check_reach, spreads
from semantic.timing import Shift
from semantic.values import fit, fitting

_ALL_TIME = Moments()
Shifts = tuple[Shift | UnitBefore, ...]


@record
class Writer:
    """What every part of a formula shares: the rows that count, the side of a comparison.

    `outline` is the plan without outputs, which values used in conditions are computed by, and
    `whole` the question's period in one, at whose end their states are. With `before` the formula
    is of units of a custom grain that the answer's are compared with.
    """

    catalog: Catalog
    outline: Plan
    rows: Rows
    grain: str
    whole: tuple[Bucket, ...] = ()
    earlier: bool = False
    before: UnitBefore | None = None

    def formula(self, metric: Metric) -> Formula:
        """The metric's formula."""
        return self._of(metric, (), (self.before,) if self.before else ())

    def _of(self, metric: Metric, extra: tuple[AnyCondition, ...], shifts: Shifts) -> Formula:
        own: tuple[AnyCondition, ...] = tuple(self.test(text) for text in metric.where)
        match metric:
            case SimpleMetric():
                own += tuple(self.condition(given) for given in metric.filter)
                return LeafValue(self._leaf(metric, own, extra, shifts))
            case CumulativeMetric():
                return LeafValue(self._running(metric, own + extra, shifts))
            case ConversionMetric():
                return self._conversion(metric, own + extra, shifts)
            case FunnelMetric():
                return self._funnel(metric, own + extra, shifts)
            case RatioMetric():
                top, bottom = self.catalog.inputs(metric)
                more = own + extra
                return Quotient(self._input(top, more, shifts), self._input(bottom, more, shifts))
            case DerivedMetric():
                inputs = tuple(
                    (given.called, self._input(given, own + extra, shifts))
                    for given in self.catalog.inputs(metric)
                )
                return Arithmetic(parse(metric.expr).root, inputs, metric.sparse)
            case _:
                self._refuse_shift(metric, shifts)
                return self._of_calendar(metric, own + extra)

    def _of_calendar(
        self,
        metric: LifecycleMetric | RetentionMetric | FreshnessMetric,
        conditions: tuple[AnyCondition, ...],
    ) -> Formula:
        def state(measure: State | FreshnessMetric, fill: float | None) -> LeafValue:
            return LeafValue(Leaf(measure, conditions, self.rows, self.earlier, fill=fill))

        match metric:
            case LifecycleMetric():
                return state(State(metric.model, metric.state), metric.fill_nulls_with)
            case RetentionMetric():
                state_then: LifecycleState = (
                    "active" if metric.mode == "bracketed" else "active_later"
                )
                active, known = State(metric.model, state_then), State(metric.model, "known")
                return Quotient(state(active, 0), state(known, 0))
            case FreshnessMetric():
                return state(metric, None)

    def _refuse_shift(self, metric: Metric, shifts: Shifts) -> None:
        if self.before:
            raise CannotCombine(
                f"{metric.title} is not compared by units of a workspace's own grain.",
                nearest=tuple(f"time.{grain}" for grain in GRAINS),
                next_step=one_unit(self.before.grain),
            )
        if shifts:
            raise CannotCombine(
                f"{metric.title} is a state at a period's end, which cannot be moved in time.",
                next_step="Compare it with the period before instead: --compare previous",
            )

    def _leaf(
        self,
        metric: SimpleMetric,
        own: tuple[AnyCondition, ...],
        extra: tuple[AnyCondition, ...],
        shifts: Shifts,
    ) -> Leaf:
        timing = Timing(
            time=metric.time,
            shifts=shifts,
            snapshot=metric.non_additive,
            spine=metric.join_to_timespine and bool(self.catalog.time_spines) and not self.before,
        )
        # A spine does not tell how far back the data reaches, and what is not known is not zero.
        fill = None if self.before else metric.fill_nulls_with
        return Leaf(
            *(metric, own + extra, self.rows, self.earlier, timing),
            fill=fill,
            again=extra,
            reads=tuple(self._reads(metric)),
        )

    def _reads(self, metric: SimpleMetric) -> Iterator[Field]:
        """The fields of other models that the metric's expression names, one value a row each."""
        model = self.catalog.models[metric.model]
        for name in sorted(elsewhere(model, metric.expr)):
            field = self._member(name)
            assert isinstance(field, Field), "a dotted name is a dimension's"
            check_reach(self.catalog, model, field.path, field.ref, metric.title, tuple)
            if spreads(self.catalog, model, field):
                raise FanOut(
                    f"{metric.title} needs {name}, of which each of its "
                    f"{model.label or model.name} may have several.",
                    next_step="Ask the steward to aggregate the finer of the two.",
                )
            yield field

    def _input(
        self, given: MetricInput, extra: tuple[AnyCondition, ...], shifts: Shifts
    ) -> Formula:
        more: tuple[AnyCondition, ...] = tuple(self.condition(part) for part in given.filter)
        more += tuple(self.test(text) for text in given.where)
        moved = (*shifts, given.shift) if given.shift else shifts
        return self._of(self.catalog.metrics[given.name], extra + more, moved)

    def _running(
        self,
        metric: CumulativeMetric,
        extra: tuple[AnyCondition, ...],
        shifts: Shifts,
    ) -> Leaf:
        if self.before and self._is_filled(metric.metric):
            self._refuse_shift(metric, shifts)
        leaf = self._simple(metric.metric, extra, shifts)
        running = Running(metric.window, metric.grain_to_date, metric.period_agg)
        return replace(leaf, timing=replace(leaf.timing, running=running))

    def _is_filled(self, name: str) -> bool:
        """Whether moments without rows have a value, too; moments of an earlier unit have none."""
        return bool(getattr(self.catalog.metrics[name], "join_to_timespine", False))

    def _simple(self, name: str, extra: tuple[AnyCondition, ...], shifts: Shifts) -> Leaf:
        """The leaf of a simple metric, which is what running totals stand on."""
        return self._event(MetricInput(name=name), extra, shifts)

    def _event(self, given: MetricInput, extra: tuple[AnyCondition, ...], shifts: Shifts) -> Leaf:
        """The leaf of a simple metric and the conditions that it has in another."""
        found = self._input(given, extra, shifts)
        assert isinstance(found, LeafValue), "checks hold these metrics to simple ones"
        return found.leaf

    def _conversion(
        self,
        metric: ConversionMetric,
        extra: tuple[AnyCondition, ...],
        shifts: Shifts,
    ) -> Formula:
        of_base, of_conversion = self.catalog.inputs(metric)
        base = self._event(of_base, extra, shifts)
        converted = self._event(of_conversion, (), shifts)
        assert isinstance(base.measure, SimpleMetric)
        event = Event(base.measure, base.conditions, metric.entity, metric.window, metric.constant)
        counted = LeafValue(replace(converted, event=event, again=extra))
        if metric.calculation == "rate":
            return Quotient(counted, LeafValue(base))
        # The base events are read along, so that groups of theirs without a conversion are there.
        inputs = (("conversions", counted), ("opportunities", LeafValue(base)))
        return Arithmetic(Column("conversions"), inputs, sparse=True)

    def _funnel(
        self,
        metric: FunnelMetric,
        extra: tuple[AnyCondition, ...],
        shifts: Shifts,
    ) -> Formula:
        steps = [self._step(given) for given in self.catalog.inputs(metric)]
        first, conditions = steps[0].metric, steps[0].conditions + extra
        key = self.catalog.models[first.model].key_of(metric.entity)
        assert key is not None, "checks hold the steps of a funnel to its entity"
        counted = {"agg": "count_distinct", "expr": key, "percentile": None}
        entered = first.model_copy(update={**counted, "fill_nulls_with": 0})
        leaf = self._leaf(entered, conditions, (), shifts)

        def reached(count: int) -> LeafValue:
            if count == 1:
                return LeafValue(leaf)
            passage = Passage(metric.entity, tuple(steps[:count]), metric.window, metric.unit)
            return LeafValue(replace(leaf, passage=passage))

        last = metric.step or len(steps)
        if metric.calculation == "count":
            return reached(last)
        return Quotient(reached(last), reached(max(1, last - 1) if metric.of == "previous" else 1))

    def _step(self, given: MetricInput) -> Step:
        leaf = self._event(given, (), ())
        assert isinstance(leaf.measure, SimpleMetric)
        return Step(leaf.measure, leaf.conditions)

    def condition(self, given: AnyFilter) -> AnyCondition:
        """A definition's own condition."""
        match given:
            case Filter():
                ref = self.catalog.dimensions[given.field]
                used = Field(ref, (ref.dimension.entity,), given.field)
                return Condition(fitting(given, ref.dimension), used)
            case MetricFilter():
                return on_entity(given, self.measured(given.metric, given.per))
            case _:
                return combined(given, self.condition)

    def test(self, text: str) -> Test:
        """A definition's own expression that must be true."""
        root = parse(text)
        return Test(root.root, tuple((name, self._member(name)) for name in sorted(root.columns)))

    def _member(self, name: str) -> Member:
        measured = measured_name(name)
        if measured:
            return self.measured(*measured)
        asked = read_name(name, self.catalog)
        if asked.path[0] == "time":
            return TimeKey(asked.grain or self.grain, asked.part)
        ref = next(candidates(self.catalog, asked), None)
        if ref is None:
            raise UnknownName(
                f"A definition uses {name!r}, which is no dimension.",
                next_step="Mend the definition; retainer check says where.",
            )
        return Field(ref, asked.path, name, None, asked.grain, asked.part)

    def measured(self, metric: str, group: str) -> Measured:
        """The value of a metric for an entity of the row, over the same rows and all time.

        The question's period cuts what is counted, not what an entity is known for; a state is that
        at its end, whatever the answer's groups.
        """
        key = self._member(group)
        if metric not in self.catalog.metrics or not isinstance(key, Field):
            raise UnknownName(
                f"There is no metric {metric!r} by {group!r}.",
                next_step="Write METRIC[ENTITY.DIMENSION], as in orders[customer.id].",
            )
        found = self.catalog.metrics[metric]
        formula = self.formula(found)
        for leaf in leaves(formula):
            check_leaf(self.catalog, leaf, key, found.title, tuple)
        output = Output(metric, formula, None, ())
        inner = replace(
            self.outline,
            keys=(key,),
            outputs=(output,),
            buckets=self.whole,
            earlier=(),
            spine=False,
            limit=None,
            moments=Moments(),
        )
        dimension = key.ref.dimension
        if dimension.name != dimension.entity:
            return Measured(metric, inner, key)
        # A key of an entity's own name is found on the row by that name, whatever led to it.
        entity = dimension.name
        return Measured(metric, inner, replace(key, path=(entity,), name=entity))


def one_unit(grain: str) -> str:
    """What to ask where figures of many units of a custom grain cannot be told or compared."""
    return (
        f"Or ask for one {grain} alone: its first day as `from`, the day after its last as `to`; "
        f"compare then sets it beside the {grain} before, or that of the year before."
    )


def combined(given: AllOf | AnyOf | NotOf, each: Callable[[AnyFilter], AnyCondition]) -> Combined:
    """Conditions put together, of which `each` makes the parts."""
    match given:
        case AllOf():
            return Combined("all", tuple(map(each, given.all)))
        case AnyOf():
            return Combined("any", tuple(map(each, given.any)))
        case NotOf():
            return Combined("none", (each(given.negated),))


def on_entity(given: MetricFilter, found: Measured, moments: Moments = _ALL_TIME) -> Condition:
    """The condition on a metric of an entity, counted over these moments.

    An entity without rows has what the metric is filled with.
    """
    (output,) = found.plan.outputs
    fill = output.formula.leaf.fill if isinstance(output.formula, LeafValue) else None
    found = replace(found, plan=replace(found.plan, moments=moments), missing=fill)
    wanted = Filter(field=given.name, op=given.op, value=given.value)
    return Condition(fit(wanted, "number"), found)


def time_grain(metrics: Sequence[Metric], catalog: Catalog) -> str:
    """The grain that `time` means for these metrics when a question does not say."""
    return coarsest([_default_grain(metric, catalog) for metric in metrics]) if metrics else "day"


def _default_grain(metric: Metric, catalog: Catalog) -> str:
    if metric.time_grain in STANDARD:
        return str(metric.time_grain)
    if isinstance(metric, SimpleMetric):
        return coarsest(("day", own_grain(catalog, metric)))
    parts = catalog.upstream(metric)
    own = [own_grain(catalog, part) for part in parts if isinstance(part, SimpleMetric)]
    return coarsest(["day", *own])


def own_grain(catalog: Catalog, metric: SimpleMetric) -> str:
    """The grain of the metric's own time; a day where nothing else is declared."""
    model = catalog.models[metric.model]
    for dimension in model.dimensions:
        if dimension.name == metric.time and dimension.grain:
            return dimension.grain
    return "day"
