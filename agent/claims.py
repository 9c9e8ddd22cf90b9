"""What may be said: figures with where they are from, and how people read them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from semantic.model import Format

Kind = Literal["level", "change", "change_pct", "share", "rank", "date", "count", "name", "verdict"]
DIMENSION = "dimension"
"""The label of a claim that holds the name of a dimension that figures are split by."""
MEMBER = "member"
"""The label of a claim that holds what a member, such as a customer, is called in the text."""
LIMIT = "limit"
"""The label of a claim that holds the limit by which the rows of a split were chosen."""
ROWS = "rows"
"""The unit of a claim that counts the rows of a table which the text may point to."""
UNUSUAL = "unusual"
"""The value of a verdict on a figure that lies outside its ordinary range."""


class ClaimPeriod(BaseModel):
    """The half-open period a claim is about; `start` is None for a state as of `end`."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True)

    start: date | None = Field(
        default=None, validation_alias=AliasChoices("from", "start"), serialization_alias="from"
    )
    end: date | None = Field(
        default=None, validation_alias=AliasChoices("to", "end"), serialization_alias="to"
    )
    partial: bool = False


class Claim(BaseModel):
    """One figure that may be said, with the definition, filters, period and result it is from.

    `kind` says what the figure is: a level, a difference between two levels (its sign gives the
    direction words that may be used), a share of a whole, a rank, a date, a count of rows, a
    name (a customer, a product) that may be mentioned, or a verdict on a figure. `label` names the
    subject in plain words. `metric` is empty for figures of the briefing's own memory, such as
    verdict counts.

    `wordings` are the ways a sentence may name what the figure measures or is compared with; one
    of them has to be there. Empty, it is the label up to its first comma. Equality conditions in
    `filters` are what the figure is about (a customer, a country): the sentence, its bullet or its
    heading names them.

    A change is from `against` to `period`, and `good` says which direction is welcome, so that
    "better" can be checked. A claim that `explains` something (the change of a metric, a risk) may
    stand in a sentence with "because". A rank has the unit "highest" or "lowest".
    """

    model_config = ConfigDict(frozen=True)

    id: str = ""
    value: float | int | str | None
    unit: str = ""
    label: str
    kind: Kind = "level"
    format: Format = Format()
    metric: str = ""
    metric_hash: str = ""
    filters: tuple[Mapping[str, Any], ...] = ()
    period: ClaimPeriod = ClaimPeriod()
    result: str = ""
    wordings: tuple[str, ...] = ()
    against: ClaimPeriod | None = None
    good: Literal["up", "down", "none"] = "none"
    explains: str = ""

    @property
    def said_as(self) -> tuple[str, ...]:
        """The wordings that name what this figure measures, never empty."""
        return self.wordings or (self.label.partition(",")[0].strip(),)

    @property
    def members(self) -> dict[str, tuple[Any, ...]]:
        """What the figure is about: each field that is held to given values, with those values."""
        found: dict[str, tuple[Any, ...]] = {}
        for condition in self.filters:
            if "field" not in condition:
                continue
            if condition.get("op", "eq") == "eq":
                found[condition["field"]] = (condition["value"],)
            elif condition["op"] == "in":
                found[condition["field"]] = tuple(condition["value"])
        return found


class ClaimBook:
    """The claims of one text, each with an id; equal claims share one."""

    def __init__(self) -> None:
        self.claims: dict[str, Claim] = {}
        self._ids: dict[str, str] = {}

    def add(self, claim: Claim) -> str:
        """The claim's id: a new one (`c1`, `c2`, …), or that of an equal claim."""
        content = claim.model_copy(update={"id": ""}).model_dump_json()
        if content not in self._ids:
            known_as = f"c{len(self.claims) + 1}"
            self._ids[content] = known_as
            self.claims[known_as] = claim.model_copy(update={"id": known_as})
        return self._ids[content]
