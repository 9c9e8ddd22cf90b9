"""A query with every name resolved and every right decided: what is computed, over which rows.

A leaf is one aggregate over one model; formulas put leaves together after each was aggregated on
its own, so that a metric's total never depends on what else is asked.
"""

from dataclasses import dataclass
from datetime import date

from semantic.catalog import FieldRef
from semantic.expression_tree import Node
from semantic.model import Filter, FreshnessMetric, Grain, LifecycleState, SimpleMetric
from semantic.period import Period
from semantic.policy import Mask, Rows


@dataclass(frozen=True)
class Field:
    """A dimension in use, with the mask that the asker's policy puts on it."""

    ref: FieldRef
    mask: Mask | None = None

    @property
    def name(self) -> str:
        """`entity.name`, as people write it."""
        return self.ref.dimension.field


@dataclass(frozen=True)
class TimeKey:
    """Grouping by each metric's own time."""

    grain: Grain

    @property
    def name(self) -> str:
        """`time.GRAIN`, as people write it."""
        return f"time.{self.grain}"


Key = Field | TimeKey


@dataclass(frozen=True)
class Condition:
    """A filter whose field is resolved and whose value fits it."""

    filter: Filter
    field: Field


@dataclass(frozen=True)
class State:
    """Entities of a rollup model that are in a lifecycle state."""

    model: str
    state: LifecycleState


Measure = SimpleMetric | FreshnessMetric | State


@dataclass(frozen=True)
class Leaf:
    """One aggregate over the rows that `rows` allows, with conditions of its own."""

    measure: Measure
    conditions: tuple[Condition, ...]
    rows: Rows
    earlier: bool = False


@dataclass(frozen=True)
class LeafValue:
    """A leaf's value, `fill` where it has no row."""

    leaf: Leaf
    fill: float | None


@dataclass(frozen=True)
class Quotient:
    """One formula over another; null where the denominator is zero."""

    numerator: "Formula"
    denominator: "Formula"


@dataclass(frozen=True)
class Arithmetic:
    """An expression whose columns are formulas."""

    root: Node
    inputs: tuple[tuple[str, "Formula"], ...]


Formula = LeafValue | Quotient | Arithmetic


@dataclass(frozen=True)
class Bucket:
    """One period of the answer: its label, its days, and where the period before it began."""

    label: date
    period: Period
    before: date


@dataclass(frozen=True)
class Output:
    """A metric of the answer; `earlier` is its formula over the comparison period.

    `unknown` lists, by label, the buckets whose comparison the metric's data does not reach back
    to: nothing known is not zero.
    """

    name: str
    formula: Formula
    earlier: Formula | None
    unknown: tuple[date, ...]


@dataclass(frozen=True)
class Order:
    """A column to order by."""

    column: str
    descending: bool


@dataclass(frozen=True)
class Plan:
    """Everything that decides the answer, fixed before a data value is seen.

    `earlier` holds, bucket by bucket, what `buckets` are compared with. `spine` keeps buckets in
    which nothing happened.
    """

    keys: tuple[Key, ...]
    conditions: tuple[Condition, ...]
    on_metrics: tuple[Filter, ...]
    outputs: tuple[Output, ...]
    buckets: tuple[Bucket, ...]
    earlier: tuple[Bucket, ...]
    spine: bool
    order: tuple[Order, ...]
    limit: int | None
    as_of: date

    @property
    def time_key(self) -> TimeKey | None:
        """The time group, if the answer has one."""
        return next((key for key in self.keys if isinstance(key, TimeKey)), None)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The groups that are dimensions."""
        return tuple(key for key in self.keys if isinstance(key, Field))


def leaves(formula: Formula) -> tuple[Leaf, ...]:
    """Every leaf a formula stands on, each once."""
    match formula:
        case LeafValue(leaf):
            return (leaf,)
        case Quotient(numerator, denominator):
            return tuple(dict.fromkeys(leaves(numerator) + leaves(denominator)))
        case Arithmetic(_, inputs):
            return tuple(dict.fromkeys(leaf for _, part in inputs for leaf in leaves(part)))
