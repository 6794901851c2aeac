"""A workspace's cohorts as the portal's pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from terakoya.errors import TerakoyaError
from terakoya.faces.refresher.items import list_refreshers
from terakoya.grading import (
    PAGE,
    CourseDirectory,
    Entry,
    Summary,
    explain_flags,
    grade_sheets,
    is_out_of_date,
    list_notes,
    name_item_state,
    summarise,
)
from terakoya.language import current_language
from terakoya.logs import get_logger
from terakoya.model import Assignment, Cohort, Text, local_time
from terakoya.portal.runs import list_change_rows, list_run_rows
from terakoya.portal.site import (
    AssignmentColumn,
    AssignmentLink,
    Cell,
    CohortLink,
    CohortPage,
    ItemColumn,
    LearnerRow,
)
from terakoya.records import (
    Database,
    count_enrolled,
    count_gradings,
    find_cohort,
    find_learner,
    list_cohorts,
)
from terakoya.records.additional_postings import additional_on
from terakoya.records.posting_records import today_of
from terakoya.sheets import make_book
from terakoya.workspace import Workspace
from terakoya.workspace.cohort_course import assignment_title, course_of
from terakoya.workspace.outline import OutlineItem

__all__ = ["WorkspaceSite"]

log = get_logger("portal")


@dataclass(frozen=True)
class WorkspaceSite:
    """Reads results anew for each page, so that a page never shows yesterday's scores.

    What is in the workspace, its catalogue says: a change is seen at once there too.
    """

    workspace: Workspace
    database: Database

    def cohorts(self) -> Sequence[CohortLink]:
        """Every cohort, newest first, archived ones among them."""
        with self.database.reading() as session:
            counted = [
                (entry, count_enrolled(session, entry.id)) for entry in list_cohorts(session)
            ]
        return [self._cohort_link(cohort, learners) for cohort, learners in counted]

    def cohort(self, cohort_id: str) -> CohortPage | None:
        """One cohort with every learner's results."""
        with self.database.reading() as session:
            cohort = find_cohort(session, cohort_id)
        if cohort is None:
            return None
        summary = summarise(self.workspace, self.database, cohort)
        directory = CourseDirectory(self.workspace.cohort(cohort_id))
        course = course_of(self.workspace, cohort)
        return CohortPage(
            id=cohort.id,
            title=cohort.title,
            course_title=_said(course.title),
            assignments=tuple(self._column(summary, name) for name in summary.outlines),
            rows=_rows(summary, directory),
            problems=tuple(error.sentence for error in summary.problems.values()),
            runs=list_run_rows(self.database, cohort_id),
            changes=list_change_rows(self.database, cohort_id),
            archived=cohort.archived_at is not None,
            minutes=course.minutes,
            prerequisites=tuple(_said(title) for title in course.prerequisites),
        )

    def cell(self, cohort_id: str, learner_id: str, assignment_id: str) -> Cell | None:
        """One learner's result, without a look at anybody else's."""
        with self.database.reading() as session:
            cohort = find_cohort(session, cohort_id)
        if cohort is None:
            return None
        summary = summarise(
            self.workspace, self.database, cohort, {assignment_id}, learner_id=learner_id
        )
        directory = CourseDirectory(self.workspace.cohort(cohort_id))
        return next((_cell(summary, entry, directory) for entry in summary.entries), None)

    def grade_book(self, cohort_id: str) -> bytes | None:
        """The workbook that `terakoya export grades` writes."""
        with self.database.reading() as session:
            cohort = find_cohort(session, cohort_id)
        if cohort is None:
            return None
        summary = summarise(self.workspace, self.database, cohort)
        return make_book(grade_sheets(self.workspace, summary), cohort.title)

    def assignments(self) -> Sequence[AssignmentLink]:
        """Every assignment of the workspace; one that cannot be read costs no other its place."""
        links = []
        for entry in self.workspace.catalogue.list_assignments():
            if entry.content is not None:
                links.append(self._link(entry.content))
            else:
                # at each page: whoever serves has told why
                log.info("an assignment cannot be read", assignment=entry.id)
        return links

    def assignment(self, assignment_id: str) -> AssignmentLink | None:
        """One assignment; none where it cannot be read."""
        entry = self.workspace.catalogue.find_assignment(assignment_id)
        return None if entry is None or entry.content is None else self._link(entry.content)

    def departments_of(self, learner_id: str) -> frozenset[str]:
        """The codes of a learner's main department and of additional ones (兼務), as of today."""
        with self.database.reading() as session:
            learner = find_learner(session, learner_id)
            if learner is None:
                return frozenset()
            others = additional_on(session, today_of(session), [learner_id]).get(learner_id, ())
        return frozenset({learner.department_code} | {one.department_code for one in others})

    def count_gradings(self) -> Mapping[str, int]:
        """How many gradings are kept, by their status."""
        with self.database.reading() as session:
            return count_gradings(session)

    def _link(self, assignment: Assignment) -> AssignmentLink:
        release = self.workspace.release(assignment.id)
        return AssignmentLink(
            id=assignment.id,
            title=_said(assignment.title),
            summary=_said(assignment.summary),
            has_app=assignment.app is not None,
            release=release if release.is_dir() else None,
            has_refreshers=self._has_refreshers(assignment),
        )

    def _has_refreshers(self, assignment: Assignment) -> bool:
        """Whether a cell is tagged so; also where that cannot be read, as the page says why."""
        try:
            return bool(list_refreshers(self.workspace, assignment))
        except TerakoyaError:
            return True

    def _cohort_link(self, cohort: Cohort, learners: int) -> CohortLink:
        course = course_of(self.workspace, cohort)
        title = _said(course.title)
        archived = cohort.archived_at is not None
        return CohortLink(cohort.id, cohort.title, title, learners, course.assignments, archived)

    def _column(self, summary: Summary, name: str) -> AssignmentColumn:
        items = (ItemColumn(_key(item), item.title, item.points) for item in summary.outlines[name])
        title = _said(assignment_title(self.workspace, summary.cohort, name))
        due = local_time(summary.dates.assignments.get(name))
        return AssignmentColumn(name, title, tuple(items), summary.unprotected(name), due)


def _rows(summary: Summary, directory: CourseDirectory) -> tuple[LearnerRow, ...]:
    rows: dict[str, LearnerRow] = {}
    for entry in summary.entries:
        learner = entry.learner
        known = rows.get(learner.id)
        cells = dict(known.cells) if known else {}
        cells[entry.assignment_id] = _cell(summary, entry, directory)
        person = (learner.id, learner.name, learner.department)
        rows[learner.id] = LearnerRow(*person, cells, entry.withdrawn)
    return tuple(rows.values())


def _cell(summary: Summary, entry: Entry, directory: CourseDirectory) -> Cell:
    page = directory.feedback(entry.learner.id, entry.assignment_id) / PAGE
    outcomes = summary.outcomes(entry)
    there = entry.grading is not None and page.exists()
    return Cell(
        status=entry.standing,
        score=entry.score.score if entry.score else None,
        max_score=summary.full_score(entry.assignment_id),
        items={_key(found.item): found.score for found in outcomes},
        verdicts={
            _key(found.item): name_item_state(found.state) for found in outcomes if found.state
        },
        feedback=page if there else None,
        notes=list_notes(entry),
        out_of_date=there and is_out_of_date(page, entry, outcomes),
        late=entry.late,
        remarks=tuple(
            (found.item.title, words) for found in outcomes for words in explain_flags(found)
        ),
    )


def _key(item: OutlineItem) -> str:
    """Name an item within its assignment; two notebooks may use one id."""
    return "/".join(item.key)


def _said(text: Text) -> str:
    return text.in_language(current_language())
