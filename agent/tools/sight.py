"""What a model may be told of: names of definitions that the principal sees, and which values."""

from typing import Literal, get_args

from agent.time_groups import HOUR, WEEKDAY
from semantic.definition import Grain
from semantic.model import Dimension
from semantic.view import View

Shown = Literal["none", "aggregate", "value"]
GRAINS: tuple[str, ...] = tuple(f"time.{grain}" for grain in get_args(Grain))
PARTS: tuple[str, ...] = (WEEKDAY, HOUR)


def shown_of(dimension: Dimension) -> Shown:
    """How much of a dimension a model gets: nothing of personal data, whatever its `llm` says."""
    return "none" if dimension.pii else dimension.llm


def dimensions(view: View) -> tuple[str, ...]:
    """The dimensions that a model may group and filter by, by name."""
    return tuple(name for name, ref in view.dimensions.items() if shown_of(ref.dimension) != "none")


def groupable(metric: str, view: View) -> tuple[str, ...]:
    """The dimensions that a model may split a metric by."""
    open_ones = frozenset(dimensions(view))
    return tuple(name for name in view.groupable(metric) if name in open_ones)
