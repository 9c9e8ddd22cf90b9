"""What a row of an answer is about, in words: its member, its month, or both."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from agent.claims import ClaimPeriod
from agent.evidence import as_grain, member_name, row_members
from agent.story import Story
from agent.time_groups import HOUR, WEEKDAY, is_grain, is_own, is_part
from agent.writer import day, named
from semantic.period import Period, describe, unit
from semantic.result import Value


def row_label(story: Story, period: ClaimPeriod, row: int, *, in_words: bool = False) -> str:
    """A row's member or period; `in_words` with its preposition."""
    group = story.reading.group_by[0]
    if is_part(group):
        at = {WEEKDAY: "on", HOUR: "at"}.get(group, "in")
        said = row_member(story, row)
        said = f"{said} (partial)" if is_cut(story, row) else said
        return f"{at} {said}" if in_words else said
    if not is_grain(group):
        return f"for {row_member(story, row)}" if in_words else row_member(story, row)
    said = _said(period, group.removeprefix("time."), story)
    return f"{'on' if group == 'time.day' else 'in'} {said}" if in_words else said


def is_cut(story: Story, row: int) -> bool:
    """Whether a row is about a unit of a workspace's own calendar that the period cuts."""
    group = story.reading.group_by[0]
    return is_own(group) and str(story.result.data[group][row]) in story.result.partial_periods


def row_labels(story: Story, period: ClaimPeriod, row: int) -> str:
    """What a row of several groups is about, in their order: `May 2011, France`."""
    members = {given["field"]: given["value"] for given in row_members(story.result, row)}
    said = [
        _said(period, name.removeprefix("time."), story)
        if is_grain(name)
        else _named(
            story, name, members[name], ({"field": name, "op": "eq", "value": members[name]},)
        )
        for name in story.reading.group_by
    ]
    return ", ".join(said)


def row_member(story: Story, row: int) -> str:
    """The member that a row of a split by members is about."""
    about = row_members(story.result, row)
    name = story.reading.group_by[0]
    return ", ".join(_named(story, name, condition["value"], about) for condition in about)


def _said(period: ClaimPeriod, grain: str, story: Story) -> str:
    if period.end is None:
        return ""
    start = (
        period.start
        or unit(period.end - timedelta(days=1), as_grain(grain), story.week_start).start
    )
    whole = Period(start, period.end)
    said = describe(whole)
    if grain == "week" and whole.days == 7:
        said = f"the week of {day(start)}"
    return f"{said} (partial)" if period.partial else said


def _named(story: Story, name: str, value: Value, about: Sequence[Mapping[str, Any]]) -> str:
    """A member of a field as a claim about the rows that hold `about`."""
    ref = story.view.dimensions.get(name)
    if ref is not None and (isinstance(value, bool) or ref.dimension.grain == "month"):
        return member_name(value, ref)
    said = member_name(value, ref) if ref is not None else str(value)
    claim = named(said, about, story.book)
    return f"{{{story.book.add(claim)}}}"
