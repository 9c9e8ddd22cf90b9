"""A workspace's definitions as an Apache Ossie model; what it cannot say goes into extensions."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from semantic.catalog import Catalog
from semantic.definition import DataType
from semantic.exchange.as_sql import AsSql
from semantic.exchange.exported import Exported
from semantic.exchange.losses import Losses, NotCarried, of_weeks
from semantic.exchange.ossie_document import RESERVED, VENDOR
from semantic.exchange.sealed import plain, sealed
from semantic.expression import parse
from semantic.expression_text import quoted, spelled
from semantic.expression_tree import Column, Node, rebuilt
from semantic.model import Dimension, Metric, Model, Relationship

Version = Literal["0.1.1", "0.2.0.dev0"]
_DATATYPES: Mapping[DataType, str] = {
    "text": "String",
    "number": "Decimal",
    "date": "Date",
    "timestamp": "DateTime",
    "boolean": "Boolean",
}
Part = dict[str, Any]


def exported(catalog: Catalog, version: Version = "0.2.0.dev0") -> Exported:
    """The catalog as an Ossie document; imported here again it gives the same definitions.

    What other tools do not see of it is in the losses: policies and approvals are never exported.
    """
    losses = Losses([*of_weeks(catalog.settings.week_start)])
    tables = [model for model in catalog.models.values() if model.source is not None]
    names = _Names(tables)
    datasets = [_dataset(model, names, version, losses) for model in tables]
    shown = {model.name for model in tables}
    links = [
        _relationship(link)
        for link in catalog.relationships
        if link.from_model in shown and link.to in shown
    ]
    metrics, rest = _metrics(catalog, names, version, losses)
    left: Part = {
        "models": [plain(each) for each in catalog.models.values() if each.name not in shown],
        "relationships": [
            plain(link)
            for link in catalog.relationships
            if link.from_model not in shown or link.to not in shown
        ],
        "time_spines": [plain(spine) for spine in catalog.time_spines],
        "metrics": [plain(metric) for metric in rest],
    }
    for kind, parts in left.items():
        if kind in ("models", "time_spines") and parts:
            what = f"{kind.removesuffix('s').replace('_', ' ')} {', '.join(map(_called, parts))}"
            losses.add(what, "Ossie has no place for it; it is in our extension.")
    model: Part = {
        "name": catalog.settings.name,
        **({"description": catalog.settings.title} if catalog.settings.title else {}),
        "datasets": datasets,
        "relationships": links,
        "metrics": metrics,
        "custom_extensions": [_extension({key: part for key, part in left.items() if part})],
    }
    return Exported({"version": version, "semantic_model": [model]}, tuple(losses.found))


def _called(part: Mapping[str, Any]) -> str:
    return str(part.get("name") or part.get("source"))


def _extension(data: Any) -> Part:
    return {"vendor_name": VENDOR, "data": json.dumps(data, ensure_ascii=False)}


class _Names:
    """What columns and dimensions are called as fields of their dataset, each by one name."""

    def __init__(self, tables: Iterable[Model]) -> None:
        self.columns: dict[tuple[str, str], str] = {}
        self.dimensions: dict[str, str] = {}
        for model in tables:
            taken: set[str] = set(RESERVED)
            for dimension in model.dimensions:
                self.dimensions[dimension.field] = _free(
                    taken, dimension.name, f"{dimension.entity}_{dimension.name}"
                )
            for column in (*model.columns, *model.calculated):
                same = [each for each in model.dimensions if _is_column(each, column)]
                self.columns[model.name, column] = (
                    self.dimensions[same[0].field]
                    if same
                    else _free(taken, column, f"{column}_column")
                )

    def of_columns(self) -> dict[tuple[str, str], str]:
        """`dataset.field` for every column."""
        return {
            (model, column): f"{model}.{name}" for (model, column), name in self.columns.items()
        }


def _free(taken: set[str], *choices: str) -> str:
    numbered = (f"{choices[-1]}_{number}" for number in range(2, 10_000))
    name = next(each for each in (*choices, *numbered) if each.casefold() not in taken)
    taken.add(name.casefold())
    return name


def _is_column(dimension: Dimension, column: str) -> bool:
    root = parse(dimension.expr).root
    return isinstance(root, Column) and root.name == column and dimension.grain is None


def _dataset(model: Model, names: _Names, version: Version, losses: Losses) -> Part:
    fields = [_dimension(model, each, names, version) for each in model.dimensions]
    shown = {names.dimensions[each.field] for each in model.dimensions}
    for column in (*model.columns, *model.calculated):
        name = names.columns[model.name, column]
        if name not in shown:
            fields.append(_column(model, column, name, names, version))
    part: Part = {"name": model.name, "source": model.source, "fields": fields}
    part |= {"primary_key": list(model.primary_key)} if model.primary_key else {}
    part |= _words(model.description, ())
    _tell_of(model, losses)
    of = {names.dimensions[each.field]: each.field for each in model.dimensions}
    data = {**sealed(model, part), "fields": of}
    return {**part, "custom_extensions": [_extension(data)]}


def _tell_of(model: Model, losses: Losses) -> None:
    what = f"model {model.name}"
    if model.distinct:
        todo = "Give other tools a view without the repeated rows."
        losses.add(what, "Ossie cannot say that equal rows count once.", todo)
    if model.validity is not None:
        losses.add(what, "Ossie cannot say that a row holds for a time.")
    cut = [each.field for each in model.dimensions if each.grain]
    if cut:
        losses.add(what, f"Ossie shows {', '.join(cut)} uncut by grain.")


def _dimension(model: Model, given: Dimension, names: _Names, version: Version) -> Part:
    time = given.type in ("date", "timestamp")
    part: Part = {"name": names.dimensions[given.field]}
    part |= {"expression": _expression(_over_fields(model, given.expr, names, part["name"]))}
    part |= {"dimension": {"is_time": True} if time else {}}
    part |= {"label": given.label} if given.label else {}
    part |= _words(given.description, given.synonyms)
    return part | ({"datatype": _DATATYPES[given.type]} if version != "0.1.1" else {})


def _column(model: Model, column: str, name: str, names: _Names, version: Version) -> Part:
    calculated = model.calculated.get(column)
    text = calculated.expr if calculated else quoted(column)
    kind = calculated.type if calculated else model.columns[column]
    part: Part = {"name": name, "expression": _expression(_over_fields(model, text, names, name))}
    return part | ({"datatype": _DATATYPES[kind]} if version != "0.1.1" else {})


def _over_fields(model: Model, text: str, names: _Names, own: str) -> Node:
    """An expression whose calculated columns are called as the fields that they are."""

    def renamed(node: Node) -> Node | None:
        if not isinstance(node, Column) or node.name not in model.calculated:
            return None
        name = names.columns[model.name, node.name]
        return Column(node.name if name == own else name)

    return rebuilt(parse(text, "windows").root, renamed)


def _expression(node: Node) -> Part:
    return {"dialects": [{"dialect": "ANSI_SQL", "expression": dotted(node)}]}


def dotted(node: Node) -> str:
    """The expression as text, with `dataset.field` for names of that form."""

    def split(part: Node) -> Node | None:
        return Column(_DOT.join(part.name.split("."))) if isinstance(part, Column) else None

    return spelled(rebuilt(node, split)).replace(_DOT, ".")


# Stands for a dot while names are spelled, in letters that no name of ours has.
_DOT = "__DOT__"


def _words(description: str, synonyms: Iterable[str]) -> Part:
    found: Part = {"description": description} if description else {}
    listed = list(synonyms)
    return found | ({"ai_context": {"synonyms": listed}} if listed else {})


def _relationship(link: Relationship) -> Part:
    part: Part = {
        "name": link.name,
        "from": link.from_model,
        "to": link.to,
        "from_columns": list(link.from_columns),
        "to_columns": list(link.to_columns),
    }
    return {**part, "custom_extensions": [_extension(sealed(link, part))]}


def _metrics(
    catalog: Catalog, names: _Names, version: Version, losses: Losses
) -> tuple[list[Part], list[Metric]]:
    """The metrics that SQL can say, and the others."""
    datasets = {ref.dimension.field: ref.model.name for ref in catalog.dimensions.values()}
    fields = {field: f"{datasets[field]}.{name}" for field, name in names.dimensions.items()}
    writer = AsSql(catalog, names.of_columns(), fields)
    found: list[Part] = []
    rest: list[Metric] = []
    for metric in catalog.metrics.values():
        try:
            tree = writer.tree(metric)
        except NotCarried as lost:
            rest.append(metric)
            losses.add(f"metric {metric.name}", f"{lost.why} It is in our extension.")
            continue
        part: Part = {"name": metric.name, "expression": _expression(tree)}
        part |= _words(metric.description, metric.synonyms)
        part |= {"datatype": "Decimal"} if version != "0.1.1" else {}
        found.append({**part, "custom_extensions": [_extension(sealed(metric, part))]})
    return found, rest
