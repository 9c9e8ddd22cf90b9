"""The command line."""

from connectors.cli.app import main

__all__ = ["main"]
