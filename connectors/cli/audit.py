"""`retainer audit`: who asked, saw, approved and sent, and whether the record is whole."""

import click

from briefings.store.audit import Chain, Entry
from connectors.cli.call import Call, example, print_json, takes_call
from connectors.cli.days import day
from connectors.cli.output import show
from connectors.render import audited
from connectors.render.pieces import say
from connectors.wiring.parts import Parts
from connectors.wiring.records import Records
from semantic.errors import Refusal

BROKEN = 1


@click.group(
    "audit",
    invoke_without_command=True,
    epilog=example(
        "retainer audit --as steward",
        "retainer audit --who owner-uk-1 --since 2011-10-01 --as steward",
        "retainer audit verify",
    ),
)
@click.option("--who", metavar="PRINCIPAL", help="Only what this person did.")
@click.option("--since", metavar="D", help="Only from this day on.")
@click.option("--limit", default=50, type=click.IntRange(1, 100_000), help="The newest N entries.")
@click.pass_context
@takes_call
def command(
    call: Call, context: click.Context, /, who: str | None, since: str | None, limit: int
) -> None:
    """Show who asked, saw, approved and sent: the newest entries, the oldest of them first.

    Stewards see everybody's, others their own. No entry holds a question's words or a figure.
    """
    if context.invoked_subcommand is not None:
        return
    parts = call.parts()
    first = day(since, "--since")
    entries = Records(parts.workspace, "cli").audit.entries(
        by=_whose(parts, who), since=first.isoformat() if first else "", limit=limit
    )
    if call.json:
        print_json({"entries": [_document(entry) for entry in entries]})
    else:
        names = {person.id: person.shown for person in parts.catalog.people}
        show(audited.entries(entries, names))


@command.command(
    "verify", epilog=example("retainer audit verify", "retainer audit verify --holds sha256:…")
)
@click.option("--holds", default="", metavar="HASH", help="An entry that must still be there.")
@takes_call
def _verify(call: Call, /, holds: str) -> int:
    """Read the whole audit again: no entry was changed, taken out or put in.

    Whoever may write to the database could also write all of it anew. Note the last hash somewhere
    else from time to time, and give it as --holds later.
    """
    chain = Records(call.parts().workspace, "cli").audit.verify(holds)
    if call.json:
        print_json(vars(chain) | {"whole": not chain.broken})
    else:
        show(say(_said(chain)))
    return BROKEN if chain.broken else 0


def _said(chain: Chain) -> str:
    if chain.broken:
        return f"The audit is broken at entry {chain.broken}: {chain.why}."
    if not chain.entries:
        return "The audit is empty."
    return f"The audit is whole: {chain.entries:,} entries, the last with {chain.head}."


def _whose(parts: Parts, who: str | None) -> str:
    """The person whose entries are asked for; empty for everybody's."""
    me = parts.principal.id
    if parts.access.approves:
        people = parts.catalog.people
        return next((one.id for one in people if who and who in (one.id, one.email)), who or "")
    if who not in (None, me, parts.principal.email):
        able = sorted(name for name, role in parts.catalog.roles.items() if role.approves)
        raise Refusal(
            f"{parts.principal.shown} may read their own entries; everybody's takes the role "
            f"{' or '.join(able)}.",
            next_step=f"Leave out --who, or ask somebody who is {' or '.join(able)}.",
        )
    return me


def _document(entry: Entry) -> dict[str, object]:
    event = entry.event
    return {
        "number": entry.number,
        "at": event.at,
        "who": event.by,
        "surface": event.surface,
        "act": event.act,
        "content": dict(event.content),
        "previous": entry.previous,
        "hash": entry.hash,
    }
