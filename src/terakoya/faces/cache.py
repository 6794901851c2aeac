"""Building a face only where something changed: what it was made from, as a digest.

What was built stays in ``var/faces/<face>/<assignment>/<digest>/`` and is copied to where it is
wanted, file by file and folder by folder, each in one step.
"""

from __future__ import annotations

import filecmp
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from terakoya_autograde import environment_digest
from terakoya_autograde.storage import recover, take_away

import terakoya
from terakoya.faces.job import FaceJob
from terakoya.workspace.atomic import replace_directory, write_bytes
from terakoya.workspace.workspace import CONFIG

__all__ = ["BuiltFace", "Maker", "build_face", "digest_of", "files_of"]

Maker = Callable[[FaceJob, Path], None]
"""Writes a face's files and folders into an empty folder."""
KEPT = 8
"""Builds of one face of one assignment that stay; older ones go."""
_UNREAD = (".ipynb_checkpoints", "__pycache__")


@dataclass(frozen=True)
class BuiltFace:
    """What a build gave.

    Attributes:
        paths: what now lies in the folder that was asked for.
        digest: of everything it was made from (SHA-256, hex).
        built: whether it had to be made; otherwise it was taken from the cache.
        changed: whether anything in the folder changed.
    """

    paths: tuple[Path, ...]
    digest: str
    built: bool
    changed: bool


def build_face(job: FaceJob, face: str, make: Maker, to: Path, code: str = "") -> BuiltFace:
    """Put a face into a folder, making it only where nothing like it has been made before.

    Args:
        job: what is built, and how.
        face: its name.
        make: makes it.
        to: where it is wanted.
        code: what else it is made from, as a digest.

    Raises:
        TerakoyaError: whatever the maker raises; the folder is then as it was.
    """
    digest = digest_of(job, face, code)
    folder = job.workspace.var / "faces" / face / job.assignment_id
    kept = folder / digest
    recover(folder)  # what killed builds of any digest left
    built = not kept.is_dir()
    if built:
        try:
            with replace_directory(kept) as new:
                make(job, new)
        except BaseException:
            _drop_empty(folder, job.workspace.var)
            raise
    os.utime(kept)
    _drop_old(folder)
    changed = [_place(entry, to / entry.name) for entry in sorted(kept.iterdir())]
    paths = tuple(to / entry.name for entry in sorted(kept.iterdir()))
    return BuiltFace(paths, digest, built, any(changed))


def _drop_empty(folder: Path, top: Path) -> None:
    """Take away folders that were made for nothing, up to `top`."""
    while folder != top:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def digest_of(job: FaceJob, face: str, code: str = "") -> str:
    """Hash everything that a face is made from.

    That is the source, the course's configuration, the options, our code and the libraries.

    Raises:
        UsageError: there is no such assignment.
        ManifestError: its manifest breaks a rule.
    """
    job.assignment  # noqa: B018 - no digest of what is not there
    summary = hashlib.sha256(f"{face}\n{job.options.as_line()}\n".encode())
    summary.update(f"{_code_digest()}\n{environment_digest()}\n{code}\n".encode())
    config = job.workspace.root / CONFIG  # marks and stubs; a change of either is seen
    summary.update(f"{_hash(config) if config.is_file() else ''}\n".encode())
    for path in files_of(job.source):
        summary.update(f"{path.relative_to(job.source)}\0{_hash(path)}\n".encode())
    return summary.hexdigest()


@cache
def _code_digest() -> str:
    """Hash our own code and templates: a new version makes everything anew."""
    root = Path(terakoya.__file__).parent
    summary = hashlib.sha256()
    for part in ("authoring", "faces", "markdown", "model", "locale"):
        for path in files_of(root / part):
            name = path.relative_to(root)
            summary.update(f"{name}\0{_hash(path)}\n".encode())
    return summary.hexdigest()


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def files_of(folder: Path) -> Iterator[Path]:
    """Yield what counts of a folder, in order: every file that no program left for itself."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(part in _UNREAD for part in path.relative_to(folder).parts):
            yield path


def _place(made: Path, target: Path) -> bool:
    """Put a file or folder where it is wanted; False where it was there already, the same."""
    recover(target.parent, target.name)
    if _same(made, target):
        return False
    if made.is_file():
        write_bytes(target, made.read_bytes())
        return True
    with replace_directory(target) as folder:
        shutil.copytree(made, folder, dirs_exist_ok=True)
    return True


def _same(made: Path, target: Path) -> bool:
    if made.is_file():
        return target.is_file() and filecmp.cmp(made, target, shallow=False)
    names = {path.relative_to(made) for path in files_of(made)}
    if not target.is_dir() or names != {path.relative_to(target) for path in files_of(target)}:
        return False
    return all(filecmp.cmp(made / name, target / name, shallow=False) for name in names)


def _drop_old(folder: Path) -> None:
    """Keep the newest builds; what a stopped build left beside them has a dot in front."""
    with os.scandir(folder) as entries:
        ages = {}
        for entry in entries:
            with suppress(FileNotFoundError):  # another process took it away just now
                if not entry.name.startswith("."):
                    ages[folder / entry.name] = entry.stat().st_mtime
    for path in sorted(ages, key=lambda path: ages[path])[:-KEPT]:
        take_away(path)  # half of one would pass for a build
