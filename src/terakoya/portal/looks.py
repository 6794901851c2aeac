"""Who saw whose marks: noted as an event, once an hour for the same thing and the same person."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from terakoya.model import Event, EventKind, Stamp
from terakoya.model.permissions import Of, Person
from terakoya.records import Database, add_events

__all__ = ["Looks"]

_AGAIN = timedelta(hours=1)
_MOST = 10_000


@dataclass
class Looks:
    """Notes looks at marks. A page that is brought up to date by itself is one look an hour."""

    database: Database
    clock: Callable[[], datetime]
    _noted: OrderedDict[tuple[str, Of, str], datetime] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, person: Person, of: Of, what: str) -> None:
        """Note that somebody is shown marks; nothing of one's own.

        Args:
            person: who looks.
            of: whose marks: a learner's, or a whole cohort's.
            what: which page or file, in a word.
        """
        who = person.account or person.id
        if of.learner is not None and of.learner == person.id:
            return
        now, key = self.clock(), (who, of, what)
        if not self._is_new(key, now):
            return
        about = (of.cohort or "", of.learner or "", of.assignment or "")
        with self.database.session() as session:
            event = Event(EventKind.LOOKED, *about, {"page": what})
            add_events(session, Stamp(now, who), [event])

    def _is_new(self, key: tuple[str, Of, str], now: datetime) -> bool:
        with self._lock:
            before = self._noted.get(key)
            if before is not None and now - before < _AGAIN:
                return False
            self._noted[key] = now
            self._noted.move_to_end(key)
            while len(self._noted) > _MOST:
                self._noted.popitem(last=False)
            return True
