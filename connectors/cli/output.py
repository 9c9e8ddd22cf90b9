"""Writing for people: to stdout, legible wherever it goes."""

import csv
import io
import sys
from collections.abc import Sequence

import click
from rich.console import RenderableType

from connectors.render.console import console
from connectors.render.inert import cell
from semantic.result import Value


def show(*parts: RenderableType | None) -> None:
    """Prints the parts below each other, without those that are None."""
    out = console(sys.stdout)
    for part in parts:
        if part is not None:
            out.print(part)


def print_csv(names: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
    """Writes rows as CSV (RFC 4180) to stdout; nothing in it is a formula to a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([cell(value) for value in row] for row in rows)
    click.echo(text.getvalue(), nl=False)
