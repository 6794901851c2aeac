"""The delimiters of solutions and hidden tests, as a workspace's nbgrader_config.py sets them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from terakoya_autograde import (
    NBGRADER,
    AssignmentError,
    DelimiterError,
    Marks,
    load_config,
    read_marks,
)

from terakoya.errors import WorkspaceError
from terakoya.language import gettext as _
from terakoya.workspace.workspace import Workspace

__all__ = ["course_marks"]

CONFIG = "nbgrader_config.py"


def course_marks(workspace: Workspace) -> Marks:
    """Return the marks of a workspace; every face, check and page reads its notebooks by them.

    Raises:
        WorkspaceError: the configuration cannot be run, or its delimiters cannot be told apart.
    """
    path = workspace.root / CONFIG
    try:
        changed = path.stat()
    except FileNotFoundError:
        return NBGRADER
    try:
        return _read(path, changed.st_mtime_ns, changed.st_size)
    except DelimiterError as error:
        what = _("The delimiter “{text}” cannot be told from the others.")
        remedy = _("Give each of nbgrader's delimiters words of its own, none a part of another.")
        what = what.format(text=error.delimiter)
        raise WorkspaceError(what, where=CONFIG, remedy=remedy) from error
    except AssignmentError as error:
        reason = str(error).removeprefix(f"{CONFIG}: ")
        what = _("The file cannot be run: {reason}.").format(reason=reason[:200])
        raise WorkspaceError(what, where=CONFIG, remedy=_("Correct it.")) from error


@lru_cache(maxsize=16)
def _read(path: Path, _changed: int, _size: int) -> Marks:
    """Read a configuration once for each version of it: it is a program."""
    return read_marks(load_config(path))
