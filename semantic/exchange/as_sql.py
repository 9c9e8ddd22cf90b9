"""Our metrics as SQL over `dataset.field` names, where SQL alone can say what they mean."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce

from semantic.catalog import Catalog, FieldRef
from semantic.exchange.losses import NotCarried
from semantic.expression import parse
from semantic.expression_tree import (
    Aggregate,
    Between,
    Binary,
    Call,
    Case,
    Cast,
    Column,
    Constant,
    InList,
    IsNull,
    Like,
    Node,
    Unary,
    rebuilt,
)
from semantic.filter_tree import AllOf, AnyFilter, AnyOf, MetricFilter, NotOf
from semantic.members import read_name
from semantic.model import (
    DerivedMetric,
    Filter,
    Metric,
    MetricInput,
    Model,
    RatioMetric,
    SimpleMetric,
)
from semantic.routes import single_ways

_FUNCTIONS = {
    "sum": "sum", "count": "count", "count_distinct": "count", "average": "avg", "min": "min",
    "max": "max", "median": "median", "percentile": "percentile_cont", "sum_boolean": "sum",
}  # fmt: skip
_COMPARISONS = {"eq": "=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


@dataclass(frozen=True)
class AsSql:
    """Writes metrics of a catalog; `columns` and `fields` give names on the other side.

    `columns` names a model's column, `fields` a dimension by its `entity.name` in ours.
    """

    catalog: Catalog
    columns: Mapping[tuple[str, str], str]
    fields: Mapping[str, str]

    def tree(self, metric: Metric) -> Node:
        """The metric as an expression over the other side's names.

        Raises NotCarried for what SQL over rows cannot say.
        """
        return self._of(metric, ())

    def _of(self, metric: Metric, more: tuple["_Condition", ...]) -> Node:
        conditions = (*more, *(_Condition(text=text) for text in metric.where))
        match metric:
            case SimpleMetric():
                return self._simple(metric, conditions)
            case RatioMetric():
                top, bottom = (
                    self._input(each, conditions) for each in self.catalog.inputs(metric)
                )
                return Binary("/", top, Call("nullif", (bottom, Constant(0))))
            case DerivedMetric():
                inputs = {
                    each.called: self._input(each, conditions)
                    for each in self.catalog.inputs(metric)
                }
                return rebuilt(parse(metric.expr).root, lambda node: _filled_in(node, inputs))
            case _:
                raise NotCarried(f"SQL over rows cannot say what a {metric.type} metric is.")

    def _input(self, given: MetricInput, more: tuple["_Condition", ...]) -> Node:
        if given.shift is not None:
            raise NotCarried("SQL over rows cannot say that a value is of another time.")
        own = tuple(_Condition(filter=each) for each in given.filter)
        own += tuple(_Condition(text=text) for text in given.where)
        return self._of(self.catalog.metrics[given.name], (*more, *own))

    def _simple(self, metric: SimpleMetric, conditions: tuple["_Condition", ...]) -> Node:
        model = self.catalog.models[metric.model]
        if model.rollup is not None or metric.non_additive is not None:
            raise NotCarried("SQL over rows cannot say that it is a state at a period's end.")
        conditions = (*conditions, *(_Condition(filter=each) for each in metric.filter))
        tests = [self._condition(model, each) for each in conditions]
        value = self._value(metric, model)
        if tests:
            holds = tests[0]
            for test in tests[1:]:
                holds = Binary("AND", holds, test)
            value = Case(((holds, value),), None)
        order = value if metric.agg == "percentile" else None
        args = (Constant(metric.percentile),) if metric.agg == "percentile" else (value,)
        function = "percentile_disc" if metric.discrete else _FUNCTIONS[metric.agg]
        found: Node = Aggregate(function, args, metric.agg == "count_distinct", None, order)
        if metric.fill_nulls_with is None:
            return found
        return Call("coalesce", (found, Constant(number(metric.fill_nulls_with))))

    def _value(self, metric: SimpleMetric, model: Model) -> Node:
        if metric.expr is None:
            return self._every_row(model)
        value = rebuilt(parse(metric.expr).root, lambda node: self._named(model, node))
        if metric.agg == "sum_boolean":
            return Case(((value, Constant(1)),), Constant(0))
        return value

    def _every_row(self, model: Model) -> Node:
        """Something that each row of the model has."""
        if len(model.primary_key) == 1:
            return Column(self.columns[model.name, model.primary_key[0]])
        name = self.columns[model.name, min(model.columns)]
        return Case(((IsNull(Column(name), negated=False), Constant(1)),), Constant(1))

    def _named(self, model: Model, node: Node) -> Node | None:
        if not isinstance(node, Column):
            return None
        name = self.columns.get((model.name, node.name))
        return Column(name) if name else self._field(model, node.name)

    def _field(self, model: Model, name: str) -> Node:
        """A dimension that each row of the model has at most one value of."""
        asked = read_name(name, self.catalog)
        ref = self.catalog.dimensions.get(name)
        if ref is None or len(asked.path) != 1 or asked.grain or asked.part:
            raise NotCarried(f"SQL over rows has no name for {name!r}.")
        ways = single_ways(self.catalog, model, asked.path, ref)
        if len(ways) == 1 and not ways[0].route and ref.model.name != model.name:
            return self._key(model, ref)
        shown = self.fields.get(ref.dimension.field)
        if shown is None or len(ways) != 1 or any(step.entity for step in ways[0].route):
            raise NotCarried(f"SQL over rows has no name for {name!r}.")
        return Column(shown)

    def _key(self, model: Model, ref: FieldRef) -> Node:
        """A dimension made of an entity's key, over the model's own columns of it."""
        theirs = ref.model.entity(ref.dimension.entity)
        ours = model.entity(ref.dimension.entity)
        assert theirs is not None
        assert ours is not None
        own = dict(zip(theirs.columns, ours.columns, strict=True))

        def renamed(node: Node) -> Node | None:
            if not isinstance(node, Column):
                return None
            return Column(self.columns[model.name, own[node.name]])

        return rebuilt(parse(ref.dimension.expr).root, renamed)

    def _condition(self, model: Model, given: "_Condition") -> Node:
        if given.filter is not None:
            return as_tree(given.filter, lambda each: self._one(model, each))
        root = parse(given.text).root
        return rebuilt(root, lambda node: self._named(model, node))

    def _one(self, model: Model, given: Filter | MetricFilter) -> Node:
        if isinstance(given, MetricFilter):
            raise NotCarried("SQL over rows cannot say what a metric is for an entity.")
        kind = self.catalog.dimensions[given.field].dimension.type
        return as_test(given, self._field(model, given.field), kind)


@dataclass(frozen=True)
class _Condition:
    """One condition of a metric: as data, or an expression as text."""

    filter: AnyFilter | None = None
    text: str = ""


def _filled_in(node: Node, inputs: Mapping[str, Node]) -> Node | None:
    return inputs[node.name] if isinstance(node, Column) else None


def as_tree(given: AnyFilter, single: Callable[[Filter | MetricFilter], Node]) -> Node:
    """Conditions put together as an expression; `single` writes those that hold no others."""
    match given:
        case AllOf():
            parts, joined = given.all, "AND"
        case AnyOf():
            parts, joined = given.any, "OR"
        case NotOf():
            # What is not known to hold does not: its opposite does.
            held = as_tree(given.negated, single)
            return Unary("NOT", Call("coalesce", (held, Constant(False))))
        case _:
            return single(given)
    first, *others = (as_tree(part, single) for part in parts)
    return reduce(lambda left, right: Binary(joined, left, right), others, first)


def as_test(given: Filter, field: Node, kind: str) -> Node:
    """A filter as an expression. `ne` and `not_in` keep rows whose field is missing.

    Raises NotCarried for texts that SQL's LIKE would take for patterns.
    """
    missing = IsNull(field, negated=False)
    match given.op:
        case "is_null" | "not_null":
            return IsNull(field, negated=given.op == "not_null")
        case "ne":
            return Binary("OR", Binary("<>", field, _constant(given.value, kind)), missing)
        case "in" | "not_in":
            items = tuple(_constant(each, kind) for each in given.value)
            listed = InList(field, items, negated=given.op == "not_in")
            return Binary("OR", listed, missing) if given.op == "not_in" else listed
        case "between":
            low, high = (_constant(each, kind) for each in given.value)
            return Between(field, low, high, negated=False)
        case "contains" | "starts_with":
            return _like(given, field)
        case _:
            return Binary(_COMPARISONS[given.op], field, _constant(given.value, kind))


def _like(given: Filter, field: Node) -> Node:
    text = str(given.value)
    if any(sign in text for sign in "%_\\"):
        raise NotCarried(f"{text!r} holds signs that LIKE reads as a pattern.")
    before = "%" if given.op == "contains" else ""
    pattern = Call("lower", (Constant(f"{before}{text}%"),))
    return Like(Call("lower", (field,)), pattern, negated=False)


def _constant(value: object, kind: str) -> Node:
    if isinstance(value, bool) or value is None:
        return Constant(value)
    if isinstance(value, int | float):
        plain = number(value)
        return Unary("-", Constant(abs(plain))) if plain < 0 else Constant(plain)
    text = Constant(str(value))
    return Cast(text, kind.upper()) if kind in ("date", "timestamp") else text


def number(value: float) -> int | float:
    """A whole number as an integer."""
    return int(value) if float(value).is_integer() else value
