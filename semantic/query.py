"""What was asked, as data: the same query always gives the same plan."""

from datetime import date, datetime, time
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NaiveDatetime,
    model_validator,
)
from pydantic_core import PydanticCustomError

from semantic.filter_tree import Conditions

# Calendar arithmetic reaches a few years around what is asked, and must not leave the calendar.
NOTHING_ASKED, ROWS_AND_METRICS = "nothing_asked", "rows_and_metrics"
FIRST, LAST = date(1000, 1, 1), date(9000, 1, 1)
Day = Annotated[date, Field(ge=FIRST, le=LAST)]
Moment = Annotated[
    NaiveDatetime,
    Field(ge=datetime.combine(FIRST, time()), le=datetime.combine(LAST, time())),
]


class PeriodAsked(BaseModel):
    """Half-open [from, to): local dates or times of the workspace. Either end may be left open."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    start: Day | Moment | None = Field(default=None, alias="from", union_mode="left_to_right")
    end: Day | Moment | None = Field(default=None, alias="to", union_mode="left_to_right")

    @property
    def moments(self) -> tuple[datetime | None, datetime | None]:
        """Both ends as times: a date is its midnight."""
        return _moments(self.start, self.end)

    @model_validator(mode="after")
    def _not_empty(self) -> "PeriodAsked":
        start, end = self.moments
        if start and end and start >= end:
            raise ValueError(
                f"the period from {self.start} to {self.end} is empty: `to` is the first day after"
            )
        return self


@lru_cache(maxsize=256)
def _moments(start: date | None, end: date | None) -> tuple[datetime | None, datetime | None]:
    return _moment(start), _moment(end)


def _moment(given: date | datetime | None) -> datetime | None:
    if given is None or isinstance(given, datetime):
        return given
    return datetime.combine(given, time())


class Query(BaseModel):
    """Metrics by dimensions over a period, as CONTRACTS gives it.

    `compare` sets each figure beside the period before, the same period a year earlier, or a period
    of the asker's choice. `filters` must all hold, and may hold others in each other (AllOf, AnyOf,
    NotOf, MetricFilter). `group_by` holds `entity.dimension` and `time.GRAIN` names; `order_by`
    names columns of the result, `-` in front for descending. `as_of` hides everything dated on or
    after it. `where` are further conditions on rows, written as in definitions, and `having`
    conditions on the answer's own columns. Missing values are ordered last, or with `nulls:
    greatest` like values above all others. Without metrics the answer is what values there are:
    each combination once (`distinct`), or only the ends (`extremes`). `rows_of` names the model
    whose rows are listed; without it, it is the one nearest to the fields.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    metrics: Annotated[tuple[str, ...], Field(max_length=100)] = ()
    group_by: Annotated[tuple[str, ...], Field(max_length=20)] = ()
    filters: Conditions = ()
    where: tuple[str, ...] = ()
    having: tuple[str, ...] = ()
    period: PeriodAsked = PeriodAsked()
    compare: Literal["previous", "year"] | PeriodAsked | None = None
    order_by: tuple[str, ...] = ()
    nulls: Literal["last", "greatest"] = "last"
    limit: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    as_of: Day | None = None
    distinct: bool = True
    extremes: bool = False
    rows_of: str | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> "Query":
        if not self.metrics and not self.group_by:
            message = "a query needs a metric, or a group whose values are asked for"
            raise PydanticCustomError(NOTHING_ASKED, message)
        if self.metrics and (self.extremes or not self.distinct or self.rows_of):
            message = "`extremes`, `distinct` and `rows_of` are for queries without metrics"
            raise PydanticCustomError(ROWS_AND_METRICS, message)
        return self
