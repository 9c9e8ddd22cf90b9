"""Rows as they count for a part of a formula: which, at what time, and in which group."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from tests.naive.clock import Moment, day_of, floor, later, local, midnight, moved_back
from tests.naive.formulas import Group, Part
from tests.naive.lookup import Lookup, read
from tests.naive.measures import meets
from tests.naive.random_worlds import ZONE, Given, Row, World

STANDARD = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True)
class Shown:
    """A row, its own time, and the time at which it is shown."""

    row: Row
    own: Moment | None
    at: Moment | None


@dataclass(frozen=True)
class Span:
    """What an answer covers: its limits, and for comparisons the labels of what is compared."""

    start: Moment | None
    end: Moment | None
    earlier: bool = False
    labels: Mapping[date, Sequence[date]] = field(default_factory=dict)


@dataclass
class Rows:
    """The rows of a world as of a day."""

    world: World
    as_of: date
    lookup: Lookup

    @cached_property
    def _seen(self) -> dict[str, list[Shown]]:
        return {}

    def visible(self, model: Given) -> list[Shown]:
        """The model's rows dated before the as-of day, equal ones once where it says so."""
        if model["name"] not in self._seen:
            self._seen[model["name"]] = list(self._dated(model))
        return self._seen[model["name"]]

    def _dated(self, model: Given) -> Iterator[Shown]:
        rows = self.world.tables[model["source"]]
        if model.get("distinct"):
            rows = list({tuple(row.items()): row for row in rows}.values())
        given = model.get("time")
        for row in rows:
            if given is None:
                yield Shown(row, None, None)
            elif row[given["column"]] is not None:
                moment = local(midnight(row[given["column"]]), given["timezone"], ZONE)
                if moment < midnight(self.as_of):
                    yield Shown({**row, given["column"]: moment}, moment, moment)

    def counting(
        self, metric: Given, conditions: Sequence[Any], question: Given
    ) -> Iterator[Shown]:
        """Rows that meet all conditions, at the metric's own time."""
        model = self.world.model(metric["model"])
        every = [*map(dict, conditions), *question["filters"]]
        for shown in self.visible(model):
            own = shown.row[metric["time"]] if metric.get("time") else shown.own
            at = replace(shown, own=own, at=own)
            if all(self.holds(model, at, given) for given in every):
                yield at

    def holds(self, model: Given, shown: Shown, given: Given) -> bool:
        """Whether a row meets a condition."""
        if "not" in given:
            return not self.holds(model, shown, given["not"])
        for how, combine in (("all", all), ("any", any)):
            if how in given:
                return combine(self.holds(model, shown, part) for part in given[how])
        if "metric" not in given:
            return meets(self.field_of(model, shown, given["field"]), given)
        key = self.field_of(model, shown, given["key"])
        values, missing = given["values"]
        return meets(values.get((key,), missing) if key is not None else missing, given)

    def field_of(self, model: Given, shown: Shown, text: str) -> Any:
        name = read(text)
        value = self.lookup.value(model, shown.row, shown.own, name)
        return floor(value, name.grain) if name.grain and value is not None else value

    def moved(self, shown: Shown, part: Part, question: Given, span: Span) -> Iterator[Shown]:
        """The row at every time that it is shown at."""
        times = times_of(question)
        if not (part.running or part.shifts):
            yield shown
            return
        if shown.at is None:
            return
        if not times:
            yield from self._in_one_figure(shown, part, span)
            return
        moments: list[Moment] = [shown.at]
        if part.running:
            moments = list(self._running(part.running, shown.at))
        grain = times[0].removeprefix("time.")
        for shift in reversed(part.shifts):
            moments = [at for moment in moments for at in self._shifted(shift, moment, grain)]
        for moment in moments:
            yield replace(shown, at=moment)

    def days(self) -> list[date]:
        return [row["day"] for row in self.world.tables["days"] if row["day"] < self.as_of]

    def _in_one_figure(self, shown: Shown, part: Part, span: Span) -> Iterator[Shown]:
        """The row for an answer without time groups: its running total is that of the last day."""
        start, end = span.start, day_of(span.end or self.as_of)
        for shift in part.shifts:
            window = dict(dict(shift)["window"])
            back = window["grain"], window["count"]
            first, end = moved_back(day_of(start or end), end, back)
            start = start and first
        last = min(end, self.as_of) - timedelta(days=1)
        assert shown.at is not None
        if part.running:
            counts = last in self._running(part.running, shown.at)
        else:
            counts = within(shown.at, Span(start, end), timed=True)
        if counts:
            yield replace(shown, at=day_of(span.end or self.as_of) - timedelta(days=1))

    def _running(self, name: str, moment: Moment) -> Iterator[date]:
        metric, own = self.world.metric(name), day_of(moment)
        for day in self.days():
            window, to_date = metric.get("window"), metric.get("grain_to_date")
            recent = not window or own > later(day, -window["count"], window["grain"])
            if own <= day and recent and (not to_date or own >= floor(day, to_date)):
                yield day

    def _shifted(self, shift: Any, moment: Moment, shown: str) -> Iterator[date]:
        window = dict(dict(shift)["window"])
        whole = STANDARD.index(shown) <= STANDARD.index(window["grain"])
        if shown == "week" and window["grain"] != "week":
            whole = False
        grain = shown if whole else "day"
        for at in sorted({floor(day, grain) for day in self.days()}):
            if floor(moment, grain) == later(at, -window["count"], window["grain"]):
                yield at

    def at_edges(self, rows: Sequence[Shown], metric: Given, question: Given) -> Iterator[Shown]:
        """Of a state that must not be added up, the rows at the first or last moment of a group."""
        given = metric.get("non_additive")
        if not given:
            yield from rows
            return
        model = self.world.model(metric["model"])

        def group(shown: Shown) -> Group:
            each = [entity for entity in model["entities"] if entity["name"] in given["per"]]
            values = [shown.row[entity["columns"][0]] for entity in each]
            if given["dimension"] == metric.get("time"):
                values += [time_of(shown.at, key) for key in times_of(question)]
            return tuple(values)

        choose = min if given["choose"] == "first" else max
        moments: dict[Group, list[date]] = {}
        for shown in rows:
            if shown.row[given["dimension"]] is not None:
                moments.setdefault(group(shown), []).append(shown.row[given["dimension"]])
        for shown in rows:
            known = moments.get(group(shown))
            if known and shown.row[given["dimension"]] == choose(known):
                yield shown

    def key(self, model: Given, shown: Shown, question: Given) -> Group:
        return tuple(
            time_of(shown.at, key) if key.startswith("time.") else self.field_of(model, shown, key)
            for key in question["group_by"]
        )

    def grouped(
        self, rows: Iterable[Shown], metric: Given, question: Given
    ) -> dict[Group, list[Shown]]:
        model = self.world.model(metric["model"])
        found: dict[Group, list[Shown]] = {}
        for shown in rows:
            found.setdefault(self.key(model, shown, question), []).append(shown)
        return found


def times_of(question: Given) -> list[str]:
    """The groups by time."""
    return [key for key in question["group_by"] if key.startswith("time.")]


def time_of(moment: Moment | None, key: str) -> Any:
    """A moment cut to the grain of a group."""
    return None if moment is None else floor(moment, key.removeprefix("time."))


def within(moment: Moment | None, span: Span, *, timed: bool) -> bool:
    """Whether a moment lies in the span; everything does where there is no time."""
    if not timed or (span.start is None and span.end is None):
        return True
    if moment is None:
        return False
    at = midnight(moment)
    begun = span.start is None or midnight(span.start) <= at
    return begun and (span.end is None or at < midnight(span.end))
