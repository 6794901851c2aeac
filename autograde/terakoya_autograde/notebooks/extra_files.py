"""Extra files, handed in with the notebooks: what code finds, with the instructor's files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import PurePosixPath

from terakoya_autograde.errors import RefusedError
from terakoya_autograde.notebooks.modules import is_library, module_of

__all__ = [
    "MOST_EXTRA_BYTES",
    "NoPlace",
    "check_size",
    "choose_files",
    "choose_left",
    "is_file_name",
]
__all__ += ["place_files"]

MOST_EXTRA_BYTES = 20 * 2**20  # they travel to the child as text, in one message
MOST_FILES = 4096
_LONGEST = 255  # bytes of a name, and of all the folders above it together 4 times as many


class NoPlace(StrEnum):
    """Why a handed-in file has no place beside the instructor's."""

    OURS = "ours"
    """The instructor has a file of that name, or one where it has a folder."""
    OWN = "own"
    """Another file of the learner's is where it has a folder."""
    SHADOWS = "shadows"
    """Python would import it in the place of the instructor's module."""
    LIBRARY = "library"
    """Python would import it in the place of a library."""


def choose_files(handed_in: Iterable[str], ours: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the handed-in files that have a place; see `place_files`."""
    return tuple(name for name, why in place_files(handed_in, ours).items() if why is None)


def place_files(handed_in: Iterable[str], ours: Iterable[str]) -> dict[str, NoPlace | None]:
    """Say of each handed-in file, by name, why it has no place; None of those that have one.

    The instructor's files are the same for everybody, and what they import is: nothing takes their
    place, nor that of a library, as a file or as what Python finds under their name.

    Raises:
        RefusedError: a name cannot be that of a file in a folder, or there are too many.

    >>> from terakoya_autograde import place_files
    >>> for name, why in place_files(["ages.csv", "tools.py", "notes.txt", "json.py"],
    ...                              ours=["ages.csv", "tools/__init__.py"]).items():
    ...     print(name, why)
    ages.csv ours
    json.py library
    notes.txt None
    tools.py shadows
    """
    names = sorted(handed_in)
    for name in names:
        _require_name(name)
    fixed = _Fixed(ours)
    files: set[str] = set()
    folders: set[str] = set()
    placed: dict[str, NoPlace | None] = {}
    for name in names:
        above = _folders(name)
        placed[name] = fixed.judge(name)
        if placed[name] is None and (name in folders or files.intersection(above)):
            placed[name] = NoPlace.OWN
        if placed[name] is None:
            files.add(name)
            folders |= above
    if len(files) > MOST_FILES:
        raise RefusedError(f"{len(files)} files are too many beside the notebooks")
    return placed


class _Fixed:
    """What is there for everybody: the instructor's files, and what Python finds in them."""

    def __init__(self, ours: Iterable[str]) -> None:
        self._files = set(ours)
        self._folders = {folder for name in self._files for folder in _folders(name)}
        code = {name for name in self._files if module_of(name)}
        self._modules = {module_of(name) for name in code}
        self._modules |= {folder for name in code for folder in _folders(name)}

    def judge(self, name: str) -> NoPlace | None:
        taken = name in self._files or name in self._folders
        if taken or self._files.intersection(_folders(name)):
            return NoPlace.OURS
        module = module_of(name)
        if module in self._modules or "__pycache__" in name.split("/"):
            return NoPlace.SHADOWS  # compiled code stands in for a module of any content
        return NoPlace.LIBRARY if module and is_library(module) else None


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
    if size > MOST_EXTRA_BYTES:
        largest = max(sizes, key=lambda name: sizes[name])
        words = f"{size} bytes are too many beside the notebooks, most of them in {largest!r}"
        raise RefusedError(words)


def _folders(name: str) -> set[str]:
    """Return every folder above a file, without the topmost."""
    return {str(folder) for folder in PurePosixPath(name).parents} - {"."}


def is_file_name(name: str) -> bool:
    """Tell whether this can be the name of a file in a folder.

    >>> from terakoya_autograde import is_file_name
    >>> [is_file_name(name) for name in ("data/ages.csv", "../ages.csv", "/etc/passwd", "a//b")]
    [True, False, False, False]
    """
    path = PurePosixPath(name)
    # `a//b` or `./a` would be a second name of a file that was judged under its first.
    plain = name == "/".join(path.parts) and not path.is_absolute() and ".." not in path.parts
    return plain and bool(path.parts) and "\0" not in name and _is_short(path)


def _require_name(name: str) -> None:
    if not is_file_name(name):
        raise RefusedError(f"{name[:100]!r} is not a relative name of a file")


def _is_short(path: PurePosixPath) -> bool:
    """Tell whether a file system takes a name; half characters are no name.

    One that it does not take would fail in the child, in the middle of writing.
    """
    try:
        sizes = [len(part.encode()) for part in path.parts]
    except UnicodeEncodeError:
        return False
    return max(sizes, default=0) <= _LONGEST and sum(sizes) + len(sizes) <= 4 * _LONGEST
