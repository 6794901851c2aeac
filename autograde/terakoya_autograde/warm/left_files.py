"""What a learner's code leaves in its folder, for the next notebook of the same submission."""

from __future__ import annotations

import os
import time
from pathlib import Path

__all__ = ["MOST_BYTES", "LeftFiles"]

MOST_BYTES = 4 * 2**20  # of all files together
_MOST_FILES = 200


class LeftFiles:
    """The folder of a learner's child. What it says of it is a stranger's word."""

    def __init__(self) -> None:
        """Begin in the present folder: what was changed from now on is the code's."""
        self._folder, self._since = Path.cwd(), time.time_ns()

    def read(self) -> dict[str, bytes]:
        """Return the regular files that were written since, small ones first, within limits."""
        found, left = dict[str, bytes](), MOST_BYTES
        for size, path in sorted(self._written())[:_MOST_FILES]:
            left -= size
            if left < 0:
                break
            found[path.relative_to(self._folder).as_posix()] = path.read_bytes()[:size]
        return found

    def _written(self) -> list[tuple[int, Path]]:
        found = []
        for folder, folders, names in os.walk(self._folder):
            folders[:] = [name for name in folders if not name.startswith((".", "__"))]
            for name in names:
                path = Path(folder, name)
                if not name.startswith(".") and path.is_file() and not path.is_symlink():
                    known = path.stat()
                    if known.st_mtime_ns >= self._since:
                        found.append((known.st_size, path))
        return found
