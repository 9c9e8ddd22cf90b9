"""Ask a governed question: resolve, authorise, plan, compile, execute, say what it stands on."""

from collections.abc import Iterable, Sequence
from dataclasses import field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from cachetools import LRUCache

from semantic import coverage
from semantic.approvals import Approvals
from semantic.catalog import Catalog
from semantic.columns import columns_of
from semantic.compile.rollup import frame, kept_name
from semantic.compile.rows import limits, visible
from semantic.compile.scope import Scope, base, masked, own_field
from semantic.compile.statement import statement
from semantic.dialects import COLLATING
from semantic.disclosure import answer
from semantic.disclosure.counts import counted
from semantic.disclosure.guard import Guard
from semantic.disclosure.ledger import Ledger, MemoryLedger
from semantic.errors import OutsideFailure
from semantic.extent import Extent, base_of
from semantic.layout import laid_out
from semantic.members import find_field, find_metric
from semantic.model import Model
from semantic.period import Period
from semantic.plan import Bucket, Field, Plan
from semantic.planner import plan
from semantic.policy import Access, access, meet
from semantic.query import Query
from semantic.ready import Answers, Ready
from semantic.record import record
from semantic.result import MetricUsed, PeriodUsed, Result, Value, plain
from semantic.spine_rows import SpineFault, faults
from semantic.standing import Usable, check_usable, farewells
from semantic.suggest import listed
from semantic.timing import TimeSpine
from semantic.units import Unit
from semantic.view import View
from semantic.warehouse import Asker, Walled, Warehouse, acting_for

# Somebody, or an audience: everybody who will read the answer.


@record
class Engine:
    """The only way to a figure: every query goes through the asker's access.

    `today` is the date as of which queries see the data unless they say otherwise. `ledger`
    remembers what was told of groups that a policy holds to a smallest size.
    """

    catalog: Catalog
    approvals: Approvals
    warehouse: Warehouse
    today: date
    pseudonym_key: str
    ledger: Ledger = field(default_factory=MemoryLedger, repr=False)
    _unique: set[tuple[str, tuple[str, ...], str]] = field(
        default_factory=set, init=False, repr=False
    )
    _seen: dict[str, str | None] = field(default_factory=dict, init=False, repr=False)
    _views: LRUCache[int, tuple[Asker, View]] = field(
        default_factory=lambda: LRUCache(256), init=False, repr=False
    )
    _answers: Answers = field(default_factory=Answers, init=False, repr=False)

    def access(self, principal: Asker) -> Access:
        """What the principal may see; of an audience, what all of its members may see."""
        if isinstance(principal, tuple):
            return meet([access(member, self.catalog.roles) for member in principal])
        return access(principal, self.catalog.roles)

    def view(self, principal: Asker) -> View:
        """The part of the catalog that the principal may see."""
        known = self._views.get(id(principal))
        if known is None or known[0] is not principal:
            usable = Usable(self.approvals, self.today)
            known = principal, View(self.catalog, self.access(principal), usable)
            self._views[id(principal)] = known
        return known[1]

    def run(self, query: Query, principal: Asker) -> Result:
        """The governed answer to a query.

        Raises UnknownName, NotApproved, CannotCombine, BadPeriod, BadValue (refusals) or
        OutsideFailure.
        """
        view = self.view(principal)
        with acting_for(self.warehouse, principal):
            ready = self.ready(query, view)
            if ready.result is not None:
                return ready.result
            result = self._answer(query, view, ready)
        ready.keep(result)
        return result

    def ready(self, query: Query, view: View) -> Ready:
        """The query planned and written, and its answer where it is still known.

        What was worked out for a query is used again for whoever may see the same, for as long as
        the sources stay the same.
        """
        key = (query, view.access.hash, view.access.approves)
        ready = self._answers.get(key)
        if ready is not None and ready.versions == self._versions(ready.versions):
            return ready
        ready = self.prepare(query, view)
        self._answers.keep(key, ready)
        return ready

    def prepare(self, query: Query, view: View) -> Ready:
        """The query planned and written anew. Raises what `run` raises for a refusal."""
        for name in query.metrics:
            check_usable(find_metric(name, view).name, self.approvals, view)
        versions = self._versions(self._sources(query, view))
        as_of = query.as_of or self.today
        period = self._extent.period(query, view, as_of)
        compared = query.metrics if query.compare else ()
        known_from = {name: self._extent.known_from(name, view, as_of) for name in compared}
        compared_by_units = self._extent.beside_units(query, period, as_of)
        made = plan(compared_by_units, view, period, as_of, known_from)
        counts = counted(made, view)
        scope = self._scope(as_of, staged=True, until=period.end, versions=versions)
        written = statement(counts.plan if counts else made, scope)
        self._check_keys(scope.looked_up, view.access)
        return Ready(made, counts, period, written, versions)

    def _answer(self, query: Query, view: View, ready: Ready) -> Result:
        rows = self.warehouse.execute(ready.statement)
        if ready.counts is None:
            return self._result(query, view, ready, rows)
        self._guard.check(query, view, ready, rows)
        rows, withheld = answer.shown(ready.plan, ready.counts, rows)
        result = self._result(query, view, ready, rows)
        if not withheld:
            return result
        return replace(result.with_warnings(answer.warning(ready.counts)), withheld=True)

    def _sources(self, query: Query, view: View) -> set[str]:
        """What the metrics themselves are computed from."""
        names = {model for name in query.metrics for model in view.models_of(view.granted[name])}
        models = [base_of(self.catalog, self.catalog.models[name]) for name in names]
        return {model.source for model in models if model.source}

    def _versions(self, sources: Iterable[str]) -> dict[str, str | None]:
        """The sources' versions now. Where one has changed, nothing learnt of rows is kept."""
        found = {source: self.warehouse.version(source) for source in sources}
        if any(self._seen.get(source, version) != version for source, version in found.items()):
            self._answers.clear()
            self._extent.forget()
            self._unique.clear()
            self._guard.known.clear()
        self._seen.update(found)
        return found

    @cached_property
    def _is_walled(self) -> bool:
        return isinstance(self.warehouse, Walled)

    @cached_property
    def _guard(self) -> Guard:
        def run(made: Plan, period: Period) -> Sequence[Sequence[Any]]:
            scope = self._scope(made.as_of, staged=True, until=period.end)
            return self.warehouse.execute(statement(made, scope))

        return Guard(self.catalog, self.ledger, self.prepare, run, LRUCache(256))

    @cached_property
    def _extent(self) -> Extent:
        def scope(as_of: date) -> Scope:
            return self._scope(as_of, staged=False)

        return Extent(self.catalog, scope, self.warehouse.execute)

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
        if not limits(self.catalog, base_of(self.catalog, ref.model), view.access.any_rows):
            return ()
        day = as_of or self.today
        mask = view.access.masks_for(view.granted).get(ref.dimension.field)
        given = Field(ref, (ref.dimension.entity,), name, mask)
        made = self._values_statement(given, view.access, day).limit(limit + 1)
        with acting_for(self.warehouse, principal):
            found = [plain(row[0]) for row in self.warehouse.execute(made)]
        return tuple(found) if len(found) <= limit else ()

    def bounds(self, principal: Asker, as_of: date | None = None) -> tuple[date, date] | None:
        """First and last local day with data visible to the principal; None without data."""
        with acting_for(self.warehouse, principal):
            return self._extent.days(self.access(principal), as_of or self.today)

    def units(self, grain: str) -> tuple[Unit, ...]:
        """The units of a custom grain made of days, in order; of any other grain there are none."""
        known = any(grain in spine.custom for spine in self.catalog.time_spines)
        return self._extent.units(grain, self.today) if known else ()

    def repeated_keys(self, name: str, limit: int = 10) -> tuple[Value, ...]:
        """Key values that identify more than one row of a model; none when the key holds."""
        model = self.catalog.models[name]
        return self._repeated(model, model.primary_key, limit)

    def spine_faults(self, spine: TimeSpine, principal: Asker) -> tuple[SpineFault, ...]:
        """What is wrong with a time spine's rows, beside the data that the principal may see."""
        data = self.bounds(principal)
        with acting_for(self.warehouse, principal):
            scope = self._scope(self.today, staged=True)
            return tuple(faults(spine, scope, self.warehouse.execute, data))

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

    def _check_spans(self, model: Model, columns: Sequence[str]) -> None:
        """Raises OutsideFailure where rows of one key hold at the same time."""
        assert model.validity is not None
        source = base(self._scope(self.today, staged=True), model)
        start, end = source.c[model.validity.start], source.c[model.validity.end]
        keys = [source.c[column] for column in columns]
        following = sa.func.lead(start).over(partition_by=keys, order_by=start).label("following")
        known = [start.is_not(None), *(key.is_not(None) for key in keys)]
        spans = sa.select(end.label("until"), following).where(*known).subquery("spans")
        still = sa.or_(spans.c.until.is_(None), spans.c.until > spans.c.following)
        found = sa.select(spans.c.until).where(spans.c.following.is_not(None), still).limit(1)
        if self.warehouse.execute(found):
            raise OutsideFailure(
                f"{model.label or model.name} hold several rows of one {listed(columns, 'and')} at "
                "the same time, so figures looked up there would count rows twice. Nothing was "
                "computed.",
                next_step=f"Mend the rows, so that each ends by the {model.validity.start} of the "
                "next.",
            )

    def _check_keys(self, looked_up: Iterable[tuple[str, tuple[str, ...]]], access: Access) -> None:
        """A table looked up by a key that is not unique would count rows twice."""
        # Behind a server's own policies everybody sees other rows repeat.
        seen_by = access.hash if self._is_walled else ""
        for name, columns in sorted(set(looked_up)):
            if (name, columns, seen_by) in self._unique:
                continue
            model = self.catalog.models[name]
            if model.validity is not None:
                self._check_spans(model, columns)
            elif self._repeated(model, columns, limit=1, missing=False):
                raise OutsideFailure(
                    f"{model.label or name} hold some {listed(columns, 'and')} more than "
                    "once, so figures looked up there would count rows twice. Nothing was "
                    "computed.",
                    next_step="See which: retainer check --live",
                )
            self._unique.add((name, columns, seen_by))

    def _scope(
        self,
        as_of: date,
        *,
        staged: bool,
        until: date = date.max,
        versions: dict[str, str | None] | None = None,
    ) -> Scope:
        """Where a statement over data before `as_of` is built; `until` is its period's end.

        What is computed as of a date, such as a prediction, is computed as of the period's end.
        `versions` takes down each source's version before it is read.
        """

        def table(source: str) -> str:
            if versions is not None and source not in versions:
                versions.update(self._versions([source]))
            return self.warehouse.table(source, min(as_of, until))

        return Scope(
            catalog=self.catalog,
            as_of=as_of,
            table=table,
            answer=statement,
            collates=self.warehouse.dialect.name in COLLATING,
            exact=self.warehouse.exact,
            stage=self.warehouse.stage if staged else None,
            pseudonym_key=self.pseudonym_key if staged else "********",
        )

    def _values_statement(self, given: Field, allowed: Access, as_of: date) -> sa.Select[Any]:
        scope = self._scope(as_of, staged=True)
        model = given.ref.model
        if model.rollup is not None:
            return _rollup_values(scope, given, allowed)
        source = visible(scope, model, allowed.any_rows)
        own = own_field(scope, model, {column.name: column for column in source.c}, given.ref)
        assert own is not None
        return _distinct(masked(scope, given, own), source)

    def _result(
        self, query: Query, view: View, ready: Ready, rows: Sequence[Sequence[Any]]
    ) -> Result:
        made, period = ready.plan, ready.period
        columns = columns_of(view, made)
        values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
        bounds = self._extent.bounds(query.metrics, view, made.as_of)
        partial = coverage.is_partial(period, made.as_of, bounds.values(), view)
        compared = coverage.compared_period(made, bounds.values(), view)
        ran = ready.counts.plan if ready.counts else made

        def spelled() -> str:
            return self._spelled(
                statement(ran, self._scope(made.as_of, staged=False, until=period.end))
            )

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
            spelled=spelled,
            dialect=self.warehouse.dialect.name,
            warnings=(
                *farewells(query.metrics, view),
                *coverage.overlap_warnings(made),
                *(
                    coverage.warnings(period, made, compared, bounds.values(), view)
                    if bounds
                    else ()
                ),
            ),
            previous=compared,
            partial_periods=coverage.partial_buckets(made, bounds.values(), view)
            + self._extent.cut_units(made, period),
            filters=tuple(given.model_dump(mode="json", by_alias=True) for given in query.filters),
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


def _distinct(value: sa.ColumnElement[Any], source: sa.FromClause) -> sa.Select[Any]:
    found = sa.select(value.label("value")).select_from(source).where(value.is_not(None))
    inner = found.distinct().subquery("found")
    return sa.select(inner.c.value).order_by(inner.c.value)


def _rollup_values(scope: Scope, given: Field, allowed: Access) -> sa.Select[Any]:
    model, day = given.ref.model, scope.as_of
    bucket = Bucket(day, Period(day, day), Period(day, day))
    wanted = frozenset({given.ref.dimension.name})
    source = frame(scope, model, allowed.any_rows, [bucket], wanted=wanted)
    own = own_field(scope, model, {column.name: column for column in source.c}, given.ref)
    value = own if own is not None else source.c[kept_name(given.ref.dimension)]
    return _distinct(masked(scope, given, value), source)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
