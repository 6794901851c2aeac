"""Backups: a workspace as one file, checked, and put back."""

from __future__ import annotations

from terakoya.backup.backup_manifest import Backup, KeptFile
from terakoya.backup.making_backups import make_backup
from terakoya.backup.reading_backups import check_backup
from terakoya.backup.restoring import restore_backup

__all__ = ["Backup", "KeptFile", "check_backup", "make_backup", "restore_backup"]
