"""Rows as they count for a part of a formula: which, at what time, and in which group."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from tests.naive.clock import Bucket, Moment, day_of, floor, local, midnight
from tests.naive.formulas import Frozen, Group, Part
from tests.naive.lookup import Lookup, Picks, When, fields_of, read
from tests.naive.measures import meets
from tests.naive.moves import STANDARD, Moves, last_day, period_moved
from tests.naive.random_rows import Given, Row
from tests.naive.random_worlds import ZONE, World


@dataclass(frozen=True)
class Shown:
    """A row, its own time, and the time at which it is shown, in which period of the answer."""

    row: Row
    own: Moment | None
    at: Moment | None
    nr: int = 0
    picks: Picks = field(default_factory=dict)
    bucket: Bucket | None = None
    # When a running total is known that is shown at another time.
    known: Moment | None = None


@dataclass(frozen=True)
class Span:
    """What an answer covers: limits, periods, in comparisons the labels of what is compared."""

    start: Moment | None
    end: Moment | None
    buckets: Sequence[Bucket] = ()
    earlier: bool = False
    labels: Mapping[date, Sequence[date]] = field(default_factory=dict)
    weeks: int = 0

    def bucket_of(self, moment: Moment | None, times: Sequence[str]) -> Bucket | None:
        """The period of the answer that a moment is shown in; the only one for all moments."""
        grains = [key.removeprefix("time.") for key in times]
        if not grains or grains[0] not in STANDARD:
            return self.buckets[0]
        label = None if moment is None else floor(moment, grains[0], self.weeks)
        return next((bucket for bucket in self.buckets if bucket.label == label), None)


@dataclass
class Rows:
    """The rows of a world as of a day."""

    world: World
    as_of: date
    lookup: Lookup

    @cached_property
    def moves(self) -> Moves:
        """The times at which rows are shown."""
        return Moves(self.world, self.as_of)

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
        for nr, row in enumerate(rows):
            if given is None:
                yield Shown(row, None, None, nr)
            elif row[given["column"]] is not None:
                moment = local(midnight(row[given["column"]]), given["timezone"], ZONE)
                if moment < midnight(self.as_of):
                    yield Shown({**row, given["column"]: moment}, moment, moment, nr)

    def counting(
        self, metric: Given, conditions: Sequence[Frozen], question: Given
    ) -> Iterator[Shown]:
        """Rows that meet all conditions, at the metric's own time.

        One that may have several values of a field is there once with each of them.
        """
        model = self.world.model(metric["model"])
        every = [*(given.given for given in conditions), *question["filters"]]
        fields = [name for name in question["group_by"] if not name.startswith("time.")]
        names = [read(name) for name in (*fields, *fields_of(every))]
        for shown in self.visible(model):
            own = shown.row[metric["time"]] if metric.get("time") else shown.own
            for picks in self.lookup.picks(model, shown.row, When(own), names, self.seen):
                at = replace(shown, own=own, at=own, picks=picks)
                if all(
                    self.holds(model, at, given) for given in every if not self._late(model, given)
                ):
                    yield at

    def shown_in(
        self, rows: Iterable[Shown], metric: Given, part: Part, question: Given, span: Span
    ) -> Iterator[Shown]:
        """Rows with the period they are shown in, of those that meet what is known by its end."""
        model = self.world.model(metric["model"])
        every = [*(given.given for given in part.conditions), *question["filters"]]
        late = [given for given in every if self._late(model, given)]
        for shown in rows:
            at = replace(shown, bucket=span.bucket_of(shown.at, times_of(question)))
            if all(self.holds(model, at, given) for given in late):
                yield at

    def _late(self, model: Given, given: Given) -> bool:
        return any(
            self.lookup.late(self.lookup.way(model, read(name))) for name in fields_of([given])
        )

    def seen(self, model: str) -> list[Row]:
        """The rows of the model of this name."""
        return [shown.row for shown in self.visible(self.world.model(model))]

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
        when = When(shown.own, shown.bucket)
        value = self.lookup.value(model, shown.row, when, name, shown.picks)
        if not name.grain or value is None:
            return value
        return floor(value, name.grain, self.world.weeks)

    def moved(self, shown: Shown, part: Part, question: Given, span: Span) -> Iterator[Shown]:
        """The row at every time that it is shown at."""
        times = times_of(question)
        if not (part.running or part.shifts):
            yield shown
        elif shown.at is not None and times:
            for moment, known in self.moves.shown_at(shown.at, part, times):
                yield replace(shown, at=moment, known=known)
        elif shown.at is not None:
            yield from self._in_one_figure(shown, part, span)

    def _in_one_figure(self, shown: Shown, part: Part, span: Span) -> Iterator[Shown]:
        """The row for an answer without time groups: its running total is that of the last day."""
        start, end = period_moved(part.shifts, span.start, day_of(span.end or self.as_of))
        assert shown.at is not None
        if part.running:
            last = last_day(end, self.as_of)
            counts = last in self.moves.running(part.running, shown.at)
        else:
            counts = within(shown.at, Span(start, end), timed=True)
        if counts:
            yield replace(shown, at=day_of(span.end or self.as_of) - timedelta(days=1))

    def at_edges(self, rows: Sequence[Shown], metric: Given, question: Given) -> Iterator[Shown]:
        """Of a state that must not be added up, the rows at the first or last moment of a group."""
        given = metric.get("non_additive")
        if not given:
            yield from rows
            return
        model = self.world.model(metric["model"])

        def group(shown: Shown) -> Group:
            values: list[Any] = [own(model, shown.row, name) for name in given["per"]]
            if given["dimension"] == metric.get("time"):
                values += [self.moves.time_of(shown.at, key) for key in times_of(question)]
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
            self.moves.time_of(shown.at, key)
            if key.startswith("time.")
            else self.field_of(model, shown, key)
            for key in question["group_by"]
        )

    def grouped(
        self, rows: Iterable[Shown], metric: Given, question: Given
    ) -> dict[Group, list[Shown]]:
        """The rows of each group; none is in one twice, however many of its values led there."""
        model = self.world.model(metric["model"])
        found: dict[Group, dict[Any, Shown]] = {}
        for place, shown in enumerate(rows):
            once = (shown.nr, shown.at) if shown.picks else (None, place)
            found.setdefault(self.key(model, shown, question), {})[once] = shown
        return {group: list(each.values()) for group, each in found.items()}


def own(model: Given, row: Row, name: str) -> Group:
    """What the row itself says of a dimension of its model, or of a thing that it names."""
    for dimension in model["dimensions"]:
        if dimension["name"] == name:
            return (row[dimension["expr"]],)
    entity = next(entity for entity in model["entities"] if entity["name"] == name)
    return tuple(row[column] for column in entity["columns"])


def times_of(question: Given) -> list[str]:
    """The groups by time."""
    return [key for key in question["group_by"] if key.startswith("time.")]


def within(moment: Moment | None, span: Span, *, timed: bool) -> bool:
    """Whether a moment lies in the span; everything does where there is no time."""
    if not timed or (span.start is None and span.end is None):
        return True
    if moment is None:
        return False
    at = midnight(moment)
    begun = span.start is None or midnight(span.start) <= at
    return begun and (span.end is None or at < midnight(span.end))
