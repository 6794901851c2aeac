"""What is said when the machine refuses something that no command foresaw: one sentence."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

from terakoya.errors import TerakoyaError, WorkspaceError
from terakoya.language import gettext as _

__all__ = ["explain_refusal"]

_NUMBER = re.compile(r"\[Errno (\d+)\]")  # how shutil hands on what stopped it


def explain_refusal(error: OSError) -> TerakoyaError:
    """Say in one sentence what the machine refused: the path, the reason, what to do."""
    number, path = _read(error)
    what, remedy = _words(number) or (
        _("The machine refuses this: {reason}.").format(reason=error.strerror or error),
        _("Check the path and the folder's permissions."),
    )
    return WorkspaceError(what, where=_near(path), remedy=remedy)


def _read(error: OSError) -> tuple[int | None, str]:
    if error.errno is None and error.args and isinstance(error.args[0], list):
        _from, path, reason = error.args[0][0]  # shutil.copytree: every file that it could not copy
        found = _NUMBER.search(str(reason))
        return (int(found[1]) if found else None), str(path)
    path = error.filename2 or error.filename or ""
    return error.errno, os.fsdecode(path) if isinstance(path, str | bytes) else ""


def _words(number: int | None) -> tuple[str, str] | None:
    rename = _("Choose another name.")
    known = {
        errno.ENOSPC: (_("The disk is full."), _("Make room on it, and run the command again.")),
        errno.EROFS: (
            _("This disk can only be read."),
            _("Choose a place that can be written to."),
        ),
        errno.EACCES: (
            _("You have no permission for this."),
            _("Check the permissions, or choose another place."),
        ),
        errno.ENOENT: (_("There is no such file or folder."), _("Check the name and the folder.")),
        errno.ENOTDIR: (_("This is a file, not a folder."), rename),
        errno.EISDIR: (_("This is a folder, not a file."), rename),
    }
    known[errno.EDQUOT], known[errno.EPERM] = known[errno.ENOSPC], known[errno.EACCES]
    known[errno.EEXIST] = known[errno.ENOTDIR]
    return known.get(number) if number is not None else None


def _near(path: str) -> str:
    """Name a path as people would from here; a file in the making by the folder it is made in."""
    place = Path(path)
    if place.name.startswith(".") and not place.exists():
        place = place.parent
    here = Path.cwd()
    absolute = here / place
    inside = absolute != here and absolute.is_relative_to(here)
    return str(absolute.relative_to(here) if inside else absolute) if path else ""
