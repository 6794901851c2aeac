"""What a person wants to be told of: kinds that may be left out, and no others."""

from __future__ import annotations

from collections.abc import Collection

from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import Event, EventKind, Stamp
from terakoya.model.notice import MAY_BE_LEFT_OUT, NoticeKind
from terakoya.records import Database, add_events, find_learner
from terakoya.records.notice_records import set_left_out

__all__ = ["choose_notices"]


def choose_notices(
    database: Database, person_id: str, left_out: Collection[NoticeKind], stamp: Stamp
) -> bool:
    """Keep which kinds a person does not want to be told of; False where it was so already.

    Raises:
        UsageError: there is no such person.
    """
    with database.session() as session:
        if find_learner(session, person_id) is None:
            raise UsageError(
                _("There is no person {id}.").format(id=person_id),
                remedy=_("Write the staff number as the roster has it."),
            )
        changed = [
            kind
            for kind in MAY_BE_LEFT_OUT
            if set_left_out(session, person_id, kind, stamp.at, left_out=kind in left_out)
        ]
        kinds = [kind.value for kind in MAY_BE_LEFT_OUT if kind in left_out]
        told = Event(EventKind.NOTICES_CHOSEN, learner_id=person_id, data={"left_out": kinds})
        add_events(session, stamp, [told] if changed else [])
    return bool(changed)
