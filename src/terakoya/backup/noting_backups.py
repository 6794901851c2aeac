"""What the records tell of backups: which was made, by whom, and where; which failed, and why."""

from __future__ import annotations

from pathlib import Path

from terakoya.backup.backup_manifest import Backup
from terakoya.model import Event, EventKind, Stamp
from terakoya.records import Database, add_events

__all__ = ["note_backup", "note_failure"]

_LONGEST = 500


def note_backup(database: Database, file: Path, made: Backup, stamp: Stamp) -> None:
    """Note that a backup was made and read again; it is not told in the backup itself."""
    size = file.stat().st_size
    told = {"file": str(file.resolve()), "bytes": size, "made_at": made.made_at.isoformat()}
    with database.session() as session:
        add_events(session, stamp, [Event(EventKind.BACKUP_MADE, data=told | made.counts)])


def note_failure(database: Database, file: Path, sentence: str, stamp: Stamp) -> None:
    """Note that there is none, and why."""
    told = {"file": str(file), "name": sentence[:_LONGEST]}
    with database.session() as session:
        add_events(session, stamp, [Event(EventKind.BACKUP_FAILED, data=told)])
