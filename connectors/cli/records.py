"""What commands write into the audit; one that cannot says so, and the command goes on."""

from collections.abc import Callable, Mapping
from typing import Any

import click

from connectors.render.inert import inert_lines
from connectors.wiring.parts import Parts
from connectors.wiring.records import Records
from semantic.errors import ConfigurationError, OutsideFailure


def record(write: Callable[[], None]) -> bool:
    """Whether it was written. Where the state cannot be, a warning on stderr says why."""
    try:
        write()
    except (OutsideFailure, ConfigurationError) as failure:
        click.echo(inert_lines(f"Warning: this is not in the audit. {failure}"), err=True)
        return False
    return True


def note(parts: Parts, act: str, content: Mapping[str, Any]) -> bool:
    """Adds to the audit that whoever calls did something."""
    records = Records(parts.workspace, "cli")
    return record(lambda: records.note(parts.principal, act, content))
