"""A course's nbgrader_config.py, read without loading nbgrader."""

from __future__ import annotations

from pathlib import Path

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from terakoya_autograde.errors import AssignmentError

__all__ = ["load_config"]


def load_config(path: Path | None) -> Config:
    """Read an nbgrader_config.py; an empty configuration where there is none.

    Raises:
        AssignmentError: the file cannot be run.
    """
    if path is None:
        return Config()
    try:
        loader = PyFileConfigLoader(path.name, path=str(path.parent))
        found: Config = loader.load_config()
    except Exception as error:  # the file is the author's own Python: anything may happen in it
        raise AssignmentError(f"{path.name}: {type(error).__name__}: {error}") from error
    return found
