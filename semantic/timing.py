"""What definitions say about time beyond a plain date: spines, windows, offsets, validity."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from semantic.definition import AnyGrain, Definition, Name

Count = Annotated[int, Field(ge=1, le=100_000)]


class TimeSpine(Definition):
    """A table with one row for each moment of a grain, none missing.

    `custom` names further grains and the columns that say which of its units a moment lies in, such
    as a fiscal quarter.
    """

    source: str
    column: str
    grain: AnyGrain
    custom: dict[Name, str] = Field(default={})


class Window(Definition):
    """A number of grains, such as 7 days. The grain may be a custom one of the time spine."""

    count: Count
    grain: Name


class Validity(Definition):
    """The columns between which a row holds: from `start` up to, not including, `end`.

    A row whose end is missing still holds.
    """

    start: str
    end: str


class NonAdditive(Definition):
    """A state that must not be added up over time: of each group only its first or last moment.

    `dimension` is the time dimension of the model; `per` are the entities that have a moment of
    their own. Time groups of the question each have their own first or last moment, too.
    """

    dimension: Name
    choose: Literal["first", "last"] = "last"
    per: tuple[Name, ...] = ()


class Shift(Definition):
    """Values of another time than that they are shown at: a window earlier, or a grain's start."""

    window: Window | None = None
    to_grain: Name | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "Shift":
        if (self.window is None) == (self.to_grain is None):
            raise ValueError("a shift is by a window or to a grain")
        return self


class ConstantProperty(Definition):
    """A dimension or entity that must be equal in both events of a conversion."""

    base: Name
    conversion: Name
