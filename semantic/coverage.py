"""What the data covers of a period, and what to say where it does not."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from semantic import period as periods
from semantic.period import Period
from semantic.plan import Plan
from semantic.record import record
from semantic.result import PeriodUsed
from semantic.view import View


@record
class Bounds:
    """First and last moment of a model's visible rows; None when there is none."""

    first: datetime | None
    last: datetime | None


def is_partial(period: Period, as_of: date, bounds: Collection[Bounds], view: View) -> bool:
    """Whether the data cannot cover the whole period."""
    ended = period.end <= as_of and not _is_to_date(period, as_of, view)
    return not ended or _before_data(period.start, bounds, view)


def _is_to_date(period: Period, as_of: date, view: View) -> bool:
    return periods.is_to_date(period, as_of, view.catalog.settings.week_start)


def _before_data(start: date, bounds: Collection[Bounds], view: View) -> bool:
    """Whether a day lies before the data begins.

    That is only held against an asker who sees all rows: a small territory's first order says
    nothing about the data.
    """
    firsts = [found.first.date() for found in bounds if found.first]
    return bool(firsts) and view.access.any_rows.unrestricted and start < min(firsts)


def compared_period(made: Plan, bounds: Collection[Bounds], view: View) -> PeriodUsed | None:
    """The period that the answer's is compared with, from the first bucket's to the last one's."""
    if not made.earlier:
        return None
    period = Period(made.earlier[0].period.start, made.earlier[-1].period.end)
    partial = is_partial(period, made.as_of, bounds, view)
    return PeriodUsed(period.start, period.end, partial)


def partial_buckets(made: Plan, bounds: Collection[Bounds], view: View) -> tuple[str, ...]:
    """Labels of time groups that the period, the as-of date or the data's beginning cuts."""
    key = made.time_key
    if key is None:
        return ()
    return tuple(
        bucket.label.isoformat()
        for bucket in made.buckets
        if (key.calendar and periods.unit_from(bucket.label, key.calendar) != bucket.period)
        or _before_data(bucket.period.start, bounds, view)
    )


def overlap_warnings(made: Plan) -> tuple[str, ...]:
    """Sentences about groups whose figures must not be added up."""
    return tuple(
        f"What is counted may belong to several {name} and then counts once in each, so the rows "
        "add up to more than the total."
        for name in made.overlapping
    )


def warnings(
    period: Period,
    made: Plan,
    compared: PeriodUsed | None,
    bounds: Collection[Bounds],
    view: View,
) -> tuple[str, ...]:
    """Sentences about partial periods, missing comparisons and missing data."""
    found = []
    firsts = [item.first.date() for item in bounds if item.first]
    if period.end > made.as_of:
        found.append(
            f"Partial: the period ends on {_day(period.end - timedelta(days=1))}, and the data is "
            f"seen as of {_day(made.as_of)}."
        )
    elif _is_to_date(period, made.as_of, view):
        found.append(f"Partial: the period so far, seen as of {_day(made.as_of)}.")
    if _before_data(period.start, bounds, view):
        found.append(f"Partial: the data begins on {_day(min(firsts))}.")
    unknown = sum(len(output.unknown) for output in made.outputs)
    if unknown:
        found.append(
            "Nothing to compare with: the data does not reach back to the earlier period."
            if unknown == len(made.buckets) * len(made.outputs)
            else "For some figures the data does not reach back to what they are compared with."
        )
    elif compared is not None and compared.partial:
        found.append(
            "Partial: the data does not cover the whole period that this is compared with."
        )
    if bounds and not firsts:
        found.append("There is no data that you may see for this question.")
    return tuple(found)


def _day(day: date) -> str:
    return periods.describe(periods.unit(day, "day"))
