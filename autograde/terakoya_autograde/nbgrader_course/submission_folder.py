"""Folders of submissions: read without following links, written beside and renamed.

nbgrader copies what a symbolic link points at, wherever that is, and waits for ever at a FIFO.
Here such entries are left out and named.
"""

from __future__ import annotations

import fnmatch
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from terakoya_autograde.storage.atomic_writes import NewFolder, fill_folder
from terakoya_autograde.storage.recovery import recover

__all__ = ["Content", "read_folder", "replace_files", "replace_folder", "share_with_group"]
__all__ += ["recover_folder", "write_new"]


@dataclass(frozen=True)
class Content:
    """Regular files by relative name, and the names of what was not read: links and devices."""

    files: Mapping[str, bytes]
    left_out: tuple[str, ...] = ()


def read_folder(folder: Path, ignored: Iterable[str]) -> Content:
    """Read every regular file of a folder, but what nbgrader ignores.

    Args:
        ignored: globs on names of files and folders, as `CourseDirectory.ignore`.
    """
    globs, files, left_out = tuple(ignored), {}, []
    if _is_ignored(folder.name, globs):
        return Content({})
    for root, folders, names, handle in os.fwalk(folder, follow_symlinks=False):
        folders[:] = [name for name in folders if not _is_ignored(name, globs)]
        inside = Path(root).relative_to(folder)
        left_out += [str(inside / name) for name in folders if (Path(root) / name).is_symlink()]
        for name in names:
            if _is_ignored(name, globs):
                continue
            content = _read_regular(name, handle)
            if content is None:
                left_out.append(str(inside / name))
            else:
                files[str(inside / name)] = content
    return Content(files, tuple(left_out))


def _is_ignored(name: str, globs: tuple[str, ...]) -> bool:
    """Match as nbgrader does with glob.glob: a leading dot must be written out."""
    return any(
        fnmatch.fnmatchcase(name, pattern) and (not name.startswith(".") or pattern.startswith("."))
        for pattern in globs
    )


def _read_regular(name: str, folder: int) -> bytes | None:
    """Read a file of an open folder; None where it is not a regular file."""
    try:
        # Not through a link to what is somebody else's, and not waiting at a pipe for its writer.
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError:
        if stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
            raise
        return None
    with os.fdopen(descriptor, "rb") as file:
        # Asked of what is open: under the name there may be something else by now.
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        return file.read()


def write_new(target: Path, files: Mapping[str, bytes], mode: int) -> NewFolder:
    """Write `files` into a new hidden folder beside `target`; return it."""
    new = NewFolder(target)
    try:
        fill_folder(new.path, files, mode)
    except BaseException:
        new.discard()
        raise
    return new


def replace_folder(new: NewFolder, target: Path) -> None:
    """Put the folder `new` in the place of `target`, for which it was made."""
    if new.target != target:
        raise ValueError(f"it was made for {new.target}, not for {target}")
    new.place()


def recover_folder(target: Path) -> None:
    """Put right what a killed run has left beside `target`."""
    recover(target.parent, target.name)


def replace_files(new: NewFolder, target: Path) -> None:
    """Put each file of the folder `new` in its place in `target`; leave the others there."""
    for root, _folders, names in os.walk(new.path):
        inside = target / Path(root).relative_to(new.path)
        inside.mkdir(parents=True, exist_ok=True)
        for name in names:
            (Path(root) / name).replace(inside / name)
    new.discard()


def share_with_group(folder: Path, parent: Path) -> None:
    """Make folders writable for the group, as nbgrader's `groupshared` does."""
    for path in (*(Path(root) for root, _folders, _names in os.walk(folder)), parent):
        mode = path.stat().st_mode
        if mode & 0o2770 != 0o2770:
            path.chmod((mode | 0o2770) & 0o2777)
