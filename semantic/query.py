"""What was asked, as data: the same query always gives the same plan."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from semantic.model import Filter

# Calendar arithmetic reaches a few years around what is asked, and must not leave the calendar.
Day = Annotated[date, Field(ge=date(1000, 1, 1), le=date(9000, 1, 1))]


class PeriodAsked(BaseModel):
    """Half-open [from, to): local dates of the workspace. Either end may be left to the data."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    start: Day | None = Field(default=None, alias="from")
    end: Day | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _not_empty(self) -> "PeriodAsked":
        if self.start and self.end and self.start >= self.end:
            raise ValueError(
                f"the period from {self.start} to {self.end} is empty: `to` is the first day after"
            )
        return self


class Query(BaseModel):
    """Metrics by dimensions over a period, as CONTRACTS gives it.

    `compare` sets each figure beside the period before, the same period a year earlier, or a period
    of the asker's choice. `group_by` holds `entity.dimension` and `time.GRAIN` names; `order_by`
    names columns of the result, `-` in front for descending. `as_of` hides everything dated on or
    after it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    metrics: Annotated[tuple[str, ...], Field(min_length=1, max_length=100)]
    group_by: Annotated[tuple[str, ...], Field(max_length=20)] = ()
    filters: tuple[Filter, ...] = ()
    period: PeriodAsked = PeriodAsked()
    compare: Literal["previous", "year"] | PeriodAsked | None = None
    order_by: tuple[str, ...] = ()
    limit: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    as_of: Day | None = None
