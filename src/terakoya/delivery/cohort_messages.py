"""Messages of an instructor to a cohort. Each is an event; taking one back is another."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import Event, EventKind, Stamp
from terakoya.records import Database, add_events, list_events

__all__ = ["LONGEST_MESSAGE", "Message", "list_messages", "send_message", "take_back_message"]

LONGEST_MESSAGE = 2000
"""Characters."""


@dataclass(frozen=True)
class Message:
    """What was said to a cohort; `taken_back`: learners are not shown it any more."""

    id: str
    text: str
    at: datetime
    by: str
    taken_back: bool = False


def send_message(database: Database, cohort_id: str, text: str, stamp: Stamp) -> str:
    """Say something to everybody of a cohort; return the message's id.

    Raises:
        UsageError: it says nothing, or too much.
    """
    said = text.strip()
    if not said:
        raise UsageError(_("The message is empty."), remedy=_("Write what you want to say."))
    if len(said) > LONGEST_MESSAGE:
        what = _("The message is longer than {n} characters.").format(n=LONGEST_MESSAGE)
        raise UsageError(what, remedy=_("Shorten it, or send two."))
    number = secrets.token_hex(8)
    with database.session() as session:
        event = Event(EventKind.MESSAGE, cohort_id, data={"id": number, "name": said})
        add_events(session, stamp, [event])
    return number


def take_back_message(database: Database, cohort_id: str, number: str, stamp: Stamp) -> bool:
    """Let learners not be shown a message any more; False where it is so already.

    Raises:
        UsageError: there is no such message.
    """
    with database.session() as session:
        found = {one.id: one for one in list_messages(session, cohort_id)}
        if number not in found:
            raise UsageError(
                _("There is no such message."), remedy=_("Load the page again and look.")
            )
        if found[number].taken_back:
            return False
        data = {"id": number, "name": found[number].text}
        add_events(session, stamp, [Event(EventKind.MESSAGE_TAKEN_BACK, cohort_id, data=data)])
    return True


def list_messages(session: Session, cohort_id: str) -> tuple[Message, ...]:
    """Return a cohort's messages, the newest first; those that were taken back among them."""
    kinds = (EventKind.MESSAGE, EventKind.MESSAGE_TAKEN_BACK)
    told = list_events(session, cohort_id, kinds=kinds)
    gone = {event.data["id"] for _at, event in told if event.kind is EventKind.MESSAGE_TAKEN_BACK}
    return tuple(
        Message(
            event.data["id"],
            event.data["name"],
            stamp.at,
            stamp.by,
            event.data["id"] in gone,
        )
        for stamp, event in reversed(told)
        if event.kind is EventKind.MESSAGE
    )
