"""How often a name was tried in vain, and until when it rests; also names that are nobody's.

A try is counted before the password is looked at. So of a hundred that come at once, in whatever
processes, only the first few are looked at.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from terakoya.records.people_tables import LoginTryRow

__all__ = ["FREE_TRIES", "count_try", "forget_tries", "locked_until"]

FREE_TRIES = 5
"""After so many a name rests."""
_FIRST_REST = timedelta(seconds=30)
_LONGEST_REST = timedelta(hours=1)
_FORGOTTEN_AFTER = timedelta(days=1)


def count_try(session: Session, name: str, at: datetime) -> bool:
    """Count a try; False where the name rests, and the try is not to be looked at.

    The fifth makes it rest for 30 seconds, each further one for twice as long, an hour at most. A
    day after the last try all are forgotten.
    """
    session.execute(delete(LoginTryRow).where(LoginTryRow.last_at < at - _FORGOTTEN_AFTER))
    row = session.get(LoginTryRow, _digest(name))
    if row is not None and row.locked_until is not None and at < row.locked_until:
        return False
    if row is None:
        row = LoginTryRow(name_sha256=_digest(name), failed=0)
        session.add(row)
    row.failed += 1
    row.last_at = at
    row.locked_until = at + _rest(row.failed) if row.failed >= FREE_TRIES else None
    session.flush()
    return True


def forget_tries(session: Session, name: str) -> None:
    """Begin anew: the password was right, or whoever manages accounts says so."""
    session.execute(delete(LoginTryRow).where(LoginTryRow.name_sha256 == _digest(name)))


def locked_until(session: Session, name: str, at: datetime) -> datetime | None:
    """Return until when a name rests; None where it may be tried."""
    row = session.get(LoginTryRow, _digest(name))
    rests = row is not None and row.locked_until is not None and at < row.locked_until
    return row.locked_until if row is not None and rests else None


def _rest(failed: int) -> timedelta:
    doubled = 1 << min(failed - FREE_TRIES, 10)  # 2**10 half minutes are more than the longest
    return min(_FIRST_REST * doubled, _LONGEST_REST)


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
