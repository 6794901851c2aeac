"""Small files of text, tables and pictures, from one process' folder to the other's.

A check looks at a file that a learner's code has written, or writes one for a learner's function to
read. Each process has a folder of its own, so such files are carried: by a name below the present
folder, or below one folder for temporary files that both ends have under one name. What comes from
a learner is data for a check to read: nothing that Python imports or that builds objects when it is
loaded, no link, nothing hidden, and never in the place of a file that the check has already.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

__all__ = ["MOST_BYTES", "Folder", "is_carried"]

MOST_BYTES = 4 * 2**20  # of all files of one message
MOST_FILES = 100
_MOST_LOOKED_AT = 2000
_ENDINGS = frozenset(
    (
        *(".csv", ".tsv", ".txt", ".md", ".json", ".jsonl", ".ndjson", ".geojson", ".log"),
        *(".html", ".htm", ".xml", ".svg", ".png", ".jpg", ".jpeg", ".gif", ".xlsx", ".tex"),
    )
)
_PART = re.compile(r"[^./\\\x00-\x1f][^/\\\x00-\x1f]{0,99}")
Mark = tuple[int, int, int]
Content = bytes | None
"""What is in a file; None for a folder."""


def is_carried(name: str) -> bool:
    """Tell whether a file of this name, below a folder, may be carried; of a folder, its parts."""
    parts = name.split("/")
    whole = parts[-1] == "" or Path(name).suffix.lower() in _ENDINGS
    parts = parts[:-1] if parts[-1] == "" else parts
    return whole and len(parts) <= 8 and all(_PART.fullmatch(part) for part in parts)


class Folder:
    """The files below one folder, and which of them are new since it was looked at."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[str, Mark] = {}

    def look(self) -> None:
        """Take everything as it is: only what changes from now on is news."""
        self._known = self._marks()

    def names(self) -> list[str]:
        """Return the names of everything that may be carried."""
        return sorted(self._marks())

    def news(self, left_out: Iterable[str] = ()) -> dict[str, Content]:
        """Return what is new or has changed since, within limits; a folder's name ends in `/`."""
        now, left = self._marks(), MOST_BYTES
        changed = [name for name, mark in now.items() if self._known.get(name) != mark]
        found: dict[str, Content] = {}
        for name in sorted(set(changed) - set(left_out), key=lambda name: (now[name][1], name)):
            if name.endswith("/"):
                found[name] = None
                continue
            left -= now[name][1]
            if left < 0 or len(found) >= MOST_FILES:
                break
            with suppress(OSError):
                found[name] = (self._root / name).read_bytes()[: now[name][1]]
        self._known = now
        return found

    def write(self, files: Mapping[str, Content]) -> list[str]:
        """Write files that may be carried; return the names of those that were written."""
        written, left = [], MOST_BYTES
        for name, content in list(files.items())[:MOST_FILES]:
            left -= len(content or b"")
            if left < 0 or not is_carried(name) or name.endswith("/") != (content is None):
                continue
            with suppress(OSError):
                self._write_one(self._root / name, content)
                written.append(name)
        self._know(written)
        return written

    def _write_one(self, path: Path, content: Content) -> None:
        """Write one file, following no link."""
        self._make_folders(path if content is None else path.parent)
        if content is None:
            return
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
        with open(os.open(path, flags, 0o600), "wb") as file:  # noqa: PTH123 - a descriptor
            file.write(content)

    def _make_folders(self, path: Path) -> None:
        for folder in reversed([path, *path.parents]):
            if self._root in folder.parents and not folder.is_dir():
                folder.mkdir()
            if self._root in folder.parents and folder.is_symlink():
                raise OSError("a link stands where a folder should")

    def remove(self, names: Iterable[str]) -> None:
        """Take files away, and their folders where nothing else is in them."""
        for name in sorted(names, reverse=True):
            path = self._root / name
            with suppress(OSError):
                path.rmdir() if name.endswith("/") else path.unlink()
            with suppress(OSError):
                if path.parent != self._root:
                    path.parent.rmdir()

    def has(self, name: str) -> bool:
        """Tell whether there is something under a name."""
        return os.path.lexists(self._root / name)

    def _know(self, names: Iterable[str]) -> None:
        now = self._marks()
        self._known |= {name: now[name] for name in names if name in now}

    def _marks(self) -> dict[str, Mark]:
        found: dict[str, Mark] = {}
        for folder, folders, names in os.walk(self._root):
            inside = Path(folder).relative_to(self._root).as_posix()
            start = "" if inside == "." else f"{inside}/"
            folders[:] = [name for name in folders if is_carried(f"{start}{name}/")]
            found |= {f"{start}{name}/": (0, 0, 0) for name in folders}
            for name in names:
                path = os.path.join(folder, name)  # noqa: PTH118 - of each of many
                if is_carried(f"{start}{name}") and not os.path.islink(path):  # noqa: PTH114
                    with suppress(OSError):
                        state = os.stat(path)  # noqa: PTH116
                        found[f"{start}{name}"] = state.st_mtime_ns, state.st_size, state.st_ino
            if len(found) > _MOST_LOOKED_AT:
                break
        return found
