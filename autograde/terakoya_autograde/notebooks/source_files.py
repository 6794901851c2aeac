"""Which files of a folder nbgrader takes, told without loading nbgrader, which takes a second.

It walks the folder and leaves out what ``CourseDirectory.ignore`` names, by the last part of a
path, and all that is below a folder left out so.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

__all__ = ["data_files", "ignored_names", "walk_source"]


def data_files(source: Path, settings: object) -> dict[str, Path]:
    """Return what every submission finds beside its notebooks: all but notebooks and ignored files.

    Args:
        source: the instructor's folder.
        settings: the course's configuration.
    """
    found = walk_source(source, [*ignored_names(settings), "*.ipynb"])
    return {str(path.relative_to(source)): path for path in found}


def ignored_names(settings: Any) -> tuple[str, ...]:
    """Return the patterns of files that a course's configuration leaves out."""
    return tuple(settings.CourseDirectory.get("ignore", ()))


def walk_source(folder: Path, ignored: Iterable[str]) -> list[Path]:
    """Return the files below a folder that nbgrader takes, sorted."""
    return sorted(_walk(folder, tuple(ignored)))


def _walk(folder: Path, ignored: tuple[str, ...]) -> Iterator[Path]:
    if folder in _named(folder.parent, ignored):
        return
    for where, folders, files in os.walk(folder):
        here = Path(where)
        left_out = _named(here, ignored)
        folders[:] = [name for name in folders if here / name not in left_out]
        yield from (here / name for name in files if here / name not in left_out)


def _named(folder: Path, patterns: tuple[str, ...]) -> frozenset[Path]:
    """Return what of a folder the patterns mean; the folder's own name is none of them."""
    place = glob.escape(str(folder))
    # not Path.glob: its star takes hidden files, nbgrader's does not
    found = (glob.glob(f"{place}/{pattern}") for pattern in patterns)  # noqa: PTH207
    return frozenset(Path(path) for paths in found for path in paths)
