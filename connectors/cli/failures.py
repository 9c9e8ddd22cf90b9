"""How a failure is told: a sentence on stderr or a JSON document on stdout, never a traceback."""

import sys
import traceback
from typing import Any

import click

from connectors.cli.call import print_json
from connectors.render.inert import inert_lines
from semantic.errors import NotApproved, OutsideFailure, RetainerError
from semantic.problems import WorkspaceProblems

WRONG_USAGE, OUTSIDE = 2, 3


def tell(error: Exception, *, as_json: bool, debug: bool) -> int:
    """Tells a person or a program about the failure, and returns the exit code."""
    if debug:
        click.echo("".join(traceback.format_exception(error)), err=True)
    code, text, document = _described(error)
    if as_json:
        print_json(document)
    else:
        click.echo(inert_lines(text), err=True)
    sys.stdout.flush()
    return code


def _described(error: Exception) -> tuple[int, str, dict[str, Any]]:
    match error:
        case RetainerError():
            status = "refused" if error.exit_code == 1 else "error"
            document = _document(status, error.reason, error.message)
            document["nearest"] = list(error.nearest)
            document["next_step"] = error.next_step
            if isinstance(error, WorkspaceProblems):
                document["problems"] = [
                    {**vars(problem.place), "message": problem.message}
                    for problem in error.problems
                ]
            if isinstance(error, NotApproved):
                document["diff"] = error.diff
            return error.exit_code, str(error), document
        case click.UsageError():
            text, help_ = _usage(error)
            document = _document("error", "usage", text)
            document["next_step"] = help_
            return WRONG_USAGE, f"{text}\n{help_}", document
        case click.ClickException():
            text = error.format_message()
            return WRONG_USAGE, text, _document("error", "usage", text)
        case OSError(filename=str() as file):
            return _described(
                OutsideFailure(f"{file}: {error.strerror}.", next_step="Mend it and try again.")
            )
        case _:
            said = " ".join(str(error).split())
            text = f"Retainer failed where it should not{': ' + said if said else ''}."
            help_ = "The same command with --debug shows where. Nothing was half stored."
            document = _document("error", "fault", text)
            document["next_step"] = help_
            return OUTSIDE, f"{text}\n{help_}", document


def _document(status: str, reason: str, text: str) -> dict[str, Any]:
    return {"status": status, "reason": reason, "text": text, "nearest": [], "next_step": ""}


def _usage(error: click.UsageError) -> tuple[str, str]:
    context = error.ctx
    path = context.command_path if context else "retainer"
    return error.format_message(), f"Run: {path} --help"
