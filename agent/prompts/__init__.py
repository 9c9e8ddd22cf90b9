"""Prompts as files: what a language model is told, with places in braces to be filled in."""

from functools import cache
from pathlib import Path


@cache
def prompt(name: str) -> str:
    """The prompt of this name as it stands in its file."""
    return (Path(__file__).parent / f"{name}.md").read_text(encoding="utf-8")
