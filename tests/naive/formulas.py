"""Metrics as formulas over parts, each of which adds up rows of one model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.naive.measures import ARITHMETIC, quotient
from tests.naive.random_rows import Given
from tests.naive.random_worlds import World

Group = tuple[Any, ...]
Values = Mapping[Group, Any]


@dataclass(frozen=True)
class Part:
    """A simple metric as a formula uses it: with more conditions, moved in time, running."""

    metric: str
    conditions: tuple["Frozen", ...] = ()
    shifts: tuple["Frozen", ...] = ()
    running: str | None = None
    conversion: str | None = None
    funnel: str | None = None
    steps: int = 0
    state: str | None = None

    @property
    def before(self) -> bool:
        """Whether it is of units that an answer's are compared with."""
        return any("unit_before" in shift.given for shift in self.shifts)


@dataclass(frozen=True)
class Formula:
    """A value for each group, from the values of parts."""

    parts: tuple[Part, ...]
    value: Callable[[Callable[[Part], Any], Callable[[Part], bool]], Any]


@dataclass(frozen=True)
class Formulas:
    """The formulas of a world's metrics."""

    world: World

    def formula(
        self, name: str, conditions: tuple[Any, ...] = (), shifts: tuple[Any, ...] = ()
    ) -> Formula:
        """The metric as a formula over parts."""
        metric = self.world.metric(name)
        match metric["type"]:
            case "simple":
                own = tuple(map(frozen, metric.get("filter", ())))
                return _of_part(Part(name, own + conditions, shifts), metric)
            case "cumulative":
                inner = self.world.metric(metric["metric"])
                own = tuple(map(frozen, inner.get("filter", ())))
                part = Part(inner["name"], own + conditions, shifts, running=name)
                return _of_part(part, inner)
            case "conversion":
                return self._conversion(metric, conditions, shifts)
            case "funnel":
                return self._funnel(metric, conditions, shifts)
            case "lifecycle":
                return _of_part(Part(name, conditions), {"fill_nulls_with": 0})
            case "retention":
                return _retention(metric, conditions)
            case "ratio":
                return self._ratio(metric, conditions, shifts)
            case _:
                return self._derived(metric, conditions, shifts)

    def _funnel(self, metric: Given, conditions: Any, shifts: Any) -> Formula:
        (first,) = self._input(metric["steps"][0], conditions, shifts).parts

        def reached(count: int) -> Formula:
            part = replace(first, funnel=metric["name"], steps=count)
            return _of_part(part, {"fill_nulls_with": 0})

        last = metric["step"] or len(metric["steps"])
        came = reached(last)
        if metric["calculation"] == "count":
            return came
        begun = reached(max(1, last - 1) if metric["of"] == "previous" else 1)
        return Formula(
            came.parts + begun.parts,
            lambda of, has: quotient(came.value(of, has), begun.value(of, has)),
        )

    def _input(self, given: Any, conditions: tuple[Any, ...], shifts: tuple[Any, ...]) -> Formula:
        if isinstance(given, str):
            return self.formula(given, conditions, shifts)
        more = tuple(map(frozen, given.get("filter", ())))
        moved = (*shifts, frozen(given["shift"])) if given.get("shift") else shifts
        return self.formula(given["name"], conditions + more, moved)

    def _ratio(self, metric: Given, conditions: Any, shifts: Any) -> Formula:
        above = self._input(metric["numerator"], conditions, shifts)
        below = self._input(metric["denominator"], conditions, shifts)
        return Formula(
            above.parts + below.parts,
            lambda of, has: quotient(above.value(of, has), below.value(of, has)),
        )

    def _derived(self, metric: Given, conditions: Any, shifts: Any) -> Formula:
        one, other = (self._input(given, conditions, shifts) for given in metric["metrics"])
        combine, parts = ARITHMETIC[metric["expr"]], one.parts + other.parts

        def value(of: Callable[[Part], Any], has: Callable[[Part], bool]) -> Any:
            if metric.get("sparse") and not any(map(has, parts)):
                return None
            return combine(one.value(of, has), other.value(of, has))

        return Formula(parts, value)

    def _conversion(self, metric: Given, conditions: Any, shifts: Any) -> Formula:
        base = self.formula(metric["base"], conditions, shifts)
        converted = self.formula(metric["conversion"], (), shifts)
        (before,), (after,) = base.parts, converted.parts
        events = replace(after, conversion=metric["name"], conditions=before.conditions)
        counted = _of_part(events, self.world.metric(metric["conversion"]))
        if metric.get("calculation", "rate") == "rate":
            return Formula(
                (events, before),
                lambda of, has: quotient(counted.value(of, has), base.value(of, has)),
            )
        return Formula(
            (events, before),
            lambda of, has: counted.value(of, has) if has(events) or has(before) else None,
        )


def _retention(metric: Given, conditions: tuple[Any, ...]) -> Formula:
    """Of all who are known, the share that came back."""
    back = "active" if metric["mode"] == "bracketed" else "active_later"
    came_back, known = (
        _of_part(Part(metric["name"], conditions, state=state), {"fill_nulls_with": 0})
        for state in (back, "known")
    )
    return Formula(
        came_back.parts + known.parts,
        lambda of, has: quotient(came_back.value(of, has), known.value(of, has)),
    )


@dataclass(frozen=True)
class Frozen:
    """Part of a definition as something that can be compared and kept in sets."""

    text: str
    given: Given = field(compare=False)


def frozen(given: Given) -> Frozen:
    """The definition, equal to others that say the same."""
    return Frozen(repr(given), given)


def _of_part(part: Part, metric: Given) -> Formula:
    # What is not known of a time before is not zero.
    fill = None if part.before else metric.get("fill_nulls_with")

    def value(of: Callable[[Part], Any], _has: Callable[[Part], bool]) -> Any:
        found = of(part)
        return fill if found is None else found

    return Formula((part,), value)


def value_at(formula: Formula, values: Mapping[Part, Values], group: Group) -> Any:
    """The formula's value for a group."""
    return formula.value(lambda part: values[part].get(group), lambda part: group in values[part])
