"""`retainer`: finds the command, runs it, and turns every failure into a sentence and a code."""

import gc
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

import click

from connectors.cli.call import example, shared_options
from connectors.settings import settle_libraries

SUMMARIES: Mapping[str, str] = {
    "init": "Write a new workspace.",
    "check": "Validate the whole workspace and list every problem.",
    "metrics": "Show the metrics you may see, or one of them in full.",
    "approve": "Approve a metric's present definition.",
    "query": "Run a governed query.",
    "ask": "Answer a question.",
    "verify": "Verify how a question is read and answered.",
    "eval": "Run questions with expected answers.",
    "brief": "Run a briefing up to its review.",
    "review": "Approve, edit or reject notes before their owners get them.",
    "feedback": "Give a verdict on a flag.",
    "ledger": "Show what became of each flag.",
    "backtest": "Hold the signals against what happened.",
    "import": "Import definitions of dbt or Apache Ossie.",
    "export": "Export definitions for dbt or Apache Ossie.",
    "audit": "Show who asked, saw, approved and sent.",
    "row-security": "Print the policies as PostgreSQL's row security.",
    "mcp": "Serve the tools to other programs' models.",
    "serve": "Say what serves today.",
}
# Commands whose name no module can have.
_MODULES: Mapping[str, str] = {"import": "imports", "row-security": "row_security"}
DONE, INTERRUPTED = 0, 130


class Commands(click.Group):
    """The commands, each in the module of its name and imported only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Their names, in the order of the work."""
        return list(SUMMARIES)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        """The command of this name, if there is one."""
        if cmd_name not in SUMMARIES:
            return None
        module = _MODULES.get(cmd_name, cmd_name)
        command: click.Command = import_module(f"connectors.cli.{module}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments begin with."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            raise click.NoSuchCommand(args[0], possibilities=SUMMARIES, ctx=ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Writes the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))


@click.group(
    cls=Commands,
    epilog=example(
        "retainer query gross_sales --by order.country --from 2011-09-01 --to 2011-10-01"
    ),
)
@click.version_option(package_name="retainer")
@shared_options
def retainer() -> None:
    """Briefings and answers about customers, over metrics that somebody approved.

    These options may stand before or after the command's name. Exit codes: 0 done, 1 the answer is
    no (problems found, refused, asked back), 2 wrong usage or configuration, 3 something outside
    failed.
    """


def main() -> NoReturn:
    """Runs the command that the process was started with, and exits."""
    # Looking for garbage while modules load costs a cold query a tenth of its time.
    gc.set_threshold(1_000_000, 20, 20)
    settle_libraries()
    code = run(sys.argv[1:])
    with suppress(OSError):
        sys.stderr.flush()
    # All is stored and printed by now. Taking modules and tables apart one by one would take a cold
    # query another fifth of its time.
    os._exit(code)


def run(arguments: Sequence[str]) -> int:
    """Runs a command with these arguments and returns its exit code. Nothing is raised."""
    try:
        code = _invoke(list(arguments))
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has left. What Python still holds back must not fail at the exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001  the last line before a person
        from connectors.cli.failures import tell

        return tell(error, as_json="--json" in arguments, debug="--debug" in arguments)
    return code


def _invoke(arguments: list[str]) -> int:
    try:
        with retainer.make_context("retainer", arguments) as context:
            code = retainer.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.Abort as stopped:
        raise KeyboardInterrupt from stopped
    return code if isinstance(code, int) else DONE
