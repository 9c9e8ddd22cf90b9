"""What commands write into the audit; one that cannot says so, and the command goes on."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from connectors.render.inert import inert_lines
from connectors.wiring.parts import Parts
from connectors.wiring.records import Records
from semantic.errors import ConfigurationError, OutsideFailure

Written = TypeVar("Written")


def record(write: Callable[[], Written]) -> Written | None:
    """What `write` returns. Where the state cannot be kept it is None, and a warning says why."""
    try:
        return write()
    except (OutsideFailure, ConfigurationError) as failure:
        click.echo(inert_lines(f"Warning: this is not in the audit. {failure}"), err=True)
        return None


def note(parts: Parts, act: str, content: Mapping[str, Any]) -> None:
    """Adds to the audit that whoever calls did something."""
    records = Records(parts.workspace, "cli")
    record(lambda: records.note(parts.principal, act, content))
