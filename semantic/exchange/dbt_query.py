"""A question as dbt's semantic layer takes it, as a Query of ours."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from semantic import period as periods
from semantic.catalog import Catalog
from semantic.exchange.dbt_where import dotted, expression, member
from semantic.expression import parse
from semantic.formulas import time_grain
from semantic.members import STANDARD, finest, read_name
from semantic.model import SimpleMetric
from semantic.query import PeriodAsked, Query

_SECONDS = {"hour": 3600, "minute": 60, "second": 1}


def query(given: Mapping[str, Any], catalog: Catalog, manifest: Mapping[str, Any]) -> Query:
    """The question with our names.

    dbt's time constraint includes both ends and is widened to whole units of the shortest time
    group, or else of what time means for the metrics; ours is half-open. A saved
    query of the manifest adds to what is given.
    """
    saved = _saved(given.get("saved_query"), manifest)
    metrics = tuple(given.get("metrics") or saved["metrics"])
    groups = [dotted(name) for name in given.get("group_by") or ()]
    groups += [_object(each) for each in given.get("group_by_objects") or ()]
    groups += saved["group_by"]
    where = [*saved["where"], *([expression(given["where"])] if given.get("where") else [])]
    default = time_grain([catalog.metrics[name] for name in metrics], catalog)
    return Query(
        metrics=metrics,
        group_by=tuple(groups),
        where=tuple(_about_time(text, metrics, catalog) for text in where),
        period=_period(given.get("time_constraint"), groups, default, catalog),
        order_by=tuple(_order(name) for name in given.get("order_by") or saved["order_by"]),
        limit=given.get("limit") or saved["limit"],
        extremes=bool(given.get("min_max_only")),
        distinct=given.get("apply_group_by", True) or bool(metrics),
    )


def _about_time(text: str, metrics: Sequence[str], catalog: Catalog) -> str:
    """The condition with the metrics' own time as `time`, whatever it is called.

    dbt holds conditions on it to what is shown: a shift or a running total comes before them.
    """
    asked = [catalog.metrics[name] for name in metrics]
    parts = [part for metric in asked for part in (metric, *catalog.upstream(metric))]
    own = {_own_time(part, catalog) for part in parts if isinstance(part, SimpleMetric)}
    (time,) = own if len(own) == 1 else (None,)
    for name in parse(text).columns if time else ():
        found = read_name(name, catalog)
        if (found.path, found.name) == time and not found.part:
            text = text.replace(f'"{name}"', f'"time.{found.grain}"' if found.grain else '"time"')
    return text


def _own_time(metric: SimpleMetric, catalog: Catalog) -> tuple[tuple[str, ...], str] | None:
    dimensions = catalog.models[metric.model].dimensions
    found = (each for each in dimensions if each.name == metric.time)
    return next((((each.entity,), each.name) for each in found), None)


def _object(given: Mapping[str, Any]) -> str:
    name = dotted(given["name"])
    if given.get("date_part"):
        return f"{name}.extract_{given['date_part']}"
    return f"{name}.{given['grain']}" if given.get("grain") else name


def _order(name: str) -> str:
    return f"-{dotted(name[1:])}" if name.startswith("-") else dotted(name)


def _saved(name: str | None, manifest: Mapping[str, Any]) -> dict[str, Any]:
    stored = [each for each in manifest.get("saved_queries") or () if each["name"] == name]
    params = stored[0]["query_params"] if stored else {}
    filters = (params.get("where") or {}).get("where_filters") or ()
    return {
        "metrics": tuple(params.get("metrics") or ()),
        "group_by": [member(call) for call in params.get("group_by") or ()],
        "where": [expression(each["where_sql_template"]) for each in filters],
        "order_by": [_called(call) for call in params.get("order_by") or ()],
        "limit": params.get("limit"),
    }


def _called(call: str) -> str:
    """An ordering call's column; `Metric('views')` orders by the metric itself."""
    name = call.replace("Metric(", "Dimension(")
    return member(name)


def _period(
    given: Sequence[str] | None, groups: Sequence[str], default: str, catalog: Catalog
) -> PeriodAsked:
    if not given:
        return PeriodAsked()
    names = [read_name(name, catalog) for name in groups]
    grains = [name.grain or default for name in names if name.path == ("time",) and not name.part]
    known = [grain for grain in grains if grain in STANDARD]
    first, last = (datetime.fromisoformat(text) for text in given)
    grain = finest(known) if known else default
    ends = {
        "from": _floor(first, grain, catalog),
        "to": _next(_floor(last, grain, catalog), grain),
    }
    return PeriodAsked.model_validate(ends)


def _floor(moment: datetime, grain: str, catalog: Catalog) -> datetime:
    if grain in _SECONDS:
        midnight = datetime.combine(moment.date(), datetime.min.time())
        seconds = int((moment - midnight).total_seconds())
        return midnight + timedelta(seconds=seconds - seconds % _SECONDS[grain])
    if grain in STANDARD[:3]:
        return moment
    week_start = catalog.settings.week_start
    return _midnight(periods.floor(moment.date(), _calendar(grain), week_start))


def _next(moment: datetime, grain: str) -> datetime:
    if grain in _SECONDS:
        return moment + timedelta(seconds=_SECONDS[grain])
    if grain in STANDARD[:3]:
        return moment + timedelta(microseconds=1000 if grain == "millisecond" else 1)
    return _midnight(periods.step(moment.date(), _calendar(grain)))


def _calendar(grain: str) -> periods.Grain:
    return next(known for known in periods.GRAINS if known == grain)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time())
