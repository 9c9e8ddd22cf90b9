"""What may be said: figures with where they are from, and how people read them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from semantic.model import Format


class ClaimPeriod(BaseModel):
    """The half-open period a claim is about; `start` is None for a state as of `end`."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    start: date | None = Field(default=None, alias="from")
    end: date | None = Field(default=None, alias="to")
    partial: bool = False


class Claim(BaseModel):
    """One figure that may be said, with the definition, filters, period and result it is from.

    `kind` says what the figure is: a level, a difference between two levels (its sign gives the
    direction words that may be used), a share of a whole, a rank, a date, a count of rows, or a
    name (a customer, a product) that may be mentioned. `label` names the subject in plain words.
    `metric` is empty for figures of the briefing's own memory, such as verdict counts.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    value: float | int | str | None
    unit: str = ""
    label: str
    kind: Literal["level", "change", "change_pct", "share", "rank", "date", "count", "name"] = (
        "level"
    )
    format: Format = Format()
    metric: str = ""
    metric_hash: str = ""
    filters: tuple[Mapping[str, Any], ...] = ()
    period: ClaimPeriod = ClaimPeriod()
    result: str = ""
