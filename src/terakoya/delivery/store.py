"""The submission store: files named by their SHA-256; nothing is ever changed or deleted."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from terakoya.errors import SubmissionError
from terakoya.language import gettext as _
from terakoya.records import StoredFile
from terakoya.workspace import Workspace
from terakoya.workspace.atomic import write_bytes

__all__ = ["SubmissionStore"]


class SubmissionStore:
    """Keeps contents at ``<root>/objects/ab/cdef…``, read-only."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def of(cls, workspace: Workspace) -> SubmissionStore:
        """Return the store of a workspace, in its var/."""
        return cls(workspace.var / "submissions")

    def path(self, sha256: str) -> Path:
        """Return where the content of that SHA-256 (hex) is, or would be.

        Raises:
            SubmissionError: this is no SHA-256.
        """
        if re.fullmatch(r"[0-9a-f]{64}", sha256) is None:
            what = _("“{value}” is no SHA-256.").format(value=sha256[:80])
            raise SubmissionError(what, remedy=_("Check the database against its backup."))
        return self.root / "objects" / sha256[:2] / sha256[2:]

    def put(self, content: bytes) -> StoredFile:
        """Keep `content`, safe on the disk when this returns; harmless if it is there already.

        Raises:
            SubmissionError: what is there under its name is damaged.
        """
        stored = StoredFile(hashlib.sha256(content).hexdigest(), len(content))
        path = self.path(stored.sha256)
        if path.exists():
            self.read(stored.sha256)
            _sync_folder(path.parent)  # whoever put it there may have been killed before that
            return stored
        # other accounts of the machine stay out
        self.root.mkdir(parents=True, mode=0o700, exist_ok=True)
        write_bytes(path, content, 0o444)
        return stored

    def read(self, sha256: str) -> bytes:
        """Return the content, proven by its SHA-256.

        Raises:
            SubmissionError: it is not there, cannot be read, or is not what was stored.
        """
        path = self.path(sha256)
        remedy = _("Restore this file from the backup.")
        try:
            content = path.read_bytes()
        except OSError as error:
            what = _("A stored file cannot be read: {reason}.").format(reason=error.strerror)
            raise SubmissionError(what, where=str(path), remedy=remedy) from None
        if hashlib.sha256(content).hexdigest() != sha256:
            what = _("A stored file is damaged.")
            raise SubmissionError(what, where=str(path), remedy=remedy)
        return content


def _sync_folder(folder: Path) -> None:
    """Make the new name durable, too."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
