"""`retainer export`: the workspace's definitions for dbt or Apache Ossie."""

import json
from pathlib import Path
from typing import Any

import click

from connectors.cli.call import Call, example, print_json, takes_call
from connectors.render.texts import count
from semantic.errors import OutsideFailure, Refusal
from semantic.exchange import dbt_export, ossie_export
from semantic.exchange.exported import Exported

VERSIONS = ("0.1.1", "0.2.0.dev0")


@click.command(
    "export",
    epilog=example(
        "retainer export dbt --out target/semantic_manifest.json",
        "retainer export ossie --version 0.1.1 --out model.json",
    ),
)
@click.argument("tool", metavar="dbt|ossie", type=click.Choice(["dbt", "ossie"]))
@click.option(
    "--out", metavar="FILE", type=click.Path(path_type=Path), help="Write here, not to stdout."
)
@click.option(
    "--version",
    type=click.Choice(VERSIONS),
    default=VERSIONS[-1],
    show_default=True,
    help="Of Ossie's format; dbt reads 0.1.1.",
)
@takes_call
def command(call: Call, /, tool: str, out: Path | None, version: str) -> int:
    """Export models and metrics as a dbt semantic manifest or an Apache Ossie model (JSON).

    What the other tool has no place for stays in the file, in config.meta or custom_extensions, and
    is listed on stderr. Policies, people and approvals are never exported. Stewards only.
    """
    parts = call.parts()
    if not parts.access.approves:
        raise Refusal(
            f"{parts.principal.shown} may not export definitions; that takes a steward.",
            next_step="Ask one of them, or give their id with --as.",
        )
    done = _exported(parts.catalog, tool, version)
    text = json.dumps(done.document, ensure_ascii=False, indent=2) + "\n"
    if out is not None:
        _write(out, text)
    if call.json:
        print_json(_document(done, out))
        return 0
    if out is None:
        click.echo(text, nl=False)
    _tell(done, out)
    return 0


def _exported(catalog: Any, tool: str, version: str) -> Exported:
    if tool == "dbt":
        return dbt_export.exported(catalog)
    return ossie_export.exported(catalog, "0.1.1" if version == "0.1.1" else "0.2.0.dev0")


def _write(out: Path, text: str) -> None:
    draft = out.with_name(f".{out.name}.draft")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(out)
    except OSError as error:
        raise OutsideFailure(
            f"{out} could not be written: {error.strerror or error}.",
            next_step="Make room or choose another file.",
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def _document(done: Exported, out: Path | None) -> dict[str, Any]:
    losses = [{"what": loss.what, "why": loss.why, "todo": loss.todo} for loss in done.losses]
    written = {"file": str(out)} if out else {"document": done.document}
    return {"status": "ok", **written, "losses": losses}


def _tell(done: Exported, out: Path | None) -> None:
    if out is not None:
        click.echo(f"Wrote {out}.", err=True)
    if done.losses:
        told = count(len(done.losses), "thing")
        click.echo(f"{told} that other tools cannot tell from it:", err=True)
    for loss in sorted(done.losses, key=lambda loss: loss.group):
        click.echo(f"- {loss}", err=True)
