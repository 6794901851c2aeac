"""Making a cohort and enrolling a roster in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import Cohort, Learner, find_unseen, has_control, is_id
from terakoya.records import Database, add_cohort, enrol, find_cohort
from terakoya.workspace import Workspace

__all__ = ["create_cohort", "enrol_roster"]


def create_cohort(database: Database, workspace: Workspace, cohort: Cohort, now: datetime) -> bool:
    """Make a cohort; True if it is new, False if the very same one is there already.

    Raises:
        UsageError: the id, title or dates are not allowed, there is no such course, or another
            cohort has the id.
    """
    _require_allowed(cohort)
    workspace.read_course(cohort.course_id)
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


def enrol_roster(
    database: Database, cohort: Cohort, learners: Sequence[Learner], now: datetime
) -> tuple[int, int]:
    """Enrol learners in one transaction; (newly enrolled, already there and updated)."""
    with database.session() as session:
        return enrol(session, cohort.id, learners, now)


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
