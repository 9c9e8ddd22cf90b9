"""The sentence that answers a reading: a template over claims, never a figure of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from agent.claims import Claim, ClaimBook, ClaimPeriod
from agent.evidence import change, change_pct, level, previous_level, rank, row_members, wordings_of
from agent.reading import Reading, condition, field_label
from agent.writer import rounded
from semantic.model import BaseMetric, Filter, Format, LifecycleMetric
from semantic.period import Period, describe, whole_grain
from semantic.result import Result, Value
from semantic.suggest import listed
from semantic.view import View

_STATES = ("known", "lapsed", "value", "not_lapsed_at_start")
_LISTED_MEMBERS = 5
_LISTED_PERIODS = 6


@dataclass(frozen=True)
class Story:
    """One result that is being put into words."""

    reading: Reading
    result: Result
    view: View
    book: ClaimBook = field(default_factory=ClaimBook)

    @property
    def metrics(self) -> list[BaseMetric]:
        """The metrics asked for."""
        return [self.view.metrics[name] for name in self.reading.metrics]

    @property
    def compares(self) -> bool:
        """Whether the result has an earlier period beside each figure."""
        return self.result.previous is not None


def template(story: Story) -> str:
    """The answer as a template over the story's claims, which this fills."""
    groups = story.reading.group_by
    if not groups:
        return " ".join(_figure(story, metric) for metric in story.metrics)
    if story.result.length == 0:
        return f"Nothing is recorded for {_subject(story)}."
    if len(groups) > 1 or len(story.metrics) > 1:
        return f"{_capital(_subject(story))}: see the table."
    if groups[0].startswith("time."):
        return _by_time(story, groups[0].removeprefix("time."))
    return _ranked(story) if story.reading.limit else _by_member(story)


def in_period(period: Period, *, state: bool = False) -> str:
    """A period with its preposition: `in September 2011`, `from 26 September to 2 October 2011`."""
    said = describe(period)
    grain = whole_grain(period)
    if state:
        return f"at the end of {said}"
    if grain == "day":
        return f"on {said}"
    return f"in {said}" if grain in ("month", "quarter", "year") else f"from {said}"


def _figure(story: Story, metric: BaseMetric) -> str:
    """`Gross sales in September 2011 were {c1}, up {c2|size} ({c3|size}) on August 2011`."""
    value = story.book.add(level(story.result, metric))
    sentence = f"{_capital(_about(story, metric))} {_verb(metric)} {{{value}}}"
    if not story.compares:
        return sentence + "."
    return f"{sentence}{_change(story, metric)}."


def _change(story: Story, metric: BaseMetric) -> str:
    moved = change(story.result, metric)
    before = previous_level(story.result, metric)
    against = _against(story)
    if moved.value is None or before.value is None:
        return f"; there is no value {against} to compare with"
    earlier = (
        f". {_capital(_about_before(story, metric))} {_verb(metric)} {{{story.book.add(before)}}}"
    )
    name = story.book.add(moved)
    if rounded(moved) == 0:
        return f", unchanged {against}{earlier}"
    size = f"{{{name}|size}}{_percent(story, metric, 0)}"
    return f", {{{name}|direction}} {size} {against}{earlier}"


def _percent(story: Story, metric: BaseMetric, row: int) -> str:
    share = change_pct(story.result, metric, row)
    if share.value is None or metric.format.percent or rounded(share) == 0:
        return ""
    return f" ({{{story.book.add(share)}|size}})"


def _against(story: Story) -> str:
    before = _previous(story)
    one_day = whole_grain(before) == "day"
    return f"{'against' if one_day else 'on'} {describe(before)}"


def _about(story: Story, metric: BaseMetric) -> str:
    when = in_period(_asked(story), state=_is_state(metric))
    partial = " (partial)" if story.result.period.partial else ""
    return f"{metric.title}{_whose(story)} {when}{partial}"


def _about_before(story: Story, metric: BaseMetric) -> str:
    return f"{metric.title}{_whose(story)} {in_period(_previous(story), state=_is_state(metric))}"


def _subject(story: Story) -> str:
    """What a split is about: `gross sales by country in May 2011 against April 2011`."""
    titles = listed([metric.title for metric in story.metrics], "and")
    groups = listed([_group(story, name) for name in story.reading.group_by], "and")
    state = all(_is_state(metric) for metric in story.metrics)
    partial = " (partial)" if story.result.period.partial else ""
    against = f" against {describe(_previous(story))}" if story.compares else ""
    by_time = any(name.startswith("time.") for name in story.reading.group_by)
    when = in_period(_asked(story), state=state and not by_time)
    return f"{titles} by {groups}{_whose(story)} {when}{partial}{'' if by_time else against}"


def _group(story: Story, name: str) -> str:
    if name.startswith("time."):
        return name.removeprefix("time.")
    # A label is one name, whatever metric its words would be elsewhere ("first-order month").
    label = Claim(value=field_label(name, story.view), kind="name", label="dimension")
    return f"{{{story.book.add(label)}}}"


def _by_member(story: Story) -> str:
    (metric,) = story.metrics
    rows = range(min(story.result.length, _LISTED_MEMBERS))
    shown = "; ".join(_member_row(story, metric, row) for row in rows)
    rest = story.result.length - len(rows)
    if rest:
        counted = story.book.add(_count(story, rest, metric))
        shown += f"; and {{{counted}}} others in the table"
    return f"{_capital(_subject(story))}: {shown}."


def _ranked(story: Story) -> str:
    (metric,) = story.metrics
    descending = story.reading.order_by[0].startswith("-")
    end: Literal["highest", "lowest"] = "highest" if descending else "lowest"
    for row in range(story.result.length):
        story.book.add(rank(story.result, metric, row, end))
    if story.reading.limit == 1:
        member = _member(story, 0)
        value = story.book.add(level(story.result, metric))
        return f"{_capital(_subject(story))}: {end} for {member} with {{{value}}}."
    rows = range(min(story.result.length, 2 * _LISTED_MEMBERS))
    shown = "; ".join(_member_row(story, metric, row) for row in rows)
    counted = story.book.add(_count(story, story.result.length, metric))
    rest = " (all in the table)" if len(rows) < story.result.length else ""
    return f"{_capital(_subject(story))}, the {{{counted}}} {end}: {shown}{rest}."


def _member_row(story: Story, metric: BaseMetric, row: int) -> str:
    value = story.book.add(level(story.result, metric, row))
    return f"{_member(story, row)}: {{{value}}}{_moved(story, metric, row)}"


def _by_time(story: Story, grain: str) -> str:
    (metric,) = story.metrics
    count = story.result.length
    story.book.add(_count(story, count, metric))
    rows = list(range(count)) if count <= _LISTED_PERIODS else [0, count - 1]
    shown = "; ".join(_time_row(story, metric, row, grain) for row in rows)
    rest = "; the others are in the table" if len(rows) < count else ""
    return f"{_capital(_subject(story))}: {shown}{rest}."


def _time_row(story: Story, metric: BaseMetric, row: int, grain: str) -> str:
    claim = level(story.result, metric, row)
    said = _said(claim.period, grain)
    value = story.book.add(claim)
    return f"{said}: {{{value}}}{_moved(story, metric, row)}"


def _moved(story: Story, metric: BaseMetric, row: int) -> str:
    if not story.compares:
        return ""
    moved = change(story.result, metric, row)
    if moved.value is None:
        return ""
    if rounded(moved) == 0:
        return " (unchanged)"
    name = story.book.add(moved)
    return f" ({{{name}|direction}} {{{name}|size}})"


def _said(period: ClaimPeriod, grain: str) -> str:
    if period.start is None or period.end is None:
        return ""
    whole = Period(period.start, period.end)
    said = describe(whole)
    if grain == "week" and whole.days == 7:
        said = f"week of {period.start.day} {period.start:%B %Y}"
    return f"{said} (partial)" if period.partial else said


def _member(story: Story, row: int) -> str:
    values = [condition["value"] for condition in row_members(story.result, row)]
    return ", ".join(_named(story, value, row) for value in values)


def _named(story: Story, value: Value, row: int) -> str:
    if value is None:
        return "not given"
    ref = story.view.dimensions.get(story.reading.group_by[0])
    if ref is not None and ref.dimension.grain == "month":
        return f"{date.fromisoformat(str(value)):%B %Y} cohort"
    if isinstance(value, bool):
        name = story.reading.group_by[0].partition(".")[2].replace("_", " ")
        return name if value else f"not {name}"
    members = row_members(story.result, row)
    claim = Claim(value=str(value), kind="name", label="member", filters=members)
    return f"{{{story.book.add(claim)}}}"


def _count(story: Story, count: int, metric: BaseMetric) -> Claim:
    return Claim(
        value=count,
        kind="count",
        label=f"rows of {metric.title}",
        format=Format(),
        wordings=wordings_of(metric),
        period=ClaimPeriod(start=story.reading.period.start, end=story.reading.period.end),
        result=story.result.hash,
    )


def _whose(story: Story) -> str:
    """The filters in words: ` for France`, ` without Germany`, ` for the April 2011 cohort`."""
    return "".join(f" {_condition(story, given)}" for given in story.reading.filters)


def _condition(story: Story, given: Filter) -> str:
    """One filter in words. Values come from the data, so they are claims and not the template's."""
    if isinstance(given.value, bool):
        entity, _, name = given.field.replace("_", " ").partition(".")
        return f"{'for' if given.value else 'without'} {name} {entity}s"
    ref = story.view.dimensions.get(given.field)
    if ref is not None and ref.dimension.grain == "month":
        return _cohort(story, given)
    values = given.value if isinstance(given.value, list | tuple) else [given.value]
    if given.op in ("eq", "in", "ne", "not_in"):
        names = [_name(story, str(value), given) for value in values]
        return f"{'for' if given.op in ('eq', 'in') else 'without'} {listed(names, 'and')}"
    return "with " + _name(story, condition(given, story.view), given)


def _cohort(story: Story, given: Filter) -> str:
    start = date.fromisoformat(str(given.value))
    if given.op == "eq":
        return f"for the {start:%B %Y} cohort"
    relation = {"lt": "before", "ge": "from", "gt": "after", "le": "up to"}.get(given.op, given.op)
    label = field_label(given.field, story.view)
    return "with " + _name(story, f"{label} {relation} {start:%B %Y}", given)


def _name(story: Story, said: str, given: Filter) -> str:
    claim = Claim(
        value=said,
        kind="name",
        label=field_label(given.field, story.view),
        filters=(given.model_dump(mode="json"),),
    )
    return f"{{{story.book.add(claim)}}}"


def _asked(story: Story) -> Period:
    period = story.reading.period
    return Period(period.start, period.end)


def _previous(story: Story) -> Period:
    before = story.result.previous
    if before is None or before.start is None:
        raise ValueError("this result is not compared with another period")
    return Period(before.start, before.end)


def _is_state(metric: BaseMetric) -> bool:
    return isinstance(metric, LifecycleMetric) and metric.state in _STATES


def _verb(metric: BaseMetric) -> str:
    """`were` after a plural title, else `was`."""
    head = metric.title.split(" per ")[0].split(" since ")[0].split(" to ")[0].split()
    nouns: Sequence[str] = [word for word in head if word not in ("sold", "bought")]
    last = nouns[-1] if nouns else ""
    return "were" if last.endswith("s") and not last.endswith("ss") else "was"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
