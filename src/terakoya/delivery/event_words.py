"""Events in words, for tables: what happened, about whom or what, and what it was before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from terakoya.dates import write_day
from terakoya.delivery.roster_fields import name_field
from terakoya.delivery.rule_words import name_counts, name_penalty
from terakoya.language import gettext as _
from terakoya.model import CHANGES, Event, EventKind, Stamp, local_time
from terakoya.model.application import Way
from terakoya.model.hand_in_rules import Counts, LatePenalty
from terakoya.model.notice import NoticeKind, NoticeState
from terakoya.records import Ending

__all__ = ["name_event", "name_notice_kind", "name_notice_state", "tell_event", "write_row"]


def write_row(stamp: Stamp, event: Event, people: Mapping[str, str]) -> tuple[str, ...]:
    """Return when, who, what, about whom or what, and the change; `people` is id → name."""
    about = (event.learner_id, people.get(event.learner_id, ""), event.assignment_id)
    subject = " ".join(filter(None, about))
    return local_time(stamp.at), stamp.by, name_event(event.kind), subject, tell_event(event)


def name_event(kind: EventKind) -> str:
    """Return what people call such an event."""
    return {
        EventKind.CREATED: _("Cohort made"),
        EventKind.CHANGED: _("Cohort changed"),
        EventKind.ARCHIVED: _("Archived"),
        EventKind.UNARCHIVED: _("Brought back from the archive"),
        EventKind.ENROLLED: _("Enrolled"),
        EventKind.UPDATED: _("Updated by a roster"),
        EventKind.WITHDRAWN: _("Withdrawn"),
        EventKind.REINSTATED: _("In the cohort again"),
        EventKind.DUE: _("Due date"),
        EventKind.EXTENSION: _("Due date of one person"),
        EventKind.RULES: _("Rules of handing in"),
        EventKind.NAME_TOLD: _("Name explained"),
        EventKind.NAME_FORGOTTEN: _("Name forgotten"),
        EventKind.OFFERED: _("Offered to learners"),
        EventKind.NOT_OFFERED: _("Offered no longer"),
        EventKind.FETCHED: _("Fetched"),
        EventKind.HANDED_IN: _("Handed in"),
        EventKind.GRADED: _("Graded"),
        EventKind.FEEDBACK: _("Feedback"),
        EventKind.RUN_STARTED: _("Grading began"),
        EventKind.RUN_ENDED: _("Grading ended"),
        EventKind.MARKED: _("Marked by a person"),
        EventKind.REGRADED: _("Graded again for good"),
        EventKind.COMPARED: _("Hand-ins compared"),
        EventKind.LOOKED: _("Looked at"),
        EventKind.MESSAGE: _("Message"),
        EventKind.MESSAGE_TAKEN_BACK: _("Message taken back"),
        EventKind.ACCOUNT_MADE: _("Account made"),
        EventKind.ACCOUNT_DISABLED: _("Account disabled"),
        EventKind.ACCOUNT_ENABLED: _("Account enabled again"),
        EventKind.ACCOUNT_RESTS: _("Account tried in vain, rests"),
        EventKind.PASSWORD_RESET: _("First password drawn"),
        EventKind.PASSWORD_CHANGED: _("Password changed"),
        EventKind.MOVED: _("Transfer"),
        EventKind.LEFT: _("Left the office"),
        EventKind.DEPARTMENT_CHANGED: _("Department changed"),
        EventKind.PERSON_EXPORTED: _("Records of a person exported"),
        EventKind.PERSON_ERASED: _("Person erased"),
        EventKind.BACKUP_MADE: _("Backup made"),
        EventKind.BACKUP_FAILED: _("Backup failed"),
        EventKind.BACKUP_TAKEN: _("Backup downloaded"),
        EventKind.ROLE_GIVEN: _("Role given"),
        EventKind.ROLE_TAKEN: _("Role taken"),
        EventKind.OPENED: _("Seats and days of applying"),
        EventKind.APPLIED: _("Applied"),
        EventKind.NOMINATED: _("Nominated by the superior"),
        EventKind.AGREED: _("The superior agreed"),
        EventKind.REFUSED: _("The superior refused"),
        EventKind.CANCELLED: _("Application cancelled"),
        EventKind.ROSTER_CHANGED: _("Roster changed by a file"),
        EventKind.ROSTER_UNDONE: _("Change of the roster put back"),
        EventKind.ADDITIONAL_POSTING: _("Additional posting"),
        EventKind.PERSON_KNOWN: _("New on a list of staff"),
        EventKind.REMINDED: _("Notice made"),
        EventKind.NOTICE: _("Notice"),
        EventKind.NOTICES_CHOSEN: _("Notices chosen"),
    }[kind]


def tell_event(event: Event) -> str:
    """Say of each value what it was and what it is, or what else there is to say."""
    if event.kind is EventKind.ENROLLED:
        return ""  # a new person's name is told already
    if event.kind in CHANGES:
        return _tell_change(event)
    tell = {
        EventKind.HANDED_IN: _tell_hand_in,
        EventKind.LOOKED: _tell_look,
        EventKind.REGRADED: _tell_why,
        EventKind.MARKED: _tell_mark,
        EventKind.RUN_STARTED: _tell_start,
        EventKind.RUN_ENDED: _tell_ending,
        EventKind.MOVED: _tell_place,
        EventKind.LEFT: _tell_place,
        EventKind.DEPARTMENT_CHANGED: _tell_place,
        EventKind.BACKUP_MADE: _tell_file,
        EventKind.BACKUP_TAKEN: _tell_file,
        EventKind.ADDITIONAL_POSTING: _tell_place,
        EventKind.OPENED: _tell_change,
        EventKind.APPLIED: _tell_way,
        EventKind.ROSTER_CHANGED: _tell_roster,
        EventKind.REMINDED: _tell_notice,
        EventKind.NOTICE: _tell_notice,
    }.get(event.kind, _tell_account if "account" in event.data else _tell_name)
    return tell(event)


def _tell_name(event: Event) -> str:
    return str(event.data.get("name", ""))


def _tell_file(event: Event) -> str:
    return str(event.data.get("file", ""))


def _tell_way(event: Event) -> str:
    return _("by somebody else") if event.data.get("way") == Way.PROXY.value else ""


def _tell_roster(event: Event) -> str:
    return _(
        "New: {new}. Changed: {changed}. Withdrawn: {withdrawn}. In the cohort again: {reinstated}."
    ).format(**event.data)


def _tell_notice(event: Event) -> str:
    kind = name_notice_kind(NoticeKind(event.data["kind"]))
    state = event.data.get("state")
    return f"{kind}: {name_notice_state(NoticeState(state))}" if state else kind


def name_notice_kind(kind: NoticeKind) -> str:
    """Return what such a notice is about."""
    return {
        NoticeKind.DUE: _("to be handed in soon"),
        NoticeKind.OVERDUE: _("not handed in in time"),
        NoticeKind.DECIDE: _("applications to decide on"),
        NoticeKind.REFRESH: _("refreshers due"),
        NoticeKind.AGREED: _("agreed, on the waiting list"),
        NoticeKind.REFUSED: _("not agreed"),
        NoticeKind.SEAT: _("takes part"),
    }[kind]


def name_notice_state(state: NoticeState) -> str:
    """Return how far a notice has come."""
    return {
        NoticeState.QUEUED: _("not sent yet"),
        NoticeState.SENDING: _("on its way, or not known"),
        NoticeState.SENT: _("sent"),
        NoticeState.REFUSED: _("not taken by the mail server"),
        NoticeState.PAPER: _("on paper or on the site"),
    }[state]


def _tell_look(event: Event) -> str:
    page = str(event.data.get("page", ""))
    return {
        "results": _("the page of results"),
        "results.xlsx": _("the results, as a file"),
        "results.csv": _("the results, as a file"),
        "progress": _("where everybody stands"),
        "progress.csv": _("where everybody stands"),
        "marking": _("answers to be marked by hand"),
        "items": _("the items"),
        "feedback": _("a page of feedback"),
        "as-learner": _("a page as its learner sees it"),
        "people.csv": _("people and completion, as a file"),
        "people": _("people and completion"),
        "roster": _("the roster, as a file"),
    }.get(page, page)


def _tell_why(event: Event) -> str:
    return str(event.data.get("why", ""))


def _tell_mark(event: Event) -> str:
    """Say of which item the points are, and what they were; not what was said to the learner."""
    before, after = event.before.get("points", ""), event.after.get("points", "")
    return f"{event.data['item']}: {before or '–'} → {after or '–'}"


def _tell_start(event: Event) -> str:
    return _("everything again") if event.data["force"] else ""


def _tell_place(event: Event) -> str:
    """Say from which day on, which department, and what was and is."""
    day = write_day(date.fromisoformat(event.data["on"]))
    return "\n".join(filter(None, (day, event.data.get("department", ""), _tell_change(event))))


def _tell_account(event: Event) -> str:
    names = ("account", "role", "place", "from", "until")
    told = {name: str(event.data[name]) for name in names if event.data.get(name)}
    if event.kind is EventKind.ACCOUNT_RESTS:
        told["until"] = local_time(datetime.fromisoformat(told["until"]))
    return " ".join(told.values())


def _tell_change(event: Event) -> str:
    return "\n".join(
        f"{_name(name)}: {_value(name, event.before.get(name))} → "
        f"{_value(name, event.after.get(name))}"
        for name in {**event.before, **event.after}
        if event.before.get(name) or event.after.get(name)
    )


def _tell_hand_in(event: Event) -> str:
    at = local_time(datetime.fromisoformat(event.data["submitted_at"]))
    return _("{at} (late)").format(at=at) if event.data["late"] else at


def _tell_ending(event: Event) -> str:
    endings = {
        Ending.COMPLETE: _("{done} of {planned}, complete"),
        Ending.INCOMPLETE: _("{done} of {planned}, not all could be graded"),
        Ending.BROKEN_OFF: _("{done} of {planned}, broken off"),
    }
    words = endings[Ending(event.data["ending"])]
    return words.format(done=event.data["done"], planned=event.data["planned"])


def _value(name: str, value: str | None) -> str:
    if not value:
        return "–"
    if name == "due":
        return local_time(datetime.fromisoformat(value))
    if name in ("counts", "penalty"):
        return name_counts(Counts(value)) if name == "counts" else name_penalty(LatePenalty(value))
    return write_day(date.fromisoformat(value)) if name in ("start", "end") else value


def _name(name: str) -> str:
    own = {
        "course": _("Course"),
        "title": _("The cohort's title"),
        "start": _("First day"),
        "end": _("Last day"),
        "due": _("Due at"),
        "counts": _("Which hand-in counts"),
        "most": _("How often at most"),
        "pause": _("Minutes between two hand-ins"),
        "grace": _("Minutes of grace"),
        "penalty": _("What being late costs"),
        "per_day": _("Percent off for each day"),
        "at_most": _("Percent off at most"),
        "parent": _("Department above"),
        "seats": _("Seats"),
    }
    return own.get(name) or name_field(name)
