"""Which files of a workspace are kept in a backup."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from terakoya_autograde.storage import is_in_the_making

from terakoya.backup.backup_manifest import RECORDS, is_safe_name
from terakoya.workspace import Workspace
from terakoya.workspace.settings import SETTINGS

__all__ = ["Contents", "is_of_a_home", "list_contents", "list_gradebooks"]

_PLACES = ("nbgrader_config.py", SETTINGS, "courses", "source", "release", "var")
_MADE_AGAIN = frozenset(
    {"var/apps", "var/papers", "var/faces", "var/checked", "var/demo", "var/prepared"}
    # logins, who runs which server, and secrets of a running office: people log in once more
    | {"var/office"}
)
_BACKUPS = frozenset({"var/backups"})
_LOGS = frozenset({"var/log"})  # they grow while they are copied, and are no training's record
_PASSING = frozenset({"__pycache__", ".ipynb_checkpoints", ".grading.lock"})
_PASSING |= {".resident-grader.lock", ".standstill.lock", ".backup.lock"}
_HOMES = "var/homes"
_CACHES = frozenset({".cache"})  # of people's own programs
_JOURNALS = ("-wal", "-shm", "-journal")
_LINKED = ("source", "release")  # of a cohort: every run makes these links again


@dataclass(frozen=True)
class Contents:
    """Paths in the workspace, with slashes.

    Attributes:
        files: what is copied as it is.
        left_out: what is neither file nor folder, cannot be looked into, or has a name that cannot
            be written down.
    """

    files: tuple[str, ...]
    left_out: tuple[str, ...]


def list_contents(workspace: Workspace, backups: Path | None = None) -> Contents:
    """List what is to be kept, beside databases. What a command makes again, and logs, are not.

    Args:
        backups: a folder of backups, which is not kept either.
    """
    files: list[str] = []
    left_out: list[str] = []
    inside = _inside(workspace, backups)
    for name, entry in _walk(workspace.root, left_out, inside):
        if not entry.is_file(follow_symlinks=False) or not _can_be_written(name):
            left_out.append(_readable(name))
        elif name != RECORDS and not _is_gradebook(name) and not _is_journal(workspace.root, name):
            files.append(name)
    return Contents(tuple(files), tuple(left_out))


def list_gradebooks(workspace: Workspace) -> tuple[str, ...]:
    """List the databases of cohorts, which are copied as they are at one moment."""
    found = sorted((workspace.var / "cohorts").glob("*/gradebook.db"))
    return tuple(
        path.relative_to(workspace.root).as_posix()
        for path in found
        if path.is_file() and not path.is_symlink() and _can_be_written(path.parent.name)
    )


def _inside(workspace: Workspace, backups: Path | None) -> str:
    """Return the path of a folder of backups below var/; empty where it is elsewhere."""
    var = workspace.var.resolve()
    if backups is None or var not in backups.resolve().parents:
        return ""
    return f"var/{backups.resolve().relative_to(var).as_posix()}"


def _walk(root: Path, left_out: list[str], without: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield every entry that is no folder, sorted by folder; links are followed nowhere.

    People make folders as they like: however deep, and shut against themselves. What cannot be
    looked into is added to `left_out`.
    """
    folders = [""]
    while folders:
        at = folders.pop()
        try:
            with os.scandir(root / at) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except FileNotFoundError:
            continue  # it has gone meanwhile
        except OSError:
            if not is_of_a_home(at):
                raise
            left_out.append(_readable(at))
            continue
        below: list[str] = []
        for entry in entries:
            name = f"{at}/{entry.name}" if at else entry.name
            if name != without and _is_kept(name, entry):
                if entry.is_dir(follow_symlinks=False):
                    below.append(name)
                else:
                    yield name, entry
        folders += reversed(below)


def _is_kept(name: str, entry: os.DirEntry[str]) -> bool:
    if "/" not in name:
        return name in _PLACES
    if name in _MADE_AGAIN | _LOGS | _BACKUPS or entry.name in _PASSING:
        return False
    if is_in_the_making(entry.name) or (is_of_a_home(name) and entry.name in _CACHES):
        return False
    return not (entry.is_symlink() and _is_link_of_a_cohort(name))


def is_of_a_home(name: str) -> bool:
    """Tell whether a path is somebody's own, who works on it meanwhile as they like."""
    return name == _HOMES or name.startswith(f"{_HOMES}/")


def _readable(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode()


def _is_link_of_a_cohort(name: str) -> bool:
    parts = name.split("/")
    return len(parts) == 5 and parts[:2] == ["var", "cohorts"] and parts[3] in _LINKED


def _is_gradebook(name: str) -> bool:
    parts = name.split("/")
    return len(parts) == 4 and parts[:2] == ["var", "cohorts"] and parts[3] == "gradebook.db"


def _is_journal(root: Path, name: str) -> bool:
    """Tell whether a file belongs to a database beside it, which is copied without it."""
    for ending in _JOURNALS:
        base = name.removesuffix(ending)
        if base != name and (base == RECORDS or _is_gradebook(base)):
            return (root / base).exists()
    return False


def _can_be_written(name: str) -> bool:
    """Tell whether a name can stand in a backup: what people call their files is their affair."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return is_safe_name(name)
