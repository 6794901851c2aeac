"""Whether anybody uses a server: by what is asked of it, and by what it does unasked.

JupyterHub is told when somebody last asked something or a kernel last said something. A cell that
works for hours and says nothing is not seen there, but takes processor time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

__all__ = ["Look", "is_idle"]

_BUSY = 0.05  # of a processor: an idle server with its kernels takes a tenth of that


@dataclass(frozen=True)
class Look:
    """What was seen at one moment.

    Attributes:
        at: when, with a time zone.
        used: processor seconds that all of the server's processes had used.
    """

    at: datetime
    used: float


def is_idle(before: Look | None, now: Look, last_activity: datetime | None, minutes: int) -> bool:
    """Tell whether nobody has asked for so many minutes, and nothing has worked since a look.

    Args:
        before: the last look; None at the first one, after which nobody is idle yet.
        last_activity: as JupyterHub keeps it, in UTC; None where nobody knows.
        minutes: 0 for never.
    """
    if not minutes or before is None or last_activity is None:
        return False
    seconds = (now.at - before.at).total_seconds()
    if seconds <= 0 or now.used - before.used > _BUSY * seconds:
        return False
    last = last_activity if last_activity.tzinfo else last_activity.replace(tzinfo=UTC)
    return (now.at - last).total_seconds() > 60 * minutes
