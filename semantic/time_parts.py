"""Parts of a metric's own time, such as weekdays and hours: which figures can be told by them."""

from semantic.errors import CannotCombine
from semantic.model import Metric, Model, SimpleMetric
from semantic.plan import Leaf, Plan


def check_parts(metric: Metric, model: Model, made: Plan, leaf: Leaf) -> None:
    """Refuse hours of what has no time of day, and weekdays of what is not about single rows.

    Raises CannotCombine.
    """
    on = made.parts
    own = isinstance(leaf.measure, SimpleMetric) and leaf.event is None
    if on and not (own and leaf.timing.running is None and not leaf.timing.shifts):
        raise CannotCombine(
            f"{metric.title} is no sum or count of single rows, so no {on[0].said} limits it.",
            next_step="Ask for it over whole days, weeks or months.",
        )
    hourly = [key for key in (*made.times, *on) if key.part == "hour"]
    if hourly and not _has_hours(model, leaf.timing.time):
        raise CannotCombine(
            f"{metric.title} is known by the day, not by the hour.",
            next_step="Split it by weekday or by day.",
        )


def _has_hours(model: Model, name: str | None) -> bool:
    """Whether the rows' time is of a type with a time of day."""
    dimension = next((each for each in model.dimensions if each.name == name), None)
    if dimension is not None:
        return dimension.type == "timestamp"
    return model.time is not None and model.columns.get(model.time.column) == "timestamp"
