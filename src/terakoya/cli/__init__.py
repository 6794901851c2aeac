"""The command line: one file per command."""

from terakoya.cli.main import main

__all__ = ["main"]
