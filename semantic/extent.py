"""How far the data reaches, as far as an asker may see, and the period that a question is about."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from semantic.catalog import Catalog
from semantic.compile.rows import MOMENT, limits, visible
from semantic.compile.scope import Scope
from semantic.coverage import Bounds
from semantic.errors import BadPeriod
from semantic.members import STANDARD
from semantic.model import Model
from semantic.period import Period
from semantic.plan import Plan, TimeKey
from semantic.policy import Access
from semantic.query import Query
from semantic.record import record
from semantic.units import Unit, before, cut_units, may_be_a_unit, read_units, units_of
from semantic.view import View


@record
class Extent:
    """First and last moments of the models' visible rows, each looked up once.

    `scope` is where a statement as of a date is built, `execute` gives its rows.
    """

    catalog: Catalog
    scope: Callable[[date], Scope]
    execute: Callable[[sa.Select[Any]], Sequence[Sequence[Any]]]
    _bounds: dict[tuple[str, str, date], Bounds] = field(default_factory=dict)
    _units: dict[str, tuple[Unit, ...]] = field(default_factory=dict)

    def days(self, allowed: Access, as_of: date) -> tuple[date, date] | None:
        """First and last local day with visible data of any model; None without data."""
        found = [
            self._of_model(name, allowed, as_of)
            for name in self._timed(self.catalog.models)
            if not self._hides_time(name, allowed)
        ]
        firsts = [bounds.first for bounds in found if bounds.first]
        lasts = [bounds.last for bounds in found if bounds.last]
        return (min(firsts).date(), max(lasts).date()) if firsts and lasts else None

    def bounds(self, metrics: Iterable[str], view: View, as_of: date) -> dict[str, Bounds]:
        """The bounds of every model that the metrics stand on, by the model's name."""
        models = [m for name in metrics for m in view.models_of(view.granted[name])]
        return {name: self._of_model(name, view.access, as_of) for name in self._timed(models)}

    def known_from(self, metric: str, view: View, as_of: date) -> date | None:
        """The first day on which every model that the metric stands on has data."""
        found = [bounds.first for bounds in self.bounds([metric], view, as_of).values()]
        known = [first.date() for first in found if first]
        return max(known) if known and len(known) == len(found) else None

    def period(self, query: Query, view: View, as_of: date) -> Period:
        """The days that a question is about. Raises BadPeriod where there are none to see."""
        first, last = query.period.moments
        start = first.date() if first else self._first_day(query, view, as_of)
        end = _day_after(last) if last else max(as_of, start + timedelta(days=1))
        if start >= as_of:
            raise BadPeriod(
                f"The period from {start} lies in the future: the data is seen as of {as_of}.",
                next_step=f"Ask for days before {as_of}, or give a later --as-of.",
            )
        if end <= start:
            raise BadPeriod(
                f"The period from {start} to {end} is empty: `to` is the first day after.",
                next_step="Give a `to` later than `from`.",
            )
        return Period(start, end)

    def beside_units(self, query: Query, period: Period, as_of: date) -> Query:
        """The query, compared with the unit before where its period is a unit of a custom grain."""
        if not may_be_a_unit(query, period, self.catalog.settings.week_start):
            return query
        for spine in self.catalog.time_spines:
            for grain in spine.custom:
                units = self.units(grain, as_of)
                chosen = before(query, period, as_of, grain, units)
                if chosen is not None:
                    return query.model_copy(update={"compare": chosen})
        return query

    def cut_units(self, made: Plan, period: Period) -> tuple[str, ...]:
        """The groups that are units of a custom grain of which the answer has only a part."""
        times = [key for key in made.keys if isinstance(key, TimeKey)]
        if len(times) != 1 or times[0].part or times[0].grain in STANDARD:
            return ()
        units = self.units(times[0].grain, made.as_of)
        return cut_units(period.until(made.as_of), units)

    def units(self, grain: str, as_of: date) -> tuple[Unit, ...]:
        """The units of a custom grain that is made of days, each looked up once."""
        spine = next(given for given in self.catalog.time_spines if grain in given.custom)
        if spine.grain != "day":
            return ()
        if grain not in self._units:
            self._units[grain] = read_units(self.execute(units_of(spine, grain, self.scope(as_of))))
        return self._units[grain]

    def forget(self) -> None:
        """Looks everything up again when it is next asked for."""
        self._bounds.clear()
        self._units.clear()

    def _first_day(self, query: Query, view: View, as_of: date) -> date:
        _, end = query.period.moments
        last = min(_day_after(end) if end else as_of, as_of) - timedelta(days=1)
        found = self.bounds(query.metrics, view, as_of).values()
        return min([last, *(bounds.first.date() for bounds in found if bounds.first)])

    def _of_model(self, name: str, allowed: Access, as_of: date) -> Bounds:
        key = (name, allowed.hash, as_of)
        if not limits(self.catalog, self.catalog.models[name], allowed.any_rows):
            return Bounds(None, None)
        if key not in self._bounds:
            model = self.catalog.models[name].model_copy(update={"distinct": False})
            source = visible(self.scope(as_of), model, allowed.any_rows)
            ends = sa.select(sa.func.min(source.c[MOMENT]), sa.func.max(source.c[MOMENT]))
            ((first, last),) = self.execute(ends)
            self._bounds[key] = Bounds(first, last)
        return self._bounds[key]

    def _hides_time(self, name: str, allowed: Access) -> bool:
        time_of = self.catalog.models[name].time
        return time_of is not None and f"{name}.{time_of.column}" in allowed.hidden_columns

    def _timed(self, names: Iterable[str]) -> list[str]:
        """Models with a time of their own behind the named ones."""
        bases = [base_of(self.catalog, self.catalog.models[name]) for name in names]
        return list(dict.fromkeys(base.name for base in bases if base.time is not None))


def base_of(catalog: Catalog, model: Model) -> Model:
    """The model whose rows are read: of a rollup, what it is made of."""
    return catalog.models[model.rollup.of] if model.rollup else model


def _day_after(moment: datetime) -> date:
    """The first day that a period up to the moment does not touch."""
    day = moment.date()
    return day if moment == datetime.combine(day, time()) else day + timedelta(days=1)
