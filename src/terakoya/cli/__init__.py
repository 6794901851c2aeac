"""The command line: one file per command."""

import os

from terakoya.language import choose_language, preferred_language

choose_language(preferred_language(os.environ))  # before help texts are made, below

from terakoya.cli.main import main  # noqa: E402

__all__ = ["main"]
