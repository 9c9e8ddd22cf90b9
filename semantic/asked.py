"""The conditions of a question, with every name resolved as its asker may see it."""

from collections.abc import Sequence
from dataclasses import replace

from semantic.condition import Filter
from semantic.conditions import check_on_rows, read_condition
from semantic.errors import CannotCombine, Misplaced, NotApproved, UnknownName
from semantic.filter_tree import AnyFilter, MetricFilter
from semantic.formulas import Writer, combined, on_entity
from semantic.members import find_key, find_metric, measured_name
from semantic.plan import (
    AnyCondition,
    Condition,
    Field,
    Measured,
    Member,
    Moments,
    Test,
    TimeKey,
)
from semantic.query import Query
from semantic.record import record
from semantic.values import fit, fitting
from semantic.view import View


@record
class Asked:
    """A question and who may see what of it; `writer` knows the plan's outline."""

    query: Query
    view: View
    writer: Writer

    def conditions(self) -> tuple[AnyCondition, ...]:
        """What rows must meet: filters on fields, and expressions."""
        filters = (given for given in self.query.filters if not self._on_figure(given))
        found: tuple[AnyCondition, ...] = tuple(self._condition(given) for given in filters)
        return found + tuple(self._test(text) for text in self.query.where)

    def on_metrics(self) -> tuple[Filter, ...]:
        """What the answer's figures must meet."""
        found = []
        for given in self.query.filters:
            if isinstance(given, Filter) and self._on_figure(given):
                if given.field not in self.query.metrics:
                    raise CannotCombine(
                        f"The filter on {given.field} needs {given.field} among the metrics asked "
                        "for.",
                        nearest=self.query.metrics,
                    )
                found.append(fit(given, "number"))
        return tuple(found)

    def _on_figure(self, given: AnyFilter) -> bool:
        return (
            isinstance(given, Filter)
            and "." not in given.field
            and given.field in self.view.granted
        )

    def _condition(self, given: AnyFilter) -> AnyCondition:
        match given:
            case Filter():
                return self._of_field(given)
            case MetricFilter():
                return self._of_entity(given)
            case _:
                return combined(given, self._condition)

    def _of_field(self, given: Filter) -> Condition:
        if self._on_figure(given):
            raise Misplaced(
                f"A condition on {given.field}, a figure of the answer, stands by itself and not "
                "within others.",
                about="metric",
                next_step=f'For a value of each entity, write {{"metric": "{given.field}", '
                '"per": ENTITY, …}.',
            )
        field = find_key(given.field, self.view, self._names, "day")
        if isinstance(field, TimeKey):
            if not field.part:
                raise UnknownName(
                    f"A filter is on a dimension, and {given.field} is none.",
                    next_step="Limit times by the period, `from` and `to`.",
                )
            return Condition(fit(given, "number"), field)
        wanted = fit(given, "text") if field.mask else fitting(given, field.ref.dimension)
        return Condition(wanted, field)

    def _of_entity(self, given: MetricFilter) -> Condition:
        found = self._measured(given.metric, given.per, given.name)
        if given.within == "period" and self.query.compare is not None:
            raise CannotCombine(
                f"{given.name} within the period cannot be compared: each side has its own period.",
                next_step="Leave out the comparison, or write `within: all_time`.",
            )
        moments = self.writer.outline.moments if given.within == "period" else Moments()
        return on_entity(given, found, moments)

    def _test(self, text: str) -> Test:
        """An expression of what the asker may see, masked as they see it."""
        found = read_condition(text)
        check_on_rows(text, found, self.view.granted)
        members = tuple((name, self._member(name)) for name in sorted(found.columns))
        return Test(found.root, members, asked=True)

    def _member(self, name: str) -> Member:
        measured = measured_name(name)
        if measured is None:
            return find_key(name, self.view, self._names, self.writer.grain)
        return self._measured(*measured, name)

    def _measured(self, metric: str, per: str, name: str) -> Measured:
        found = find_metric(metric, self.view)
        if found.name not in self.view.metrics:
            raise NotApproved(
                f"{found.title} is not approved as it stands, or was retired, so it decides "
                "nothing.",
                next_step=f"See what changed: retainer query {found.name}",
            )
        key = find_key(per, self.view, (*self._names, found.name), self.writer.grain)
        if not isinstance(key, Field) or key.mask:
            raise CannotCombine(
                f"{name} needs an entity whose values you may see.",
                next_step="Put in the brackets a dimension that names each one, such as its id.",
            )
        allowed = replace(self.writer, rows=self.view.rows_for(found.name))
        return allowed.measured(found.name, per)

    @property
    def _names(self) -> Sequence[str]:
        return self.query.metrics or tuple(self.view.granted)
