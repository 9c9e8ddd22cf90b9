"""What a question's answer is, worked out row by row from the definitions, without any SQL."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from tests.naive.clock import bucket, day_of, earlier_span, floor, later, moved_back, units
from tests.naive.customers import Customers
from tests.naive.formulas import Formulas, Frozen, Group, Part, frozen, value_at
from tests.naive.lookup import Lookup, Refused, Repeated, fields_of, read
from tests.naive.measures import decimal, quotient
from tests.naive.moves import OWN_GRAINS
from tests.naive.parts import Parts
from tests.naive.random_rows import Given
from tests.naive.random_worlds import World
from tests.naive.rows import Rows, Span, times_of


@dataclass
class Evaluator:
    """Answers questions about a world as of a day."""

    world: World
    as_of: date
    lookup: Lookup = field(init=False)
    rows: Rows = field(init=False)

    def __post_init__(self) -> None:
        self.lookup = Lookup(self.world)
        self.rows = Rows(self.world, self.as_of, self.lookup)
        self.lookup.known = Customers(self.world, self.rows).known

    def answer(self, question: Given) -> list[list[Any]]:
        """The rows of the answer, in order. Raises Refused or Repeated."""
        names = question["metrics"]
        formulas = {name: Formulas(self.world).formula(name) for name in names}
        parts = [part for formula in formulas.values() for part in formula.parts]
        question = self._checked(question, parts)
        now, before = self._spans(question, names)
        earlier = formulas
        if question.get("compare") and own_grain(question):
            # Units of the world's own are compared row by row: each is shown a unit later.
            by = (frozen({"unit_before": _unit_before(question)}),)
            earlier = {name: Formulas(self.world).formula(name, (), by) for name in names}
            before = now
        of = Parts(self.world, self.rows)
        values = {part: of.values(part, question, now) for part in parts}
        compared = [part for formula in earlier.values() for part in formula.parts]
        past = {part: of.values(part, question, before) for part in compared} if before else {}
        groups = {group for found in (*values.values(), *past.values()) for group in found}
        groups |= set(self._quiet(question, names))
        if not question["group_by"]:
            groups = {()}
        by_label = before is not None and earlier is formulas
        known = {name: self._known(question, name) for name in names if by_label}
        rows = []
        for group in groups:
            row = list(group)
            label = next((group[question["group_by"].index(k)] for k in times_of(question)), None)
            for name in names:
                value = value_at(formulas[name], values, group)
                row.append(value)
                if before:
                    reaches = not by_label or label in known[name]
                    then = value_at(earlier[name], past, group) if reaches else None
                    row += _compared(value, then)
            rows.append(row)
        return _ordered(rows, question, self._columns(question))

    def _checked(self, question: Given, parts: Iterable[Part]) -> Given:
        """The question with the values that its conditions need. Refusals come before keys."""
        repeated: Repeated | None = None
        try:
            self._check(question, parts)
        except Repeated as found:
            repeated = found
        filters = [self._valued(given, question) for given in question["filters"]]
        if repeated:
            raise repeated
        return {**question, "filters": filters}

    def _valued(self, given: Given, question: Given) -> Given:
        """The condition, with the values of each entity's metric in it."""
        for how in ("all", "any"):
            if how in given:
                parts: list[Given] = [self._valued(part, question) for part in given[how]]
                return {how: parts}
        if "not" in given:
            return {"not": self._valued(given["not"], question)}
        if "metric" not in given:
            return given
        period = question["period"] if given["within"] == "period" else None
        inner: Given = {"metrics": [given["metric"]], "group_by": [given["key"]], "filters": []}
        inner |= {"period": period, "as_of": question["as_of"]}
        formula, of = Formulas(self.world).formula(given["metric"]), Parts(self.world, self.rows)
        self._check(inner, formula.parts)
        metric = self.world.metric(given["metric"])
        # States are those at the end of the question's own period.
        whole = {**question, "group_by": [], "compare": None}
        own = self._spans(whole, question["metrics"])[0]
        span = replace(self._spans(inner, inner["metrics"])[0], buckets=own.buckets)
        values = {part: of.values(part, inner, span) for part in formula.parts}
        found = {
            group: value_at(formula, values, group) for each in values.values() for group in each
        }
        return {**given, "values": (found, self._missing(metric))}

    def _missing(self, metric: Given) -> Any:
        """What an entity without rows has."""
        match metric["type"]:
            case "simple":
                return metric.get("fill_nulls_with")
            case "cumulative":
                return self._missing(self.world.metric(metric["metric"]))
            case "lifecycle":
                return 0
            case _:
                return 0 if metric.get("steps") and metric["calculation"] == "count" else None

    def _columns(self, question: Given) -> list[str]:
        compared = ("", ".previous", ".change", ".change_pct") if question.get("compare") else ("",)
        shown = [f"{name}{part}" for name in question["metrics"] for part in compared]
        return [*question["group_by"], *shown]

    def _check(self, question: Given, parts: Iterable[Part]) -> None:
        """Raises Refused or Repeated where a field has not exactly one value for each row."""
        found = []
        timed = question.get("compare") or times_of(question)
        for part in parts:
            model = self._grouped(part)
            names = [name for name in question["group_by"] if not name.startswith("time.")]
            names += fields_of(question["filters"])
            ways = [(model, self.lookup.way(model, read(name))) for name in names]
            if part.conversion and any(way.spreads for _, way in ways):
                raise Refused("events would count in several groups")
            ways += [
                (each, self.lookup.way(each, read(name)))
                for each, conditions in self._own_conditions(part)
                for name in fields_of([given.given for given in conditions])
            ]
            if any("time" not in each and self.lookup.held(way) for each, way in ways):
                raise Refused("no time at which something held")
            if timed and "time" not in model and "rollup" not in model:
                raise Refused("no time")
            self._check_grains(part, model, question)
            found += [way for _, way in ways]
        if not question["group_by"]:
            self._check_related(question["metrics"])
        for name in question["metrics"]:
            self._check_retention(self.world.metric(name), question)
        for way in found:
            self.lookup.check_keys(way)

    def _check_grains(self, part: Part, model: Given, question: Given) -> None:
        """States are known by the calendar's periods, shifts by units of others only by time."""
        own = own_grain(question)
        filled = part.running and self.world.metric(part.metric).get("join_to_timespine")
        if own and ("rollup" in model or (question.get("compare") and filled)):
            raise Refused("not at such times")
        moved = [
            shift.given.get("window", {"grain": OWN_GRAINS[0]})["grain"] for shift in part.shifts
        ]
        if not times_of(question) and any(grain in OWN_GRAINS for grain in moved):
            raise Refused("known moment by moment")

    def _check_retention(self, metric: Given, question: Given) -> None:
        """Retention is asked for by cohort, and for periods that are no longer than its grain."""
        if metric["type"] != "retention":
            return
        if metric["cohort"] not in (*question["group_by"], *fields_of(question["filters"])):
            raise Refused("no cohort")
        for each in self._spans(question, question["metrics"])[0].buckets:
            begun = floor(each.start, metric["grain"], self.world.weeks)
            if each.end > later(begun, 1, metric["grain"]):
                raise Refused("several periods at once")

    def _check_related(self, names: Sequence[str]) -> None:
        """Figures of one row that share neither a time nor a table around them mean nothing."""
        first, *others = [self._models(name, timed=False) for name in names]
        tied = {name for model in first for name in self.lookup.tied(model)}
        for other in others:
            timed = all("time" in model or "rollup" in model for model in (*first, *other))
            if not timed and not any(model["name"] in tied for model in other):
                raise Refused("unrelated")

    def _own_conditions(self, part: Part) -> Iterator[tuple[Given, tuple[Frozen, ...]]]:
        yield self._grouped(part), part.conditions
        funnel = self.world.metric(part.funnel) if part.funnel else {"steps": ()}
        for given in funnel["steps"][1 : part.steps]:
            step = self.world.metric(given["name"])
            own_and_more = (*step.get("filter", ()), *given.get("filter", ()))
            yield self.world.model(step["model"]), tuple(map(frozen, own_and_more))
        if part.conversion:
            own = self.world.metric(part.metric)
            yield self.world.model(own["model"]), tuple(map(frozen, own.get("filter", ())))

    def _grouped(self, part: Part) -> Given:
        """The model whose rows are grouped."""
        name = part.metric
        if part.conversion:
            name = self.world.metric(part.conversion)["base"]
        return self.world.model(self.world.metric(name)["model"])

    def _spans(self, question: Given, names: Sequence[str]) -> tuple[Span, Span | None]:
        start, end = question["period"] or (None, None)
        grain = next((key.removeprefix("time.") for key in times_of(question)), None)
        grain = None if grain in OWN_GRAINS else grain
        first, until = self._period(question, names)
        weeks = self.world.weeks
        begun = units(first, until, grain, weeks) if grain else [(first, until)]
        parts = [part for part in begun if part[0] < self.as_of]
        shown = [bucket(part, min(part[1], self.as_of), grain, weeks) for part in parts]
        now = Span(start, end, shown, weeks=weeks)
        if not question.get("compare") or own_grain(question):
            return now, None
        labels: dict[date, list[date]] = {}
        spans = []
        for part in parts:
            back = earlier_span(*part, question["compare"], grain, weeks)
            there = moved_back(*part, back)
            seen = moved_back(part[0], min(part[1], self.as_of), back)
            spans.append(bucket(there, seen[1], grain, weeks))
            if grain:
                label = floor(there[0], grain, weeks)
                labels.setdefault(label, []).append(floor(part[0], grain, weeks))
        return now, Span(spans[0].start, spans[-1].end, spans, True, labels, weeks)

    def _period(self, question: Given, names: Sequence[str]) -> tuple[date, date]:
        start, end = question["period"] or (None, None)
        last = min(end or self.as_of, self.as_of) - timedelta(days=1)
        firsts = [first for name in names for first in self._firsts(name) if first]
        start = start or min([last, *firsts])
        return start, end or max(self.as_of, start + timedelta(days=1))

    def _firsts(self, name: str) -> list[date | None]:
        """The first day of data of each timed model that the metric stands on."""
        found = []
        for model in map(self._base, self._models(name)):
            days = [day_of(shown.own) for shown in self.rows.visible(model) if shown.own]
            found.append(min(days, default=None))
        return found

    def _models(self, name: str, *, timed: bool = True) -> list[Given]:
        metric = self.world.metric(name)
        inner = [metric.get(key) for key in ("metric", "base", "conversion", "numerator")]
        inner += [metric.get("denominator"), *metric.get("metrics", ()), *metric.get("steps", ())]
        names = [each if isinstance(each, str) else each["name"] for each in inner if each]
        found = [self.world.model(metric["model"])] if "model" in metric else []
        found += [model for each in names for model in self._models(each, timed=timed)]
        return [model for model in found if "time" in self._base(model) or not timed]

    def _base(self, model: Given) -> Given:
        """The model whose rows are read: of a rollup, what it is made of."""
        return self.world.model(model["rollup"]["of"]) if "rollup" in model else model

    def _known(self, question: Given, name: str) -> set[date | None]:
        """The labels of the periods to whose comparison the data reaches back; None without any."""
        firsts = self._firsts(name)
        if not firsts or None in firsts:
            return set()
        known_from = max(first for first in firsts if first)
        keys = times_of(question)
        grain = keys[0].removeprefix("time.") if keys else None
        first, until = self._period(question, question["metrics"])
        found, weeks = set(), self.world.weeks
        for begun, ended in units(first, until, grain, weeks) if grain else [(first, until)]:
            if begun < self.as_of:
                back = earlier_span(begun, ended, question["compare"], grain, weeks)
                if moved_back(begun, min(ended, self.as_of), back)[1] > known_from:
                    found.add(floor(begun, grain, weeks) if grain else None)
        return found

    def _quiet(self, question: Given, names: Sequence[str]) -> Iterator[Group]:
        """Buckets of the period in which nothing may have happened."""
        if self.world.time_spines or len(question["group_by"]) != 1 or not times_of(question):
            return
        metrics = [self.world.metric(name) for name in names]
        if not any(m.get("join_to_timespine", m["type"] != "simple") for m in metrics):
            return
        grain = question["group_by"][0].removeprefix("time.")
        first, until = self._period(question, names)
        for begun, _ in units(first, until, grain, self.world.weeks):
            if begun < self.as_of:
                yield (floor(begun, grain, self.world.weeks),)


def own_grain(question: Given) -> str | None:
    """The grain of the world's own calendar that an answer goes by, if it does."""
    grains = [key.removeprefix("time.") for key in times_of(question)]
    return next((grain for grain in grains if grain in OWN_GRAINS), None)


def _unit_before(question: Given) -> Given:
    grain = own_grain(question)
    by_place = question["compare"] == "year" and grain != "trade_year"
    return {"grain": grain, "year": "trade_year" if by_place else None}


def _compared(value: Any, past: Any) -> list[Any]:
    change = None if value is None or past is None else decimal(value) - decimal(past)
    return [past, change, quotient(change, past)]


def _ordered(rows: list[list[Any]], question: Given, columns: Sequence[str]) -> list[list[Any]]:
    """Rows as asked for, then by time and the other groups; missing values last."""
    keys, wanted = question["group_by"], question.get("order_by", ())
    rest = sorted(keys, key=lambda key: not key.startswith("time."))
    names = [name.removeprefix("-") for name in wanted]
    for name in reversed([*wanted, *(key for key in rest if key not in names)]):
        rows = _by_column(rows, columns.index(name.removeprefix("-")), down=name.startswith("-"))
    return rows[: question["limit"]] if question.get("limit") else rows


def _by_column(rows: list[list[Any]], place: int, *, down: bool) -> list[list[Any]]:
    known = [row for row in rows if row[place] is not None]
    known.sort(key=lambda row: row[place], reverse=down)
    return known + [row for row in rows if row[place] is None]
