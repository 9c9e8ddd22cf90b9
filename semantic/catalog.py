"""A workspace's approved vocabulary: models, relationships and metrics, looked up by name."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal

from pydantic import Field

from semantic.approval_file import Approval
from semantic.definition import Definition
from semantic.language_model import LanguageModel
from semantic.model import (
    ConversionMetric,
    CumulativeMetric,
    DerivedMetric,
    Dimension,
    FunnelMetric,
    Metric,
    MetricInput,
    Model,
    RatioMetric,
    Relationship,
    SimpleMetric,
)
from semantic.policy import Principal, Role
from semantic.record import record
from semantic.timing import TimeSpine
from semantic.week import MONDAY, Weekday


class Settings(Definition):
    """The contents of retainer.yaml.

    Weeks begin on `week_start`, those of `time.week`, of "last week" and of briefings alike.
    `clock` is `real`, or a local time at which an example stands still. `state` is the database
    that remembers runs, notes and verdicts; a relative SQLite path is inside the workspace. What
    was asked in a conversation is forgotten `keep_threads_days` after it was last gone on with, how
    an answer was read `keep_answers_days` after it was given. Without a `model` everything works,
    on fewer wordings of a question.
    """

    version: Literal[1]
    name: str
    title: str = ""
    timezone: str
    week_start: Weekday = MONDAY
    clock: Literal["real"] | datetime = "real"
    currency: str = ""
    default_principal: str
    state: str = "sqlite:///.retainer/state.db"
    warehouse: str = "warehouse"
    default_period: Literal["last_week", "last_month"] = "last_month"
    keep_threads_days: int = Field(default=30, ge=1, le=3650)
    keep_answers_days: int = Field(default=90, ge=1, le=3650)
    glossary: dict[str, str] = Field(default={}, description="words that are asked back, and why")
    model: LanguageModel | None = None


@record
class FieldRef:
    """A dimension and the model it is declared in."""

    model: Model
    dimension: Dimension

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        # Joins are looked up by it for each field of each scan.
        return hash((self.model.name, self.dimension.field))


@record
class Catalog:
    """Every definition of a workspace, valid and cross-checked.

    `ways` keeps the joins found so far: looking for them takes longer than all else in a plan.
    """

    settings: Settings
    models: Mapping[str, Model]
    relationships: tuple[Relationship, ...]
    metrics: Mapping[str, Metric]
    roles: Mapping[str, Role]
    people: tuple[Principal, ...]
    approvals: tuple[Approval, ...] = ()
    time_spines: tuple[TimeSpine, ...] = ()
    ways: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def dimensions(self) -> Mapping[str, FieldRef]:
        """Every dimension by its `entity.name`."""
        return {
            dimension.field: FieldRef(model, dimension)
            for model in self.models.values()
            for dimension in model.dimensions
        }

    @cached_property
    def custom_grains(self) -> tuple[str, ...]:
        """The grains that the workspace's time spines add to the calendar's."""
        return tuple(name for spine in self.time_spines for name in spine.custom)

    @cached_property
    def fans_out(self) -> bool:
        """Whether some relationship may be walked from a row to several."""
        return any(step.fan_out != "refuse" for step in self.relationships)

    def inputs(self, metric: Metric) -> tuple[MetricInput, ...]:
        """The metrics that a metric is made of; none for one that is computed from a model."""
        match metric:
            case SimpleMetric():
                return ()
            case RatioMetric():
                return (_as_input(metric.numerator), _as_input(metric.denominator))
            case DerivedMetric():
                return tuple(_as_input(given) for given in metric.metrics)
            case CumulativeMetric():
                return (MetricInput(name=metric.metric),)
            case FunnelMetric():
                return tuple(_as_input(given) for given in metric.steps)
            case ConversionMetric():
                return (_as_input(metric.base), _as_input(metric.conversion))
            case _:
                return ()

    def upstream(self, metric: Metric) -> Iterator[Metric]:
        """Every metric that this one stands on, itself excluded, each once."""
        seen: dict[str, Metric] = {}
        waiting = [given.name for given in self.inputs(metric)]
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen[name] = self.metrics[name]
                waiting += [given.name for given in self.inputs(seen[name])]
        return iter(seen.values())

    def today(self, now: datetime) -> date:
        """The workspace's local date: of its fixed clock, or of `now` (local time)."""
        return now.date() if self.settings.clock == "real" else self.settings.clock.date()


def _as_input(given: MetricInput | str) -> MetricInput:
    return given if isinstance(given, MetricInput) else MetricInput(name=given)
