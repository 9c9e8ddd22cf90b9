"""The figure of all rows of a split together, computed as one and never added up from them."""

from agent.evidence import tells_the_end
from agent.reading import Reading
from agent.time_groups import is_grain
from semantic.model import RetentionMetric
from semantic.view import View


def total_objection(reading: Reading, view: View) -> str:
    """Why the rows of a reading have no figure together; empty where they have one."""
    metrics = [view.metrics[name] for name in reading.metrics]
    if not reading.group_by:
        return "The total of what? Say what to split by, as in “by country and in total”."
    if reading.per or reading.counted or reading.skill != "movement":
        return "I tell a total of one list of figures only. Without it?"
    by_time = any(map(is_grain, reading.group_by))
    if by_time and any(tells_the_end(metric) for metric in metrics):
        return "How things stand at several ends has no total. Without it?"
    if any(isinstance(metric, RetentionMetric) for metric in metrics):
        return "Rates of cohorts have no total. Without it?"
    listed = reading.limit or reading.having
    if listed and (by_time or len(reading.group_by) > 1 or reading.among):
        return "I tell a total of one list of members only. Without it?"
    return ""


def total_of(reading: Reading) -> Reading:
    """The reading of all rows together: of a list, that of those in it."""
    bare = {"total": False, "share": False, "trend": False, "mean": False, "not_understood": ()}
    plain = reading.model_copy(update={**bare, "assumptions": ()})
    by_time = any(map(is_grain, reading.group_by))
    changes = {"group_by": (), "order_by": (), "limit": None, "having": ()}
    if by_time:
        # Each of several periods is compared with the one before it, and all have none.
        return plain.model_copy(update={**changes, "compare": None})
    if reading.limit or reading.having:
        listing = plain.model_copy(
            update={"compare": plain.compare if plain.ranks_change else None}
        )
        return plain.model_copy(update={**changes, "among": listing})
    return plain.model_copy(update=changes)
