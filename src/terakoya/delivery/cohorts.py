"""Making a cohort, enrolling a roster in it, and changing its title and days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import datetime

from sqlalchemy.orm import Session

from terakoya.delivery.enrolling.seats import place_applicants
from terakoya.delivery.main_postings import end_additional
from terakoya.errors import RosterError, UsageError
from terakoya.language import gettext as _
from terakoya.model import (
    Cohort,
    Event,
    EventKind,
    Learner,
    Stamp,
    find_unseen,
    has_control,
    is_id,
    tell_change,
)
from terakoya.model.application import State
from terakoya.records import (
    Database,
    add_cohort,
    add_events,
    change_cohort,
    enrol,
    find_cohort,
    find_learner,
    keep_course,
    list_cohorts,
    list_learners,
    set_archived,
)
from terakoya.records.cohort_records import find_same_numbers
from terakoya.records.enrolment_records import list_participants
from terakoya.records.posting_records import today_of
from terakoya.workspace import Workspace
from terakoya.workspace.cohort_course import to_keep

__all__ = ["alter_cohort", "archive_cohort", "compare_roster", "create_cohort", "enrol_roster"]
__all__ += ["enrol_listed", "keep_courses", "name_differences", "place_listed"]
__all__ += ["require_other_numbers"]


def create_cohort(
    database: Database, workspace: Workspace, cohort: Cohort, now: datetime, by: str = ""
) -> bool:
    """Make a cohort; True if it is new, False if the very same one is there already.

    Raises:
        UsageError: the id, title or dates are not allowed, there is no such course, or another
            cohort has the id.
    """
    _require_allowed(cohort)
    course = workspace.read_course(cohort.course_id)
    cohort = replace(cohort, kept=to_keep(workspace, cohort, course))
    with database.session() as session:
        existing = find_cohort(session, cohort.id)
        if existing is None:
            add_cohort(session, cohort, now)
            made = tell_change({}, {"course": cohort.course_id} | _settings(cohort))
            event = Event(EventKind.CREATED, cohort.id, data=made)
            add_events(session, Stamp(now, by), [event])
            return True
    if existing != cohort:
        raise UsageError(
            _("There is another cohort {id} already.").format(id=cohort.id),
            remedy=_("Choose another id, or look at it with: terakoya cohort show {id}").format(
                id=cohort.id
            ),
        )
    return False


def alter_cohort(database: Database, cohort: Cohort, stamp: Stamp) -> Event | None:
    """Give a cohort another title or other days, as `cohort` has them; return what changed.

    None where nothing did.

    Raises:
        UsageError: the title or the dates are not allowed.
    """
    _require_allowed(cohort)
    with database.session() as session:
        known = find_cohort(session, cohort.id)
        assert known is not None  # noqa: S101 - no cohort is ever taken away
        before, after = _settings(known), _settings(cohort)
        changed = [name for name in after if after[name] != before[name]]
        if not changed:
            return None
        change_cohort(session, cohort)
        told = tell_change(
            {name: before[name] for name in changed}, {name: after[name] for name in changed}
        )
        event = Event(EventKind.CHANGED, cohort.id, data=told)
        add_events(session, stamp, [event])
    return event


def archive_cohort(database: Database, cohort_id: str, stamp: Stamp, *, archived: bool) -> bool:
    """Take a cohort out of the lists, or bring it back; False where it is so already."""
    with database.session() as session:
        known = find_cohort(session, cohort_id)
        assert known is not None  # noqa: S101 - no cohort is ever taken away
        if (known.archived_at is not None) is archived:
            return False
        set_archived(session, cohort_id, stamp.at if archived else None)
        kind = EventKind.ARCHIVED if archived else EventKind.UNARCHIVED
        add_events(session, stamp, [Event(kind, cohort_id)])
    return True


def _settings(cohort: Cohort) -> dict[str, str]:
    """Return what can be changed of a cohort, as the log holds it."""
    start, end = (str(day) if day else "" for day in (cohort.starts_on, cohort.ends_on))
    return {"title": cohort.title, "start": start, "end": end}


def keep_courses(database: Database, workspace: Workspace) -> None:
    """See to it that each cohort keeps its course as it is now, where it can be read.

    A course that cannot be read, or is gone, leaves what was kept as it is.
    """
    with database.reading() as session:
        cohorts = list_cohorts(session)
    for cohort in cohorts:
        entry = workspace.catalogue.find_course(cohort.course_id)
        if entry is None or entry.content is None:
            continue
        course = to_keep(workspace, cohort, entry.content)
        kept = cohort.kept
        if kept is None or kept != course or [*kept.assignments] != [*course.assignments]:
            with database.session() as session:
                keep_course(session, cohort.id, course)


def enrol_roster(
    database: Database,
    cohort: Cohort,
    learners: Sequence[Learner],
    now: datetime,
    by: str = "",
) -> tuple[int, int]:
    """Enrol learners in one transaction; (newly enrolled, already there and updated).

    Who withdrew stays so, though the list names them.

    Raises:
        RosterError: a new staff number differs from a known one in upper and lower case only.
    """
    with database.session() as session:
        counts, events = enrol_listed(session, cohort, learners, Stamp(now, by))
        place_listed(session, cohort, learners, Stamp(now, by))
        add_events(session, Stamp(now, by), events)
    return counts


def enrol_listed(
    session: Session, cohort: Cohort, learners: Sequence[Learner], stamp: Stamp
) -> tuple[tuple[int, int], list[Event]]:
    """Enrol learners as `enrol_roster`; return its counts, and the events for the caller to note.

    The caller places those who have applied (`place_listed`), when all of its list is done.

    Raises:
        RosterError: a new staff number differs from a known one in upper and lower case only.
    """
    require_other_numbers(session, learners)
    here = {learner.id for learner in list_learners(session, cohort.id)}
    events = [
        replace(event, cohort_id=cohort.id)
        for learner in learners
        for event in _tell_enrolment(find_learner(session, learner.id), learner, here)
    ]
    counts = enrol(session, cohort.id, learners, stamp.at)
    return counts, events + end_additional(session, learners, stamp)


def place_listed(
    session: Session, cohort: Cohort, learners: Sequence[Learner], stamp: Stamp
) -> dict[int, State]:
    """Let those of a list who take part wait no more; application → its state before."""
    here = list_participants(session, cohort.id)
    return place_applicants(
        session, cohort.id, [one.id for one in learners if one.id in here], stamp
    )


def require_other_numbers(session: Session, learners: Sequence[Learner]) -> None:
    """Refuse numbers that would be one account with another person's: `A123` beside `a123`."""
    known = find_same_numbers(session, [learner.id for learner in learners])
    if not known:
        return
    raise RosterError(
        _("Nobody was enrolled: staff numbers differ in upper and lower case only."),
        [
            _("{id} on the roster, {other} in the records: write it as it is known.").format(
                id=learner.id, other=known[learner.id]
            )
            for learner in learners
            if learner.id in known
        ],
    )


def compare_roster(
    database: Database, cohort: Cohort, learners: Sequence[Learner]
) -> list[tuple[str, ...] | None]:
    """Say of each learner what an enrolment would change.

    None for somebody who is not in the cohort yet, else the names of what is known otherwise,
    nothing where all is as it was.
    """
    with database.reading() as records:
        today = today_of(records)  # a roster tells of today, also where the cohort is over
        enrolled = {learner.id: learner for learner in list_learners(records, cohort.id, today)}
    return [
        None if (known := enrolled.get(learner.id)) is None else name_differences(known, learner)
        for learner in learners
    ]


def _tell_enrolment(known: Learner | None, new: Learner, here: set[str]) -> Iterator[Event]:
    """Yield what the enrolment of one learner changes; staff may be known of another cohort."""
    if new.id not in here:
        told = tell_change({}, {"name": new.name})
        yield Event(EventKind.ENROLLED, learner_id=new.id, data=told)
    changed = name_differences(known, new) if known is not None else ()
    if changed:
        before, after = (
            {name: str(getattr(who, name)) for name in changed} for who in (known, new)
        )
        yield Event(EventKind.UPDATED, learner_id=new.id, data=tell_change(before, after))


def name_differences(known: Learner, new: Learner) -> tuple[str, ...]:
    """Return the names of what is told otherwise of somebody who is known."""
    names = (entry.name for entry in fields(Learner))
    return tuple(name for name in names if getattr(known, name) != getattr(new, name))


def _require_allowed(cohort: Cohort) -> None:
    if not is_id(cohort.id):
        raise UsageError(
            _("“{id}” cannot name a cohort.").format(id=cohort.id),
            remedy=_("Use small letters, digits and hyphens, 64 at most: dx-2027-spring."),
        )
    title = cohort.title
    if not title.strip() or len(title) > 200 or has_control(title) or find_unseen(title):
        raise UsageError(
            _("The title of a cohort is one line of 1 to 200 characters."),
            where=cohort.id,
            remedy=_("Shorten or correct it."),
        )
    if cohort.starts_on and cohort.ends_on and cohort.ends_on < cohort.starts_on:
        raise UsageError(
            _("The cohort would end ({end}) before it starts ({start}).").format(
                end=cohort.ends_on, start=cohort.starts_on
            ),
            where=cohort.id,
            remedy=_("Correct one of the dates."),
        )
