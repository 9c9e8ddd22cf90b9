"""Golden values are of real periods."""

from collections.abc import Iterator
from datetime import date

from semantic.draft import Draft
from semantic.problems import Problem


def golden_periods_are_periods(draft: Draft) -> Iterator[Problem]:
    """A golden value's period and as-of date are dates, the first before the last."""
    for metric in draft.metrics:
        for index, test in enumerate(metric.value.tests):
            ends = [_date(text) for text in test.period]
            for position, end in enumerate(ends):
                if end is None:
                    message = f"`{test.period[position]}` is not a date such as 2011-09-01"
                    yield metric.problem(message, "tests", index, "period", position)
            first, last = ends
            if first and last and first >= last:
                yield metric.problem(
                    f"the period from {first} to {last} is empty: the end is the first day after",
                    "tests",
                    index,
                    "period",
                )
            if test.as_of is not None and _date(test.as_of) is None:
                message = f"`{test.as_of}` is not a date such as 2011-09-01"
                yield metric.problem(message, "tests", index, "as_of")


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
