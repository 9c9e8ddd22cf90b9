"""Writing for people: to stdout, legible wherever it goes."""

import sys

from rich.console import RenderableType

from connectors.render.console import console


def show(*parts: RenderableType | None) -> None:
    """Prints the parts below each other, without those that are None."""
    out = console(sys.stdout)
    for part in parts:
        if part is not None:
            out.print(part)
