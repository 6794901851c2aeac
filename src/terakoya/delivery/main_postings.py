"""Lists that move people where they worked beside: main and additional are never one place.

The same department is never both; which additional postings end by a list, the log tells.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from terakoya.dates import LOCAL
from terakoya.model import Event, EventKind, Learner, Stamp, tell_change
from terakoya.model.posting import Posting
from terakoya.records.additional_postings import end_doubled

__all__ = ["end_additional", "tell_additional"]


def end_additional(session: Session, people: Sequence[Learner], stamp: Stamp) -> list[Event]:
    """End the additional postings of people in what is their main department from today on.

    Returns:
        An event of each, for the caller to note.
    """
    today = stamp.at.astimezone(LOCAL).date()
    ended = end_doubled(session, [one.id for one in people], today)
    return [tell_additional(one, today.isoformat(), begins=False) for one in ended]


def tell_additional(posting: Posting, on: str, *, begins: bool) -> Event:
    """Return the event of an additional posting that begins or ends on a day (ISO 8601)."""
    place = {"department_code": posting.department_code, "department": posting.department}
    if posting.position:
        place["position"] = posting.position
    data = tell_change({}, place) if begins else tell_change(place, {})
    return Event(EventKind.ADDITIONAL_POSTING, learner_id=posting.person_id, data=data | {"on": on})
