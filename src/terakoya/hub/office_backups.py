"""The backups of an office: each is made by a process of its own, behind what people wait for."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from terakoya.hub.backup_lock import is_being_made
from terakoya.logs import get_logger
from terakoya.model.settings import BackupSettings
from terakoya.portal.administering.backup_seam import BackupWork
from terakoya.workspace import Workspace

__all__ = ["OfficeBackups"]

_log = get_logger("backup")


@dataclass
class OfficeBackups:
    """Starts backups, and knows how far the one in the making is; see `Backups`."""

    workspace: Workspace
    settings: BackupSettings
    _process: subprocess.Popen[bytes] | None = None
    _work: BackupWork = field(default_factory=BackupWork)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def folder(self) -> Path:
        """Where they go; a relative path of the settings is in the workspace."""
        named = self.settings.folder or self.workspace.var / "backups"
        return (self.workspace.root / named).resolve()

    @property
    def remind_days(self) -> int:
        """After how many days without one somebody should be told; 0 for never."""
        return self.settings.remind_days

    def work(self) -> BackupWork | None:
        """Return how far the one in the making is; None where there is none."""
        with self._lock:
            if self._is_ours():
                return self._work
            # of a site before this one: it goes on, and tells nobody how far it is
            return BackupWork() if is_being_made(self.workspace) else None

    def start(self, by: str) -> None:
        """Begin one for an account; nothing where one is in the making."""
        with self._lock:
            if self._is_ours() or is_being_made(self.workspace):
                return
            self._work = BackupWork()
            command = (sys.executable, "-m", "terakoya.hub.backup_process")
            self._process = subprocess.Popen(
                [*command, str(self.workspace.root), str(self.folder), by],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                cwd=self.workspace.root,
            )
            threading.Thread(target=self._follow, args=(self._process,), daemon=True).start()

    def find(self, name: str) -> Path | None:
        """Return the file of that name among them; None where there is none."""
        path = self.folder / name
        is_one = path.suffix == ".zip" and path.name == name and not path.is_symlink()
        return path if is_one and path.is_file() else None

    def _is_ours(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _follow(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        with process.stdout:
            for line in process.stdout:
                try:
                    told = msgspec.json.decode(line, type=tuple[int, int])
                except (msgspec.DecodeError, UnicodeDecodeError):  # of a library, not for us
                    continue
                with self._lock:
                    self._work = BackupWork(*told)
        _log.info("a backup ended", status=process.wait())
