"""The files beside a submission's notebooks: what its code finds, with the instructor's files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from terakoya_autograde.notebooks.restore import RefusedError

__all__ = ["MOST_BYTES", "check_size", "choose_files", "choose_left"]

MOST_BYTES = 20 * 2**20  # they travel to the child as text, in one message
MOST_FILES = 4096
_LONGEST = 255  # bytes of a name, and of all the folders above it together 4 times as many


def choose_files(handed_in: Iterable[str], ours: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the handed-in files that have a place beside the instructor's.

    A file of the instructor's name is overwritten. One that is where the instructor has a folder,
    or the other way round, is left out: the instructor's files are the same for everybody.

    Raises:
        RefusedError: a name cannot be that of a file in a folder, or there are too many.
    """
    taken = set(ours)
    folders = {folder for name in taken for folder in _folders(name)}
    chosen: list[str] = []
    for name in sorted(handed_in):
        _require_name(name)
        above = _folders(name)
        if name in taken or name in folders or taken.intersection(above):
            continue
        taken.add(name)
        folders |= above
        chosen.append(name)
    if len(chosen) > MOST_FILES:
        raise RefusedError(f"{len(chosen)} files are too many beside the notebooks")
    return tuple(chosen)


def choose_left(left: Mapping[str, bytes], ours: Iterable[str]) -> dict[str, bytes]:
    """Return of what a notebook's code has left what the next notebook's code finds.

    Nothing takes the place of an instructor's file; where a name cannot be that of a file, nothing
    is kept.
    """
    names = set(ours)
    try:
        chosen = choose_files(left, names)
        check_size({name: len(left[name]) for name in chosen})
    except RefusedError:
        return {}
    return {name: left[name] for name in chosen}


def check_size(sizes: Mapping[str, int]) -> None:
    """Refuse more bytes than can be given to the code.

    Raises:
        RefusedError: there are more; it names the largest file.
    """
    size = sum(sizes.values())
    if size > MOST_BYTES:
        largest = max(sizes, key=lambda name: sizes[name])
        words = f"{size} bytes are too many beside the notebooks, most of them in {largest!r}"
        raise RefusedError(words)


def _folders(name: str) -> set[str]:
    """Return every folder above a file, without the topmost."""
    return {str(folder) for folder in PurePosixPath(name).parents} - {"."}


def _require_name(name: str) -> None:
    path = PurePosixPath(name)
    plain = name == "/".join(path.parts) and not path.is_absolute() and ".." not in path.parts
    if not plain or not path.parts or "\0" in name or not _is_short(path):
        raise RefusedError(f"{name[:100]!r} is not a relative name of a file")


def _is_short(path: PurePosixPath) -> bool:
    """Tell whether a file system takes a name; half characters are no name."""
    try:
        sizes = [len(part.encode()) for part in path.parts]
    except UnicodeEncodeError:
        return False
    return max(sizes, default=0) <= _LONGEST and sum(sizes) + len(sizes) <= 4 * _LONGEST
