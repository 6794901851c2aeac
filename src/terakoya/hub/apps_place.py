"""Where the apps of an office are just now, for the site's gate to them."""

from __future__ import annotations

import contextlib
import json

from terakoya.hub.office_run import Office
from terakoya.portal.apps_client import Upstream

__all__ = ["AppsPlace"]


class AppsPlace:
    """Where the apps' server is, as it says itself each time that it starts."""

    def __init__(self, office: Office) -> None:
        self._file = office.folder.apps_file
        self.base_url = office.run.apps_path
        self._stamp = (0, 0)
        self._known: Upstream | None = None

    @property
    def usual(self) -> Upstream:
        """How it is asked, wherever it is."""
        return Upstream("", "", self.base_url)

    def now(self) -> Upstream | None:
        """Return where it is; None where it was never started."""
        with contextlib.suppress(OSError, ValueError, KeyError):
            found = self._file.stat()
            stamp = (found.st_mtime_ns, found.st_ino)
            if stamp != self._stamp:
                told = json.loads(self._file.read_bytes())
                self._known = Upstream(told["origin"], told["token"], self.base_url)
                self._stamp = stamp
            return self._known
        return None
