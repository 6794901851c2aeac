"""Backups as the records tell of them: when, by whom, where, how large, and if they are there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from terakoya.language import gettext as _
from terakoya.model import Event, EventKind, Stamp
from terakoya.portal.administering.backup_seam import Backups
from terakoya.records import Database, add_events, list_events

__all__ = ["BackupRow", "is_overdue", "last_failure", "note_taken", "read_backup_rows"]

_MOST = 200
_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class BackupRow:
    """One backup that was made, and read again before it got its name.

    Attributes:
        at: when it was whole.
        file: its whole path.
        bytes: how large it was then.
        name: under which it can be downloaded; empty where it cannot.
        state: whether it is there, in words.
    """

    at: datetime
    by: str
    file: str
    bytes: int
    name: str
    state: str

    @property
    def megabytes(self) -> float:
        """How large it is, in MB."""
        return round(self.bytes / _MEGABYTE, 1)


def read_backup_rows(session: Session, backups: Backups | None) -> list[BackupRow]:
    """Return the backups that the records tell of, the newest first."""
    found = list_events(session, kinds={EventKind.BACKUP_MADE}, last=_MOST)
    return [
        _row(stamp.at, stamp.by, str(event.data["file"]), int(event.data["bytes"]), backups)
        for stamp, event in reversed(found)
    ]


def last_failure(session: Session) -> str:
    """Return why the last one failed, in a sentence; empty where the last one was made."""
    kinds = {EventKind.BACKUP_MADE, EventKind.BACKUP_FAILED}
    last = list_events(session, kinds=kinds, last=1)
    if not last or last[0][1].kind is EventKind.BACKUP_MADE:
        return ""
    return str(last[0][1].data["name"])


def note_taken(database: Database, file: Path, stamp: Stamp) -> None:
    """Note that somebody downloads one: all that people have written is in it."""
    event = Event(EventKind.BACKUP_TAKEN, data={"file": str(file)})
    with database.session() as session:
        add_events(session, stamp, [event])


def is_overdue(rows: list[BackupRow], backups: Backups | None, now: datetime) -> bool:
    """Tell whether the newest one is too old, or there is none."""
    days = backups.remind_days if backups is not None else 0
    return bool(days) and not any(now - row.at <= timedelta(days=days) for row in rows[:1])


def _row(at: datetime, by: str, file: str, size: int, backups: Backups | None) -> BackupRow:
    path = Path(file)
    try:
        there: int | None = path.stat().st_size
    except OSError:
        there = None
    if there is None:
        state = _("Not there any more")
    else:
        state = _("Checked") if there == size else _("Changed since")
    kept = backups.find(path.name) if backups is not None else None
    offered = path.name if kept is not None and kept == path and there == size else ""
    return BackupRow(at, by, file, size, offered, state)
