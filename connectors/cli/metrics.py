"""`retainer metrics`: the catalog as far as whoever asks may see it."""

from typing import Any

import click
from rich.console import RenderableType

from agent.writer import day
from connectors.cli.call import Call, example, print_json, takes_call
from connectors.cli.definition import condition, formula, golden, lineage
from connectors.cli.output import show
from connectors.render.grid import Grid
from connectors.render.pieces import prose, say, section, title, verbatim
from connectors.wiring.parts import Parts
from semantic.approval_file import Approval
from semantic.catalog import FieldRef
from semantic.components import standing_on
from semantic.errors import UnknownName
from semantic.model import GoldenTest, Metric
from semantic.search import Hit
from semantic.standing import successor
from semantic.suggest import listed

_NOT_DEFINITION: dict[str, Any] = {"tests": True, "governance": {"successor", "sunset"}}


@click.command(
    "metrics",
    epilog=example(
        "retainer metrics",
        "retainer metrics return_rate",
        'retainer metrics --search "lost buyers"',
    ),
)
@click.argument("name", required=False)
@click.option("--search", "text", metavar="TEXT", help="Find metrics and dimensions by a text.")
@takes_call
def command(call: Call, /, name: str | None, text: str | None) -> int | None:
    """Show the metrics you may see, or one of them in full.

    One metric is shown with its formula, owner, status, approvals, lineage and golden tests.
    --search looks in names, labels, synonyms and descriptions, past typing mistakes, and lists
    what fits best first.
    """
    if name and text is not None:
        raise click.UsageError("Give a metric's name or --search, not both.")
    parts = call.parts()
    view = parts.engine.view(parts.principal)
    if text is not None:
        return _search(call, parts, text)
    if name is None:
        metrics = list(view.granted.values())
        if call.json:
            print_json(
                {
                    "metrics": [_summary(parts, metric) for metric in metrics],
                    "dimensions": [_dimension(name, ref) for name, ref in view.dimensions.items()],
                }
            )
        else:
            show(_list(parts, metrics))
        return None
    metric = view.granted.get(name)
    if metric is None:
        raise UnknownName(
            f"There is no metric {name!r} that you may see.",
            nearest=view.nearest_metrics(name),
            next_step="List them with: retainer metrics",
        )
    if call.json:
        print_json(_full(parts, metric))
    else:
        show(*_page(parts, metric))
    return None


def _search(call: Call, parts: Parts, text: str) -> int:
    """Lists what fits the text. Nothing found is the answer no."""
    view = parts.engine.view(parts.principal)
    hits = view.search(text)
    if call.json:
        print_json({"search": text, "hits": [_hit(parts, hit) for hit in hits]})
    elif hits:
        grid = Grid(("", "whole"), ("name", "whole"), ("status", "words"), ("meaning", "words"))
        for hit in hits:
            found = _hit(parts, hit)
            grid.add(hit.kind, hit.name, found.get("status", ""), found["description"])
        show(grid)
    else:
        show(say(f"Nothing that you may see is like {text!r}. See all with: retainer metrics"))
    return 0 if hits else 1


def _hit(parts: Parts, hit: Hit) -> dict[str, Any]:
    view = parts.engine.view(parts.principal)
    found = (
        _summary(parts, view.granted[hit.name])
        if hit.kind == "metric"
        else _dimension(hit.name, view.dimensions[hit.name])
    )
    return {"kind": hit.kind, "score": hit.score, "by": hit.by, **found}


def _list(parts: Parts, metrics: list[Metric]) -> RenderableType:
    if not metrics:
        return say("There is no metric that you may see.")
    grid = Grid(("metric", "whole"), ("status", "words"), ("meaning", "words"))
    for metric in metrics:
        grid.add(metric.name, _status(parts, metric), metric.description)
    return grid


def _status(parts: Parts, metric: Metric) -> str:
    state = parts.engine.approvals.status(metric.name).state
    if state == "deprecated":
        return f"deprecated, ends on {metric.governance.sunset}"
    return "changed since approval" if state == "changed" else state


def _summary(parts: Parts, metric: Metric) -> dict[str, Any]:
    return {
        "name": metric.name,
        "title": metric.title,
        "description": metric.description,
        "type": metric.type,
        "unit": metric.format.unit,
        "direction": metric.direction,
        "additive": metric.additive,
        "kind": metric.kind,
        "synonyms": list(metric.synonyms),
        "status": parts.engine.approvals.status(metric.name).state,
        "hash": parts.engine.approvals.status(metric.name).hash,
        "version": metric.governance.version,
        "owner": metric.governance.owner,
        "successor": successor(metric.name, parts.engine.view(parts.principal)),
        "sunset": metric.governance.sunset.isoformat() if metric.governance.sunset else None,
    }


def _dimension(name: str, ref: FieldRef) -> dict[str, Any]:
    return {
        "name": name,
        "label": ref.dimension.label,
        "description": ref.dimension.description,
        "type": ref.dimension.type,
        "synonyms": list(ref.dimension.synonyms),
    }


def _full(parts: Parts, metric: Metric) -> dict[str, Any]:
    approvals = parts.engine.approvals
    return {
        **_summary(parts, metric),
        "formula": formula(metric, parts.catalog),
        "definition": metric.model_dump(
            mode="json", exclude=_NOT_DEFINITION, exclude_defaults=True
        ),
        "dimensions": list(parts.engine.view(parts.principal).groupable(metric.name)),
        "lineage": lineage(metric, parts.catalog),
        "used_by": _used_by(parts, metric),
        "not_to_confuse": list(metric.not_to_confuse),
        "approvals": [_approval(given) for given in approvals.history(metric.name)],
        "diff": approvals.diff(metric.name),
        "tests": [golden(test) for test in _tests(parts, metric)],
    }


def _tests(parts: Parts, metric: Metric) -> tuple[GoldenTest, ...]:
    """Golden values are of all rows, so they are shown to those who may see all rows."""
    return metric.tests if parts.access.rows_for(metric.name).unrestricted else ()


def _used_by(parts: Parts, metric: Metric) -> list[str]:
    """The metrics that stand on this one, as far as whoever asks may see them."""
    seen = parts.engine.view(parts.principal).granted
    return [name for name in standing_on(parts.catalog, metric.name) if name in seen]


def _approval(given: Approval) -> dict[str, Any]:
    return given.model_dump(mode="json", include={"hash", "version", "by", "at", "note"})


def _page(parts: Parts, metric: Metric) -> list[RenderableType | None]:
    approvals = parts.engine.approvals
    status, stands_on = approvals.status(metric.name), lineage(metric, parts.catalog)
    facts = Grid(("", "whole"), ("", "words"))
    facts.add("formula", formula(metric, parts.catalog))
    facts.add("unit", metric.format.unit or "a count")
    facts.add("owner", metric.governance.owner)
    facts.add("status", f"{_status(parts, metric)}, version {metric.governance.version}")
    follows = successor(metric.name, parts.engine.view(parts.principal))
    if follows:
        facts.add("followed by", follows)
    facts.add("hash", status.hash)
    for kind, names in stands_on.items():
        facts.add(kind, listed(names, "and") or "none")
    used_by = _used_by(parts, metric)
    if used_by:
        facts.add("used by", listed(used_by, "and"))
    facts.add("by", listed(parts.engine.view(parts.principal).groupable(metric.name), "and"))
    if metric.synonyms:
        facts.add("also called", listed(metric.synonyms, "or"))
    if metric.not_to_confuse:
        facts.add("not", listed(metric.not_to_confuse, "or"))
    given = approvals.history(metric.name)
    tests, diff = _tests(parts, metric), approvals.diff(metric.name)
    return [
        title(metric.title, metric.name),
        prose(metric.description),
        section("Definition", facts),
        section("Approvals", *(say(_approved(approval)) for approval in given)),
        section("Changed since", verbatim(diff)) if diff else None,
        section("Golden tests", *(say(_tested(test)) for test in tests)),
    ]


def _approved(given: Approval) -> str:
    note = f": {given.note}" if given.note else ""
    return f"version {given.version}, {day(given.at.date())}, {given.by}{note}"


def _tested(test: GoldenTest) -> str:
    where = "".join(f", {condition(given)}" for given in test.filters)
    return f"{test.period[0]} to {test.period[1]}{where}: {test.value:,.12g}"
