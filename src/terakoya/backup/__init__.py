"""Backups: a workspace as one file, checked, and put back."""

from __future__ import annotations

from terakoya.backup.backup_manifest import Backup, KeptFile
from terakoya.backup.making_backups import make_backup
from terakoya.backup.noting_backups import note_backup, note_failure
from terakoya.backup.reading_backups import check_backup
from terakoya.backup.restoring import find_lacking, replace_by_backup, restore_backup

__all__ = ["Backup", "KeptFile", "check_backup", "find_lacking", "make_backup", "note_backup"]
__all__ += ["note_failure", "replace_by_backup", "restore_backup"]
