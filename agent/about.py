"""What an answer is about, in words: figures, splits, and when, as a template over claims."""

from collections.abc import Sequence

from agent.claims import DIMENSION, Claim
from agent.evidence import tells_the_end
from agent.reading import field_label
from agent.story import Story, whose
from agent.time_groups import is_grain
from agent.writer import day
from semantic.model import BaseMetric
from semantic.period import Period, describe, whole_grain
from semantic.result import Value
from semantic.suggest import listed
from semantic.week import MONDAY, Weekday


def in_period(period: Period, *, state: bool = False, week_start: Weekday = MONDAY) -> str:
    """A period with its preposition: `in September 2011`, `from 26 September to 2 October 2011`."""
    said = describe(period)
    grain = whole_grain(period, week_start)
    if state:
        return f"at the end of {said}" if grain else f"as of {day(period.end)}"
    if grain == "day":
        return f"on {said}"
    return f"in {said}" if grain in ("month", "quarter", "year") else f"from {said}"


def dated(story: Story, period: Period, *, state: bool) -> str:
    """A period with its preposition, or as of what its state is, in the workspace's weeks."""
    return in_period(period, state=state, week_start=story.week_start)


def against(story: Story) -> str:
    """The period compared with, after a change: `on August 2011`."""
    before = _previous(story)
    one_day = whole_grain(before) == "day"
    return f"{'against' if one_day else 'on'} {describe(before)}{_partly(story)}"


def about(story: Story, metric: BaseMetric) -> str:
    """What one figure is about: `gross sales for France in May 2011`."""
    when = dated(story, asked_period(story), state=tells_the_end(metric))
    partial = " (partial)" if story.result.period.partial else ""
    return f"{metric.title}{whose(story)} {when}{partial}{too(story)}"


def too(story: Story) -> str:
    """The other period of those who did the same in both, or in one alone."""
    other = story.reading.too
    if other is None:
        return ""
    lead, _, named = in_period(other, week_start=story.week_start).partition(" ")
    said = story.book.add(Claim(value=named, kind="name", label="other period"))
    return f" {'but not' if story.reading.apart else 'and also'} {lead} {{{said}}}"


def then(story: Story, metric: BaseMetric) -> str:
    """When the earlier figure was, after it: "from" stands there already."""
    when = dated(story, _previous(story), state=tells_the_end(metric))
    said = f"for {when.removeprefix('from ')}" if when.startswith("from ") else when
    return f"{said}{_partly(story)}"


def _partly(story: Story) -> str:
    before = story.result.previous
    return " (partial)" if before is not None and before.partial else ""


def subject(story: Story) -> str:
    """What a split is about: `gross sales by country in May 2011 against April 2011`."""
    titles = listed([metric.title for metric in story.metrics], "and")
    groups = listed([group_name(story, name) for name in story.reading.group_by], "and")
    state = all(tells_the_end(metric) for metric in story.metrics)
    partial = " (partial)" if story.result.period.partial else ""
    known = any(moved is not None for moved in _changes(story))
    before = story.reading.compared_with(_previous(story), story.view) if known else ""
    against = f" against {before}{_partly(story)}" if known else ""
    by_time = any(is_grain(name) for name in story.reading.group_by)
    when = dated(story, asked_period(story), state=state and not by_time)
    shares = ", with shares" if story.whole is not None else ""
    when = f"{when}{partial}{too(story)}"
    return f"{titles} by {groups}{whose(story)} {when}{'' if by_time else against}{shares}"


def _changes(story: Story) -> Sequence[Value]:
    if not story.compares:
        return ()
    return [value for m in story.metrics for value in story.result.data[f"{m.name}.change"]]


def group_name(story: Story, name: str) -> str:
    """What a split is by, as the template says it."""
    is_time = is_grain(name)
    said = name.removeprefix("time.") if is_time else field_label(name, story.view)
    # A label is one name, whatever metric its words would be elsewhere ("first-order month").
    label = Claim(value=said, kind="name", label=DIMENSION)
    return f"{{{story.book.add(label)}}}"


def asked_period(story: Story) -> Period:
    """The period that was asked about, which the data may not reach the end of."""
    period = story.reading.period
    return Period(period.start, period.end)


def _previous(story: Story) -> Period:
    before = story.result.previous
    if before is None or before.start is None:
        raise ValueError("this result is not compared with another period")
    return Period(before.start, before.end)
