"""`retainer approve`: a steward's word that a metric means what its definition says now."""

import sys
from typing import Any

import click
from rich.console import RenderableType

from connectors.blast import Blast, blast_radius
from connectors.cli.call import Call, example, print_json, takes_call
from connectors.cli.output import show
from connectors.cli.records import note as note_in_audit
from connectors.live import hold_to_goldens
from connectors.render.approval import page
from connectors.render.pieces import say
from connectors.render.texts import short_hash
from connectors.wiring.parts import Parts
from semantic.approvals import Status, append, approve

REFUSED = 1


@click.command(
    "approve",
    epilog=example(
        'retainer approve gross_sales --note "Agreed with finance" --as steward',
        "retainer approve gross_sales --dry-run --as steward",
    ),
)
@click.argument("metric")
@click.option("--note", default="", metavar="TEXT", help="Why, for whoever reads it later.")
@click.option("--yes", is_flag=True, help="Do not ask before approving.")
@click.option("--dry-run", is_flag=True, help="Show what would be approved, and approve nothing.")
@takes_call
def command(call: Call, /, metric: str, note: str, yes: bool, dry_run: bool) -> int | None:
    """Approve a metric's present definition: append its hash to approvals.yml.

    First shows what changed since the last approval, what refers to the metric, and its values in
    the last four weeks or months as approved and as defined now. On a terminal it then asks. A
    golden value that differs refuses the approval. Takes a role that approves.
    """
    parts = call.parts(patient=True)
    approvals = parts.workspace.approvals
    entry = approve(approvals, metric, parts.principal, parts.workspace.now, note)
    before, diff = approvals.status(metric), approvals.diff(metric)
    blast = blast_radius(parts, metric)
    if not call.json:
        show(*_shown(parts, metric, blast))
    tried = hold_to_goldens(parts, parts.catalog.metrics[metric])
    asks = not (yes or dry_run or call.json) and sys.stdin.isatty()
    if asks and not click.confirm(f"Approve {metric} as {short_hash(before.hash)}?"):
        show(say("Nothing was approved."))
        return REFUSED
    if not dry_run:
        append(parts.workspace.root, entry)
        note_in_audit(parts, "approve", {"metric": metric, "hash": before.hash})
    if call.json:
        print_json(_document(parts, metric, before, diff, blast, dry_run=dry_run))
    else:
        show(*_done(parts, before, tried, dry_run=dry_run))
    return None


def _shown(parts: Parts, metric: str, blast: Blast) -> list[RenderableType | None]:
    approvals = parts.workspace.approvals
    state = approvals.status(metric).state
    words = "changed since its approval" if state == "changed" else state
    return [
        say(f"{metric} was {words}."),
        *page(approvals.diff(metric), blast, parts.catalog.metrics),
    ]


def _done(parts: Parts, before: Status, tried: int, *, dry_run: bool) -> list[RenderableType]:
    goldens = say(f"Golden values tried, all agree: {tried}.") if tried else None
    stamp = short_hash(before.hash)
    said = (
        f"It would be approved as {stamp}. Nothing was written."
        if dry_run
        else f"Approved by {parts.principal.shown} as {stamp}, in approvals.yml."
    )
    return [*([goldens] if goldens else []), say(said)]


def _document(
    parts: Parts, metric: str, before: Status, diff: str, blast: Blast, *, dry_run: bool
) -> dict[str, Any]:
    return {
        "metric": metric,
        "before": before.state,
        "status": before.state if dry_run else "approved",
        "hash": before.hash,
        "by": parts.principal.id,
        "at": parts.workspace.now.isoformat(),
        "diff": diff,
        "blast_radius": blast.to_json(),
    }
