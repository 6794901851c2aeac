"""What a cohort works through: its course as it is now, or what the cohort has kept of it.

A cohort outlives its course: manifests are changed, moved and removed when the next year's are
written, and last year's results still have to be read.
"""

from __future__ import annotations

from dataclasses import dataclass

from terakoya.errors import TerakoyaError, UsageError
from terakoya.language import gettext as _
from terakoya.model import Cohort, Course, KeptCourse, Text
from terakoya.workspace.workspace import Workspace

__all__ = ["CohortCourse", "assignment_title", "course_of", "to_keep"]


@dataclass(frozen=True)
class CohortCourse:
    """A cohort's course, as far as pages and tables need it.

    Attributes:
        title: the course's.
        assignments: their ids, in the course's order.
        minutes: how long it takes; None where its manifest is not read.
        prerequisites: the titles of the courses that come before it; the id where one is not there.
        problem: why the course is not read from its manifest; None where it is.
    """

    title: Text
    assignments: tuple[str, ...]
    problem: TerakoyaError | None = None
    minutes: int | None = None
    prerequisites: tuple[Text, ...] = ()


def course_of(workspace: Workspace, cohort: Cohort) -> CohortCourse:
    """Return a cohort's course, whatever became of the course's own folder. It never fails."""
    entry = workspace.catalogue.find_course(cohort.course_id)
    if entry is not None and entry.content is not None:
        course = entry.content
        before = tuple(_course_title(workspace, name) for name in course.prerequisites)
        minutes = course.minutes
        return CohortCourse(course.title, course.assignments, minutes=minutes, prerequisites=before)
    gone = UsageError(_("There is no course {id}.").format(id=cohort.course_id), where="courses/")
    problem = entry.problem if entry is not None else gone
    if cohort.kept is None:
        return CohortCourse(Text(cohort.course_id, cohort.course_id), (), problem)
    return CohortCourse(cohort.kept.title, tuple(cohort.kept.assignments), problem)


def _course_title(workspace: Workspace, course_id: str) -> Text:
    entry = workspace.catalogue.find_course(course_id)
    if entry is None or entry.content is None:
        return Text(course_id, course_id)
    return entry.content.title


def assignment_title(workspace: Workspace, cohort: Cohort, assignment_id: str) -> Text:
    """Return an assignment's title: its own, the one that the cohort has kept, or its id."""
    entry = workspace.catalogue.find_assignment(assignment_id)
    if entry is not None and entry.content is not None:
        return entry.content.title
    kept = cohort.kept.assignments if cohort.kept is not None else {}
    return kept.get(assignment_id, Text(assignment_id, assignment_id))


def to_keep(workspace: Workspace, cohort: Cohort, course: Course) -> KeptCourse:
    """Return what a cohort keeps of its course as it is now."""
    titles = {name: assignment_title(workspace, cohort, name) for name in course.assignments}
    return KeptCourse(course.title, titles)
