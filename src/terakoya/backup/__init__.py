"""Backups: a workspace as one file, checked, and put back."""

from __future__ import annotations

from terakoya.backup.making import make_backup
from terakoya.backup.manifest import Backup, KeptFile
from terakoya.backup.reading import check_backup
from terakoya.backup.restoring import restore_backup

__all__ = ["Backup", "KeptFile", "check_backup", "make_backup", "restore_backup"]
