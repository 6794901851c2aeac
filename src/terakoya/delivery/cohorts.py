"""Making a cohort and enrolling a roster in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime

from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import Cohort, Learner, find_unseen, has_control, is_id
from terakoya.records import (
    Database,
    add_cohort,
    enrol,
    find_cohort,
    keep_course,
    list_cohorts,
    list_learners,
)
from terakoya.workspace import Workspace
from terakoya.workspace.cohort_course import to_keep

__all__ = ["compare_roster", "create_cohort", "enrol_roster", "keep_courses"]


def create_cohort(database: Database, workspace: Workspace, cohort: Cohort, now: datetime) -> bool:
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
            return True
    if existing != cohort:
        raise UsageError(
            _("There is another cohort {id} already.").format(id=cohort.id),
            remedy=_("Choose another id, or look at it with: terakoya cohort show {id}").format(
                id=cohort.id
            ),
        )
    return False


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
    database: Database, cohort: Cohort, learners: Sequence[Learner], now: datetime
) -> tuple[int, int]:
    """Enrol learners in one transaction; (newly enrolled, already there and updated)."""
    with database.session() as session:
        return enrol(session, cohort.id, learners, now)


def compare_roster(
    database: Database, cohort: Cohort, learners: Sequence[Learner]
) -> list[tuple[str, ...] | None]:
    """Say of each learner what an enrolment would change.

    None for somebody who is not in the cohort yet, else the names of what is known otherwise,
    nothing where all is as it was.
    """
    with database.reading() as records:
        enrolled = {learner.id: learner for learner in list_learners(records, cohort.id)}
    return [
        None if (known := enrolled.get(learner.id)) is None else _differences(known, learner)
        for learner in learners
    ]


def _differences(known: Learner, new: Learner) -> tuple[str, ...]:
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
