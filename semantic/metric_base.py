"""What every metric says of itself, and how one metric is used inside another."""

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from semantic.definition import Definition, Name
from semantic.filter_tree import Conditions
from semantic.timing import Shift


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
    filters: Conditions = ()
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


class MetricInput(Definition):
    """A metric used inside another, with further conditions, a time shift and a name of its own."""

    name: Name
    filter: Conditions = ()
    where: tuple[str, ...] = ()
    alias: Name | None = None
    shift: Shift | None = None

    @property
    def called(self) -> str:
        """What an expression calls it."""
        return self.alias or self.name
