"""A query of Ossie's compliance suite as one of ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from semantic.errors import Misplaced
from semantic.exchange.losses import Fault, NotImportable
from semantic.exchange.ossie_fields import plain_name
from semantic.exchange.ossie_sql import read_sql
from semantic.expression_text import spelled
from semantic.expression_tokens import ExpressionError
from semantic.expression_tree import Aggregate, Column, Node, Window, levels, rebuilt

Given = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """Our query, and which of its columns stands for each one asked for."""

    query: dict[str, Any]
    columns: tuple[str, ...]


@dataclass
class Reader:
    """The case's model, to which aggregates written in the query itself are added as metrics."""

    model: dict[str, Any]
    aliases: dict[str, str] = field(default_factory=dict)
    added: int = 0

    def metric(self, given: Any) -> str:
        """Our name of a measure."""
        if isinstance(given, str):
            given = (
                {"name": given, "metric": given} if given.isidentifier() else {"expression": given}
            )
        text = given.get("metric") or given["expression"]
        name = plain_name(text) if "metric" in given else self.metric_of(text)
        if given.get("name"):
            self.aliases[str(given["name"]).casefold()] = name
        return name

    def metric_of(self, text: str) -> str:
        """The metric with this expression, or a new one."""
        for each in self.model["metrics"]:
            if _same(each["expression"], text):
                return plain_name(each["name"])
        self.added += 1
        name = f"asked_{self.added}"
        self.model["metrics"].append({"name": name, "expression": text})
        return name

    def condition(self, text: str, *, figures: bool) -> str:
        """A condition in our words; what cannot be read is left for the engine to refuse."""
        try:
            root = read_sql(text).root
        except ExpressionError:
            return text
        self._hold_to_its_level(root, figures=figures)

        def ours(node: Node) -> Node | None:
            if figures and isinstance(node, Aggregate):
                return Column(self.metric_of(spelled(node)))
            if isinstance(node, Column):
                return Column(self.named(node.name))
            return None

        return spelled(rebuilt(root, ours))

    def _hold_to_its_level(self, root: Node, *, figures: bool) -> None:
        """Raises Misplaced for a condition that is about rows and figures, or on the wrong ones.

        Ossie's `having` is about figures alone, where ours takes what the answer is grouped by.
        """
        found: set[str] = set()

        def seen(node: Node) -> Node | None:
            if isinstance(node, Aggregate):
                found.add("metric")
                return node
            if isinstance(node, Column):
                found.add("metric" if self._is_measure(node.name) else "row")
            return None

        rebuilt(root, seen)
        if len(found) == 2:
            raise Misplaced("rows and figures in one condition", about="both")
        if figures and found == {"row"}:
            raise Misplaced("a condition on rows in having", about="row")

    def _is_measure(self, name: str) -> bool:
        known = {plain_name(each["name"]) for each in self.model["metrics"]}
        return name.casefold() in self.aliases or plain_name(name) in known

    def named(self, name: str) -> str:
        """Our name of a field or measure; a measure may be called by its dataset's name, too."""
        alias = self.aliases.get(name.casefold())
        last = name.rpartition(".")[2]
        if not alias and last != name and not self._is_field(name):
            alias = next((each for each in self._aggregates() if each == plain_name(last)), None)
        return alias or ".".join(plain_name(part) for part in name.split("."))

    def _aggregates(self) -> list[str]:
        """Measures of many rows; one that is a value of each row is a field here."""
        made = (each for each in self.model["metrics"] if isinstance(each["expression"], str))
        return [plain_name(each["name"]) for each in made if not _windowed(each["expression"])]

    def _is_field(self, name: str) -> bool:
        dataset, _, last = name.casefold().rpartition(".")
        fields = (
            field["name"].casefold()
            for each in self.model["datasets"]
            if each["name"].casefold() == dataset
            for field in each.get("fields") or ()
        )
        return last in fields


def _same(one: Any, other: str) -> bool:
    try:
        return isinstance(one, str) and read_sql(one).root == read_sql(other).root
    except ExpressionError:
        return False


def asked(case: Given) -> tuple[dict[str, Any], Asked]:
    """The case's model, with what the query aggregates itself, and the query."""
    given = case["query"]
    model = {**case["model"], "metrics": [*(case["model"].get("metrics") or ())]}
    reader = Reader(model)
    if "fields" in given and not (given.get("dimensions") or given.get("measures")):
        return model, _rows(reader, given)
    groups = [reader.named(_field(each)) for each in given.get("dimensions") or ()]
    metrics = [reader.metric(each) for each in given.get("measures") or ()]
    query = _common(reader, given) | {"group_by": groups, "metrics": list(dict.fromkeys(metrics))}
    query["having"] = [reader.condition(text, figures=True) for text in _texts(given.get("having"))]
    query["metrics"] = list(dict.fromkeys([*metrics, *_named_beside(reader, query)]))
    if "fields" in given:
        query |= {"distinct": False, "group_by": [*groups, *map(_field, given["fields"])]}
    return model, Asked(query, (*groups, *metrics))


def _named_beside(reader: Reader, query: Given) -> Iterator[str]:
    """Metrics that only conditions or the order name: asked for along, and not compared."""
    known = {plain_name(each["name"]) for each in reader.model["metrics"]}
    yield from (name for each in query["order_by"] if (name := each.removeprefix("-")) in known)
    for text in query["having"]:
        try:
            yield from sorted(read_sql(text).columns & known)
        except ExpressionError:
            continue


def _rows(reader: Reader, given: Given) -> Asked:
    """A query for rows. A metric that is a value of each row is a field of its dataset here."""
    home = plain_name(given["dataset"])
    fields = [_of_rows(reader, _field(each), home) for each in given["fields"]]
    query = _common(reader, given) | {"group_by": list(dict.fromkeys(fields)), "distinct": False}
    if fields:
        query["rows_of"] = home
    return Asked(query, tuple(fields))


def _of_rows(reader: Reader, name: str, home: str) -> str:
    for metric in reader.model["metrics"]:
        if plain_name(metric["name"]) == name and _windowed(metric["expression"]):
            owner = next(iter(_datasets(metric["expression"])), home)
            return f"{owner}.{name}"
    return reader.named(name)


def _windowed(text: str) -> bool:
    try:
        root = read_sql(text).root
    except ExpressionError:
        return False
    return any(isinstance(node, Window) for level in levels(root) for node in level)


def _datasets(text: str) -> Iterator[str]:
    for name in sorted(read_sql(text).columns):
        yield plain_name(name.rpartition(".")[0])


def _field(given: Any) -> str:
    if isinstance(given, str):
        return given
    return str(given.get("field") or given.get("expression") or given["name"])


def _common(reader: Reader, given: Given) -> dict[str, Any]:
    """What both shapes of query have."""
    known = {
        *("dataset", "dimensions", "measures", "fields", "filters", "where", "having"),
        *("order_by", "limit"),
    }
    beyond = set(given) - known
    if beyond:
        faults = [Fault("unknown key", each, "no part of a query") for each in sorted(beyond)]
        raise NotImportable("The query cannot be read:", faults)
    texts = [*_texts(given.get("filters")), *_texts(given.get("where"))]
    found: dict[str, Any] = {"where": [reader.condition(text, figures=False) for text in texts]}
    found["order_by"] = [_order(reader, each) for each in given.get("order_by") or ()]
    return found | {"limit": given.get("limit"), "nulls": "greatest"}


def _texts(given: Any) -> list[str]:
    if given is None:
        return []
    texts = [given] if isinstance(given, str | Mapping) else list(given)
    return [each if isinstance(each, str) else each["expression"] for each in texts]


def _order(reader: Reader, given: Any) -> str:
    if isinstance(given, str):
        return reader.named(given)
    name = reader.named(given.get("target") or given.get("field") or given["name"])
    return f"-{name}" if str(given.get("direction", "ASC")).upper() == "DESC" else name
