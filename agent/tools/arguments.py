"""The arguments of the tools, as types. Names are checked against what the principal may see."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, model_validator

MOST_METRICS = 5
MOST_GROUPS = 3
MOST_FILTERS = 8
MOST_VALUES = 20
MOST_ROWS = 1000
MOST_WORDS = 200
MOST_LETTERS = 2_000

Refused = Literal[
    "no_such_metric", "personal_data", "not_in_the_data", "cannot_change_anything", "not_a_question"
]  # fmt: skip
SkillName = Literal["movement", "drivers", "risk"]
Beside = Literal["total", "share", "mean", "trend", "count"]


class Arguments(BaseModel):
    """What every tool's arguments have in common: nothing beyond what is named."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="after")
    def _no_walls(self) -> Self:
        # Not in the schema: a model pays for each of its words, and writes no such names.
        for name, given in self:
            texts = given if isinstance(given, list) else [given]
            if any(isinstance(text, str) and len(text) > MOST_LETTERS for text in texts):
                raise ValueError(f"{name} is longer than {MOST_LETTERS:,} characters")
        return self


class FilterArgument(Arguments):
    """One condition on a dimension. `value` is a member as the question names it."""

    field: str
    op: Literal["eq", "ne", "in", "not_in", "lt", "le", "gt", "ge", "is_null", "not_null"] = "eq"
    value: str | bool | FiniteFloat | list[str] | None = None


class LimitArgument(Arguments):
    """Only rows where a metric is on one side of a number."""

    metric: str
    op: Literal["gt", "ge", "lt", "le", "eq"]
    value: FiniteFloat


class QueryArguments(Arguments):
    """A question as names: what `agent.reading.Reading` is made of.

    `period` is in words or days, and says what it is compared with: `last month against the period
    before`, `2011-07-01 to 2011-09-30`. `order_by` is a metric, `-` in front for the highest first.
    `per` is one of two groups: `limit` rows are wanted for each of its values. `also` asks beside
    the rows for their figure together, for each one's share of the whole, for the mean or the trend
    of a split by time, or, with `count`, for how many rows there are in place of them. `did_so_in`
    and `not_in` are another period, in words: of those counted only who did the same in it, or not.
    """

    metrics: list[str] = Field(min_length=1, max_length=MOST_METRICS)
    group_by: list[str] = Field(default=[], max_length=MOST_GROUPS)
    filters: list[FilterArgument] = Field(default=[], max_length=MOST_FILTERS)
    period: str = Field(default="", max_length=MOST_WORDS)
    having: list[LimitArgument] = Field(default=[], max_length=MOST_GROUPS)
    order_by: str = ""
    limit: int | None = Field(default=None, ge=1, le=MOST_ROWS)
    per: str = ""
    also: list[Beside] = Field(default=[], max_length=MOST_GROUPS)
    did_so_in: str = Field(default="", max_length=MOST_WORDS)
    not_in: str = Field(default="", max_length=MOST_WORDS)


class SkillArguments(Arguments):
    """An analysis of one metric: which skill, over what."""

    name: SkillName
    metric: str = ""
    group_by: list[str] = Field(default=[], max_length=MOST_GROUPS)
    filters: list[FilterArgument] = Field(default=[], max_length=MOST_FILTERS)
    period: str = Field(default="", max_length=MOST_WORDS)


class FindArguments(Arguments):
    """Words to look for among metrics."""

    words: str = Field(max_length=MOST_WORDS)


class NameArguments(Arguments):
    """One metric, dimension or skill by its name."""

    name: str = Field(max_length=MOST_WORDS)


class AskBackArguments(Arguments):
    """What is not clear, and the metrics that may be meant, to choose from."""

    about: Literal["metric", "period", "group", "filter"] = "metric"
    options: list[str] = Field(default=[], max_length=6)
    group_by: list[str] = Field(default=[], max_length=MOST_GROUPS)
    period: str = Field(default="", max_length=MOST_WORDS)


class RefuseArguments(Arguments):
    """Why nothing here answers the question."""

    reason: Refused
