"""A folder of what can be made anew: what has not been of use for longest goes first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from terakoya_autograde.storage.recovery import recover

__all__ = ["keep_within"]


def keep_within(newest: Path, pattern: str, most_files: int, most_bytes: int) -> None:
    """Throw away files of a folder until what is left stays within both bounds.

    Two processes may do so at once. A file's time of change says when it was of use last.

    Args:
        newest: the file that was just written; it stays.
        pattern: which files of its folder are counted, as `Path.glob` has it.

    Raises:
        OSError: a file cannot be removed.
    """
    recover(newest.parent)
    found = sorted(_ages(newest, pattern), reverse=True)
    room = most_bytes - newest.stat().st_size
    for place, (_when, size, path) in enumerate(found, start=1):
        room -= size
        if place >= most_files or room < 0:
            path.unlink(missing_ok=True)


def _ages(newest: Path, pattern: str) -> Iterator[tuple[int, int, Path]]:
    """Yield when each other file was of use, its bytes and its path."""
    for path in newest.parent.glob(pattern):
        with suppress(FileNotFoundError):  # another process has thrown it away
            known = path.stat()
            if path != newest:
                yield known.st_mtime_ns, known.st_size, path
