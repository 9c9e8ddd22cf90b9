"""`retainer approve`: a steward's word that a metric means what its definition says now."""

import click

from connectors.cli.call import Call, example, print_json, takes_call
from connectors.cli.output import show
from connectors.render.pieces import say, verbatim
from connectors.render.wording import short_hash
from connectors.wiring.parts import Parts
from semantic.approvals import append, approve


@click.command(
    "approve",
    epilog=example('retainer approve gross_sales --note "Agreed with finance" --as steward'),
)
@click.argument("metric")
@click.option("--note", default="", metavar="TEXT", help="Why, for whoever reads it later.")
@takes_call
def command(call: Call, /, metric: str, note: str) -> None:
    """Approve a metric's present definition: append its hash to approvals.yml.

    Shows what changed since the last approval. Takes a role that approves.
    """
    parts = call.parts()
    approvals = parts.workspace.approvals
    entry = approve(approvals, metric, parts.principal, parts.workspace.now, note)
    before, diff = approvals.status(metric), approvals.diff(metric)
    if not call.json:
        show(say(f"{metric} was {_state(before.state)}."), verbatim(diff) if diff else None)
    append(parts.workspace.root, entry)
    if call.json:
        print_json(_document(parts, metric, before.state, before.hash, diff))
    else:
        stamp = f"{short_hash(before.hash)}, in approvals.yml"
        show(say(f"Approved by {parts.principal.shown} as {stamp}."))


def _state(state: str) -> str:
    return "changed since its approval" if state == "changed" else state


def _document(parts: Parts, metric: str, before: str, hash_: str, diff: str) -> dict[str, str]:
    return {
        "metric": metric,
        "before": before,
        "status": "approved",
        "hash": hash_,
        "by": parts.principal.id,
        "at": parts.workspace.now.isoformat(),
        "diff": diff,
    }
