"""A workspace's definitions as frozen types: models, relationships, metrics.

The words of metrics follow dbt's semantic specification (simple, ratio, derived, cumulative,
conversion; agg, expr, filter, fill_nulls_with, join_to_timespine); relationships are Apache Ossie's
explicit ones. `lifecycle` and `retention` metrics and rollup models are ours.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from semantic.condition import Filter as Filter
from semantic.condition import Operator as Operator
from semantic.definition import AnyGrain, Definition, FieldName, Name
from semantic.definition import DataType as DataType
from semantic.definition import Grain as Grain
from semantic.relationship import Relationship as Relationship
from semantic.timing import ConstantProperty, NonAdditive, Shift, TimeSpine, Validity, Window

Aggregation = Literal[
    "sum", "count", "count_distinct", "average", "min", "max", "median", "percentile", "sum_boolean"
]


class Entity(Definition):
    """Something a model's rows belong to, and the columns that identify it there.

    `unique` says that the model holds at most one row of each, or one at a time with `validity`.
    """

    name: Name
    columns: tuple[str, ...] = Field(min_length=1)
    unique: bool = False


class Dimension(Definition):
    """A field people group and filter by, seen as `ENTITY.NAME`.

    In a rollup model `keep` says which of an entity's rows gives the value (its first or its
    latest as of the period's end); `grain` truncates a date.
    """

    name: Name
    entity: Name
    label: str = ""
    type: DataType = "text"
    expr: str
    description: str = ""
    synonyms: tuple[str, ...] = ()
    value_synonyms: dict[str, tuple[str, ...]] = Field(default={})
    keep: Literal["first", "latest"] | None = None
    grain: AnyGrain | None = None
    top: "TopShare | None" = None
    pii: bool = False
    detail: bool = False
    llm: Literal["none", "aggregate", "value"] = "value"

    @property
    def field(self) -> str:
        """The name people use in a query: `order.country`."""
        return f"{self.entity}.{self.name}"


class TopShare(Definition):
    """True for the first `share` (rounded up) of entities active within `days`, by value there."""

    share: float = Field(gt=0, lt=1)
    days: int = Field(gt=0)


class TimeColumn(Definition):
    """A model's own time: the column, and the zone its values are written in.

    `local` means wall-clock time of the workspace, `UTC` or another IANA name an instant there.
    Rows without a time are seen only where `undated` keeps them.
    """

    column: str
    timezone: str = "local"
    undated: Literal["drop", "keep"] = "drop"


class Rollup(Definition):
    """A model with one row per entity, computed from another model as of a period's end.

    `event` is the entity that counts as one activity (an order); `where` selects the rows that
    make such an event. `amount` with `amount_where` is the signed value an entity has brought in.
    """

    of: Name
    by: Name
    event: Name
    where: tuple[Filter, ...] = ()
    lapse_after_days: int = Field(gt=0)
    amount: str | None = None
    amount_where: tuple[Filter, ...] = ()


class Calculated(Definition):
    """A column computed from others of its row, or by window functions from other rows.

    Windows see the rows that the asker may see, before any condition of the question.
    """

    expr: str
    type: DataType = "number"


class Model(Definition):
    """A table with declared columns, keys, time and dimensions; or a rollup of another model.

    `row` is what one row is called, as prefix for dimensions that belong to no entity. `distinct`
    counts rows that are equal in all declared columns once. `calculated` columns are used like
    those of the source, and by one another.
    """

    name: Name
    label: str = ""
    description: str = ""
    row: Name | None = None
    source: str | None = None
    columns: dict[str, DataType] = Field(default={})
    calculated: dict[Name, Calculated] = Field(default={})
    distinct: bool = False
    primary_key: tuple[str, ...] = ()
    time: TimeColumn | None = None
    validity: Validity | None = None
    entities: tuple[Entity, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    rollup: Rollup | None = None

    @model_validator(mode="after")
    def _source_or_rollup(self) -> "Model":
        if (self.source is None) == (self.rollup is None):
            raise ValueError("a model has either a source or a rollup")
        return self

    def entity(self, name: str) -> Entity | None:
        """The entity of this name in the model, if it is declared."""
        return next((entity for entity in self.entities if entity.name == name), None)


class Governance(Definition):
    """Who answers for a metric and whether people may use it.

    A `deprecated` one is answered with a warning that names its `successor` until its `sunset`,
    and from that day on for stewards only.
    """

    owner: str
    version: int = Field(default=1, ge=1)
    status: Literal["draft", "proposed", "ready", "deprecated"] = "ready"
    successor: Name | None = None
    sunset: date | None = None

    @model_validator(mode="after")
    def _deprecated_for_something(self) -> "Governance":
        given = self.successor is not None, self.sunset is not None
        if self.status == "deprecated" and not all(given):
            raise ValueError("a deprecated metric names its `successor` and its `sunset` date")
        if self.status != "deprecated" and any(given):
            raise ValueError("`successor` and `sunset` go with `status: deprecated`")
        return self


class Format(Definition):
    """How people see a value. `percent` shows the fraction 0.0496 as 4.96 %."""

    unit: str = ""
    decimals: int = Field(default=0, ge=0, le=6)
    percent: bool = False


class GoldenTest(Definition):
    """A value this metric must have, agreed when it was approved."""

    period: tuple[str, str]
    value: float
    filters: tuple[Filter, ...] = ()
    as_of: str | None = None


class BaseMetric(Definition):
    """What every metric says of itself, whatever its type.

    `where` holds conditions over fields, times and other metrics, all of which must be true, such
    as `"listing.capacity" > 3`, `"time.day" >= '2020-01-02'`, `"orders[customer]" > 2`.
    `time_grain` is what `time` means when a question does not say.
    """

    name: Name
    label: str = ""
    description: str
    direction: Literal["up", "down", "none"] = "none"
    additive: Literal["yes", "not_over_time", "no"] = "no"
    kind: Literal["outcome", "driver", "data_quality", "predicted"] = "outcome"
    format: Format = Format()
    synonyms: tuple[str, ...] = ()
    not_to_confuse: tuple[str, ...] = ()
    governance: Governance
    tests: tuple[GoldenTest, ...] = ()
    where: tuple[str, ...] = ()
    time_grain: Name | None = None

    @property
    def title(self) -> str:
        """The name people read: the label, or the name with spaces."""
        return self.label or self.name.replace("_", " ")


class SimpleMetric(BaseMetric):
    """One aggregate over one model, of the rows whose time lies in the period.

    `expr` is over the model's columns, and dimensions of other models such as `"customer.region"`
    of which each row has one value. `time` names the dimension that is the metric's own time, where
    it is not the model's.
    """

    type: Literal["simple"]
    model: Name
    agg: Aggregation
    expr: str | None = None
    percentile: Annotated[float, Field(gt=0, lt=1)] | None = None
    discrete: bool = False
    approximate: bool = False
    time: Name | None = None
    filter: tuple[Filter, ...] = ()
    non_additive: NonAdditive | None = None
    fill_nulls_with: float | None = None
    join_to_timespine: bool = False

    @model_validator(mode="after")
    def _expr_when_needed(self) -> "SimpleMetric":
        if self.expr is None and self.agg != "count":
            raise ValueError(f"agg {self.agg} needs an expr")
        if (self.percentile is None) == (self.agg == "percentile"):
            raise ValueError("agg percentile, and no other, takes a percentile such as 0.95")
        return self


class MetricInput(Definition):
    """A metric used inside another, with further conditions, a time shift and a name of its own."""

    name: Name
    filter: tuple[Filter, ...] = ()
    where: tuple[str, ...] = ()
    alias: Name | None = None
    shift: Shift | None = None

    @property
    def called(self) -> str:
        """What an expression calls it."""
        return self.alias or self.name


class RatioMetric(BaseMetric):
    """numerator / denominator; null where the denominator is zero or missing."""

    type: Literal["ratio"]
    numerator: MetricInput | Name
    denominator: MetricInput | Name


class DerivedMetric(BaseMetric):
    """Arithmetic over other metrics, by their names or aliases.

    A `sparse` one is missing where none of them has a row, even if they would be filled.
    """

    type: Literal["derived"]
    expr: str
    metrics: tuple[MetricInput | Name, ...] = Field(min_length=1)
    sparse: bool = False


class CumulativeMetric(BaseMetric):
    """A simple metric over all up to each moment: ever, for a window, or since a grain began.

    By a coarser grain than its own time's, the first, last or average of the values counts.
    """

    type: Literal["cumulative"]
    metric: Name
    window: Window | None = None
    grain_to_date: AnyGrain | None = None
    period_agg: Literal["first", "last", "average"] = "first"


class ConversionMetric(BaseMetric):
    """Events of `base` that one of `conversion` of the same entity followed, as share or count.

    A conversion counts for the latest base event at or before it, less than `window` earlier.
    """

    type: Literal["conversion"]
    entity: Name
    base: Name
    conversion: Name
    calculation: Literal["rate", "count"] = "rate"
    window: Window | None = None
    constant: tuple[ConstantProperty, ...] = ()


LifecycleState = Literal[
    "known", "active", "new", "returning", "repeat", "retained", "active_before",
    "lapsed", "newly_lapsed", "not_lapsed_at_start", "reactivated", "value",
]  # fmt: skip


class LifecycleMetric(BaseMetric):
    """Entities of a rollup model that are in a state, or the value they have brought in.

    known: an event before the period's end. active: one in the period. new: the first ever is in
    the period. returning: active, first event before the period. repeat: two or more in the
    period. retained: active in this and the preceding period. active_before: active in the
    preceding period. lapsed: last event `lapse_after_days` or more before the period's end.
    newly_lapsed: that limit was passed within the period. not_lapsed_at_start: known and not
    lapsed when the period began. reactivated: active, after a gap of `lapse_after_days` or more.
    value: the rollup's amount from the first event to the period's end.
    """

    type: Literal["lifecycle"]
    model: Name
    state: LifecycleState
    fill_nulls_with: float | None = 0
    join_to_timespine: bool = True


class RetentionMetric(BaseMetric):
    """Of the entities of a cohort, the share active in a later period of the same grain.

    Needs the cohort as group or filter, and a period of one grain or `time.GRAIN` as group. A cell
    whose period is not over is unripe.
    """

    type: Literal["retention"]
    model: Name
    cohort: FieldName
    grain: Grain = "month"


class FreshnessMetric(BaseMetric):
    """Days from the newest row of a model to the period's end."""

    type: Literal["freshness"]
    model: Name


Metric = Annotated[
    SimpleMetric
    | RatioMetric
    | DerivedMetric
    | CumulativeMetric
    | ConversionMetric
    | LifecycleMetric
    | RetentionMetric
    | FreshnessMetric,
    Field(discriminator="type"),
]


class ModelsFile(Definition):
    """The contents of one file in models/."""

    version: Literal[1]
    models: tuple[Model, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    time_spines: tuple[TimeSpine, ...] = ()


class MetricsFile(Definition):
    """The contents of one file in metrics/."""

    version: Literal[1]
    metrics: tuple[Metric, ...]
