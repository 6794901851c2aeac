"""The site's secret: from it come the seeds of variants and the addresses of calendars.

Whoever does not know it can compute nobody's seed: it enters each one through HMAC-SHA-256.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from terakoya_autograde.storage import make_file, recover

from terakoya.errors import WorkspaceError
from terakoya.language import gettext as _

__all__ = ["Secret", "read_secret"]

_BYTES = 32
_NAME = "refresh.key"


@dataclass(frozen=True)
class Secret:
    """32 random bytes; they never show in a message or a page."""

    key: bytes = field(repr=False)

    def seeds(self, learner: str, assignment: str, item: str, attempt: int) -> Iterator[int]:
        """Yield the candidate seeds of one attempt (0 to 2**63 - 1), always the same ones."""
        for number in range(1 << 30):
            parts = ("variant", learner, assignment, item, str(attempt), str(number))
            yield int.from_bytes(self._mac(*parts)[:8]) >> 1

    def calendar_token(self, learner: str, issue: int) -> str:
        """Return the secret part of the address of a learner's calendar (43 characters)."""
        return base64.urlsafe_b64encode(self._mac("calendar", learner, str(issue))).decode()[:43]

    def event_name(self, learner: str, assignment: str, item: str) -> str:
        """Return a name for one learner's item that tells nothing about either."""
        return self._mac("event", learner, assignment, item)[:16].hex()

    def _mac(self, *parts: str) -> bytes:
        message = b"".join(len(part.encode()).to_bytes(4) + part.encode() for part in parts)
        return hmac.digest(self.key, message, hashlib.sha256)


def read_secret(var: Path) -> Secret:
    """Read the secret of a workspace; make it where there is none yet.

    Raises:
        WorkspaceError: the file is not what this program wrote.
    """
    path = var / _NAME
    recover(var, _NAME)
    if not path.exists():  # of two processes that begin at once, one wins and both agree
        make_file(path, secrets.token_bytes(_BYTES), 0o600)
    key = path.read_bytes()
    if len(key) != _BYTES:
        raise WorkspaceError(
            _("The secret of the refreshers is damaged."),
            where=str(path),
            remedy=_("Restore it from a backup; without it, open refreshers begin anew."),
        )
    return Secret(key)
