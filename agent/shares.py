"""Parts of a whole: which reading the whole has, and what share of it each figure is."""

from agent.claims import Claim
from agent.evidence import PERCENT, level
from agent.reading import Reading
from agent.time_groups import is_grain
from semantic.model import BaseMetric, DerivedMetric, LifecycleMetric, SimpleMetric
from semantic.result import Result


def has_parts(metric: BaseMetric) -> bool:
    """Whether figures of a metric are parts of one another: sums and counts, no rates or means."""
    if isinstance(metric, SimpleMetric):
        return metric.agg in ("sum", "count", "count_distinct") and metric.kind != "predicted"
    if isinstance(metric, DerivedMetric):
        return metric.additive == "yes"
    return isinstance(metric, LifecycleMetric)


def share_objection(reading: Reading) -> str:
    """Why a reading has no one whole that its figures are parts of; empty where it has."""
    if len(reading.metrics) > 1:
        return "A share of which of these figures is meant?"
    if reading.compare is not None or reading.skill != "movement":
        return "Shares are told of one period, without a comparison. Of which one?"
    if reading.per:
        return "Shares are told of one list, and not of one for each. Without shares?"
    if not parts_of(reading):
        return "Whose share is meant? Name a member, or what to split by."
    if not _groups(reading) and len(parts_of(reading)) > 1:
        return "A share of which whole is meant? Several conditions limit the figure."
    return ""


def parts_of(reading: Reading) -> tuple[str, ...]:
    """The fields whose members are the parts: those of the split, else those of the filters."""
    return _groups(reading) or tuple(dict.fromkeys(given.field for given in reading.filters))


def whole_of(reading: Reading) -> Reading:
    """The reading of the whole: without what tells its parts apart."""
    parts = parts_of(reading)
    times = tuple(name for name in reading.group_by if is_grain(name))
    # What a split leaves out belongs to no part of it; a condition by itself tells one part apart.
    splits = _groups(reading)
    left_out = ("ne", "not_in") if splits else ()
    kept = tuple(
        given for given in reading.filters if given.field not in parts or given.op in left_out
    )
    bare = {"share": False, "having": (), "order_by": (), "limit": None}
    return reading.model_copy(update={**bare, "group_by": times, "filters": kept})


def share(part: Result, whole: Result, metric: BaseMetric, row: int = 0) -> Claim:
    """A row's part of the whole as a fraction; None where either is missing or the whole is 0."""
    own = level(part, metric, row)
    value = _fraction(own.value, level(whole, metric, _row_of_whole(part, whole, row)).value)
    changes = {"kind": "share", "unit": "%", "format": PERCENT, "value": value}
    return own.model_copy(update={**changes, "label": f"share of {own.label}"})


def _groups(reading: Reading) -> tuple[str, ...]:
    return tuple(name for name in reading.group_by if not is_grain(name))


def _row_of_whole(part: Result, whole: Result, row: int) -> int:
    """The row of the whole that a part belongs to: the only one, or the one of its time."""
    times = [column.name for column in whole.columns if column.role == "dimension"]
    wanted = [part.data[name][row] for name in times]
    return next(
        place
        for place in range(whole.length)
        if [whole.data[name][place] for name in times] == wanted
    )


def _fraction(part: object, whole: object) -> float | None:
    if not isinstance(part, int | float) or not isinstance(whole, int | float) or not whole:
        return None
    return part / whole
