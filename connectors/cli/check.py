"""`retainer check`: every problem of the workspace in one go, and with --live of its data."""

from pathlib import Path

import click

from connectors.cli.call import Call, example, print_json, takes_call
from connectors.cli.output import show
from connectors.render.pieces import say
from connectors.render.texts import count
from connectors.workspace import Workspace, find, load, unset_key
from semantic.problems import WorkspaceProblems


@click.command("check", epilog=example("retainer check", "retainer check --live"))
@click.option("--live", is_flag=True, help="Hold the data against the definitions, too.")
@takes_call
def command(call: Call, /, live: bool) -> int:
    """Validate the whole workspace and list every problem as file:line:column: message.

    With --live every source is opened, its columns and keys are held against the models, the rows
    of time spines against their grain and `week_start`, and the metrics' golden tests are tried.
    """
    if live:
        return _live(call)
    workspace = load(find(call.workspace, Path.cwd()))
    missing = tuple(unset_key(workspace))
    if missing:
        raise WorkspaceProblems(missing)
    if call.json:
        print_json({"status": "ok", "problems": [], **_counts(workspace)})
    else:
        show(say(f"{workspace.root} is in order: {_counted(workspace)}."))
    return 0


def _live(call: Call) -> int:
    from connectors.live import findings, tried

    parts = call.parts(patient=True)
    found = tuple(findings(parts))
    if call.json:
        problems = [vars(finding) for finding in found]
        print_json({"status": "problems" if found else "ok", "problems": problems})
    elif found:
        show(*(say(f"{finding.about}: {finding.message}") for finding in found))
        show(say(f"{count(len(found), 'problem')} with the data."))
    else:
        root, golden = parts.workspace.root, count(tried(parts), "golden value")
        show(say(f"{root} is in order: {_counted(parts.workspace)}; {golden} agree."))
    return 1 if found else 0


def _counts(workspace: Workspace) -> dict[str, int]:
    catalog = workspace.catalog
    return {
        "models": len(catalog.models),
        "metrics": len(catalog.metrics),
        "roles": len(catalog.roles),
        "principals": len(catalog.people),
        "briefings": len(workspace.briefings),
        "skills": len(workspace.skills),
    }


def _counted(workspace: Workspace) -> str:
    # Most workspaces have no skills of their own, and need not be told so.
    counts = ((kind, number) for kind, number in _counts(workspace).items()
              if number or kind != "skills")  # fmt: skip
    return ", ".join(count(number, kind.removesuffix("s")) for kind, number in counts)
