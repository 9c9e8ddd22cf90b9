"""Our conditions as dbt's where-templates: members become the four calls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from semantic.catalog import Catalog
from semantic.exchange.as_sql import as_test, as_tree, number
from semantic.exchange.losses import NotCarried
from semantic.expression import parse
from semantic.expression_text import spelled
from semantic.expression_tree import Call, Column, Constant, Node, rebuilt
from semantic.filter_tree import AnyFilter, MetricFilter
from semantic.members import candidates, measured_name, read_name
from semantic.model import Filter, Model
from semantic.routes import ways


@dataclass(frozen=True)
class Filters:
    """Writes conditions; `primary` gives the entity that dbt calls a model's dimensions by."""

    catalog: Catalog
    primary: Callable[[Model], str]

    def of(
        self, model: Model, filters: Sequence[AnyFilter], where: Sequence[str]
    ) -> dict[str, Any] | None:
        """Dbt's filter for conditions on rows of the model; None without any.

        Raises NotCarried for a member that dbt has no call for.
        """
        roots = [as_tree(each, self._test) for each in filters]
        roots += [parse(text).root for text in where]
        if not roots:
            return None
        return {"where_filters": [{"where_sql_template": self._text(model, r)} for r in roots]}

    def _test(self, given: Filter | MetricFilter) -> Node:
        if isinstance(given, MetricFilter):
            value: Node = Column(given.name)
            fill = getattr(self.catalog.metrics[given.metric], "fill_nulls_with", None)
            if fill is not None:
                value = Call("coalesce", (value, Constant(number(fill))))
            return as_test(
                Filter(field=given.name, op=given.op, value=given.value), value, "number"
            )
        kind = self.catalog.dimensions[given.field].dimension.type
        return as_test(given, Column(given.field), kind)

    def _text(self, model: Model, root: Node) -> str:
        calls: dict[str, str] = {}

        def named(node: Node) -> Node | None:
            if not isinstance(node, Column):
                return None
            # A name that no expression has, so that nothing else is replaced by the call.
            stand_in = f"__CALL_{len(calls)}__"
            calls[stand_in] = self._call(model, node.name)
            return Column(stand_in)

        text = spelled(rebuilt(root, named))
        for stand_in, call in calls.items():
            text = text.replace(stand_in, "{{ " + call + " }}")
        return text

    def _call(self, model: Model, name: str) -> str:
        measured = measured_name(name)
        if measured:
            return f"Metric('{measured[0]}', group_by=['{measured[1].replace('.', '__')}'])"
        asked = read_name(name, self.catalog)
        if asked.part:
            raise NotCarried(f"dbt has no call for {name!r} in a condition.")
        if asked.path[0] == "time":
            return f"TimeDimension('metric_time', '{asked.grain or 'day'}')"
        shown = f"{'__'.join(self._path(model, name))}__{asked.name}"
        if asked.path == (asked.name,):
            return f"Entity('{asked.name}')"
        return (
            f"TimeDimension('{shown}', '{asked.grain}')" if asked.grain else f"Dimension('{shown}')"
        )

    def _path(self, model: Model, name: str) -> tuple[str, ...]:
        """The entities by which dbt reaches a dimension."""
        asked = read_name(name, self.catalog)
        ref = next(candidates(self.catalog, asked), None)
        if ref is None:
            raise NotCarried(f"dbt has no call for {name!r} in a condition.")
        (way, *more) = ways(self.catalog, model, asked.path, ref) or (None,)
        if way is None or more or way.several or way.ref.model.source is None:
            raise NotCarried(f"dbt has no way to {name!r}.")
        if not way.route:
            return (self.primary(model),)
        return tuple(step.entity or step.name for step in way.route)
