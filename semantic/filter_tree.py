"""Conditions put together: all of them, any of them, none; and what a metric says of an entity."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    field_validator,
    model_validator,
)

from semantic.condition import Filter, Operator, check_value, unchanging
from semantic.definition import Definition, Name

MOST_LEVELS = 20
Steps = tuple[str | int, ...]


class MetricFilter(Definition):
    """What a metric of an entity must be: customers with more than three orders.

    `per` is the entity, or the field that identifies it. The metric counts the rows that the asker
    may see, of all time or, with `within: period`, of the question's period. A state is always the
    one at the end of the question's period. An entity without rows has the metric's
    `fill_nulls_with`, or else no value.
    """

    metric: Name
    per: str
    op: Operator = "eq"
    value: Any = None
    within: Literal["all_time", "period"] = "all_time"

    @field_validator("value", mode="before")
    @classmethod
    def _lists_never_change(cls, value: Any) -> Any:
        return unchanging(value)

    @model_validator(mode="after")
    def _value_fits_operator(self) -> "MetricFilter":
        check_value(self.op, self.value)
        return self

    @property
    def name(self) -> str:
        """What conditions written as expressions call the metric's value."""
        return f"{self.metric}[{self.per}]"


class AllOf(Definition):
    """Every one of the conditions holds."""

    all: tuple["AnyFilter", ...] = Field(min_length=1)


class AnyOf(Definition):
    """At least one of the conditions holds."""

    any: tuple["AnyFilter", ...] = Field(min_length=1)


class NotOf(Definition):
    """The condition does not hold: `not` of `eq` is `ne`, and keeps missing values."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    negated: "AnyFilter" = Field(alias="not")


def _kind(given: Any) -> str:
    if not isinstance(given, dict):
        return type(given).__name__ if isinstance(given, Definition) else "Filter"
    keys = {"all": "AllOf", "any": "AnyOf", "not": "NotOf", "metric": "MetricFilter"}
    return next((kind for key, kind in keys.items() if key in given), "Filter")


AnyFilter = Annotated[
    Annotated[Filter, Tag("Filter")]
    | Annotated[AllOf, Tag("AllOf")]
    | Annotated[AnyOf, Tag("AnyOf")]
    | Annotated[NotOf, Tag("NotOf")]
    | Annotated[MetricFilter, Tag("MetricFilter")],
    Discriminator(_kind),
]

AllOf.model_rebuild()
AnyOf.model_rebuild()
NotOf.model_rebuild()


def check_depth(given: tuple[AnyFilter, ...]) -> tuple[AnyFilter, ...]:
    """The conditions as they are. Raises ValueError for some in each other beyond reason."""
    level, depth = list(given), 0
    while level:
        depth += 1
        if depth > MOST_LEVELS:
            raise ValueError(f"conditions lie in each other more than {MOST_LEVELS} deep")
        level = [inner for outer in level for inner in _inside(outer)]
    return given


# What definitions and questions hold: all of it must be true.
Conditions = Annotated[tuple[AnyFilter, ...], AfterValidator(check_depth)]


def _inside(given: AnyFilter) -> tuple[AnyFilter, ...]:
    return tuple(inner for _, inner in _parts(given))


def _parts(given: AnyFilter) -> Iterator[tuple[Steps, AnyFilter]]:
    """What the condition is put together of, and the steps in YAML that lead there."""
    match given:
        case AllOf():
            yield from ((("all", index), part) for index, part in enumerate(given.all))
        case AnyOf():
            yield from ((("any", index), part) for index, part in enumerate(given.any))
        case NotOf():
            yield ("not",), given.negated
        case _:
            return


def single(
    given: Iterable[AnyFilter], start: Steps = ()
) -> Iterator[tuple[Steps, Filter | MetricFilter]]:
    """Every condition that holds no others, wherever it stands, with the steps that lead to it."""
    waiting = [((*start, index), each) for index, each in enumerate(given)]
    while waiting:
        steps, each = waiting.pop(0)
        if isinstance(each, Filter | MetricFilter):
            yield steps, each
        else:
            waiting[:0] = [((*steps, *more), inner) for more, inner in _parts(each)]


def on_fields(given: Iterable[AnyFilter]) -> Iterator[Filter]:
    """Every condition on a field, wherever it stands."""
    return (each for _, each in single(given) if isinstance(each, Filter))


def on_metrics(given: Iterable[AnyFilter]) -> Iterator[MetricFilter]:
    """Every condition on what a metric is for an entity, wherever it stands."""
    return (each for _, each in single(given) if isinstance(each, MetricFilter))
