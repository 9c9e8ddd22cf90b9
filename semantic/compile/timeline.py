"""Time spines as tables, and how rows move along them: running totals, shifts, custom grains."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

import sqlalchemy as sa

from semantic.catalog import Catalog
from semantic.compile.expressions import Element, fixed
from semantic.compile.scope import Scope, midnight, table_of
from semantic.definition import DatePart
from semantic.dialects import before, date_part, to_grain
from semantic.errors import CannotCombine
from semantic.members import STANDARD, finest, is_standard
from semantic.plan import Running, Timing, UnitBefore
from semantic.record import changeable, record
from semantic.timing import Shift, TimeSpine, Window

MOMENT_OF_SPINE = "moment"


def spine_for(catalog: Catalog, grain: str) -> TimeSpine:
    """The declared spine with the longest grain that has a row for each unit of `grain`.

    Raises CannotCombine when there is none.
    """
    if not is_standard(grain):
        return next(spine for spine in catalog.time_spines if grain in spine.custom)
    fit = [
        spine
        for spine in catalog.time_spines
        if STANDARD.index(spine.grain) <= STANDARD.index(grain)
    ]
    if not fit:
        raise CannotCombine(
            f"No time spine has a row for each {grain}.",
            next_step="Ask by a longer grain, or have the steward declare such a spine.",
        )
    return max(fit, key=lambda spine: STANDARD.index(spine.grain))


def moments(scope: Scope, grain: str) -> sa.CTE:
    """A row for each unit of the standard grain that began before the as-of date."""
    spine = spine_for(scope.catalog, grain)

    def build() -> sa.Select[Any]:
        table = table_of(scope, spine.source, (spine.column,))
        moment = table.c[spine.column]
        value = moment if grain == spine.grain else to_grain(grain, moment, scope.week_start)
        chosen = sa.select(value.label(MOMENT_OF_SPINE))
        chosen = chosen.where(moment < fixed(midnight(scope.as_of)))
        return chosen if grain == spine.grain else chosen.distinct()

    return scope.once(("spine", grain), f"each_{grain}", build)


def calendar(scope: Scope, grain: str) -> sa.CTE:
    """A custom grain's unit for each moment of its spine: `moment`, `unit`, `first`, `nr`, `place`.

    `first` is the unit's first moment, `nr` counts the units, `place` the moments within one.
    """
    spine = spine_for(scope.catalog, grain)

    def build() -> sa.Select[Any]:
        table = table_of(scope, spine.source, (spine.column, spine.custom[grain]))
        moment, unit = table.c[spine.column], table.c[spine.custom[grain]]
        first = sa.func.min(moment).over(partition_by=unit)
        known = (
            sa.select(moment.label(MOMENT_OF_SPINE), unit.label("unit"), first.label("first"))
            .where(moment < fixed(midnight(scope.as_of)))
            .subquery("known")
        )
        number = sa.func.dense_rank().over(order_by=known.c.first)
        place = sa.func.row_number().over(
            partition_by=known.c.unit, order_by=known.c[MOMENT_OF_SPINE]
        )
        columns = (known.c[MOMENT_OF_SPINE], known.c.unit, known.c.first)
        return sa.select(*columns, number.label("nr"), place.label("place"))

    return scope.once(("calendar", grain), f"calendar_of_{grain}", build)


def same_place(scope: Scope, window: Window) -> sa.CTE:
    """For each moment of a custom grain's spine the one in the same place of an earlier unit.

    `moment` and `since`: the last moment of a unit that is shorter, null where there is no unit.
    """
    table = calendar(scope, window.grain)

    def build() -> sa.Select[Any]:
        here = table.alias("here")
        size = sa.func.count().over(partition_by=table.c.nr).label("size")
        there = sa.select(table.c[MOMENT_OF_SPINE], table.c.nr, table.c.place, size).subquery(
            "there"
        )
        on = sa.and_(
            there.c.nr == here.c.nr - fixed(window.count),
            there.c.place == sa.func.least(here.c.place, there.c.size),
        )
        since = there.c[MOMENT_OF_SPINE].label("since")
        return sa.select(here.c[MOMENT_OF_SPINE], since).select_from(here.outerjoin(there, on))

    return scope.once(("back", window), f"{window.count}_{window.grain}_before", build)


def a_unit_later(scope: Scope, before: UnitBefore) -> sa.CTE:
    """For each moment `was` of a custom grain's spine the `moment` that it is compared with.

    That lies in the same place of the unit after; what a longer unit has beyond it belongs to the
    last moment. A unit that the as-of date cuts is compared with as many moments.
    """
    spine = spine_for(scope.catalog, before.grain)
    limit = fixed(midnight(scope.as_of))

    def build() -> sa.Select[Any]:
        columns = dict.fromkeys((spine.column, spine.custom[before.grain]))
        years = spine.custom[before.year] if before.year else spine.custom[before.grain]
        table = table_of(scope, spine.source, {**columns, years: None})
        moment, unit, year = (
            table.c[name] for name in (spine.column, spine.custom[before.grain], years)
        )
        known = sa.select(
            moment.label(MOMENT_OF_SPINE),
            unit.label("unit"),
            year.label("year"),
            sa.func.min(moment).over(partition_by=unit).label("first"),
            sa.func.max(moment).over(partition_by=unit).label("last"),
            sa.func.min(moment).over(partition_by=year).label("began"),
        ).subquery("known")
        at = known.c[MOMENT_OF_SPINE]
        placed = sa.select(
            *(at, known.c.unit, known.c.last),
            sa.func.row_number().over(partition_by=known.c.unit, order_by=at).label("place"),
            sa.func.count().over(partition_by=known.c.unit).label("size"),
            sa.func.dense_rank().over(order_by=known.c.first).label("nr"),
            sa.func.dense_rank().over(order_by=known.c.began).label("year_nr"),
            sa.func.dense_rank()
            .over(partition_by=known.c.year, order_by=known.c.first)
            .label("seat"),
        ).cte(f"places_of_{before.grain}")
        here, there = placed.alias("earlier_place"), placed.alias("later_place")
        same = sa.func.least(here.c.place, there.c.size)
        on = [there.c.place == sa.case((there.c.last < limit, same), else_=here.c.place)]
        if before.year:
            on += [there.c.year_nr == here.c.year_nr + fixed(1), there.c.seat == here.c.seat]
        else:
            on.append(there.c.nr == here.c.nr + fixed(1))
        found = sa.select(here.c[MOMENT_OF_SPINE].label("was"), there.c[MOMENT_OF_SPINE])
        return found.select_from(here.join(there, sa.and_(*on))).where(
            there.c[MOMENT_OF_SPINE] < limit
        )

    return scope.once(("later", before), f"{before.grain}_after", build)


@record
class Since:
    """Where a running total over units of a custom grain begins, for each moment of its spine.

    `holds` says whether a row's own time counts at the moment of the table's row.
    """

    table: sa.CTE
    grain: str
    holds: Callable[[sa.FromClause, Element], Element]


def since_units(scope: Scope, running: Running) -> list[Since]:
    """What a running total's window, or the grain it begins with, ask for where they are custom."""
    found = []
    window, unit = running.window, running.to_date
    if window is not None and not is_standard(window.grain):
        grain = spine_for(scope.catalog, window.grain).grain

        def later(table: sa.FromClause, own: Element) -> Element:
            begins = to_grain(grain, own, scope.week_start)
            return sa.or_(table.c.since.is_(None), begins > table.c.since)

        found.append(Since(same_place(scope, window), grain, later))
    if unit is not None and not is_standard(unit):
        base = spine_for(scope.catalog, unit).grain
        found.append(Since(calendar(scope, unit), base, lambda table, own: own >= table.c.first))
    return found


@record
class Cut:
    """The grain that times are cut to, or the part of them that is taken."""

    grain: str | None
    part: DatePart | None = None


@changeable
class Journey:
    """A FROM clause together with the time at which its rows are shown, which moves step by step.

    `grain` is the grain of the rows' own time. Running totals that are shown a unit later are still
    those of their own moments, `totalled`.
    """

    scope: Scope
    clause: sa.FromClause
    moment: Element
    grain: str
    totalled: Element | None = None

    def run(self, running: Running) -> None:
        """Each row also counts for later moments, as a running total asks for."""
        spine = self._alias(moments(self.scope, self.grain))
        shown = spine.c[MOMENT_OF_SPINE]
        own = self._begins(self.grain, self.moment)
        on = [own <= shown]
        if running.window is not None and is_standard(running.window.grain):
            on.append(own > before(shown, running.window.count, running.window.grain))
        if running.to_date is not None and is_standard(running.to_date):
            on.append(own >= self._begins(running.to_date, shown))
        self._join(spine, sa.and_(*on), shown)
        for since in since_units(self.scope, running):
            table = self._alias(since.table)
            at = table.c[MOMENT_OF_SPINE] == self._begins(since.grain, shown)
            self._join(table, sa.and_(at, since.holds(table, own)), shown)

    def shift(self, shift: Shift | UnitBefore, grain: str) -> None:
        """Each row is shown at the moments of `grain` that look back to it."""
        if isinstance(shift, UnitBefore):
            table = self._alias(a_unit_later(self.scope, shift))
            base = spine_for(self.scope.catalog, shift.grain).grain
            self.totalled = table.c.was
            self._join(
                table, table.c.was == self._begins(base, self.moment), table.c[MOMENT_OF_SPINE]
            )
            return
        if shift.window is not None and not is_standard(shift.window.grain):
            self._shift_by_units(shift.window, grain)
            return
        if shift.to_grain is not None and not is_standard(shift.to_grain):
            self._shift_to_unit(shift.to_grain, grain)
            return
        spine = self._alias(moments(self.scope, grain))
        shown = spine.c[MOMENT_OF_SPINE]
        seen: Element
        if shift.window is not None:
            seen = before(shown, shift.window.count, shift.window.grain)
        else:
            seen = self._begins(str(shift.to_grain), shown)
        self._join(spine, self._begins(grain, self.moment) == seen, shown)

    def _shift_by_units(self, window: Window, grain: str) -> None:
        """By units of a custom grain: to the same place of a later unit, or to the whole unit."""
        table = calendar(self.scope, window.grain)
        spine = spine_for(self.scope.catalog, window.grain)
        here, there = self._alias(table), self._alias(table)
        self._join(
            here, here.c[MOMENT_OF_SPINE] == self._begins(spine.grain, self.moment), self.moment
        )
        place = fixed(1) if grain == window.grain else here.c.place
        on = sa.and_(there.c.nr == here.c.nr + fixed(window.count), there.c.place == place)
        self._join(there, on, there.c[MOMENT_OF_SPINE])

    def _shift_to_unit(self, unit: str, grain: str) -> None:
        """From the first moment of a custom grain's unit; a whole unit is its own beginning."""
        if grain == unit:
            return
        table = self._alias(calendar(self.scope, unit))
        on = table.c.first == self._begins(self.grain, self.moment)
        self._join(table, on, table.c[MOMENT_OF_SPINE])

    def keep_first(self, cuts: Sequence[Cut]) -> None:
        """Rows at the first moment of each group of moments that are cut alike."""
        spine = self._alias(moments(self.scope, self.grain))
        moment: Element = spine.c[MOMENT_OF_SPINE]
        each = Journey(self.scope, spine, moment, self.grain)
        groups = [each.cut(moment, cut) for cut in cuts]
        first = sa.func.min(moment).over(partition_by=groups).label("first")
        found = sa.select(moment.label(MOMENT_OF_SPINE), first).select_from(each.clause)
        firsts = found.subquery(f"firsts_{next(self.scope.numbers)}")
        on = sa.and_(firsts.c[MOMENT_OF_SPINE] == firsts.c.first, firsts.c.first == self.moment)
        self._join(firsts, on, self.moment)

    def cut(self, moment: Element, cut: Cut) -> Element:
        """A moment's grain or part; the moment itself without either."""
        if cut.part:
            return date_part(cut.part, moment)
        if cut.grain is None:
            return moment
        return (self._begins if is_standard(cut.grain) else self._unit_of)(cut.grain, moment)

    def _begins(self, grain: str, moment: Element) -> Element:
        return to_grain(grain, moment, self.scope.week_start)

    def _unit_of(self, grain: str, moment: Element) -> Element:
        """The custom grain's unit that a moment lies in."""
        spine = spine_for(self.scope.catalog, grain)
        table = self._alias(calendar(self.scope, grain))
        on = table.c[MOMENT_OF_SPINE] == self._begins(spine.grain, moment)
        self.clause = self.clause.outerjoin(table, on)
        unit: Element = table.c.unit
        return unit

    def _alias(self, table: sa.CTE) -> sa.FromClause:
        return table.alias(f"{table.name}_{next(self.scope.numbers)}")

    def _join(self, table: sa.FromClause, on: Element, moment: Element) -> None:
        self.clause = self.clause.join(table, on)
        self.moment = moment


def shift_grains(
    shifts: Sequence[Shift | UnitBefore], queried: Collection[str], own: str
) -> list[str]:
    """The grain at which each shift matches moments, from the shown time back to the rows'.

    Months are moved as months where the answer is by month: moved day by day, the 31st would have
    no counterpart. Where the shown grain is longer than the shift's, every moment moves on its own.
    """
    found: list[str] = []
    standard = [grain for grain in queried if is_standard(grain)]
    shown = finest(standard) if standard else ""
    moved = False
    for shift in shifts:
        if isinstance(shift, UnitBefore):
            found.append(own)
            continue
        by = shift.window.grain if shift.window else str(shift.to_grain)
        if not is_standard(by):
            shown = by if not moved and set(queried) == {by} else own
        elif not shown or not _moves_whole(shown, by, to_grain=shift.to_grain is not None):
            shown = own
        moved = True
        found.append(shown)
    return found


def _moves_whole(shown: str, by: str, *, to_grain: bool) -> bool:
    if shown == "week" and (to_grain or by != "week"):
        return False
    return is_standard(shown) and STANDARD.index(shown) <= STANDARD.index(by)


def travel(journey: Journey, timing: Timing, cuts: Sequence[Cut]) -> None:
    """Moves rows from their own time to the one they are shown at.

    What is seen from the start of a grain is one value for each group of the answer, seen from the
    group's first moment, and no sum over its moments. Of running totals one is chosen later.
    """
    queried = [cut.grain for cut in cuts if cut.grain and not cut.part]
    if timing.running is not None:
        journey.run(timing.running)
    # Each row of a running total is shown at many moments, of which no longer grain is a sum.
    shown = [] if timing.running else queried
    grains = shift_grains(timing.shifts, shown, journey.grain)
    for shift, grain in reversed(list(zip(timing.shifts, grains, strict=True))):
        journey.shift(shift, grain)
    from_start = [
        isinstance(shift, Shift) and shift.to_grain is not None and grain == journey.grain
        for shift, grain in zip(timing.shifts, grains, strict=True)
    ]
    if any(from_start) and journey.grain not in queried and timing.running is None:
        journey.keep_first(cuts)
