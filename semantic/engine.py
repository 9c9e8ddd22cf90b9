"""Ask a governed question: resolve, authorise, plan, compile, execute, say what it stands on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

import sqlalchemy as sa

from semantic import coverage
from semantic.approvals import Approvals
from semantic.catalog import Catalog
from semantic.compile.rollup import frame, kept_name
from semantic.compile.rows import MOMENT, limits, visible
from semantic.compile.scope import Scope, base, masked, own_field
from semantic.compile.statement import statement
from semantic.coverage import Bounds
from semantic.disclosure import answer
from semantic.disclosure.counts import counted
from semantic.errors import BadPeriod, OutsideFailure
from semantic.layout import laid_out
from semantic.members import FINE, find_field
from semantic.model import Model
from semantic.period import Period
from semantic.plan import Bucket, Field, Key, Plan, TimeKey
from semantic.planner import COMPARED, find_metric, plan
from semantic.policy import Access, Principal, access, meet
from semantic.query import Query
from semantic.result import Column, MetricUsed, PeriodUsed, Result, Value, plain
from semantic.standing import Usable, check_usable, farewells
from semantic.suggest import listed
from semantic.view import View

# Somebody, or an audience: everybody who will read the answer.
Asker = Principal | tuple[Principal, ...]


class Warehouse(Protocol):
    """A database that holds the workspace's sources. Statements only read.

    Failures are raised as OutsideFailure.
    """

    @property
    def dialect(self) -> sa.Dialect:
        """How statements are spelled there."""
        ...

    def execute(self, statement: sa.Select[Any]) -> Sequence[Sequence[Any]]:
        """All rows of a SELECT."""
        ...

    def table(self, source: str, as_of: date) -> str:
        """The name of a source's table; a computed source is computed as of the date first."""
        ...

    def stage(self, name: str, base: sa.Select[Any]) -> sa.FromClause | None:
        """The rows of `base` from where they are quicker to read; None without such a place."""
        ...


@dataclass(frozen=True)
class Engine:
    """The only way to a figure: every query goes through the asker's access.

    `today` is the date as of which queries see the data unless they say otherwise.
    """

    catalog: Catalog
    approvals: Approvals
    warehouse: Warehouse
    today: date
    pseudonym_key: str
    _bounds: dict[tuple[str, str, date], Bounds] = field(default_factory=dict, repr=False)
    _unique: set[tuple[str, tuple[str, ...]]] = field(default_factory=set, repr=False)

    def access(self, principal: Asker) -> Access:
        """What the principal may see; of an audience, what all of its members may see."""
        if isinstance(principal, tuple):
            return meet([access(member, self.catalog.roles) for member in principal])
        return access(principal, self.catalog.roles)

    def view(self, principal: Asker) -> View:
        """The part of the catalog that the principal may see."""
        return View(self.catalog, self.access(principal), Usable(self.approvals, self.today))

    def run(self, query: Query, principal: Asker) -> Result:
        """The governed answer to a query.

        Raises UnknownName, NotApproved, CannotCombine, BadPeriod, BadValue (refusals) or
        OutsideFailure.
        """
        view = self.view(principal)
        for name in query.metrics:
            check_usable(find_metric(name, view).name, self.approvals, view)
        as_of = query.as_of or self.today
        period = self._period(query, view, as_of)
        known_from = {name: self._known_from(name, view, as_of) for name in query.metrics}
        made = plan(query, view, period, as_of, known_from)
        counts = counted(made, view)
        ran = counts.plan if counts else made
        scope = self._scope(as_of, staged=True, until=period.end)
        compiled = statement(ran, scope)
        self._check_keys(scope.looked_up)
        rows = self.warehouse.execute(compiled)
        if counts is None:
            return self._result(query, view, made, period, rows)
        rows, withheld = answer.shown(made, counts, rows)
        result = self._result(query, view, made, period, rows, ran=ran)
        return result.with_warnings(answer.warning(counts)) if withheld else result

    def values(
        self, name: str, principal: Asker, *, limit: int = 5000, as_of: date | None = None
    ) -> tuple[Value, ...]:
        """The values of a dimension in the rows that the principal may see, sorted.

        Empty for personal data, when there are more than `limit`, and where the asker's policy says
        nothing of the dimension's rows.
        """
        view = self.view(principal)
        ref = find_field(name, view)
        if ref.dimension.pii or ref.dimension.type == "boolean":
            return ()
        if not limits(self.catalog, self._base(ref.model), view.access.any_rows):
            return ()
        day = as_of or self.today
        mask = view.access.masks_for(view.granted).get(ref.dimension.field)
        given = Field(ref, (ref.dimension.entity,), name, mask)
        made = self._values_statement(given, view.access, day).limit(limit + 1)
        found = [plain(row[0]) for row in self.warehouse.execute(made)]
        return tuple(found) if len(found) <= limit else ()

    def bounds(self, principal: Asker, as_of: date | None = None) -> tuple[date, date] | None:
        """First and last local day with data visible to the principal; None without data."""
        day = as_of or self.today
        given = self.access(principal)
        found = [
            self._model_bounds(name, given, day)
            for name in self._timed(self.catalog.models)
            if not self._hides_time(name, given)
        ]
        firsts = [bounds.first for bounds in found if bounds.first]
        lasts = [bounds.last for bounds in found if bounds.last]
        return (min(firsts).date(), max(lasts).date()) if firsts and lasts else None

    def _hides_time(self, name: str, allowed: Access) -> bool:
        time = self.catalog.models[name].time
        return time is not None and f"{name}.{time.column}" in allowed.hidden_columns

    def repeated_keys(self, name: str, limit: int = 10) -> tuple[Value, ...]:
        """Key values that identify more than one row of a model; none when the key holds."""
        model = self.catalog.models[name]
        return self._repeated(model, model.primary_key, limit)

    def _repeated(
        self, model: Model, columns: Sequence[str], limit: int, *, missing: bool = True
    ) -> tuple[Value, ...]:
        """Values of the columns that several rows have; of `missing` ones only if they count."""
        if model.rollup is not None or not columns:
            return ()
        source = base(self._scope(self.today, staged=True), model)
        keys = [source.c[column] for column in columns]
        known = [] if missing else [key.is_not(None) for key in keys]
        found = sa.select(*keys).where(*known).group_by(*keys).having(sa.func.count() > 1)
        rows = self.warehouse.execute(found.order_by(*keys).limit(limit))
        return tuple(plain(row[0] if len(row) == 1 else str(tuple(row))) for row in rows)

    def _check_keys(self, looked_up: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        """A table looked up by a key that is not unique would count rows twice."""
        for name, columns in sorted(set(looked_up) - self._unique):
            model = self.catalog.models[name]
            if self._repeated(model, columns, limit=1, missing=False):
                raise OutsideFailure(
                    f"{model.label or name} hold some {listed(columns, 'and')} more than "
                    "once, so figures looked up there would count rows twice. Nothing was "
                    "computed.",
                    next_step="See which: retainer check --live",
                )
            self._unique.add((name, columns))

    def _scope(self, as_of: date, *, staged: bool, until: date = date.max) -> Scope:
        """Where a statement over data before `as_of` is built; `until` is its period's end.

        What is computed as of a date, such as a prediction, is computed as of the period's end.
        """
        return Scope(
            catalog=self.catalog,
            as_of=as_of,
            table=lambda source: self.warehouse.table(source, min(as_of, until)),
            stage=self.warehouse.stage if staged else None,
            pseudonym_key=self.pseudonym_key if staged else "********",
        )

    def _values_statement(self, given: Field, allowed: Access, as_of: date) -> sa.Select[Any]:
        scope = self._scope(as_of, staged=True)
        model = given.ref.model
        if model.rollup is not None:
            return _rollup_values(scope, given, allowed)
        source = visible(scope, model, allowed.any_rows)
        own = own_field(model, {column.name: column for column in source.c}, given.ref)
        assert own is not None
        return _distinct(masked(scope, given, own), source)

    def _timed(self, names: Any) -> list[str]:
        """Models with a time of their own behind the named ones."""
        bases = []
        for name in names:
            base = self._base(self.catalog.models[name])
            if base.time is not None:
                bases.append(base.name)
        return list(dict.fromkeys(bases))

    def _base(self, model: Model) -> Model:
        """The model whose rows are read: of a rollup, what it is made of."""
        return self.catalog.models[model.rollup.of] if model.rollup else model

    def _model_bounds(self, name: str, allowed: Access, as_of: date) -> Bounds:
        key = (name, allowed.hash, as_of)
        if not limits(self.catalog, self.catalog.models[name], allowed.any_rows):
            return Bounds(None, None)
        if key not in self._bounds:
            model = self.catalog.models[name].model_copy(update={"distinct": False})
            source = visible(self._scope(as_of, staged=False), model, allowed.any_rows)
            ends = sa.select(sa.func.min(source.c[MOMENT]), sa.func.max(source.c[MOMENT]))
            ((first, last),) = self.warehouse.execute(ends)
            self._bounds[key] = Bounds(first, last)
        return self._bounds[key]

    def _period(self, query: Query, view: View, as_of: date) -> Period:
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

    def _known_from(self, metric: str, view: View, as_of: date) -> date | None:
        """The first day on which every model that the metric stands on has data."""
        found = [bounds.first for bounds in self._bounds_of([metric], view, as_of).values()]
        known = [first.date() for first in found if first]
        return max(known) if known and len(known) == len(found) else None

    def _first_day(self, query: Query, view: View, as_of: date) -> date:
        _, end = query.period.moments
        last = min(_day_after(end) if end else as_of, as_of) - timedelta(days=1)
        found = self._bounds_of(query.metrics, view, as_of).values()
        return min([last, *(bounds.first.date() for bounds in found if bounds.first)])

    def _bounds_of(self, metrics: Iterable[str], view: View, as_of: date) -> dict[str, Bounds]:
        models = [m for name in metrics for m in view.models_of(view.granted[name])]
        return {name: self._model_bounds(name, view.access, as_of) for name in self._timed(models)}

    def _result(
        self,
        query: Query,
        view: View,
        made: Plan,
        period: Period,
        rows: Sequence[Sequence[Any]],
        ran: Plan | None = None,
    ) -> Result:
        columns = _columns(view, made)
        values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
        bounds = self._bounds_of(query.metrics, view, made.as_of)
        partial = coverage.is_partial(period, made.as_of, bounds.values(), view.access)
        compared = coverage.compared_period(made, bounds.values(), view.access)
        shown = statement(ran or made, self._scope(made.as_of, staged=False, until=period.end))
        return Result(
            columns=columns,
            data={
                column.name: [plain(value) for value in found]
                for column, found in zip(columns, values, strict=True)
            },
            metrics=tuple(self._used(name, view) for name in dict.fromkeys(query.metrics)),
            period=PeriodUsed(period.start, period.end, partial),
            as_of=made.as_of,
            freshness={name: _iso(found.last) for name, found in bounds.items()},
            policy=view.access.hash,
            sql=self._spelled(shown),
            dialect=self.warehouse.dialect.name,
            warnings=(
                *farewells(query.metrics, view),
                *coverage.overlap_warnings(made),
                *(
                    coverage.warnings(period, made, compared, bounds.values(), view.access)
                    if bounds
                    else ()
                ),
            ),
            previous=compared,
            partial_periods=coverage.partial_buckets(made, bounds.values(), view.access),
            filters=tuple(given.model_dump(mode="json") for given in query.filters),
        )

    def _used(self, name: str, view: View) -> MetricUsed:
        metric, status = view.granted[name], self.approvals.status(name)
        return MetricUsed(
            name=name,
            hash=status.hash,
            version=metric.governance.version,
            status=status.state,
            owner=metric.governance.owner,
        )

    def _spelled(self, made: sa.Select[Any]) -> str:
        options = {"literal_binds": True}
        return laid_out(str(made.compile(dialect=self.warehouse.dialect, compile_kwargs=options)))


def _day_after(moment: datetime) -> date:
    """The first day that a period up to the moment does not touch."""
    day = moment.date()
    return day if moment == datetime.combine(day, time()) else day + timedelta(days=1)


def _distinct(value: sa.ColumnElement[Any], source: sa.FromClause) -> sa.Select[Any]:
    found = sa.select(value.label("value")).select_from(source).where(value.is_not(None))
    inner = found.distinct().subquery("found")
    return sa.select(inner.c.value).order_by(inner.c.value)


def _rollup_values(scope: Scope, given: Field, allowed: Access) -> sa.Select[Any]:
    model, day = given.ref.model, scope.as_of
    bucket = Bucket(day, Period(day, day), Period(day, day))
    wanted = frozenset({given.ref.dimension.name})
    source = frame(scope, model, allowed.any_rows, [bucket], wanted=wanted)
    own = own_field(model, {column.name: column for column in source.c}, given.ref)
    value = own if own is not None else source.c[kept_name(given.ref.dimension)]
    return _distinct(masked(scope, given, value), source)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _columns(view: View, made: Plan) -> tuple[Column, ...]:
    ends = (".min", ".max") if made.extremes else ("",)
    keys = [
        Column(key.name + end, "dimension", _key_type(key)) for key in made.keys for end in ends
    ]
    metrics = []
    for output in made.outputs:
        unit = view.granted[output.name].format.unit
        metrics.append(Column(output.name, "metric", "number", unit, output.name))
        if output.earlier is not None:
            for part in COMPARED:
                shown = "%" if part == "change_pct" else unit
                name = f"{output.name}.{part}"
                metrics.append(Column(name, "metric", "number", shown, output.name))
    return (*keys, *metrics)


def _key_type(key: Key) -> str:
    if key.part:
        return "number"
    if isinstance(key, TimeKey):
        return "timestamp" if key.grain in FINE else "date"
    return "text" if key.mask else key.ref.dimension.type
