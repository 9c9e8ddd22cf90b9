"""What every command is called with: the shared options, wherever they stand."""

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import click

from semantic.record import record

if TYPE_CHECKING:
    from connectors.wiring.parts import Parts

Arguments = ParamSpec("Arguments")
Function = TypeVar("Function", bound=Callable[..., Any])

_GIVEN = "connectors.cli.given"


@record
class Call:
    """The shared options of one call."""

    workspace: Path | None
    principal: str | None
    json: bool

    def parts(self, *, patient: bool = False) -> "Parts":
        """Retainer put together for this call's workspace and principal."""
        from connectors.wiring.parts import put_together

        return put_together(self.workspace, Path.cwd(), self.principal, patient=patient)


def shared_options(command: Function) -> Function:
    """The command with `-w`, `--as`, `--json` and `--debug`."""
    for option in reversed(_SHARED):
        command = option(command)
    return command


def takes_call(
    function: Callable[Concatenate[Call, Arguments], int | None],
) -> Callable[Arguments, int | None]:
    """A command's function with the shared options, which reach it as its first argument.

    It returns an exit code; None is 0.
    """

    @shared_options
    @functools.wraps(function)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> int | None:
        given = click.get_current_context().meta.get(_GIVEN, {})
        call = Call(given.get("workspace"), given.get("principal"), given.get("as_json", False))
        return function(call, *args, **kwargs)

    return run


def example(*lines: str) -> str:
    """The end of a command's help."""
    shown = "\n".join(f"  {line}" for line in lines)
    return f"\b\nExample{'s' if len(lines) > 1 else ''}:\n{shown}"


def print_json(document: Any) -> None:
    """Writes one JSON document to stdout; letters that show nothing or reorder are escaped."""
    # Imported here because --help has nothing to print, and it brings the claims with it.
    from connectors.render.inert import escaped

    click.echo(escaped(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)))


def _keep(context: click.Context, option: click.Parameter, value: Any) -> None:
    # The contexts of a command and its groups share `meta`: the innermost given value stays.
    if context.get_parameter_source(str(option.name)) == click.core.ParameterSource.COMMANDLINE:
        context.meta.setdefault(_GIVEN, {})[option.name] = value


def _keep_person(context: click.Context, option: click.Parameter, value: str | None) -> None:
    # An empty variable of a script must not ask as whoever asks by default.
    if value is not None and not value.strip():
        raise click.UsageError("--as names nobody. Give an id or e-mail of people.yaml.")
    _keep(context, option, value)


_SHARED = (
    click.option(
        "-w",
        "--workspace",
        metavar="DIR",
        type=click.Path(path_type=Path),
        expose_value=False,
        callback=_keep,
        help="The workspace. Default: the nearest parent folder with a retainer.yaml.",
    ),
    click.option(
        "--as",
        "principal",
        metavar="PRINCIPAL",
        expose_value=False,
        callback=_keep_person,
        help="Who asks, by id or e-mail. Default: the workspace's default_principal.",
    ),
    click.option(
        "--json",
        "as_json",
        is_flag=True,
        expose_value=False,
        callback=_keep,
        help="Print one JSON document.",
    ),
    click.option(
        "--debug",
        is_flag=True,
        expose_value=False,
        callback=_keep,
        help="Show where a failure came from.",
    ),
)
