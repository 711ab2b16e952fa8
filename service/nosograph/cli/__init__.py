"""The command line."""

from nosograph.cli.commands import main

__all__ = ["main"]
