"""`retainer review`: the human gate in front of every note."""

import sys
from pathlib import Path
from typing import Any

import click

from agent.evidence import group_names
from briefings import review
from briefings.model import Note, Run
from briefings.outbox import deliver
from briefings.review import Reviewed
from briefings.store.store import Store
from connectors.cli.call import Call, example, print_json, takes_call
from connectors.cli.output import show
from connectors.cli.records import note as note_in_audit
from connectors.render import reviews
from connectors.render.pieces import say
from connectors.wiring.parts import Parts
from connectors.wiring.weekly import channels, open_store, reviewer
from semantic.errors import ConfigurationError


@click.group(
    "review",
    epilog=example(
        "retainer review list",
        "retainer review show NOTE",
        "retainer review approve NOTE",
        'retainer review reject NOTE --reason "Two of these customers are closing"',
    ),
)
@takes_call
def command(_: Call, /) -> None:
    """Approve, edit or reject notes before their owners get them."""


@command.command("list", epilog=example("retainer review list"))
@takes_call
def _list(call: Call, /) -> None:
    """List the notes that wait for a decision."""
    parts = call.parts()
    notes = review.waiting(open_store(parts.workspace), reviewer(parts))
    if call.json:
        print_json({"notes": [_summary(run, note) for run, note in notes]})
    else:
        show(reviews.waiting(notes))


@command.command("show", epilog=example("retainer review show NOTE"))
@click.argument("note")
@takes_call
def _show(call: Call, /, note: str) -> None:
    """Show a note with its flags and what was done with it."""
    parts = call.parts()
    found = review.show(open_store(parts.workspace), note, reviewer(parts))
    if call.json:
        print_json(_whole(found))
    else:
        show(reviews.reviewed(found))


@command.command("approve", epilog=example("retainer review approve NOTE"))
@click.argument("note")
@takes_call
def _approve(call: Call, /, note: str) -> None:
    """Approve a note and send it through the briefing's channels."""
    parts = call.parts()
    store = open_store(parts.workspace)
    run = review.show(store, note, reviewer(parts)).run
    review.approve(store, note, reviewer(parts), parts.briefing(run.briefing).channels)
    _noted(parts, "approve", note)
    places = _sent(parts, store)
    _decided(call, parts, store, note, "Approved.", *(f"Written to {place}." for place in places))


@command.command("edit", epilog=example("retainer review edit NOTE --text better.txt"))
@click.argument("note")
@click.option("--text", "file", required=True, metavar="F", help="The new text; - is stdin.")
@takes_call
def _edit(call: Call, /, note: str, file: str) -> None:
    """Replace a note's text.

    Every figure, direction, rank and cause in it must be one of the note's own.
    """
    text = _read(file)
    parts = call.parts()
    store = open_store(parts.workspace)
    terms = [metric.title for metric in parts.catalog.metrics.values()]
    groups = group_names(parts.catalog.dimensions)
    weeks = parts.catalog.settings.week_start
    review.edit(store, note, reviewer(parts), text, terms=terms, groups=groups, week_start=weeks)
    _noted(parts, "edit", note)
    _decided(call, parts, store, note, "Changed. It waits for approval.")


@command.command("reject", epilog=example('retainer review reject NOTE --reason "Not theirs"'))
@click.argument("note")
@click.option("--reason", required=True, metavar="TEXT", help="Why, for whoever reads it later.")
@takes_call
def _reject(call: Call, /, note: str, reason: str) -> None:
    """Keep a note from its owner."""
    parts = call.parts()
    store = open_store(parts.workspace)
    review.reject(store, note, reviewer(parts), reason)
    _noted(parts, "reject", note)
    _decided(call, parts, store, note, "Rejected.")


def _noted(parts: Parts, action: str, note: str) -> None:
    note_in_audit(parts, "review", {"action": action, "note": note})


def _sent(parts: Parts, store: Store) -> tuple[str, ...]:
    """Where everything that waited has arrived; what did is in the audit, whatever else fails."""
    waiting = store.deliveries.waiting()
    try:
        return deliver(store, channels(parts.workspace.root))
    finally:
        left = {each.id for each in store.deliveries.waiting()}
        for each in waiting:
            if each.id not in left:
                note_in_audit(parts, "send", {"note": each.note_id, "channel": each.channel})


def _decided(call: Call, parts: Parts, store: Store, note: str, *said: str) -> None:
    if call.json:
        print_json(_whole(review.show(store, note, reviewer(parts))))
    else:
        show(*map(say, said))


def _read(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigurationError(
            f"{file} cannot be read: {why}.", next_step="Name a file that holds the note's text."
        ) from error


def _summary(run: Run, note: Note) -> dict[str, Any]:
    return {
        "id": note.id,
        "briefing": run.briefing,
        "period": run.period,
        "owner": note.owner,
        "owner_name": note.owner_name,
        "state": note.state,
        "flags": len(note.flags),
        "value_at_risk": sum(flag.value_at_risk for flag in note.flags),
    }


def _whole(found: Reviewed) -> dict[str, Any]:
    claims = review.claims_of(found.run, found.note)
    return {
        "briefing": found.run.briefing,
        "period": found.run.period,
        **found.note.model_dump(mode="json", by_alias=True),
        "claims": {
            name: claim.model_dump(mode="json", by_alias=True) for name, claim in claims.items()
        },
        "history": [vars(action) for action in found.history],
    }
