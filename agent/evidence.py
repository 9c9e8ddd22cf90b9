"""Claims out of a result: a row's value, what it is compared with, and the change between them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from agent.claims import Claim, ClaimPeriod
from agent.time_groups import HOUR, WEEKDAY, in_words, is_grain, part_label
from agent.writer import CURRENCIES, quoted, rounded
from semantic.catalog import Catalog, FieldRef
from semantic.model import (
    BaseMetric,
    CumulativeMetric,
    Format,
    FreshnessMetric,
    Grain,
    LifecycleMetric,
    RatioMetric,
    SimpleMetric,
)
from semantic.period import GRAINS, Period, describe, moved, to_previous, to_year_before, unit_from
from semantic.result import PeriodUsed, Result, Value

PERCENT = Format(unit="%", decimals=1, percent=True)
CENTS_MATTER_BELOW = 1000
_TELLING = 10
STATES = ("known", "lapsed", "value", "not_lapsed_at_start")


def level(result: Result, metric: BaseMetric, row: int = 0) -> Claim:
    """The metric's value in one row: about the row's members, in the row's period."""
    return _claim(result, metric, row, metric.name, _row_period(result, row))


def previous_level(result: Result, metric: BaseMetric, row: int = 0) -> Claim:
    """The metric's value in the period that the row is compared with."""
    return _claim(result, metric, row, f"{metric.name}.previous", _baseline(result, row))


def change(result: Result, metric: BaseMetric, row: int = 0) -> Claim:
    """The value less that of the period it is compared with; of a rate, in percentage points."""
    claim = _claim(result, metric, row, f"{metric.name}.change", _row_period(result, row))
    return as_change(claim, metric, _against(result, metric, row))


def change_pct(result: Result, metric: BaseMetric, row: int = 0) -> Claim:
    """The change as a fraction of the value it is compared with; None where that is zero."""
    claim = _claim(result, metric, row, f"{metric.name}.change_pct", _row_period(result, row))
    return as_change_pct(claim, metric, _against(result, metric, row))


def agreeing(moved: Claim, level: Claim, before: Claim) -> Claim:
    """A change with as many decimals as let it be what lies between its two levels as shown.

    1.65 % and 3.17 % are 1.52 points apart on paper, and 1.51 before rounding: so 1.5 points. A
    change that would be left with a single digit stays as it is.
    """
    apart = rounded(level) - rounded(before)
    for decimals in range(moved.format.decimals, -1, -1):
        shape = moved.format.model_copy(update={"decimals": decimals})
        coarser = moved.model_copy(update={"format": shape})
        on_paper = apart.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        same = shape == moved.format
        usual = decimals == 0 or moved.unit not in CURRENCIES
        telling = abs(on_paper.scaleb(decimals)) >= _TELLING
        if rounded(coarser) == on_paper and (same or (usual and telling)):
            return coarser
    return moved


def rank(
    result: Result,
    metric: BaseMetric,
    row: int,
    end: Literal["highest", "lowest"],
    place: int | None = None,
) -> Claim:
    """The place of a row from one end: `place`, or that in a result ordered by the metric."""
    claim = level(result, metric, row)
    ranked = {"value": place or row + 1, "kind": "rank", "unit": end, "format": Format()}
    return claim.model_copy(update={**ranked, "label": f"place by {claim.label}"})


def as_change(claim: Claim, metric: BaseMetric, against: ClaimPeriod) -> Claim:
    """A claim whose value is a difference, with the format and direction of its metric."""
    cents = abs(float(claim.value or 0)) < CENTS_MATTER_BELOW or metric.format.percent
    shape = metric.format if cents else metric.format.model_copy(update={"decimals": 0})
    changes = {
        "kind": "change",
        "unit": "points" if metric.format.percent else metric.format.unit,
        "format": shape,
        "label": _prefixed("change of ", claim.label),
        "against": against,
        "good": metric.direction,
    }
    return claim.model_copy(update=changes)


def as_change_pct(claim: Claim, metric: BaseMetric, against: ClaimPeriod) -> Claim:
    """A claim whose value is a difference as a fraction of what it is compared with."""
    changes = {
        "kind": "change_pct",
        "unit": "%",
        "format": PERCENT,
        "label": _prefixed("change of ", claim.label),
        "against": against,
        "good": metric.direction,
    }
    return claim.model_copy(update=changes)


def is_state(metric: BaseMetric) -> bool:
    """Whether a metric says how things stand at a period's end, whenever it began."""
    if isinstance(metric, FreshnessMetric) or metric.kind == "predicted":
        return True
    return isinstance(metric, LifecycleMetric) and metric.state in STATES


def is_level(metric: BaseMetric) -> bool:
    """Whether a metric's figure of a period is that of its last days: a balance, a waiting list."""
    last = metric.non_additive if isinstance(metric, SimpleMetric) else None
    return last is not None and last.choose == "last"


def tells_the_end(metric: BaseMetric) -> bool:
    """Whether a figure is said to be of a period's end: of a state and of a level."""
    return is_state(metric) or is_level(metric)


def is_of_the_end(metric: BaseMetric) -> bool:
    """Whether a figure is of a period's last days: states, balances, rolling sums."""
    return tells_the_end(metric) or isinstance(metric, CumulativeMetric)


def spans_periods(metric: BaseMetric, catalog: Catalog) -> bool:
    """Whether a rate sets a period against the one before, so that a part of one has none."""
    if not isinstance(metric, RatioMetric):
        return False
    inputs = [catalog.metrics[given.name] for given in catalog.inputs(metric)]
    return any(
        isinstance(one, LifecycleMetric) and one.state in ("retained", "active_before")
        for one in inputs
    )


def wordings_of(metric: BaseMetric) -> tuple[str, ...]:
    """The ways to name a metric in a sentence: its title and its name.

    Synonyms are for questions. In an answer "sales" would also stand in "net sales".
    """
    return tuple(dict.fromkeys((metric.title, metric.name.replace("_", " "))))


def group_names(
    dimensions: Mapping[str, FieldRef], grains: Sequence[str] = ()
) -> Mapping[str, frozenset[str]]:
    """What people call dimensions and a workspace's own grains, each name with its fields."""
    parts = (WEEKDAY, HOUR, *(f"time.{name}" for name in grains))
    found: dict[str, set[str]] = {part_label(name): {name} for name in parts}
    for field, ref in dimensions.items():
        found.setdefault(called(ref), set()).add(field)
    return {name: frozenset(fields) for name, fields in found.items()}


def called(ref: FieldRef) -> str:
    """What people call a dimension."""
    return ref.dimension.label or ref.dimension.name.replace("_", " ")


def member_name(value: Value, ref: FieldRef) -> str:
    """A member as people read it: `France`, `no owner`, `not high-value`, `April 2011 cohort`."""
    if value is None and (ref.dimension.type == "boolean" or is_clause(called(ref))):
        return "not known"
    if value is None:
        # Of "customer's country" there is "no country".
        return "no " + called(ref).rpartition("'s ")[2]
    if isinstance(value, bool):
        name = ref.dimension.name.replace("_", " ")
        return name if value else f"not {name}"
    if ref.dimension.grain == "month":
        return f"{date.fromisoformat(str(value)):%B %Y} cohort"
    return quoted(str(value))


def is_clause(label: str) -> bool:
    """Whether a label is a clause, such as "how they found us", which "no" cannot lead."""
    return label.partition(" ")[0] in ("how", "who", "why", "what", "where", "when", "whether")


def row_members(result: Result, row: int) -> tuple[Mapping[str, Any], ...]:
    """Conditions that hold in one row: its members, without the time it is about."""
    return tuple(
        in_words({"field": column.name, "op": "eq", "value": result.data[column.name][row]})
        for column in result.columns
        if column.role == "dimension" and not is_grain(column.name)
    )


def _claim(result: Result, metric: BaseMetric, row: int, column: str, period: ClaimPeriod) -> Claim:
    if tells_the_end(metric):
        period = period.model_copy(update={"start": None})
    members = row_members(result, row)
    value: Value = result.data[column][row]
    filters = tuple(in_words(each) for each in result.filters)
    about = [quoted(str(value)) for each in (*filters, *members) for value in _held(each)]
    return Claim(
        value=value,
        unit=metric.format.unit,
        label=", ".join([metric.title, *about, *_said(period)]),
        format=metric.format,
        metric=metric.name,
        metric_hash=result.metric(metric.name).hash,
        filters=(*filters, *members),
        period=period,
        result=result.hash,
        wordings=wordings_of(metric),
        good=metric.direction,
    )


def _held(condition: Mapping[str, Any]) -> tuple[Any, ...]:
    """The values that a condition holds a field to."""
    if condition.get("op") == "in":
        return tuple(condition["value"])
    value = condition["value"] if condition.get("op") in ("eq", "among", "not_among") else None
    return () if value is None or isinstance(value, bool) else (value,)


def _row_period(result: Result, row: int) -> ClaimPeriod:
    grain = _time_grain(result)
    if grain is None:
        return _as_claim_period(result.period)
    bucket = _bucket(result, grain, row)
    start = max(bucket.start, result.period.start or bucket.start)
    end = min(bucket.end, result.period.end)
    label = bucket.start.isoformat()
    return ClaimPeriod(start=start, end=end, partial=label in result.partial_periods)


def _against(result: Result, metric: BaseMetric, row: int) -> ClaimPeriod:
    """What a change is on; of a state only the day that the earlier one is as of."""
    before = _baseline(result, row)
    return before.model_copy(update={"start": None}) if tells_the_end(metric) else before


def _baseline(result: Result, row: int) -> ClaimPeriod:
    if result.previous is None or result.previous.start is None:
        raise ValueError("this result is not compared with another period")
    grain = _time_grain(result)
    if grain is None:
        return _as_claim_period(result.previous)
    own = _bucket(result, grain, row)
    shifts = (to_previous(own, grain), to_year_before(own, grain))
    first = _bucket(result, grain, 0)
    found = next((s for s in shifts if moved(first, s).start == result.previous.start), shifts[0])
    before = moved(own, found)
    return ClaimPeriod(start=before.start, end=before.end)


def _time_grain(result: Result) -> Grain | None:
    names = (column.name for column in result.columns if column.role == "dimension")
    found = next(filter(is_grain, names), None)
    return as_grain(found.removeprefix("time.")) if found else None


def as_grain(name: str) -> Grain:
    """The grain of this name, which exists."""
    return next(grain for grain in GRAINS if grain == name)


def _bucket(result: Result, grain: Grain, row: int) -> Period:
    return unit_from(date.fromisoformat(str(result.data[f"time.{grain}"][row])), grain)


def _as_claim_period(period: PeriodUsed) -> ClaimPeriod:
    return ClaimPeriod(start=period.start, end=period.end, partial=period.partial)


def _said(period: ClaimPeriod) -> list[str]:
    if period.end is None:
        return []
    if period.start is None:
        return [f"before {period.end.day} {period.end:%B %Y}"]
    return [describe(Period(period.start, period.end))]


def _prefixed(prefix: str, label: str) -> str:
    return label if label.startswith(prefix) else prefix + label
