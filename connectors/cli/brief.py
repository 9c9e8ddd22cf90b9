"""`retainer brief`: a briefing from its data to its review."""

import secrets
from pathlib import Path

import click

from briefings.audience import visible
from briefings.run import brief
from connectors.cli.call import Call, example, print_json, takes_call
from connectors.cli.days import day
from connectors.cli.output import show
from connectors.cli.records import note
from connectors.render import terminal
from connectors.wiring.weekly import world
from semantic.errors import ConfigurationError


@click.command(
    "brief",
    epilog=example(
        "retainer brief weekly-retention",
        "retainer brief weekly-retention --as owner-uk-1",
        "retainer brief weekly-retention --as-of 2011-09-26 --html briefing.html",
    ),
)
@click.argument("name")
@click.option("--as-of", "as_of", metavar="D", help="Brief as if it were this day.")
@click.option("--html", "html", metavar="FILE", help="Write it as a page with charts, too.")
@takes_call
def command(call: Call, /, name: str, as_of: str | None, html: str | None) -> None:
    """Run a briefing up to its review, and show what you may see of it.

    The same period again shows the same run.
    """
    asked = day(as_of, "--as-of")
    parts = call.parts(patient=True)
    run = brief(world(parts, parts.briefing(name)), asked)
    found = visible(run, parts.principal, parts.access)
    note(parts, "brief", {"briefing": run.briefing, "period": run.period})
    if html is not None:
        # Imported here because drawing charts takes a renderer that nothing else needs.
        from connectors.render.html import page

        _write(Path(html), page(found))
    if call.json:
        print_json(found.model_dump(mode="json", by_alias=True))
    else:
        show(terminal.briefing(found))


def _write(path: Path, content: str) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        draft.write_text(content, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ConfigurationError(
            f"The page cannot be written to {path}: {error.strerror}.",
            next_step="Name a file in a folder that exists and has room. The briefing is stored.",
        ) from error
