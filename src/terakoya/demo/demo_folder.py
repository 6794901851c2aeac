"""The demonstration's folder: made anew each time, and only where nobody uses what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from terakoya_autograde.storage import InUseError, hold_alone, take_away

from terakoya.errors import WorkspaceError
from terakoya.language import gettext as _
from terakoya.workspace.atomic import write_text

__all__ = ["MARK", "is_made", "made_by_none_else", "note_made", "scratch_folder"]

MARK = ".terakoya-demo"
_MADE = "made\n"
"""What stands in the mark once all of it is there: one that was stopped midway is none."""
_LOCK = "lock"


def scratch_folder(folder: Path) -> Path:
    """Empty a folder of an earlier demonstration, or make a new one.

    Raises:
        WorkspaceError: it is a file, holds something else, is served or just being made; nothing
            is deleted.
    """
    if folder.exists() and not folder.is_dir():
        raise WorkspaceError(
            _("This is a file, not a folder."), where=str(folder), remedy=_("Choose another name.")
        )
    if folder.is_dir() and any(path.name != _LOCK for path in folder.iterdir()):
        if not (folder / MARK).is_file():
            raise WorkspaceError(
                _("The folder is not empty and is not of an earlier demonstration."),
                where=str(folder),
                remedy=_("Choose an empty or a new folder."),
            )
        with _served_by_none(folder), made_by_none_else(folder):
            _empty(folder)
    write_text(folder / MARK, "")  # first: with it the next one may begin anew
    write_text(folder / "README.md", "Made by `terakoya demo`; made anew by the next one.\n")
    return folder


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.name not in {MARK, _LOCK}:
            take_away(path)


@contextmanager
def _served_by_none(folder: Path) -> Iterator[None]:
    """Go on only where nobody is logged in to what would be taken away."""
    lock = folder / "workspace" / "var" / "office" / "lock"
    if not lock.exists():
        yield
        return
    said = _("This demonstration is served as an office just now.")
    with _alone(folder, lock, said, _("Stop that terakoya serve first.")):
        yield


def made_by_none_else(folder: Path) -> AbstractContextManager[None]:
    """Hold the folder while a demonstration is made in it.

    Raises:
        WorkspaceError: another process makes one there.
    """
    said = _("Another terakoya makes this demonstration just now.")
    return _alone(folder, folder / _LOCK, said, _("Wait until it is made, or stop that one."))


@contextmanager
def _alone(folder: Path, lock: Path, said: str, remedy: str) -> Iterator[None]:
    try:
        with hold_alone(lock):
            yield
    except InUseError:
        raise WorkspaceError(said, where=str(folder), remedy=remedy) from None


def is_made(folder: Path) -> bool:
    """Return whether a demonstration lies there that was made to its end."""
    mark = folder / MARK
    return mark.is_file() and mark.read_text(encoding="utf-8") == _MADE


def note_made(folder: Path) -> None:
    """Note that all of the demonstration is there."""
    write_text(folder / MARK, _MADE)
