"""Files over the network: packed and unpacked within bounds, and proven by their digests."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from terakoya.exchange.portal_client import MOST_FILES, PortalError
from terakoya.language import gettext as _
from terakoya.model import digest_of_files

__all__ = ["pack_folder", "read_folder", "unpack"]

_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold: the same files are the same bytes
_MOST = 5_000


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return a folder's files by name; links are left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def pack_folder(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            member = zipfile.ZipInfo(name, _DAY)
            member.external_attr = 0o644 << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    return buffer.getvalue()


def unpack(content: bytes, digest: str) -> dict[str, bytes]:
    """Return the files of a zip by name.

    Raises:
        PortalError: it is damaged or too large, a name leads elsewhere, or it is not what `digest`
            names.
    """
    files: dict[str, bytes] = {}
    left = MOST_FILES
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > _MOST:
                raise _damaged()
            for member in members:
                if member.is_dir():
                    continue
                left -= member.file_size
                if left < 0 or not _is_below(member.filename):
                    raise _damaged()
                with archive.open(member) as file:
                    files[member.filename] = file.read(member.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        raise _damaged() from None
    found = {name: hashlib.sha256(each).hexdigest() for name, each in files.items()}
    if digest_of_files(found) != digest:
        raise _damaged()
    return files


def _is_below(name: str) -> bool:
    parts = name.split("/")
    return not name.startswith("/") and "\\" not in name and not {"", ".", ".."} & {*parts}


def _damaged() -> PortalError:
    what = _("What came from the portal is damaged.")
    return PortalError(what, remedy=_("Try again; nothing was changed here."))
