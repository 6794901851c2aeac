"""Which files of a workspace are kept in a backup."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from terakoya_autograde.storage import is_in_the_making

from terakoya.backup.backup_manifest import RECORDS
from terakoya.workspace import Workspace
from terakoya.workspace.settings import SETTINGS

__all__ = ["Contents", "list_contents"]

_PLACES = ("nbgrader_config.py", SETTINGS, "courses", "source", "release", "var")
_MADE_AGAIN = frozenset(
    {"var/apps", "var/papers", "var/faces", "var/checked", "var/demo", "var/prepared"}
)
_LOGS = frozenset({"var/log"})  # they grow while they are copied, and are no training's record
_PASSING = frozenset({"__pycache__", ".ipynb_checkpoints", ".grading.lock"})
_JOURNALS = ("-wal", "-shm", "-journal")
_LINKED = ("source", "release")  # of a cohort: every run makes these links again


@dataclass(frozen=True)
class Contents:
    """Paths in the workspace, with slashes.

    Attributes:
        files: what is copied as it is.
        gradebooks: databases, which are copied as they are at one moment.
        left_out: what is neither file nor folder, or has a name that cannot be written down.
    """

    files: tuple[str, ...]
    gradebooks: tuple[str, ...]
    left_out: tuple[str, ...]


def list_contents(workspace: Workspace) -> Contents:
    """List what is to be kept. What a command makes again, and logs, are not."""
    files: list[str] = []
    gradebooks: list[str] = []
    left_out: list[str] = []
    for name, entry in _walk(workspace.root, _PLACES):
        if not entry.is_file(follow_symlinks=False) or not _can_be_written(name):
            left_out.append(name.encode("utf-8", "backslashreplace").decode())
        elif _is_gradebook(name):
            gradebooks.append(name)
        elif name != RECORDS and not _is_journal(workspace.root, name):
            files.append(name)
    return Contents(tuple(files), tuple(gradebooks), tuple(left_out))


def _walk(
    root: Path, names: tuple[str, ...] | None = None, at: str = ""
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield every entry that is no folder, sorted; links are followed nowhere."""
    with os.scandir(root / at) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        name = f"{at}/{entry.name}" if at else entry.name
        if names is not None and name not in names:
            continue
        if name in _MADE_AGAIN | _LOGS or entry.name in _PASSING or is_in_the_making(entry.name):
            continue
        if entry.is_symlink() and _is_link_of_a_cohort(name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(root, at=name)
        else:
            yield name, entry


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
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
