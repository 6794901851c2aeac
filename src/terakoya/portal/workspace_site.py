"""A workspace's cohorts as the portal's pages show them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from terakoya_autograde import Status

from terakoya.errors import TerakoyaError
from terakoya.grading import (
    PAGE,
    CourseDirectory,
    Entry,
    Summary,
    describe_run,
    explain_flags,
    is_out_of_date,
    summarise,
)
from terakoya.language import current_language
from terakoya.model import Cohort, Text
from terakoya.portal.site import (
    AssignmentColumn,
    AssignmentLink,
    Cell,
    CellStatus,
    CohortLink,
    CohortPage,
    ItemColumn,
    LearnerRow,
)
from terakoya.records import Database, count_enrolled, find_cohort, list_cohorts
from terakoya.workspace import Workspace
from terakoya.workspace.outline import OutlineItem

__all__ = ["WorkspaceSite"]

log = logging.getLogger("terakoya.portal")


@dataclass(frozen=True)
class WorkspaceSite:
    """Reads everything anew for each page, so that a page never shows yesterday's scores."""

    workspace: Workspace
    database: Database

    def cohorts(self) -> Sequence[CohortLink]:
        """Every cohort, newest first."""
        with self.database.reading() as session:
            return [
                CohortLink(
                    id=cohort.id,
                    title=cohort.title,
                    course_title=self._course(cohort),
                    learners=count_enrolled(session, cohort.id),
                    assignments=tuple(self.workspace.read_course(cohort.course_id).assignments),
                )
                for cohort in list_cohorts(session)
            ]

    def cohort(self, cohort_id: str) -> CohortPage | None:
        """One cohort with every learner's results."""
        with self.database.reading() as session:
            cohort = find_cohort(session, cohort_id)
        if cohort is None:
            return None
        summary = summarise(self.workspace, self.database, cohort)
        directory = CourseDirectory(self.workspace.cohort(cohort_id))
        return CohortPage(
            id=cohort.id,
            title=cohort.title,
            course_title=self._course(cohort),
            assignments=tuple(self._column(summary, name) for name in summary.outlines),
            rows=_rows(summary, directory),
        )

    def assignments(self) -> Sequence[AssignmentLink]:
        """Every assignment of the workspace; one that cannot be read costs no other its place."""
        links = []
        for name in self.workspace.assignment_ids:
            try:
                links.append(self._link(name))
            except TerakoyaError as error:
                log.info("%s", error)  # at each page: whoever serves has told it
        return links

    def _link(self, name: str) -> AssignmentLink:
        assignment, release = self.workspace.read_assignment(name), self.workspace.release(name)
        return AssignmentLink(
            id=name,
            title=_said(assignment.title),
            summary=_said(assignment.summary),
            has_app=assignment.app is not None,
            release=release if release.is_dir() else None,
        )

    def _course(self, cohort: Cohort) -> str:
        return _said(self.workspace.read_course(cohort.course_id).title)

    def _column(self, summary: Summary, name: str) -> AssignmentColumn:
        items = (ItemColumn(_key(item), item.title, item.points) for item in summary.outlines[name])
        title = _said(self.workspace.read_assignment(name).title)
        return AssignmentColumn(name, title, tuple(items), summary.unprotected(name))


def _rows(summary: Summary, directory: CourseDirectory) -> tuple[LearnerRow, ...]:
    rows: dict[str, LearnerRow] = {}
    for entry in summary.entries:
        learner = entry.learner
        known = rows.get(learner.id)
        cells = dict(known.cells) if known else {}
        cells[entry.assignment_id] = _cell(summary, entry, directory)
        rows[learner.id] = LearnerRow(learner.id, learner.name, learner.department, cells)
    return tuple(rows.values())


def _cell(summary: Summary, entry: Entry, directory: CourseDirectory) -> Cell:
    page = directory.feedback(entry.learner.id, entry.assignment_id) / PAGE
    outcomes = summary.outcomes(entry)
    there = entry.grading is not None and page.exists()
    return Cell(
        status=_status(entry),
        score=entry.score.score if entry.score else None,
        max_score=summary.full_score(entry.assignment_id),
        items={_key(found.item): found.score for found in outcomes},
        feedback=page if there else None,
        words=describe_run(entry),
        out_of_date=there and is_out_of_date(page, entry, outcomes),
        remarks=tuple(
            (found.item.title, words) for found in outcomes for words in explain_flags(found)
        ),
    )


def _status(entry: Entry) -> CellStatus:
    if entry.submission is None:
        return CellStatus.MISSING
    if entry.grading is None:
        return CellStatus.WAITING
    if entry.waiting:
        return CellStatus.REVIEW
    return CellStatus.GRADED if entry.grading.status == Status.OK else CellStatus.STOPPED


def _key(item: OutlineItem) -> str:
    """Name an item within its assignment; two notebooks may use one id."""
    return "/".join(item.key)


def _said(text: Text) -> str:
    return text.in_language(current_language())
