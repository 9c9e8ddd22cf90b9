"""A dbt semantic manifest as our definitions: drafts, with a report of what was left behind.

Sources: dbt's `semantic_manifest.json`, of projects with measures and of those without.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from semantic.definition import NAME_PATTERN
from semantic.exchange import dbt_models
from semantic.exchange.dbt_models import Given, Types
from semantic.exchange.dbt_restore import restored
from semantic.exchange.dbt_where import NotReadable, expression
from semantic.exchange.imported import Imported as Imported
from semantic.exchange.losses import Fault, Losses, NotImportable
from semantic.exchange.respelled import respelled
from semantic.exchange.restored import Restored
from semantic.expression import parse
from semantic.expression_tokens import ExpressionError
from semantic.members import STANDARD
from semantic.model import Metric

_METRIC: TypeAdapter[Metric] = TypeAdapter(Metric)
_WINDOW_CHOICE = {"min": "first", "max": "last"}


def imported(
    manifest: Given, owner: str, types: Types | None = None, *, trust_keys: bool = False
) -> Imported:
    """The manifest's definitions; every metric is a draft of `owner`.

    `types` gives the types of columns, as {"schema.table": {"column": type}}, which a manifest does
    not. A metric that cannot be taken over whole is left out, with all that stand on it. With
    `trust_keys` keys are believed as dbt does: where one is not unique, a row counts for each of
    its matches. Otherwise such a query stops. Raises NotImportable for what is no such manifest.
    """
    check_manifest(manifest)
    try:
        return _imported(manifest, owner, types, trust_keys=trust_keys)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        # The format has no schema to hold a file against, so that faults show while it is read.
        what = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
        fault = Fault("shape", "", " ".join(what.split())[:300])
        raise NotImportable("This is no dbt semantic manifest:", [fault]) from error


def _imported(manifest: Given, owner: str, types: Types | None, *, trust_keys: bool) -> Imported:
    losses = Losses()
    models = dbt_models.models(manifest, types or {}, losses)
    kept = restored(manifest, owner, losses)
    models = tuple(kept.models.get(model.name, model) for model in models)
    read = _Reader(manifest, owner, losses).metrics()
    rest = {metric.name: metric for metric in kept.rest_metrics}
    metrics = _without_gaps({**read, **kept.metrics, **rest}, losses)
    if trust_keys:
        why = "they are taken on trust, and a row counts for each of its matches."
        losses.add("keys of entities", why, "Delete `unchecked` where one is unique.")
    for saved in manifest.get("saved_queries") or ():
        losses.add(f"saved query {saved['name']}", "questions are not stored with definitions.")
    links = kept.rest_links or tuple(
        dbt_models.relationships(manifest, models, trust_keys=trust_keys)
    )
    return Imported(
        models=(*models, *kept.rest_models),
        relationships=links,
        time_spines=kept.spines or tuple(dbt_models.time_spines(manifest)),
        metrics=tuple(metrics.values()),
        losses=tuple(each for each in losses.found if not _of_kept(each.what, kept)),
    )


def _of_kept(what: str, kept: Restored) -> bool:
    """Whether a loss is of dbt's side of something that was put back as it was."""
    *_, last = what.split()
    named = what.split()[1] if len(what.split()) > 1 else ""
    return last in kept.models or (what.startswith("metric ") and named in kept.metrics)


def check_manifest(manifest: Any) -> None:
    """Raises NotImportable unless the content has a manifest's parts, under names of their own."""
    if not isinstance(manifest, dict):
        raise NotImportable("This is no dbt semantic manifest:", [Fault("shape", "", "no object")])
    faults: list[Fault] = []
    for part in ("semantic_models", "metrics"):
        given = manifest.get(part)
        if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
            faults.append(Fault("missing key", part, "a list of objects is needed here"))
            continue
        names = [each.get("name") for each in given]
        faults += [
            Fault("wrong value", f"{part}: {name!r}", "no name: small letters, digits and _")
            for name in names
            if not isinstance(name, str) or not re.fullmatch(NAME_PATTERN, name)
        ]
        faults += [
            Fault("name collision", f"{part}: {name}", "more than one has this name")
            for name, times in Counter(map(str, names)).items()
            if times > 1
        ]
    if faults:
        raise NotImportable("This is no dbt semantic manifest:", faults)


@dataclass(frozen=True)
class _Reader:
    manifest: Given
    owner: str
    losses: Losses

    def metrics(self) -> dict[str, Metric]:
        found: dict[str, Metric] = {}
        for given in self.manifest["metrics"]:
            try:
                body = self._common(given) | _BODIES[given["type"]](self, given)
                found[given["name"]] = _METRIC.validate_python(body)
            except (NotReadable, ExpressionError) as error:
                self.losses.add(f"metric {given['name']}", f"{str(error).rstrip('.')}.")
            except ValidationError as error:
                first = error.errors()[0]
                where = ".".join(str(step) for step in first["loc"])
                self.losses.add(f"metric {given['name']}", f"{where}: {first['msg']}.")
        return found

    def _common(self, given: Given) -> dict[str, Any]:
        params = given["type_params"]
        measure = params.get("measure") or {}
        return {
            "name": given["name"],
            "type": given["type"],
            "label": given.get("label") or "",
            "description": given.get("description") or "",
            "governance": {"owner": self.owner, "status": "draft"},
            "where": _where(given.get("filter"), measure.get("filter")),
            "time_grain": given.get("time_granularity"),
        }

    def simple(self, given: Given) -> dict[str, Any]:
        params = given["type_params"]
        measure = params.get("measure") or {}
        agg, model = self._aggregation(given, measure)
        options = agg.get("agg_params") or {}
        text = params.get("expr") or agg.get("expr") or measure.get("name") or given["name"]
        expr = respelled(str(text))
        parse(expr)
        fill = params.get("fill_nulls_with")
        return {
            "model": model["name"],
            "agg": agg["agg"],
            "expr": expr,
            "percentile": options.get("percentile") if agg["agg"] == "percentile" else None,
            "discrete": bool(options.get("use_discrete_percentile")),
            "approximate": bool(options.get("use_approximate_percentile")),
            "time": agg.get("agg_time_dimension")
            or (model.get("defaults") or {}).get("agg_time_dimension"),
            "non_additive": _non_additive(agg.get("non_additive_dimension")),
            "fill_nulls_with": measure.get("fill_nulls_with") if fill is None else fill,
            "join_to_timespine": bool(
                params.get("join_to_timespine") or measure.get("join_to_timespine")
            ),
        }

    def _aggregation(self, given: Given, measure: Given) -> tuple[Given, Given]:
        """How the metric aggregates, and the semantic model that it is over."""
        models = {model["name"]: model for model in self.manifest["semantic_models"]}
        newer = given["type_params"].get("metric_aggregation_params")
        if newer:
            return newer, models[newer["semantic_model"]]
        for model in models.values():
            for each in model.get("measures") or ():
                if each["name"] == measure.get("name"):
                    return each, model
        raise NotReadable(f"there is no measure {measure.get('name')!r}")

    def ratio(self, given: Given) -> dict[str, Any]:
        params = given["type_params"]
        return {side: _input(params[side]) for side in ("numerator", "denominator")}

    def derived(self, given: Given) -> dict[str, Any]:
        params = given["type_params"]
        parse(params["expr"])
        return {
            "expr": params["expr"],
            "sparse": True,
            "metrics": tuple(_input(each) for each in params["metrics"]),
        }

    def cumulative(self, given: Given) -> dict[str, Any]:
        params = given["type_params"]
        newer = params.get("cumulative_type_params") or {}
        inner = newer.get("metric") or {"name": (params.get("measure") or {}).get("name")}
        where = _where(given.get("filter"), inner.get("filter"))
        return {
            "metric": self._simple_name(inner["name"]),
            "window": _window(newer.get("window") or params.get("window")),
            "grain_to_date": newer.get("grain_to_date") or params.get("grain_to_date"),
            "period_agg": newer.get("period_agg") or "first",
            "where": where,
        }

    def conversion(self, given: Given) -> dict[str, Any]:
        params = given["type_params"]["conversion_type_params"]
        ends: dict[str, Any] = {}
        for ours, theirs in (("base", "base_m"), ("conversion", "conversion_m")):
            end = params.get(f"{theirs}etric") or params[f"{theirs}easure"]
            where = _where(end.get("filter"))
            name = self._simple_name(end["name"])
            ends[ours] = {"name": name, "where": where} if where else name
        constant = params.get("constant_properties") or ()
        return {
            **ends,
            "entity": params["entity"],
            "calculation": "count" if params.get("calculation") == "conversions" else "rate",
            "window": _window(params.get("window")),
            "constant": tuple(
                {"base": each["base_property"], "conversion": each["conversion_property"]}
                for each in constant
            ),
        }

    def _simple_name(self, name: str) -> str:
        """The simple metric of this name, or the one that is over the measure of this name."""
        simple = [each for each in self.manifest["metrics"] if each["type"] == "simple"]
        for each in simple:
            if each["name"] == name:
                return name
        for each in simple:
            measure = each["type_params"].get("measure") or {}
            if measure.get("name") == name and not each.get("filter"):
                return str(each["name"])
        raise NotReadable(f"there is no simple metric {name!r} for it to stand on")


_BODIES = {
    "simple": _Reader.simple,
    "ratio": _Reader.ratio,
    "derived": _Reader.derived,
    "cumulative": _Reader.cumulative,
    "conversion": _Reader.conversion,
}


def _where(*filters: Given | None) -> tuple[str, ...]:
    """The conditions of all filters, each once."""
    templates = [
        each["where_sql_template"] for given in filters if given for each in given["where_filters"]
    ]
    return tuple(dict.fromkeys(expression(template) for template in templates))


def _input(given: Given) -> dict[str, Any] | str:
    shift = None
    if given.get("offset_window") or given.get("offset_to_grain"):
        window = _window(given.get("offset_window"))
        shift = {"window": window, "to_grain": given.get("offset_to_grain")}
    where = _where(given.get("filter"))
    if not (shift or where or given.get("alias")):
        return str(given["name"])
    return {"name": given["name"], "alias": given.get("alias"), "where": where, "shift": shift}


def _window(given: Given | str | None) -> dict[str, Any] | None:
    """A window as dbt's manifests have it, or in words: `7 days`."""
    if isinstance(given, str):
        count, _, grain = given.strip().partition(" ")
        if not count.isdigit() or not grain.strip():
            raise NotReadable(f"the window {given!r}")
        return {"count": int(count), "grain": _singular(grain.strip().lower())}
    return {"count": given["count"], "grain": _singular(given["granularity"])} if given else None


def _singular(grain: str) -> str:
    return grain[:-1] if grain[:-1] in STANDARD else grain


def _non_additive(given: Given | None) -> dict[str, Any] | None:
    if not given:
        return None
    return {
        "dimension": given["name"],
        "choose": _WINDOW_CHOICE[given.get("window_choice") or "min"],
        "per": tuple(given.get("window_groupings") or ()),
    }


def _without_gaps(metrics: Mapping[str, Metric], losses: Losses) -> dict[str, Metric]:
    """The metrics of which everything that they stand on was taken over, too."""
    kept = dict(metrics)
    while True:
        gaps = {
            name: missing[0]
            for name, metric in kept.items()
            if (missing := [given for given in _stands_on(metric) if given not in kept])
        }
        for name, missing_name in gaps.items():
            losses.add(f"metric {name}", f"it stands on {missing_name}, which was left out.")
            del kept[name]
        if not gaps:
            return kept


def _stands_on(metric: Metric) -> list[str]:
    match metric.type:
        case "ratio":
            given: tuple[Any, ...] = (metric.numerator, metric.denominator)
        case "derived":
            given = metric.metrics
        case "cumulative":
            given = (metric.metric,)
        case "conversion":
            given = (metric.base, metric.conversion)
        case _:
            given = ()
    return [each if isinstance(each, str) else each.name for each in given]
