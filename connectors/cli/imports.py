"""`retainer import`: definitions of dbt or Apache Ossie into a workspace, as drafts."""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from rich.console import RenderableType

from connectors.cli.call import Call, example, print_json, takes_call
from connectors.cli.output import show
from connectors.exchange.bring_in import BroughtIn, bring_in
from connectors.exchange.reading import read_content
from connectors.exchange.sources import read_data
from connectors.render.pieces import commands, items, say
from connectors.render.texts import count
from semantic.exchange import dbt, ossie
from semantic.exchange.imported import Imported
from semantic.exchange.losses import Loss


@click.command(
    "import",
    epilog=example(
        "retainer import dbt target/semantic_manifest.json --into shop",
        "retainer import ossie model.yaml --into shop --data exports/",
    ),
)
@click.argument("tool", metavar="dbt|ossie", type=click.Choice(["dbt", "ossie"]))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--into",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path),
    help="The workspace; a folder that is not there becomes one.",
)
@click.option(
    "--data",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Parquet or CSV files of the tables, for their columns' types.",
)
@click.option("--trust-keys", is_flag=True, help="Believe the keys of dbt's entities unchecked.")
@click.option("--model", metavar="NAME", help="Which of several models in an Ossie file.")
@takes_call
def command(
    call: Call,
    /,
    tool: str,
    file: Path,
    into: Path,
    data: Path | None,
    trust_keys: bool,
    model: str | None,
) -> int:
    """Import a dbt semantic manifest or an Apache Ossie model.

    Every metric lands as a draft: only stewards can query it, until one writes `status: ready` and
    approves it. What could not be carried over is listed with the reason. All is written, or
    nothing.
    """
    content, known = read_content(file), read_data(data)

    def importer(owner: str) -> Imported:
        if tool == "dbt":
            return dbt.imported(content, owner, known.columns, trust_keys=trust_keys)
        return ossie.imported(content, owner, known.columns, model)

    done = bring_in(importer, into.absolute(), known)
    if call.json:
        print_json(_document(done))
    else:
        show(*_told(done, into))
    return 0


def _document(done: BroughtIn) -> dict[str, Any]:
    given = done.definitions
    return {
        "status": "ok",
        "workspace": str(done.workspace),
        "files": list(done.files),
        "models": [model.name for model in given.models],
        "metrics": [metric.name for metric in given.metrics],
        "absent_sources": list(done.absent),
        "losses": [
            {"what": loss.what, "why": loss.why, "todo": loss.todo, "fault": loss.fault}
            for loss in done.losses
        ],
    }


def _told(done: BroughtIn, into: Path) -> Iterable[RenderableType | None]:
    given = done.definitions
    yield say(
        f"Imported {count(len(given.models), 'model')} and {count(len(given.metrics), 'metric')}, "
        f"all drafts, into {into}."
    )
    if done.absent:
        yield say(
            f"No file is known yet for {count(len(done.absent), 'source')} in connections.yaml: "
            f"{', '.join(done.absent)}."
        )
    yield from losses_told(done.losses)
    yield commands(
        [
            (f"cd {into}", ""),
            ("retainer check --live", "hold the data against the definitions"),
            ("retainer approve METRIC --note …", "once its `status: draft` says `ready`"),
        ]
    )


def losses_told(losses: Iterable[Loss]) -> Iterable[RenderableType | None]:
    """The report of what was left behind, by kind of thing."""
    found = sorted(losses, key=lambda loss: loss.group)
    if not found:
        yield say("Nothing was left behind.")
        return
    yield say(f"{count(len(found), 'thing')} could not be carried over whole:")
    for group, several in groupby(found, key=lambda loss: loss.group):
        yield say(group.capitalize(), "bold")
        yield items(str(loss) for loss in several)
