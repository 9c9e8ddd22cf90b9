"""What the data covers of a period, and what to say where it does not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from semantic import period as periods
from semantic.period import Period
from semantic.plan import Plan
from semantic.policy import Access
from semantic.result import PeriodUsed


@dataclass(frozen=True)
class Bounds:
    """First and last moment of a model's visible rows; None when there is none."""

    first: datetime | None
    last: datetime | None


def is_partial(period: Period, as_of: date, bounds: Collection[Bounds], allowed: Access) -> bool:
    """Whether the data cannot cover the whole period.

    Where the data begins is only held against an asker who sees all rows: a small territory's
    first order says nothing about the data.
    """
    if period.end > as_of or periods.is_to_date(period, as_of):
        return True
    firsts = [found.first.date() for found in bounds if found.first]
    return bool(firsts) and allowed.any_rows.unrestricted and period.start < min(firsts)


def compared_period(made: Plan) -> PeriodUsed | None:
    """The period that the answer's is compared with, from the first bucket's to the last one's."""
    if not made.earlier:
        return None
    ends = (made.earlier[0].period.start, made.earlier[-1].period.end)
    return PeriodUsed(*ends, partial=False)


def partial_buckets(made: Plan) -> tuple[str, ...]:
    """Labels of time groups that the period or the as-of date cuts."""
    key = made.time_key
    if key is None:
        return ()
    return tuple(
        bucket.label.isoformat()
        for bucket in made.buckets
        if periods.unit(bucket.label, key.grain) != bucket.period
    )


def warnings(
    period: Period, made: Plan, partial: bool, bounds: Collection[Bounds]
) -> tuple[str, ...]:
    """Sentences about partial periods, missing comparisons and missing data."""
    found = []
    if period.end > made.as_of:
        found.append(
            f"Partial: the period ends on {period.end - timedelta(days=1)}, and the data is seen "
            f"as of {made.as_of}."
        )
    elif partial and periods.is_to_date(period, made.as_of):
        found.append(f"Partial: the period so far, seen as of {made.as_of}.")
    firsts = [item.first.date() for item in bounds if item.first]
    if partial and firsts and period.start < min(firsts):
        found.append(f"Partial: the data begins on {min(firsts)}.")
    if made.unknown:
        found.append(
            "Nothing to compare with: the data does not reach back to the earlier period."
            if len(made.unknown) == len(made.buckets)
            else "For some periods the data does not reach back to what they are compared with."
        )
    if not firsts:
        found.append("There is no data that you may see for this question.")
    return tuple(found)
