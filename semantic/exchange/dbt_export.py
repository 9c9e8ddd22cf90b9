"""A workspace's definitions as a dbt semantic manifest; what dbt cannot say is in `config.meta`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from semantic.catalog import Catalog
from semantic.exchange.dbt_filters import Filters
from semantic.exchange.exported import Exported
from semantic.exchange.losses import Losses, NotCarried, of_weeks
from semantic.exchange.sealed import plain, sealed
from semantic.expression import parse
from semantic.expression_text import spelled
from semantic.expression_tree import Column, Node, Window, levels, rebuilt
from semantic.model import (
    ConversionMetric,
    CumulativeMetric,
    DerivedMetric,
    Dimension,
    Metric,
    MetricInput,
    Model,
    RatioMetric,
    SimpleMetric,
)
from semantic.timing import Shift, TimeSpine, Validity
from semantic.timing import Window as Span

META = "retainer"
Part = dict[str, Any]
# Of the package whose format this is, as the manifest must say.
_VERSION = {"major_version": "0", "minor_version": "9", "patch_version": "0"}
_CHOICES = {"first": "min", "last": "max"}


def exported(catalog: Catalog) -> Exported:
    """The catalog as a semantic manifest; imported here again it gives the same definitions.

    What dbt does not see of it is in the losses: policies and approvals are never exported.
    """
    losses = Losses([*of_weeks(catalog.settings.week_start)])
    tables = [model for model in catalog.models.values() if model.source is not None]
    entities = _entities(catalog, tables, losses)
    models = [_model(model, entities[model.name], losses) for model in tables]
    metrics, rest = _metrics(catalog, losses)
    left: Part = {
        "models": [plain(each) for each in catalog.models.values() if each.source is None],
        "relationships": [plain(link) for link in catalog.relationships],
        "time_spines": [plain(spine) for spine in catalog.time_spines],
        "metrics": [plain(metric) for metric in rest],
    }
    for each in left["models"]:
        losses.add(f"model {each['name']}", "dbt has no place for it; it is in `config.meta`.")
    if models:
        models[0]["config"]["meta"][META]["rest"] = {
            key: part for key, part in left.items() if part
        }
    document = {
        "semantic_models": models,
        "metrics": metrics,
        "project_configuration": {
            "time_spine_table_configurations": [],
            "dsi_package_version": {
                "major_version": "0",
                "minor_version": "9",
                "patch_version": "0",
            },
            "time_spines": [_spine(spine) for spine in catalog.time_spines],
        },
        "saved_queries": [],
    }
    return Exported(document, tuple(losses.found))


def _relation(source: str) -> Part:
    schema, _, alias = source.rpartition(".")
    return {"alias": alias, "schema_name": schema, "database": None, "relation_name": source}


def _spine(spine: TimeSpine) -> Part:
    return {
        "node_relation": _relation(spine.source),
        "primary_column": {"name": spine.column, "time_granularity": spine.grain},
        "custom_granularities": [
            {"name": name, "column_name": column} for name, column in spine.custom.items()
        ],
    }


def _entities(
    catalog: Catalog, tables: list[Model], losses: Losses
) -> dict[str, dict[str, tuple[str, str]]]:
    """For each model its entities by name: their kind and column. dbt joins by equal names."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for model in tables:
        found[model.name] = {
            each.name: (_kind(model) if each.unique else "foreign", each.columns[0])
            for each in model.entities
            if len(each.columns) == 1
        }
        for each in model.entities:
            if len(each.columns) > 1:
                losses.add(f"entity {each.name} of {model.name}", "it has more than one column.")
    for link in catalog.relationships:
        if link.from_model not in found or link.to not in found or link.type == "many_to_many":
            losses.add(f"relationship {link.name}", "dbt joins tables, from many rows to one.")
        elif len(link.from_columns) > 1:
            losses.add(f"relationship {link.name}", "it joins by more than one column.")
        else:
            here, there = found[link.from_model], found[link.to]
            name = link.entity or _joint(here, there, link.from_columns[0], link.to_columns[0])
            name = name or link.name
            there[name] = (_kind(catalog.models[link.to]), link.to_columns[0])
            here.setdefault(name, ("foreign", link.from_columns[0]))
    return found


def _kind(model: Model) -> str:
    """How dbt calls an entity that the model has one row of, at all or at a time."""
    return "natural" if model.validity else "unique"


def _joint(
    here: Mapping[str, tuple[str, str]],
    there: Mapping[str, tuple[str, str]],
    ours: str,
    theirs: str,
) -> str | None:
    """An entity that both models have by these columns already."""
    shared = (name for name in there if here.get(name, ("", ""))[1] == ours)
    return next((name for name in shared if there[name][1] == theirs), None)


def _model(model: Model, entities: Mapping[str, tuple[str, str]], losses: Losses) -> Part:
    dimensions = list(_dimensions(model, entities, losses))
    time = _time(model, dimensions)
    if model.distinct:
        losses.add(f"model {model.name}", "dbt cannot say that equal rows count once.")
    part: Part = {
        "name": model.name,
        "defaults": {"agg_time_dimension": time} if time else None,
        "description": model.description or None,
        "node_relation": _relation(str(model.source)),
        "primary_entity": _primary(model),
        "entities": [
            {"name": name, "type": kind, "expr": column}
            for name, (kind, column) in entities.items()
        ],
        "measures": [],
        "dimensions": dimensions,
        "label": model.label or None,
    }
    return {**part, "config": {"meta": {META: sealed(model, part)}}}


def _primary(model: Model) -> str:
    """The entity that dbt calls the model's dimensions by."""
    return model.row or next((each.name for each in model.entities if each.unique), model.name)


def _dimensions(
    model: Model, entities: Mapping[str, tuple[str, str]], losses: Losses
) -> Iterator[Part]:
    """The dimensions but keys of entities, which dbt asks for by the entity itself."""
    seen: set[str] = {_primary(model), *entities}
    for given in model.dimensions:
        if given.name in entities and entities[given.name][1] == given.expr:
            continue
        name = given.name if given.name not in seen else f"{given.entity}_{given.name}"
        seen.add(name)
        if given.entity != _primary(model):
            called = f"{_primary(model)}__{name}"
            losses.add(f"dimension {given.field}", f"dbt calls it {called}.")
        try:
            expr = _inlined(model, given.expr)
        except NotCarried as lost:
            losses.add(f"dimension {given.field}", lost.why)
            continue
        yield _dimension(given, name, expr, model.validity)


def _dimension(given: Dimension, name: str, expr: str, validity: Validity | None) -> Part:
    params = None
    if given.type in ("date", "timestamp"):
        ends = (
            {"is_start": validity.start == expr, "is_end": validity.end == expr} if validity else {}
        )
        held = ends if any(ends.values()) else None
        params = {"time_granularity": given.grain or "day", "validity_params": held}
    return {
        "name": name,
        "type": "time" if params else "categorical",
        "type_params": params,
        "expr": expr,
        "label": given.label or None,
        "description": given.description or None,
    }


def _inlined(model: Model, text: str) -> str:
    """An expression over the source's columns alone."""

    def made(node: Node) -> Node | None:
        if not isinstance(node, Column) or node.name not in model.calculated:
            return None
        inner = parse(model.calculated[node.name].expr, "windows").root
        if any(isinstance(part, Window) for level in levels(inner) for part in level):
            raise NotCarried("dbt has no columns that look at other rows.")
        return rebuilt(inner, made)

    root = parse(text).root
    found = rebuilt(root, made)
    return text if found == root else spelled(found)


def _time(model: Model, dimensions: list[Part]) -> str | None:
    """The dimension that is the model's time, added where none is."""
    if model.time is None:
        return None
    for each in dimensions:
        if each["type"] == "time" and each["expr"] == model.time.column:
            return str(each["name"])
    taken = {each["name"] for each in dimensions}
    name = next(each for each in ("time", "own_time", "model_time") if each not in taken)
    dimensions.append(
        {
            "name": name,
            "type": "time",
            "type_params": {"time_granularity": "day", "validity_params": None},
            "expr": model.time.column,
        }
    )
    return name


def _metrics(catalog: Catalog, losses: Losses) -> tuple[list[Part], list[Metric]]:
    """The metrics that dbt can say, and the others."""
    writer = _Writer(catalog, Filters(catalog, _primary))
    found: list[Part] = []
    rest: list[Metric] = []
    for metric in catalog.metrics.values():
        try:
            part = writer.metric(metric)
        except NotCarried as lost:
            rest.append(metric)
            losses.add(f"metric {metric.name}", f"{lost.why} It is in `config.meta`.")
            continue
        found.append({**part, "config": {"meta": {META: sealed(metric, part)}}})
    known = {part["name"] for part in found}
    while gone := [p for p in found if not _stands_on(catalog, p["name"]) <= known]:
        for part in gone:
            found.remove(part)
            known.discard(part["name"])
            rest.append(catalog.metrics[part["name"]])
            why = "dbt has no place for what it stands on. It is in `config.meta`."
            losses.add(f"metric {part['name']}", why)
    return found, rest


def _stands_on(catalog: Catalog, name: str) -> set[str]:
    return {given.name for given in catalog.inputs(catalog.metrics[name])}


@dataclass(frozen=True)
class _Writer:
    catalog: Catalog
    filters: Filters

    def metric(self, metric: Metric) -> Part:
        """The metric as dbt writes it. Raises NotCarried for what dbt has no word for."""
        part: Part = {
            "name": metric.name,
            "type": metric.type,
            "label": metric.label or None,
            "description": metric.description or None,
            "time_granularity": metric.time_grain,
        }
        match metric:
            case SimpleMetric():
                model = self.catalog.models[metric.model]
                conditions = self.filters.of(model, metric.filter, metric.where)
                return part | {"type_params": self._simple(metric, model), "filter": conditions}
            case RatioMetric():
                top, bottom = (self._input(each) for each in self.catalog.inputs(metric))
                params: Part = {"numerator": top, "denominator": bottom}
            case DerivedMetric():
                inputs = [self._input(each) for each in self.catalog.inputs(metric)]
                params = {"expr": metric.expr, "metrics": inputs}
            case CumulativeMetric():
                params = {"cumulative_type_params": self._cumulative(metric)}
            case ConversionMetric():
                params = {"conversion_type_params": self._conversion(metric)}
            case _:
                raise NotCarried(f"dbt has no {metric.type} metrics.")
        return part | {"type_params": params, "filter": self._about(metric)}

    def _about(self, metric: Metric) -> Part | None:
        """The conditions of a metric over others: of the models that those are over."""
        parts = [each for each in self.catalog.upstream(metric) if isinstance(each, SimpleMetric)]
        if not metric.where or not parts:
            return None
        return self.filters.of(self.catalog.models[parts[0].model], (), metric.where)

    def _simple(self, metric: SimpleMetric, model: Model) -> Part:
        if model.source is None or (model.time is None and metric.time is None):
            raise NotCarried("dbt needs a table with a time of its own for it.")
        state = metric.non_additive
        return {
            "expr": _inlined(model, metric.expr) if metric.expr else "1",
            "join_to_timespine": metric.join_to_timespine,
            "fill_nulls_with": metric.fill_nulls_with,
            "metric_aggregation_params": {
                "semantic_model": metric.model,
                "agg": metric.agg,
                "agg_params": {
                    "percentile": metric.percentile,
                    "use_discrete_percentile": metric.discrete,
                    "use_approximate_percentile": metric.approximate,
                }
                if metric.percentile is not None
                else None,
                "agg_time_dimension": metric.time,
                "non_additive_dimension": {
                    "name": state.dimension,
                    "window_choice": _CHOICES[state.choose],
                    "window_groupings": list(state.per),
                }
                if state
                else None,
            },
        }

    def _input(self, given: MetricInput) -> Part:
        parts = [self.catalog.metrics[given.name]]
        parts += self.catalog.upstream(parts[0])
        simple = next((each for each in parts if isinstance(each, SimpleMetric)), None)
        filters = None
        if given.filter or given.where:
            if simple is None:
                raise NotCarried("dbt has no place for conditions on such an input.")
            model = self.catalog.models[simple.model]
            filters = self.filters.of(model, given.filter, given.where)
        return {
            "name": given.name,
            "alias": given.alias,
            "filter": filters,
            **_shift(given.shift),
        }

    def _event(self, given: MetricInput) -> Part:
        """A side of a conversion: what stands in for dbt's metric input there."""
        part = self._input(given)
        return {key: part[key] for key in ("name", "filter") if part[key]}

    def _cumulative(self, metric: CumulativeMetric) -> Part:
        return {
            "metric": {"name": metric.metric},
            "window": _span(metric.window),
            "grain_to_date": metric.grain_to_date,
            "period_agg": metric.period_agg,
        }

    def _conversion(self, metric: ConversionMetric) -> Part:
        rate = metric.calculation == "rate"
        base, conversion = (self._event(each) for each in self.catalog.inputs(metric))
        return {
            "entity": metric.entity,
            "calculation": "conversion_rate" if rate else "conversions",
            "base_metric": base,
            "conversion_metric": conversion,
            "window": _span(metric.window),
            "constant_properties": [
                {"base_property": each.base, "conversion_property": each.conversion}
                for each in metric.constant
            ],
        }


def _span(window: Span | None) -> Part | None:
    return {"count": window.count, "granularity": window.grain} if window else None


def _shift(shift: Shift | None) -> Part:
    return {
        "offset_window": _span(shift.window) if shift else None,
        "offset_to_grain": shift.to_grain if shift else None,
    }
