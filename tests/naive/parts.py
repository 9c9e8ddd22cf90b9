"""The values of a part of a formula, group by group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.naive.clock import Moment, day_of, later, midnight
from tests.naive.customers import Customers
from tests.naive.formulas import Group, Part, Values, frozen
from tests.naive.measures import EXPRESSIONS, aggregate
from tests.naive.random_rows import Given, Row
from tests.naive.random_worlds import World
from tests.naive.rows import Rows, Shown, Span, own, times_of, within


@dataclass
class Parts:
    """The parts of formulas over a world's rows."""

    world: World
    rows: Rows

    def values(self, part: Part, question: Given, span: Span) -> Values:
        """The part's value for each group that has a row of it."""
        metric = self.world.metric(part.metric)
        if part.conversion:
            return self._conversions(part, question, span)
        if "rollup" in self.world.model(metric["model"]):
            found = Customers(self.world, self.rows).values(part, question, span.buckets)
            return _relabelled(found, question, span)
        timed = "time" in self.world.model(metric["model"])
        moved = (
            moved
            for shown in self.rows.counting(metric, part.conditions, question)
            for moved in self.rows.moved(shown, part, question, span)
            if within(moved.at, span, timed=timed)
        )
        rows = list(self.rows.shown_in(moved, metric, part, question, span))
        rows = list(self.rows.at_edges(rows, metric, question))
        by_group = self.rows.grouped(rows, metric, question)
        if part.running and times_of(question) and times_of(question) != ["time.day"]:
            found = self._run_together(part, metric, rows, question, span)
            return _relabelled(found, question, span)
        found = {group: self._value(part, metric, each) for group, each in by_group.items()}
        if not question["group_by"] and not found:
            found = {(): 0 if part.funnel else aggregate(metric, [])}
        spine = metric.get("join_to_timespine") and self.world.time_spines and not part.before
        found = self._along_spine(found, question, span) if spine else found
        return _relabelled(found, question, span)

    def _value(self, part: Part, metric: Given, rows: Sequence[Shown]) -> Any:
        if part.funnel is None:
            return _measured(metric, rows)
        funnel = self.world.metric(part.funnel)
        model = self.world.model(metric["model"])
        begun = {(_entity(model, shown, funnel), shown.own) for shown in rows}
        known = [(who, at) for who, at in begun if who is not None]
        return len({who for who, at in known if self._passes(funnel, part.steps, who, at)})

    def _passes(self, funnel: Given, steps: int, who: Any, began: Moment | None) -> bool:
        """Whether the entity goes on from an event to the last of the steps."""
        if began is None or steps == 1:
            return steps == 1
        cut = day_of if funnel["unit"] else midnight
        now = cut(began)
        nothing: Given = {"filters": [], "group_by": []}
        for given in funnel["steps"][1:steps]:
            step = self.world.metric(given["name"])
            model = self.world.model(step["model"])
            own = (*step.get("filter", ()), *given.get("filter", ()))
            events = self.rows.counting(step, tuple(map(frozen, own)), nothing)
            times = [
                cut(event.own)
                for event in events
                if event.own is not None and _entity(model, event, funnel) == who
            ]
            later_on = [at for at in times if at > now and _soon(funnel, cut(began), at)]
            if not later_on:
                return False
            now = min(later_on)
        return True

    def _run_together(
        self, part: Part, metric: Given, rows: Sequence[Shown], question: Given, span: Span
    ) -> Values:
        """Running totals of single days put together for longer grains.

        Along a spine a day without rows has a total, too, of nothing.
        """
        fill = None if part.before else metric.get("fill_nulls_with")
        totals: dict[Group, list[Any]] = {}
        days = {day_of(shown.known) for shown in rows if shown.known is not None}
        if metric.get("join_to_timespine") and self.world.time_spines:
            days = {day for day in self.rows.moves.days() if within(day, span, timed=True)}
        for day in sorted(days):
            today = [shown for shown in rows if shown.known == day]
            keys = question["group_by"]
            empty = tuple(
                self.rows.moves.time_of(day, k) if k in times_of(question) else None for k in keys
            )
            here = self.rows.grouped(today, metric, question) if today else {empty: []}
            for group, each in here.items():
                value = _measured(metric, each) if today else None
                totals.setdefault(group, []).append(fill if value is None else value)
        how = self.world.metric(part.running or "").get("period_agg", "first")
        return {group: _put_together(how, values) for group, values in totals.items()}

    def _along_spine(self, found: Values, question: Given, span: Span) -> Values:
        """The values with a group for every moment of the question; others are left out."""
        keys = question["group_by"]
        if not times_of(question):
            return found
        place = keys.index(times_of(question)[0])
        shown: dict[Group, Any] = {}
        for label in self._labels(keys[place], span):
            here = {group: value for group, value in found.items() if group[place] == label}
            empty = tuple(label if nr == place else None for nr in range(len(keys)))
            shown |= here or {empty: None}
        return shown

    def _labels(self, key: str, span: Span) -> set[Any]:
        moves = self.rows.moves
        return {moves.time_of(day, key) for day in moves.days() if within(day, span, timed=True)}

    def _conversions(self, part: Part, question: Given, span: Span) -> Values:
        """Each conversion's value, in the group of the latest event that it follows."""
        metric = self.world.metric(part.conversion or "")
        base, after = self.world.metric(metric["base"]), self.world.metric(metric["conversion"])
        model, there = self.world.model(base["model"]), self.world.model(after["model"])
        moved = (
            moved
            for shown in self.rows.counting(base, part.conditions, question)
            if shown.at is not None
            for moved in self.rows.moved(shown, part, question, span)
            if within(moved.at, span, timed=True)
        )
        before = list(self.rows.shown_in(moved, base, part, question, span))
        nothing: Given = {"filters": [], "group_by": []}
        found: dict[Group, list[Shown]] = {}
        own_conditions = tuple(map(frozen, after.get("filter", ())))
        events = self.rows.counting(after, own_conditions, nothing)
        # One that meets the conditions by several others is one event.
        for event in {event.nr: event for event in events}.values():
            led = [
                (day_of(shown.own), day_of(shown.at), self.rows.key(model, shown, question))
                for shown in before
                if shown.own is not None and shown.at is not None
                if _alike(metric, (model, shown.row), (there, event.row))
                and _in_window(metric, shown.own, event.own)
            ]
            latest = max((day for day, _, _ in led), default=None)
            keys: dict[Any, list[Group]] = {}
            for day, at, key in led:
                if day == latest:
                    keys.setdefault(at if part.shifts else None, []).append(key)
            for groups in keys.values():
                found.setdefault(min(groups, key=_sorted_key), []).append(event)
        values: Values = {group: _measured(after, events) for group, events in found.items()}
        values = values if values or question["group_by"] else {(): aggregate(after, [])}
        spine = after.get("join_to_timespine") and self.world.time_spines and not part.before
        values = self._along_spine(values, question, span) if spine else values
        return _relabelled(values, question, span)


def _relabelled(found: Values, question: Given, span: Span) -> Values:
    """An earlier side's values, in the groups that are compared with them."""
    times = times_of(question)
    if not span.earlier or not times:
        return found
    place = question["group_by"].index(times[0])
    return {
        (*group[:place], label, *group[place + 1 :]): value
        for group, value in found.items()
        for label in span.labels.get(group[place], ())
    }


def _measured(metric: Given, rows: Sequence[Shown]) -> Any:
    expr = metric.get("expr")
    return aggregate(metric, [EXPRESSIONS[expr](shown.row) if expr else 1 for shown in rows])


def _put_together(how: str, values: Sequence[Any]) -> Any:
    if how != "average":
        return values[0] if how == "first" else values[-1]
    known = [value for value in values if value is not None]
    return float(sum(known)) / len(known) if known else None


def _entity(model: Given, shown: Shown, metric: Given) -> Any:
    return own(model, shown.row, metric["entity"])[0]


def _soon(funnel: Given, began: Any, at: Any) -> bool:
    window = funnel["window"]
    if not window:
        return True
    limit = later(day_of(at), -window["count"], window["grain"])
    earliest = datetime.combine(limit, at.time()) if isinstance(at, datetime) else limit
    return bool(began > earliest)


def _alike(metric: Given, base: tuple[Given, Row], after: tuple[Given, Row]) -> bool:
    """Whether two events are of one entity, and alike in what must be constant."""
    entity = {"base": metric["entity"], "conversion": metric["entity"]}
    pairs = [
        (own(*base, pair["base"]), own(*after, pair["conversion"]))
        for pair in (entity, *metric["constant"])
    ]
    return all(None not in one and one == other for one, other in pairs)


def _in_window(metric: Given, before: Moment, after: Moment | None) -> bool:
    if after is None or day_of(before) > day_of(after):
        return False
    window = metric.get("window")
    if not window:
        return True
    return day_of(before) > later(day_of(after), -window["count"], window["grain"])


def _sorted_key(group: Group) -> list[tuple[bool, Any]]:
    return [(value is None, value if value is not None else 0) for value in group]
