"""Whether a series has a trend, in a sentence, for those who asked for one."""

from datetime import date

from agent.claims import Claim, ClaimPeriod
from agent.evidence import as_change, as_grain, level
from agent.grammar import capital, lasting
from agent.story import Story
from agent.time_groups import is_grain
from semantic.model import BaseMetric
from semantic.period import Period, describe, unit_from
from skills.movement.trend import TREND_PERIODS, trend_of

_FEW = "There is too little history to tell a trend. "


def trend_line(story: Story, metric: BaseMetric) -> str:
    """The slope over the recent whole periods, or that there is none; empty where none is asked."""
    if not story.reading.trend or not is_grain(story.reading.group_by[0]):
        return ""
    claims = [level(story.result, metric, row) for row in range(story.result.length)]
    recent = [row for row, claim in enumerate(claims) if not claim.period.partial][-TREND_PERIODS:]
    values = [_number(claims[row].value) for row in recent]
    found = trend_of(values)
    if found is None:
        return _FEW
    grain = as_grain(story.reading.group_by[0].removeprefix("time."))
    labels = story.result.data[f"time.{grain}"]
    first, last = (
        unit_from(date.fromisoformat(str(labels[row])), grain) for row in recent[:: len(recent) - 1]
    )
    window = Period(first.start, last.end)
    slope = _slope(claims[recent[-1]], metric, found.slope, window)
    name = story.book.add(slope)
    if found.direction == "none":
        said = f"there is no clear trend in {metric.title}: chance alone may bring such differences"
    else:
        said = f"the trend of {metric.title} is {{{name}|direction}} by {{{name}|size}}"
        said += f"{lasting(metric, slope)} a {grain}"
    # The sentence after this one names the period that was asked about.
    whole = window == story.reading.period.days
    return f"{capital(said)}. " if whole else f"From {describe(window)}, {said}. "


def _slope(newest: Claim, metric: BaseMetric, slope: float, window: Period) -> Claim:
    """The slope as a change over the window, which is set against no other period."""
    update = {
        "value": slope,
        "label": f"trend of {metric.title}",
        "period": ClaimPeriod(start=window.start, end=window.end),
    }
    about = newest.model_copy(update=update)
    return as_change(about, metric, ClaimPeriod()).model_copy(update={"against": None})


def _number(value: float | int | str | None) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")
