"""The delimiters of solutions and hidden tests, as a workspace's nbgrader_config.py sets them."""

from __future__ import annotations

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
from terakoya.workspace.workspace import CONFIG, Workspace

__all__ = ["course_autotest", "course_marks"]

_AUTOTEST = "AUTOTEST"


def course_marks(workspace: Workspace) -> Marks:
    """Return the marks of a workspace; every face, check and page reads its notebooks by them.

    Raises:
        WorkspaceError: the configuration cannot be run, or its delimiters cannot be told apart.
    """
    path = workspace.root / CONFIG
    return workspace.catalogue.readings.get(("marks", ""), [path], lambda: _read(path))


def course_autotest(workspace: Workspace) -> str:
    """Return the word after which nbgrader would write a test itself.

    Raises:
        WorkspaceError: the configuration cannot be run.
    """
    path = workspace.root / CONFIG
    return workspace.catalogue.readings.get(("autotest", ""), [path], lambda: _read_autotest(path))


def _read_autotest(path: Path) -> str:
    _read(path)  # says why, where it cannot be run
    settings = load_config(path if path.exists() else None)
    return str(settings.InstantiateTests.get("autotest_delimiter", _AUTOTEST))


def _read(path: Path) -> Marks:
    """Read a configuration; it is a program, so once for each version of it."""
    if not path.exists():
        return NBGRADER
    try:
        return read_marks(load_config(path))
    except DelimiterError as error:
        what = _("The delimiter “{text}” cannot be told from the others.")
        remedy = _("Give each of nbgrader's delimiters words of its own, none a part of another.")
        what = what.format(text=error.delimiter)
        raise WorkspaceError(what, where=CONFIG, remedy=remedy) from error
    except AssignmentError as error:
        reason = str(error).removeprefix(f"{CONFIG}: ")
        what = _("The file cannot be run: {reason}.").format(reason=reason[:200])
        raise WorkspaceError(what, where=CONFIG, remedy=_("Correct it.")) from error
