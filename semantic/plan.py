"""A query with every name resolved and every right decided: what is computed, over which rows.

A leaf is one aggregate over one model; formulas put leaves together after each was aggregated on
its own, so that a metric's total never depends on what else is asked.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from semantic.catalog import FieldRef
from semantic.definition import DatePart
from semantic.expression_tree import Node
from semantic.model import Filter, FreshnessMetric, Grain, LifecycleState, SimpleMetric
from semantic.period import GRAINS, Period, preceding
from semantic.policy import Mask, Rows
from semantic.record import kept, record
from semantic.timing import ConstantProperty, NonAdditive, Shift, Window


@record
class Field:
    """A dimension in use, with the mask that the asker's policy puts on it.

    `path` are the entities it is reached by, `name` what the asker called it. A time may be cut to
    a grain, or be asked for one of its parts.
    """

    ref: FieldRef
    path: tuple[str, ...]
    name: str
    mask: Mask | None = None
    grain: str | None = None
    part: DatePart | None = None


_CALENDAR: Mapping[str, Grain] = {grain: grain for grain in GRAINS}


@record
class TimeKey:
    """Each metric's own time, cut to a grain, or one of its parts."""

    grain: str
    part: DatePart | None = None

    @property
    def name(self) -> str:
        """`time.GRAIN` or `time.extract_PART`, as people write it."""
        return f"time.extract_{self.part}" if self.part else f"time.{self.grain}"

    @property
    def said(self) -> str:
        """What a message calls it."""
        said = self.part or self.name
        return {"dow": "weekday", "doy": "day of the year"}.get(said, said)

    @property
    def calendar(self) -> Grain | None:
        """The grain, where it is one of days or longer that every workspace knows."""
        return None if self.part else _CALENDAR.get(self.grain)


@record
class Measured:
    """A metric's value for an entity of the row, as a condition uses it: orders of the customer.

    `plan` gives the values by one key; `entity` is the row's entity that is matched with it. One
    that the plan has no row of has the value `missing`.
    """

    name: str
    plan: "Plan"
    entity: Field
    missing: float | None = None


Key = Field | TimeKey
Member = Field | TimeKey | Measured


@record
class Condition:
    """A filter whose field is resolved and whose value fits it."""

    filter: Filter
    field: Member


@record
class Test:
    """An expression that must be true, with the members that its names stand for.

    One that was `asked` fails for no row: an engine may try it on rows that the asker must not see,
    and an error would tell of them.
    """

    root: Node
    members: tuple[tuple[str, Member], ...]
    asked: bool = False


@record
class Combined:
    """All, any or none of some conditions. What is not known to hold does not."""

    how: Literal["all", "any", "none"]
    parts: tuple["AnyCondition", ...]


AnyCondition = Condition | Test | Combined


@record
class State:
    """Entities of a rollup model that are in a lifecycle state."""

    model: str
    state: LifecycleState


Measure = SimpleMetric | FreshnessMetric | State


@record
class Running:
    """Rows count for every moment from their own on: ever, for a window, or to a grain's end.

    By a coarser grain than the time's own, `period_agg` of the grain's values is taken.
    """

    window: Window | None
    to_date: str | None
    period_agg: Literal["first", "last", "average"]


@record
class UnitBefore:
    """Each unit of a custom grain is shown what belongs to the one before, day by day.

    With `year`, the custom grain of years, the one in the same place of the year before.
    """

    grain: str
    year: str | None = None


@record
class Timing:
    """How a leaf's rows come to the time they are shown at.

    `time` is the dimension that gives their own, None for the model's. `shifts` are in order from
    the shown time back to the row's. With `spine` moments without rows are shown, too.
    """

    time: str | None = None
    shifts: tuple[Shift | UnitBefore, ...] = ()
    running: Running | None = None
    snapshot: NonAdditive | None = None
    spine: bool = False


@record
class Event:
    """What went before a conversion: the base metric's rows of the same entity, within a window.

    Conditions, groups and time of the answer are those of the base rows.
    """

    base: SimpleMetric
    conditions: tuple[AnyCondition, ...]
    entity: str
    window: Window | None
    constant: tuple[ConstantProperty, ...]


@record
class Step:
    """The events of one step of a funnel."""

    metric: SimpleMetric
    conditions: tuple[AnyCondition, ...]


@record
class Passage:
    """What an entity must have gone through for a row of the first step to count."""

    entity: str
    steps: tuple[Step, ...]
    window: Window | None
    unit: str | None


@record
class Leaf:
    """One aggregate over the rows that `rows` allows, with conditions of its own.

    `again` are those of the conditions that come from outside the metric: they also cut moments
    that a spine adds. `reads` are fields of other models in what is aggregated.
    """

    measure: Measure
    conditions: tuple[AnyCondition, ...]
    rows: Rows
    earlier: bool = False
    timing: Timing = Timing()
    event: Event | None = None
    passage: Passage | None = None
    fill: float | None = None
    again: tuple[AnyCondition, ...] = ()
    reads: tuple[Field, ...] = ()

    def __hash__(self) -> int:
        return self._hash

    @kept
    def _hash(self) -> int:
        # Leaves are looked up often, and the hash of a definition is that of everything in it.
        measure = self.measure
        called = measure.state if isinstance(measure, State) else measure.name
        named = (measure.model, called)
        return hash((named, self.conditions, self.rows, self.earlier, self.timing))


@record
class LeafValue:
    """A leaf's value, its fill where it has no row."""

    leaf: Leaf


@record
class Quotient:
    """One formula over another; null where the denominator is zero."""

    numerator: "Formula"
    denominator: "Formula"


@record
class Arithmetic:
    """An expression whose columns are formulas. A `sparse` one is null where none has a row."""

    root: Node
    inputs: tuple[tuple[str, "Formula"], ...]
    sparse: bool = False


Formula = LeafValue | Quotient | Arithmetic


@record
class Bucket:
    """One period of the answer: its label, the days of it that are seen, and all of its days."""

    label: date
    period: Period
    whole: Period

    @property
    def before(self) -> date:
        """Where the period before it began."""
        return preceding(self.whole).start


@record
class Output:
    """A metric of the answer; `earlier` is its formula over the comparison period.

    `unknown` lists, by label, the buckets whose comparison the metric's data does not reach back
    to: nothing known is not zero.
    """

    name: str
    formula: Formula
    earlier: Formula | None
    unknown: tuple[date, ...]


@record
class Order:
    """A column to order by."""

    column: str
    descending: bool


@record
class Moments:
    """The moments asked for, from `start` up to, not including, `end`; None for no limit."""

    start: datetime | None = None
    end: datetime | None = None


@record
class Plan:
    """Everything that decides the answer, fixed before a data value is seen.

    `earlier` holds, bucket by bucket, what `buckets` are compared with. `spine` keeps buckets in
    which nothing happened. Without outputs the distinct keys are the answer, of the rows of
    `listed` that `rows` allows; `extremes` gives each key's ends only. `overlapping` names groups
    that a row may be in several of, so that their figures add up to more than the total. `having`
    are conditions on columns of the answer. A `whole` listing holds what other models have beyond
    the rows of the listed one.
    """

    keys: tuple[Key, ...]
    conditions: tuple[AnyCondition, ...]
    on_metrics: tuple[Filter, ...]
    outputs: tuple[Output, ...]
    buckets: tuple[Bucket, ...]
    earlier: tuple[Bucket, ...]
    spine: bool
    order: tuple[Order, ...]
    limit: int | None
    as_of: date
    moments: Moments = Moments()
    listed: str | None = None
    rows: Rows | None = None
    distinct: bool = True
    extremes: bool = False
    overlapping: tuple[str, ...] = ()
    having: tuple[Node, ...] = ()
    nulls: Literal["last", "greatest"] = "last"
    whole: bool = True

    @kept
    def times(self) -> tuple[TimeKey, ...]:
        """The groups that are each metric's own time."""
        return tuple([key for key in self.keys if isinstance(key, TimeKey)])

    @kept
    def time_key(self) -> TimeKey | None:
        """The time group, if the answer has one that its buckets are labelled by."""
        times = self.times
        return times[0] if len(times) == 1 and times[0].calendar else None

    @kept
    def parts(self) -> tuple[TimeKey, ...]:
        """The parts of the metrics' own time that the question's conditions are about."""
        if not self.conditions:
            return ()
        members = [member for given in self.conditions for member in members_of(given)]
        return tuple([key for key in members if isinstance(key, TimeKey) and key.part])

    @kept
    def fields(self) -> tuple[Field, ...]:
        """The groups that are dimensions."""
        return tuple([key for key in self.keys if isinstance(key, Field)])


def rows_of(leaf: Leaf) -> str:
    """The model whose rows are grouped; of a conversion the base metric's."""
    return leaf.event.base.model if leaf.event else leaf.measure.model


def members_of(given: AnyCondition) -> tuple[Member, ...]:
    """What a condition is about."""
    match given:
        case Condition():
            return (given.field,)
        case Test():
            return tuple(member for _, member in given.members)
        case Combined():
            return tuple(member for part in given.parts for member in members_of(part))


def fields_of(conditions: tuple[AnyCondition, ...]) -> tuple[Field, ...]:
    """The dimensions that conditions need of each row."""
    if not conditions:
        return ()
    members = [member for given in conditions for member in members_of(given)]
    found = [member.entity if isinstance(member, Measured) else member for member in members]
    return tuple(member for member in found if isinstance(member, Field))


def sparse_leaves(formula: Formula) -> tuple[Leaf, ...]:
    """The leaves of which some part of the formula must know whether they have a row."""
    match formula:
        case LeafValue():
            return ()
        case Quotient(numerator, denominator):
            return sparse_leaves(numerator) + sparse_leaves(denominator)
        case Arithmetic(_, inputs, sparse):
            if sparse:
                return leaves(formula)
            return tuple(leaf for _, part in inputs for leaf in sparse_leaves(part))


def leaves(formula: Formula) -> tuple[Leaf, ...]:
    """Every leaf a formula stands on, each once."""
    match formula:
        case LeafValue(leaf):
            return (leaf,)
        case Quotient(numerator, denominator):
            return tuple(dict.fromkeys(leaves(numerator) + leaves(denominator)))
        case Arithmetic(_, inputs):
            return tuple(dict.fromkeys(leaf for _, part in inputs for leaf in leaves(part)))
