"""A workspace on disk: courses/, source/, release/, nbgrader_config.py and var/."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from terakoya.errors import UsageError, WorkspaceError
from terakoya.language import gettext as _
from terakoya.model import Assignment, Course
from terakoya.workspace.catalogue import Catalogue

__all__ = ["Workspace", "find_workspace", "suggest"]

CONFIG = "nbgrader_config.py"


@dataclass(frozen=True)
class Workspace:
    """The folders and manifests below `root`."""

    root: Path

    @property
    def var(self) -> Path:
        """Run data: cohorts, submissions, gradebooks, databases; never in git."""
        return self.root / "var"

    def source(self, assignment_id: str) -> Path:
        """The folder of the instructor's version."""
        return self.root / "source" / assignment_id

    def release(self, assignment_id: str) -> Path:
        """The folder of the learner's version."""
        return self.root / "release" / assignment_id

    def cohort(self, cohort_id: str) -> Path:
        """The nbgrader course directory of a cohort."""
        return self.var / "cohorts" / cohort_id

    @cached_property
    def catalogue(self) -> Catalogue:
        """What is in the workspace; whoever lists it or reads a part of it asks here."""
        return Catalogue(self.root)

    @property
    def assignment_ids(self) -> tuple[str, ...]:
        """Every folder of source/ that holds a manifest, sorted."""
        return self.catalogue.assignment_ids

    @property
    def course_ids(self) -> tuple[str, ...]:
        """Every folder of courses/ that holds a manifest, sorted."""
        return self.catalogue.course_ids

    def read_assignment(self, assignment_id: str) -> Assignment:
        """Read one assignment's manifest.

        Raises:
            UsageError: there is no such assignment.
            ManifestError: its manifest breaks a rule.
        """
        entry = self.catalogue.find_assignment(assignment_id)
        if entry is None:
            raise UsageError(
                _("There is no assignment {id}.").format(id=assignment_id),
                where="source/",
                remedy=suggest(assignment_id, self.assignment_ids),
            )
        return entry.require()

    def read_course(self, course_id: str) -> Course:
        """Read one course's manifest; errors as `read_assignment`."""
        entry = self.catalogue.find_course(course_id)
        if entry is None:
            raise UsageError(
                _("There is no course {id}.").format(id=course_id),
                where="courses/",
                remedy=suggest(course_id, self.course_ids),
            )
        return entry.require()


def find_workspace(start: Path) -> Workspace:
    """Return the workspace that `start` is in: the nearest such folder upwards.

    Raises:
        WorkspaceError: no folder from `start` upwards is one.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        # a cohort's folder has a config and a source/ as well, but no courses/
        if (folder / CONFIG).is_file() and (folder / "courses").is_dir():
            return Workspace(folder)
    raise WorkspaceError(
        _("This folder is not in a Terakoya workspace."),
        where=str(start),
        remedy=_("Go to one, or make one with: terakoya init DIR"),
    )


def suggest(wanted: str, known: tuple[str, ...]) -> str:
    """Return the sentence that names the nearest known id, or all of them."""
    near = difflib.get_close_matches(wanted, known, n=1)
    if near:
        return _("Did you mean {id}?").format(id=near[0])
    if known:
        return _("There are: {ids}.").format(ids=", ".join(known))
    return _("There are none yet.")


def require_assignment(course: Course, wanted: str | None) -> None:
    """Make sure that a course has the assignment that is wanted; None wants none in particular.

    Raises:
        UsageError: it has no such assignment.
    """
    if wanted is not None and wanted not in course.assignments:
        raise UsageError(
            _("The course {course} has no assignment {id}.").format(course=course.id, id=wanted),
            remedy=suggest(wanted, course.assignments),
        )
