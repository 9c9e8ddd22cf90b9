"""`retainer init`: a new workspace."""

from pathlib import Path

import click

from connectors.cli.call import Call, example, print_json, takes_call
from connectors.cli.output import show
from connectors.init import write
from connectors.render.pieces import commands, say


@click.command(
    "init",
    epilog=example("retainer init shop", "retainer init demo --example online-retail"),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--example", "name", metavar="NAME", help="Copy an example, such as online-retail.")
@takes_call
def command(call: Call, /, folder: Path, name: str | None) -> None:
    """Write a new workspace: a small one with sample data, or a copy of an example."""
    target = folder.absolute()
    files = write(target, name)
    if call.json:
        print_json({"workspace": str(target), "files": [path.as_posix() for path in files]})
        return
    show(say(f"Wrote a workspace of {len(files)} files to {target}. Next:"))
    tries = (
        [("retainer brief weekly-retention", "the weekly briefing")]
        if name
        else [
            ("retainer query sales --by time.month", "a first answer, from the sample data"),
            ('retainer approve sales --note "…"', "open a metric to everybody who may see it"),
        ]
    )
    show(
        commands([
            (f"cd {folder}", ""),
            ("retainer check", "what the files define, or what is wrong with them"),
            *tries,
        ])
    )  # fmt: skip
