"""The typed understanding of a question: what will be asked of the engine, and what was assumed."""

import operator
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import isclose
from typing import Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from agent.claims import Claim
from agent.evidence import called, is_clause, tells_the_end
from agent.grammar import counts_things, plural, single
from agent.time_groups import is_grain, is_own, is_part, part_label, part_member
from agent.writer import day, quoted, shown
from semantic.model import BaseMetric, Filter
from semantic.period import (
    Period,
    describe,
    moved,
    to_previous,
    to_year_before,
    whole_grain,
)
from semantic.query import PeriodAsked, Query
from semantic.result import Value
from semantic.suggest import listed
from semantic.view import View
from semantic.week import Weekday

_COMPARED = {"previous": "against the period before", "year": "against a year earlier"}
_COUNTED = {
    "gt": "more than", "ge": "at least", "lt": "fewer than", "le": "at most", "eq": "exactly",
}  # fmt: skip
_MEASURED = {"gt": "above", "ge": "of at least", "lt": "below", "le": "of at most", "eq": "of"}
_OPERATORS = {
    "eq": "", "in": "", "ne": "not ", "not_in": "not ", "lt": "before ", "le": "up to ",
    "gt": "after ", "ge": "from ", "contains": "containing ", "starts_with": "beginning with ",
}  # fmt: skip


class ReadPeriod(BaseModel):
    """The half-open days asked about; `partial` when they are not over or not all in the data."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True)

    start: date = Field(validation_alias=AliasChoices("from", "start"), serialization_alias="from")
    end: date = Field(validation_alias=AliasChoices("to", "end"), serialization_alias="to")
    partial: bool = False

    @property
    def days(self) -> Period:
        """The same days as a calendar period."""
        return Period(self.start, self.end)


class Threshold(BaseModel):
    """Rows are shown only where a metric is above, at, or below a number."""

    model_config = ConfigDict(frozen=True)

    metric: str
    op: Literal["gt", "ge", "lt", "le", "eq"]
    value: float

    def holds(self, figure: float) -> bool:
        """Whether a figure is on the asked side."""
        return bool(getattr(operator, self.op)(figure, self.value))


class Reading(BaseModel):
    """A question as data: which skill answers it, over what, and who understood it.

    `not_understood` lists content words that no part of the reading stands for, `assumptions`
    what the question left open, as short sentences. `having` are limits on the rows of a split.
    `audience` are the ids of those who read the answer beside whoever asks.
    `share` asks of each figure what part of the whole it is too, `trend` whether a series has one,
    `mean` what its periods have on average. `counted` asks how many rows the split has, and `among`
    for those only that another reading lists, or with `apart` for those that it does not. `per` is
    one of two groups: as many rows as `limit` says are wanted for each of its values. `total` asks
    for the figure of all rows together beside them.
    """

    model_config = ConfigDict(frozen=True, serialize_by_alias=True)

    skill: Literal["movement", "drivers", "risk"] = "movement"
    metrics: tuple[str, ...]
    group_by: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    having: tuple[Threshold, ...] = ()
    period: ReadPeriod
    compare: Literal["previous", "year"] | ReadPeriod | None = None
    order_by: tuple[str, ...] = ()
    limit: int | None = None
    per: str = ""
    total: bool = False
    audience: tuple[str, ...] = ()
    share: bool = False
    trend: bool = False
    mean: bool = False
    counted: bool = False
    among: "Reading | None" = None
    apart: bool = False
    by: Literal["interpreter", "model"] = "interpreter"
    not_understood: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()

    def to_query(self) -> Query:
        """The query that answers this reading."""
        compare = self.compare
        return Query(
            metrics=self.metrics,
            group_by=self.group_by,
            filters=self.filters,
            period=_asked(self.period),
            compare=_asked(compare) if isinstance(compare, ReadPeriod) else compare,
            order_by=self.order_by,
            # Which rows are within the limits, or the first of each, is only known of all of them.
            limit=None if self.having or self.per or self.ranks_units else self.limit,
        )

    def to_json(self) -> dict[str, Any]:
        """The reading as CONTRACTS prints it."""
        return self.model_dump(mode="json")

    def echo(self, view: View, earlier: Period | None = None) -> str:
        """The reading in one line: `gross sales by country, September 2011`.

        `earlier` is what it was compared with, where that is known; calendars may differ.
        """
        said = listed([view.metrics[name].title for name in self.metrics], "and")
        if self.counted:
            said = f"number of {plural(self._group(self.group_by[0], view))}" + (
                "" if self.having else f" with {said}"
            )
        elif self.group_by:
            said += " by " + listed([self._group(name, view) for name in self.group_by], "and")
        said += " and share of the whole" if self.share else ""
        said += " and their mean" if self.mean else ""
        said += " and in total" if self.total else ""
        told = (f for f in self.filters if f.op != "not_null" or f.field not in self.group_by)
        parts = [said, *(condition(given, view) for given in told)]
        parts += limits(self.having, view)
        partial = " (partial)" if self.period.partial else ""
        when = f"{self._when(view)}{partial}{self._against(view, earlier)}"
        return ", ".join([*parts, when + self._too(), *self.ranked(view), *self._kept_to(view)])

    @property
    def too(self) -> Period | None:
        """The period of those who did the very same, where that is what `among` lists."""
        listing = self.among
        if listing is None or (listing.having or listing.limit or listing.among):
            return None
        same = (listing.metrics, listing.filters) == (self.metrics, self.filters)
        return listing.period.days if same and not listing.compare else None

    def _too(self) -> str:
        if self.too is None:
            return ""
        return f" {'but not' if self.apart else 'and also'} {describe(self.too)}"

    def _kept_to(self, view: View) -> list[str]:
        if self.among is None or self.too is not None:
            return []
        return [f"of those {'not in' if self.apart else 'in'} “{self.among.echo(view)}”"]

    def _when(self, view: View) -> str:
        """The period; of states the day or the end that they are as of."""
        days = self.period.days
        by_time = any(is_grain(name) for name in self.group_by)
        if by_time or not all(tells_the_end(view.metrics[name]) for name in self.metrics):
            return describe(days)
        return (
            f"end of {describe(days)}"
            if whole_grain(days, _weeks(view))
            else f"as of {day(days.end)}"
        )

    def _group(self, name: str, view: View) -> str:
        if is_grain(name):
            return name.removeprefix("time.")
        return field_label(name, view)

    def _against(self, view: View, earlier: Period | None) -> str:
        if self.compare is None:
            return ""
        if isinstance(self.compare, ReadPeriod):
            return f" against {self.compared_with(self.compare.days, view)}"
        if any(name.startswith("time.") for name in self.group_by):
            return " " + _COMPARED[self.compare]
        days = self.period.days
        by_year = self.compare == "year"
        shift = to_year_before(days, None, _weeks(view)) if by_year else to_previous(days)
        return f" against {self.compared_with(earlier or moved(days, shift), view)}"

    def compared_with(self, before: Period, view: View) -> str:
        """The earlier period in words: of states that do not stand at a period's end, the day."""
        state = all(tells_the_end(view.metrics[name]) for name in self.metrics)
        ends = state and whole_grain(before, _weeks(view)) is None
        return day(before.end) if ends else describe(before)

    def ranked(self, view: View) -> Iterable[str]:
        """Which rows are shown, in words: `the 3 highest for each country`; nothing for all."""
        if not self.order_by or self.limit is None:
            return []
        falling = self.order_by[0].startswith("-")
        each = f" for each {self._group(self.per, view)}" if self.per else ""
        end = "highest" if falling else "lowest"
        if self.ranks_change:
            end = "largest rise" if falling else "largest fall"
            return [(f"the {end}" if self.limit == 1 else f"the {self.limit} {end}s") + each]
        return [(f"the {end}" if self.limit == 1 else f"the {self.limit} {end}") + each]

    @property
    def ranks_units(self) -> bool:
        """Whether units of a workspace's own calendar are ranked; only whole ones are."""
        return self.limit is not None and any(map(is_own, self.group_by))

    @property
    def ranks_change(self) -> bool:
        """Whether the rows are ordered by how much they changed."""
        return bool(self.order_by) and self.order_by[0].endswith((".change", ".change_pct"))


def _weeks(view: View) -> Weekday:
    return view.catalog.settings.week_start


def condition(given: Filter, view: View) -> str:
    """A filter in plain words: `country United Kingdom`, `not high-value customer`."""
    label = field_label(given.field, view)
    if isinstance(given.value, bool):
        positive = given.value == (given.op == "eq")
        return label if positive else f"not {label}"
    if given.op in ("is_null", "not_null"):
        return f"{'without' if given.op == 'is_null' else 'with'} a known {label}"
    listing = given.value if isinstance(given.value, list | tuple) else (given.value,)
    values = listed([_valued(value, given.field, view) for value in listing], "or")
    # "Car or van van" says it twice.
    label = "" if set(map(str, listing)) & set(label.split()) else f"{label} "
    label = f"{label.rstrip()}: " if is_clause(label) else label
    return f"{label}{_OPERATORS.get(given.op, given.op + ' ')}{values}"


def _valued(value: Value, field: str, view: View) -> str:
    ref = view.dimensions.get(field)
    if ref is None or ref.dimension.grain != "month":
        return quoted(str(part_member(field, value)))
    return f"{date.fromisoformat(str(value)):%B %Y}"


def threshold(given: Threshold, view: View) -> str:
    """A limit in plain words: `more than 10 orders`, `gross sales above £10,000`."""
    metric = view.metrics[given.metric]
    number = amount(given.value, metric)
    if counts_things(metric):
        counted = single(metric.title) if number == "1" else metric.title
        return f"{_COUNTED[given.op]} {number} {counted}"
    return f"{metric.title} {_MEASURED[given.op]} {number}"


def limits(given: Sequence[Threshold], view: View) -> list[str]:
    """Limits in plain words, two ends of one as `between 5 and 10 orders`."""
    if len(given) != 2:
        return [threshold(each, view) for each in given]
    low, high = sorted(given, key=lambda each: each.value)
    if low.metric != high.metric or (low.op, high.op) != ("ge", "le"):
        return [threshold(each, view) for each in given]
    metric = view.metrics[low.metric]
    ends = f"between {amount(low.value, metric)} and {amount(high.value, metric)}"
    counted = counts_things(metric)
    return [f"{ends} {metric.title}" if counted else f"{metric.title} {ends}"]


def amount(value: float, metric: BaseMetric) -> str:
    """A number that somebody asked for, as the metric's figures are written."""
    number = value * 100 if metric.format.percent else value
    whole = isclose(number, round(number))
    shape = metric.format.model_copy(update={"decimals": 0}) if whole else metric.format
    return shown(Claim(value=value, label="", format=shape))


def field_label(name: str, view: View) -> str:
    """What people call a dimension."""
    if is_part(name):
        return part_label(name)
    ref = view.dimensions.get(name)
    return called(ref) if ref else name


def _asked(period: ReadPeriod) -> PeriodAsked:
    ends: Mapping[str, date] = {"from": period.start, "to": period.end}
    return PeriodAsked.model_validate(ends)
