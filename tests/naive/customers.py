"""What every entity of a rollup had done by a period's end, event by event."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from typing import Any

from tests.naive.clock import Bucket, Moment, day_of, floor
from tests.naive.formulas import Group, Part, Values
from tests.naive.lookup import When, fields_of, kept, read
from tests.naive.measures import EXPRESSIONS, meets
from tests.naive.random_rows import Given, Row
from tests.naive.random_worlds import World
from tests.naive.rows import Rows, Shown


@dataclass(frozen=True)
class Event:
    """One order, say: when it was, and what its rows say."""

    number: Any
    at: Moment
    rows: Sequence[Row]


@dataclass(frozen=True)
class Life:
    """The events of one entity known by a period's end, and those after it, all in order."""

    who: Any
    bucket: Bucket
    events: Sequence[Event]
    later: Sequence[Event]
    lapse: timedelta

    @property
    def inside(self) -> list[Event]:
        """The events of the period."""
        return [event for event in self.events if day_of(event.at) >= self.bucket.start]

    @property
    def before(self) -> list[Event]:
        """The events before the period."""
        return [event for event in self.events if day_of(event.at) < self.bucket.start]

    @property
    def just_before(self) -> list[Event]:
        """The events of the period before."""
        return [event for event in self.before if day_of(event.at) >= self.bucket.before]

    def newly_lapsed(self) -> bool:
        """Whether the limit was passed within the period."""
        days = [day_of(event.at) for event in (*self.events, *self.later)]
        return any(
            self.bucket.start < day + self.lapse <= self.bucket.end
            and not any(day < other < day + self.lapse for other in days)
            for day in days
        )

    def reactivated(self) -> bool:
        """Whether the entity came back after a gap."""
        if not self.inside or not self.before:
            return False
        return day_of(self.inside[0].at) - day_of(self.before[-1].at) >= self.lapse

    def still_there_at(self, day: date, events: Sequence[Event]) -> bool:
        """Whether the last of the events was not too long before the day."""
        return bool(events) and day - day_of(events[-1].at) < self.lapse


STATES: Mapping[str, Callable[[Life], bool]] = {
    "known": lambda life: bool(life.events),
    "value": lambda life: bool(life.events),
    "active": lambda life: bool(life.inside),
    "new": lambda life: not life.before,
    "returning": lambda life: bool(life.inside and life.before),
    "repeat": lambda life: len(life.inside) >= 2,
    "retained": lambda life: bool(life.inside and life.just_before),
    "active_before": lambda life: bool(life.just_before),
    "lapsed": lambda life: not life.still_there_at(life.bucket.end, life.events),
    "newly_lapsed": Life.newly_lapsed,
    "not_lapsed_at_start": lambda life: life.still_there_at(life.bucket.start, life.before),
    "active_later": lambda life: bool(life.inside or life.later),
    "reactivated": Life.reactivated,
}


@dataclass
class Customers:
    """The entities of a world's rollups."""

    world: World
    rows: Rows
    _known: dict[tuple[str, Bucket], dict[Any, Row]] = field(default_factory=dict)

    def values(self, part: Part, question: Given, buckets: Sequence[Bucket]) -> Values:
        """How many are in the part's state, or what they brought in, for each group of any."""
        metric = self.world.metric(part.metric)
        model = self.world.model(metric["model"])
        state = part.state or metric["state"]
        found: dict[Group, dict[Any, Any]] = {}
        for life in self._lives(model, buckets):
            if STATES[state](life):
                counted = self._brought_in(model, life) if state == "value" else 1
                for group in self._groups(model, life, part, question):
                    found.setdefault(group, {})[life.bucket, life.who] = counted
        if not question["group_by"] and not found:
            return {(): None if state == "value" else 0}
        return {group: _sum(each.values()) for group, each in found.items()}

    def _groups(self, model: Given, life: Life, part: Part, question: Given) -> Iterator[Group]:
        """The groups that the entity is in, if it meets the conditions."""
        every = [*(given.given for given in part.conditions), *question["filters"]]
        fields = [name for name in question["group_by"] if not name.startswith("time.")]
        names = [read(name) for name in (*fields, *fields_of(every))]
        row = self.known(model, life.bucket)[life.who]
        for picks in self.rows.lookup.picks(model, row, When(None), names, self.rows.seen):
            shown = Shown(row, None, life.bucket.label, picks=picks)
            if all(self.rows.holds(model, shown, given) for given in every):
                yield self.rows.key(model, shown, question)

    def known(self, model: Given, bucket: Bucket) -> dict[Any, Row]:
        """What is said of every entity that is known by the end of a period."""
        if (model["name"], bucket) not in self._known:
            lives = list(self._lives(model, [bucket]))
            rows = {life.who: self._row(model, life) for life in lives}
            for dimension in model["dimensions"]:
                if "top" in dimension:
                    best = self._best(model, dimension["top"], lives)
                    rows = {who: {**row, kept(dimension): who in best} for who, row in rows.items()}
            self._known[model["name"], bucket] = rows
        return self._known[model["name"], bucket]

    def _best(self, model: Given, top: Given, lives: Sequence[Life]) -> set[Any]:
        """The top share, rounded up, of those active in the last days, by their value there."""
        recent = {
            life.who: -(self._brought_in(model, life, top["days"]) or 0)
            for life in lives
            if any(day_of(event.at) >= _back(life, top["days"]) for event in life.events)
        }
        ranked = sorted(recent, key=lambda who: (recent[who], who))
        return set(ranked[: ceil(Decimal(str(top["share"])) * len(ranked))])

    def _row(self, model: Given, life: Life) -> Row:
        """What is said of the entity: by its first event, or by the latest before the end."""
        row = {model["primary_key"][0]: life.who}
        for dimension in (given for given in model["dimensions"] if "keep" in given):
            first = dimension["keep"] == "first"
            event = life.events[0 if first else -1]
            values = [row[dimension["expr"]] for row in event.rows]
            known = [value for value in values if value is not None]
            value = (min if first else max)(known) if known else None
            if value is not None and dimension.get("grain"):
                value = floor(value, dimension["grain"], self.world.weeks)
            row[kept(dimension)] = value
        return row

    def _lives(self, model: Given, buckets: Sequence[Bucket]) -> Iterator[Life]:
        rollup = model["rollup"]
        lapse = timedelta(days=rollup["lapse_after_days"])
        for who, events in self._events(model).items():
            for bucket in buckets:
                seen = [event for event in events if day_of(event.at) < bucket.end]
                if seen:
                    yield Life(who, bucket, seen, events[len(seen) :], lapse)

    def _events(self, model: Given) -> dict[Any, list[Event]]:
        """The events of each entity, in order of time and then of their number."""
        rollup = model["rollup"]
        base = self.world.model(rollup["of"])
        number = next(e["columns"][0] for e in base["entities"] if e["name"] == rollup["event"])
        found: dict[Any, dict[Any, list[Shown]]] = {}
        for shown in self.rows.visible(base):
            who = shown.row[model["primary_key"][0]]
            if who is not None and self._meets(base, shown, rollup.get("where", ())):
                found.setdefault(who, {}).setdefault(shown.row[number], []).append(shown)
        lives = {}
        for who, each in found.items():
            events = [
                Event(nr, min(row.own for row in rows if row.own), [row.row for row in rows])
                for nr, rows in each.items()
            ]
            lives[who] = sorted(events, key=lambda event: (event.at, event.number))
        return lives

    def _brought_in(self, model: Given, life: Life, days: int | None = None) -> Any:
        """The amounts of the entity's rows from its first event to the period's end.

        With `days` only those of so many days before that end.
        """
        rollup = model["rollup"]
        base = self.world.model(rollup["of"])
        return _sum(
            EXPRESSIONS[rollup["amount"]](shown.row)
            for shown in self.rows.visible(base)
            if shown.own is not None
            and shown.row[model["primary_key"][0]] == life.who
            and life.events[0].at <= shown.own
            and day_of(shown.own) < life.bucket.end
            and (days is None or day_of(shown.own) >= _back(life, days))
            and self._meets(base, shown, rollup.get("amount_where", ()))
        )

    def _meets(self, base: Given, shown: Shown, conditions: Sequence[Given]) -> bool:
        return all(
            meets(self.rows.field_of(base, shown, given["field"]), given) for given in conditions
        )


def _back(life: Life, days: int) -> date:
    return life.bucket.end - timedelta(days=days)


def _sum(values: Any) -> Decimal | int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
