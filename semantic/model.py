"""A workspace's definitions as frozen types: models, relationships, metrics.

The words of metrics follow dbt's semantic specification (simple, ratio, derived, cumulative,
conversion; agg, expr, filter, fill_nulls_with, join_to_timespine); relationships are Apache Ossie's
explicit ones. `lifecycle` and `retention` metrics and rollup models are ours.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from semantic.condition import Filter as Filter
from semantic.condition import Operator as Operator
from semantic.definition import AnyGrain, Definition, FieldName, Name
from semantic.definition import DataType as DataType
from semantic.definition import Grain as Grain
from semantic.filter_tree import Conditions
from semantic.metric_base import BaseMetric as BaseMetric
from semantic.metric_base import Format as Format
from semantic.metric_base import GoldenTest as GoldenTest
from semantic.metric_base import Governance as Governance
from semantic.metric_base import MetricInput as MetricInput
from semantic.relationship import Relationship as Relationship
from semantic.timing import ConstantProperty, NonAdditive, TimeSpine, Validity, Window

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


# Numbers and times are written alike whatever type the warehouse keeps them in.
_AS_ONE_TYPE: Mapping[str, str] = {
    "number": "CAST({} AS DECIMAL(38, 10))",
    "date": "CAST({} AS DATE)",
    "timestamp": "CAST({} AS TIMESTAMP)",
}


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

    def key_of(self, name: str) -> str | None:
        """An expression that is equal for rows of one such entity alone; None without the entity.

        It is null where one of the entity's columns is.
        """
        entity = self.entity(name)
        if entity is None:
            return None
        quoted = ['"' + column.replace('"', '""') + '"' for column in entity.columns]
        if len(quoted) == 1:
            return quoted[0]
        texts = [
            f"CAST({_AS_ONE_TYPE.get(self.columns.get(column, 'text'), '{}').format(each)} AS TEXT)"
            for column, each in zip(entity.columns, quoted, strict=True)
        ]
        # With its length before it, where a text ends does not depend on what stands in it.
        return " || ':' || ".join(
            f"CAST(LENGTH({text}) AS TEXT) || ':' || {text}" for text in texts
        )


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
    filter: Conditions = ()
    non_additive: NonAdditive | None = None
    fill_nulls_with: float | None = None
    join_to_timespine: bool = False

    @model_validator(mode="after")
    def _expr_when_needed(self) -> "SimpleMetric":
        if self.expr is None and self.agg != "count":
            raise ValueError(f"agg {self.agg} needs an expr")
        if self.approximate and self.agg not in ("count_distinct", "median", "percentile"):
            raise ValueError("only count_distinct, median and percentile can be approximate")
        if (self.percentile is None) == (self.agg == "percentile"):
            raise ValueError("agg percentile, and no other, takes a percentile such as 0.95")
        return self


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
    grain_to_date: Name | None = None
    period_agg: Literal["first", "last", "average"] = "first"


class ConversionMetric(BaseMetric):
    """Events of `base` that one of `conversion` of the same entity followed, as share or count.

    A conversion counts for the latest base event at or before it, less than `window` earlier. Both
    are rows of simple metrics, which may have further conditions here.
    """

    type: Literal["conversion"]
    entity: Name
    base: MetricInput | Name
    conversion: MetricInput | Name
    calculation: Literal["rate", "count"] = "rate"
    window: Window | None = None
    constant: tuple[ConstantProperty, ...] = ()

    @model_validator(mode="after")
    def _events_stay_where_they_are(self) -> "ConversionMetric":
        for given in (self.base, self.conversion):
            if isinstance(given, MetricInput) and given.shift:
                raise ValueError("events are not moved in time: leave out `shift`")
        return self


class FunnelMetric(BaseMetric):
    """Entities that went through the steps in order, each step once, as share or count.

    The steps are events: the rows of simple metrics. A passage begins with each event of the first
    step, and goes on with the earliest one of the next step that is strictly later, the last less
    than `window` after the first; `unit` cuts times before they are compared, so that with `day`
    steps lie on different days. An entity counts once in each group of the answer in which one of
    its first events begins a passage up to `step` (without it, the last); groups, period and time
    are those of the first event. A share is of those at the first step, or at the one before.
    """

    type: Literal["funnel"]
    entity: Name
    steps: tuple[MetricInput | Name, ...] = Field(min_length=2)
    step: Annotated[int, Field(ge=1)] | None = None
    calculation: Literal["rate", "count"] = "rate"
    of: Literal["first", "previous"] = "first"
    window: Window | None = None
    unit: AnyGrain | None = None

    @model_validator(mode="after")
    def _a_step_that_there_is(self) -> "FunnelMetric":
        if self.step is not None and self.step > len(self.steps):
            raise ValueError(f"there are {len(self.steps)} steps, and `step` says {self.step}")
        return self


LifecycleState = Literal[
    "known", "active", "new", "returning", "repeat", "retained", "active_before",
    "lapsed", "newly_lapsed", "not_lapsed_at_start", "reactivated", "value", "active_later",
]  # fmt: skip


class LifecycleMetric(BaseMetric):
    """Entities of a rollup model that are in a state, or the value they have brought in.

    known: an event before the period's end. active: one in the period. new: the first ever is in
    the period. returning: active, first event before the period. repeat: two or more in the
    period. retained: active in this and the preceding period. active_before: active in the
    preceding period. lapsed: last event `lapse_after_days` or more before the period's end.
    newly_lapsed: that limit was passed within the period. not_lapsed_at_start: known and not
    lapsed when the period began. reactivated: active, after a gap of `lapse_after_days` or more.
    active_later: an event in the period or after it, as far as is known.
    value: the rollup's amount from the first event to the period's end.
    """

    type: Literal["lifecycle"]
    model: Name
    state: LifecycleState
    fill_nulls_with: float | None = 0
    join_to_timespine: bool = True


class RetentionMetric(BaseMetric):
    """Of the entities of a cohort, the share that came back in a later period.

    Needs the cohort as group or filter, and a period of one `grain` or `time.GRAIN` as group. A
    cell whose period is not over is unripe. `bracketed` means active in that very period,
    `rolling` in it or at any later time.
    """

    type: Literal["retention"]
    model: Name
    cohort: FieldName
    grain: Grain = "month"
    mode: Literal["bracketed", "rolling"] = "bracketed"


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
    | FunnelMetric
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
