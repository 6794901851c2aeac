"""What a cohort's learners get of an assignment: what was released to them, or the workspace's."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from terakoya.delivery import SubmissionStore
from terakoya.model import digest_of_files
from terakoya.records import Offer, StoredFile
from terakoya.workspace import Workspace

__all__ = ["Offered", "find_offered", "pack_files"]

_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold: the same files are the same bytes


@dataclass(frozen=True)
class Offered:
    """An assignment as learners get it now.

    Attributes:
        files: by name; what is there of them.
        places: where each of them is.
        is_released: whether somebody has released these files to the cohort.
    """

    assignment_id: str
    files: Mapping[str, StoredFile]
    places: Mapping[str, Path]
    is_released: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 (hex) that names these files."""
        return digest_of_files({name: each.sha256 for name, each in self.files.items()})

    @property
    def notebooks(self) -> tuple[str, ...]:
        """The names of the notebooks in the first folder, without .ipynb."""
        stems = (name.removesuffix(".ipynb") for name in self.files if name.endswith(".ipynb"))
        return tuple(sorted(stem for stem in stems if "/" not in stem))

    def read(self) -> dict[str, bytes]:
        """Return every content by name."""
        return {name: place.read_bytes() for name, place in self.places.items()}


def find_offered(
    workspace: Workspace, store: SubmissionStore, assignment_id: str, offer: Offer | None
) -> Offered | None:
    """Return what learners get; None where they get nothing.

    Args:
        offer: what was said of it for this cohort; None: nothing, so it is what is released.
    """
    if offer is not None and not offer.is_open:
        return None
    if offer is not None and offer.files is not None:
        places = {name: store.path(each.sha256) for name, each in offer.files.items()}
        return Offered(assignment_id, dict(offer.files), places, is_released=True)
    places = _released(workspace.release(assignment_id))
    if not any(name.endswith(".ipynb") for name in places):
        return None
    return Offered(assignment_id, {name: _digest(path) for name, path in places.items()}, places)


def pack_files(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of files, the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            member = zipfile.ZipInfo(name, _DAY)
            member.external_attr = 0o644 << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    return buffer.getvalue()


def _released(folder: Path) -> dict[str, Path]:
    """Return a release's files by name; links and hidden files are left out, as in its zip."""
    found = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        if path.is_file() and not path.is_symlink() and not any(p.startswith(".") for p in inside):
            found["/".join(inside)] = path
    return found


def _digest(path: Path) -> StoredFile:
    found = path.stat()
    return _read_digest(path, found.st_mtime_ns, found.st_size, found.st_ino)


@lru_cache(maxsize=2048)
def _read_digest(path: Path, _changed: int, _size: int, _number: int) -> StoredFile:
    """Return what a file is; the same file is read once, as hundreds ask for it in a minute."""
    content = path.read_bytes()
    return StoredFile(hashlib.sha256(content).hexdigest(), len(content))
