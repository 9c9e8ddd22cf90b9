"""Ossie's metrics, which are SQL expressions, as metrics of ours."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from semantic.exchange.losses import Losses, NotCarried
from semantic.exchange.ossie_document import OssieMetric, folded, in_standard_sql
from semantic.exchange.ossie_fields import Fields, plain_name
from semantic.exchange.ossie_sql import read_sql
from semantic.expression_text import spelled
from semantic.expression_tokens import ExpressionError
from semantic.expression_tree import (
    Aggregate,
    Binary,
    Call,
    Case,
    Column,
    Constant,
    Node,
    Window,
    levels,
    rebuilt,
)
from semantic.model import Metric

_METRIC: TypeAdapter[Metric] = TypeAdapter(Metric)
_AGGREGATIONS = {
    "sum": "sum", "count": "count", "avg": "average", "min": "min", "max": "max",
    "median": "median", "percentile_cont": "percentile", "percentile_disc": "percentile",
    "approx_count_distinct": "count_distinct",
}  # fmt: skip
Body = dict[str, Any]


@dataclass
class Metrics:
    """Metrics as they are read, over the fields of all datasets.

    `finest` gives the one of several datasets whose rows have at most one row of each other.
    `shown` names fields of ours that are called otherwise there than here. `windowed` are metrics
    that are a value of each row: they become fields of a dataset.
    """

    fields: Mapping[str, Fields]
    model_names: Mapping[str, str]
    owner: str
    finest: Callable[[frozenset[str]], str | None]
    losses: Losses
    shown: Mapping[tuple[str, str], str] = field(default_factory=dict)
    trees: dict[str, Node] = field(default_factory=dict)
    given: dict[str, OssieMetric] = field(default_factory=dict)
    made: dict[str, Metric] = field(default_factory=dict)
    windowed: dict[str, tuple[str, Node]] = field(default_factory=dict)
    lost: dict[str, NotCarried] = field(default_factory=dict)
    making: list[str] = field(default_factory=list)


def trees_of(metrics: Sequence[OssieMetric], losses: Losses) -> dict[str, tuple[OssieMetric, Node]]:
    """The metrics' expressions by folded name; what cannot be read goes to `losses`."""
    found: dict[str, tuple[OssieMetric, Node]] = {}
    for each in metrics:
        text = in_standard_sql(each.expression)
        what = f"metric {each.name}"
        if text is None:
            todo = "Write it in standard SQL."
            losses.add(what, "it is written in other dialects only.", todo, "dialect")
            continue
        try:
            found[folded(each.name)] = (each, read_sql(text).root)
        except ExpressionError as error:
            lost = NotCarried.of(error, text)
            losses.add(what, lost.why, lost.todo, lost.fault)
    return found


def named_fields(node: Node) -> Iterator[tuple[str, str]]:
    """Dataset and field, both folded, of every dotted name in an expression."""
    for level in levels(node):
        for part in level:
            if isinstance(part, Column) and "." in part.name:
                dataset, _, name = part.name.rpartition(".")
                yield folded(dataset), folded(name)


def make_all(here: Metrics) -> None:
    """Makes every metric; those that cannot be made go to the losses."""
    for name in here.trees:
        try:
            _make(here, name)
        except NotCarried as lost:
            here.lost[name] = lost
            what = f"metric {here.given[name].name}"
            here.losses.add(what, lost.why, lost.todo, lost.fault)


def _make(here: Metrics, name: str) -> None:
    if name in here.made or name in here.windowed:
        return
    if name in here.lost:
        raise here.lost[name]
    if name in here.making:
        raise NotCarried("it is made of itself.", fault="cycle")
    here.making.append(name)
    try:
        given, tree = here.given[name], _read_through(here, here.trees[name], ())
        if any(isinstance(part, Window) for level in levels(tree) for part in level):
            here.windowed[name] = _windowed(here, tree)
            return
        body = _simple(here, tree) if isinstance(tree, Aggregate) else _combined(here, given, tree)
        here.made[name] = _metric(here, plain_name(given.name), body, given)
    finally:
        here.making.pop()


def _read_through(here: Metrics, tree: Node, within: tuple[str, ...]) -> Node:
    """The expression with what fields stand for that read other datasets."""

    def meant(node: Node) -> Node | None:
        if not isinstance(node, Column):
            return None
        dataset, _, name = folded(node.name).rpartition(".")
        beyond = here.fields[dataset].beyond if dataset in here.fields else {}
        if name not in beyond:
            return None
        if folded(node.name) in within:
            raise NotCarried(f"{node.name} is made of itself.", fault="cycle")
        return _read_through(here, beyond[name], (*within, folded(node.name)))

    return rebuilt(tree, meant)


def _metric(here: Metrics, name: str, body: Body, given: OssieMetric | None = None) -> Metric:
    words: Body = {"description": ""}
    if given is not None:
        words = {"description": given.words, "synonyms": given.synonyms}
    governance = {"owner": here.owner, "status": "draft"}
    return _METRIC.validate_python({"name": name, **words, **body, "governance": governance})


def _dataset_of(here: Metrics, name: str) -> tuple[str, str]:
    """Dataset and field of a name in a metric's expression."""
    dataset, dot, last = name.rpartition(".")
    if dot:
        known = folded(dataset)
        if known in here.fields and (last == "*" or here.fields[known].of(last) is not None):
            return known, folded(last)
        raise NotCarried(f"there is no field {name!r}.", fault="unknown name")
    holding = [known for known, found in here.fields.items() if found.of(name) is not None]
    if len(holding) != 1:
        why = "several datasets have" if holding else "no dataset has"
        raise NotCarried(f"{why} a field {name!r}.", "Write dataset.field.", "unknown name")
    return holding[0], folded(name)


def _columns(nodes: Sequence[Node]) -> list[str]:
    found = [part for node in nodes for level in levels(node) for part in level]
    return list(dict.fromkeys(part.name for part in found if isinstance(part, Column)))


def _over(here: Metrics, nodes: Sequence[Node]) -> str:
    """The dataset whose rows an expression is about."""
    named = frozenset(_dataset_of(here, name)[0] for name in _columns(nodes))
    if not named and len(here.fields) == 1:
        return next(iter(here.fields))
    if not named:
        raise NotCarried(
            "it does not say whose rows it counts.", "Write COUNT(dataset.*).", "unknown name"
        )
    if len(named) == 1:
        return next(iter(named))
    finest = here.finest(named)
    if finest is None:
        shown = ", ".join(sorted(named))
        raise NotCarried(
            f"none of {shown} has at most one row of each of the others.", fault="no path"
        )
    return finest


def _in_place(here: Metrics, home: str, node: Node) -> Node | None:
    """A field of the home dataset as its columns, one of another as its dimension's name."""
    if not isinstance(node, Column):
        return None
    dataset, name = _dataset_of(here, node.name)
    made = here.fields[dataset].of(name)
    if dataset == home and made is not None:
        return made
    known = plain_name(here.fields[dataset].given[name].name)
    return Column(here.shown.get((dataset, name), f"{here.model_names[dataset]}.{known}"))


def _simple(here: Metrics, tree: Aggregate) -> Body:
    """The body of a simple metric."""
    args = [each for each in tree.args if not _is_star(each)]
    conditions = [tree.condition] if tree.condition else []
    order = [tree.order] if tree.order else []
    home = _over(here, [*tree.args, *conditions, *order])
    agg = _AGGREGATIONS.get(tree.function)
    if agg is None:
        raise NotCarried(f"there is no aggregation {tree.function} here.", fault="function")
    if tree.distinct and agg not in ("count", "min", "max"):
        raise NotCarried(f"{tree.function} of distinct values.", fault="function")
    measured = order[0] if agg == "percentile" and order else (args[0] if args else None)
    body: Body = {"type": "simple", "model": here.model_names[home]}
    body["agg"] = "count_distinct" if tree.distinct and agg == "count" else agg
    if agg == "percentile":
        body |= _percentile(tree)
    if conditions:
        measured = Case(((conditions[0], measured or Constant(1)),), None)
    if measured is not None:
        body["expr"] = spelled(rebuilt(measured, lambda node: _in_place(here, home, node)))
    return body


def _is_star(node: Node) -> bool:
    return isinstance(node, Column) and node.name.endswith(".*")


def _percentile(tree: Aggregate) -> Body:
    (share,) = tree.args or (None,)
    if not isinstance(share, Constant) or tree.order is None:
        raise NotCarried("a percentile that is no plain number.", fault="function")
    value = float(str(share.value))
    if value == 0.5 and tree.function == "percentile_cont":
        return {"agg": "median"}
    return {"percentile": value, "discrete": tree.function == "percentile_disc"}


def _combined(here: Metrics, given: OssieMetric, tree: Node) -> Body:
    """The body of a ratio or derived metric, whose aggregates become metrics of their own."""
    inputs: dict[str, None] = {}

    def named(node: Node) -> Node | None:
        if isinstance(node, Aggregate):
            found = _part(here, given, node)
        elif isinstance(node, Column):
            found = _referred(here, node.name)
        else:
            return None
        inputs.setdefault(found)
        return Column(found)

    root = rebuilt(tree, named)
    if not inputs:
        raise NotCarried("it aggregates nothing.", fault="row level")
    top, bottom = _quotient(root)
    if top and bottom and top != bottom:
        return {"type": "ratio", "numerator": top, "denominator": bottom}
    return {"type": "derived", "expr": spelled(root), "metrics": tuple(inputs)}


def _quotient(root: Node) -> tuple[str | None, str | None]:
    """Both sides of a plain a / b or a / NULLIF(b, 0)."""
    if not isinstance(root, Binary) or root.op != "/":
        return None, None
    below = root.right
    if isinstance(below, Call) and below.name == "nullif" and below.args[1] == Constant(0):
        below = below.args[0]
    sides = (root.left, below)
    top, bottom = (side.name if isinstance(side, Column) else None for side in sides)
    return top, bottom


def _referred(here: Metrics, name: str) -> str:
    """The metric of ours that a bare name in a metric's expression means."""
    short = folded(name)
    if short not in here.trees:
        try:
            _dataset_of(here, name)
        except NotCarried:
            raise NotCarried(f"there is no metric {name!r}.", fault="unknown name") from None
        raise NotCarried(
            f"{name} is a value of each row, and the metric is one of many rows.",
            "Put it into an aggregate.",
            "row level",
        )
    _make(here, short)
    if short in here.windowed:
        raise NotCarried(
            f"it builds on {name}, which is a value of each row.", fault="windowed metric"
        )
    return here.made[short].name


def _part(here: Metrics, given: OssieMetric, node: Aggregate) -> str:
    """The metric for one aggregate in a larger expression: one there is, or one of its own."""
    body = _simple(here, node)
    for name, tree in here.trees.items():
        if tree == node and name in here.given:
            _make(here, name)
            return here.made[name].name
    for made in here.made.values():
        if made.model_dump(include=set(body), exclude_none=True) == body and not made.synonyms:
            return made.name
    taken = {plain_name(each.name) for each in here.given.values()}
    taken |= {made.name for made in here.made.values()}
    base = plain_name(given.name)[:70]
    number = next(nr for nr in range(1, 1000) if f"{base}_part_{nr}" not in taken)
    name = f"{base}_part_{number}"
    made = _metric(here, name, body)
    here.made[folded(name)] = made.model_copy(
        update={"description": f"A part of {given.name}: {spelled(node)}."}
    )
    return name


def _windowed(here: Metrics, tree: Node) -> tuple[str, Node]:
    """Dataset and expression of a metric that is a value of each row."""
    if any(isinstance(part, Aggregate) for level in levels(tree) for part in level):
        raise NotCarried("a window function over an aggregate.", fault="windowed aggregate")
    if any("." not in name and folded(name) in here.trees for name in _columns([tree])):
        raise NotCarried("a window function over another metric.", fault="windowed metric")
    home = _over(here, [tree])
    if any(_dataset_of(here, name)[0] != home for name in _columns([tree])):
        raise NotCarried("a window function over several datasets.", fault="other dataset")
    return home, rebuilt(tree, lambda node: _in_place(here, home, node))
