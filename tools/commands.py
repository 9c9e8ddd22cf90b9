"""Write docs/commands.md from the help of every command: python tools/commands.py."""

from collections.abc import Iterator
from pathlib import Path

import click

from connectors.cli.app import retainer

TARGET = Path(__file__).resolve().parent.parent / "docs" / "commands.md"
WIDTH = 88
HEAD = """# Commands

What `retainer --help` and the help of each command say. `python tools/commands.py` writes this
page anew, and a test holds it to the commands.
"""


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Context]]:
    """The command and those below it, each with its full name, in the order of the help."""
    context = click.Context(command, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH)
    yield name, context
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            child = command.get_command(context, below)
            if child is not None:
                yield from commands(child, f"{name} {below}")


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for name, context in commands(retainer, "retainer"):
        level = "#" * min(2 + max(0, name.count(" ") - 1), 4)
        parts.append(f"{level} {name}\n\n```\n{context.get_help()}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
