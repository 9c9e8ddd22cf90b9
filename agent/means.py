"""The mean of the periods of a split by time, in a sentence, for those who asked for one."""

from collections.abc import Callable
from datetime import date

from agent.claims import ClaimPeriod
from agent.evidence import as_grain, level, tells_the_end
from agent.grammar import capital, lasting, verb
from agent.story import Story, whose
from agent.time_groups import in_words, is_grain
from semantic.model import BaseMetric, RatioMetric, RetentionMetric, SimpleMetric
from semantic.period import Period, buckets, describe


def mean_objection(metric: BaseMetric) -> str:
    """Why a metric's values of several periods have no mean; empty where they have one."""
    rate = isinstance(metric, RatioMetric | RetentionMetric) or metric.format.percent
    means = ("average", "median", "percentile")
    averaged = isinstance(metric, SimpleMetric) and metric.agg in means
    if not (rate or averaged):
        return ""
    return f"{capital(metric.title)} is a ratio or mean already. Is its figure over all days meant?"


def mean_line(story: Story, worded: Callable[[Period], str]) -> str:
    """The mean of a metric's whole weeks, months …, in a sentence; periods without rows count.

    Those before the data begins do not. `worded` gives a period its preposition.
    """
    (metric,) = story.metrics
    known = _known(story, metric)
    units = len(buckets(known, as_grain(_grain(story)), story.week_start))
    values = [value for _, value in _whole(story, metric)]
    days = ClaimPeriod(start=None if tells_the_end(metric) else known.start, end=known.end)
    shape = metric.format.model_copy(update={"decimals": max(1, metric.format.decimals)})
    claim = level(story.result, metric).model_copy(
        update={
            "value": sum(values) / units if units else None,
            "label": f"mean of {metric.title} over {_grain(story)}s, {describe(known)}",
            "filters": tuple(map(in_words, story.result.filters)),
            "format": shape,
            "period": days,
        }
    )
    return (
        f"{capital(metric.title)}{whose(story)} {worded(known)}, averaged over whole "
        f"{_grain(story)}s, {verb(metric)} {{{story.book.add(claim)}}}{lasting(metric)}."
    )


def _grain(story: Story) -> str:
    return next(filter(is_grain, story.reading.group_by)).removeprefix("time.")


def _whole(story: Story, metric: BaseMetric) -> list[tuple[date, int | float]]:
    """The whole periods with their values, from where the data begins."""
    labels = story.result.data[f"time.{_grain(story)}"]
    found = [
        (date.fromisoformat(str(label)), value)
        for label, value in zip(labels, story.result.data[metric.name], strict=True)
        if str(label) not in story.result.partial_periods and isinstance(value, int | float)
    ]
    if not story.result.period.partial:
        return found
    begun = next((place for place, (_, value) in enumerate(found) if value), len(found))
    return found[begun:]


def _known(story: Story, metric: BaseMetric) -> Period:
    """The days that are averaged: all that were asked for, or those since the data begins."""
    period = story.reading.period.days
    found = _whole(story, metric)
    if not story.result.period.partial or not found:
        return period
    return Period(max(period.start, found[0][0]), period.end)
