"""What the pages show. Whoever runs a site fills these; the pages read no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from terakoya.model.standing import Standing

__all__ = ["AssignmentColumn", "AssignmentLink", "Cell", "CohortLink", "CohortPage"]
__all__ += ["ItemColumn", "LearnerRow", "SiteSource"]


@dataclass(frozen=True)
class CohortLink:
    """A cohort in the list of cohorts; `assignments` are the ids of its course's.

    `learners` counts nobody who withdrew; `archived`: shown only to who asks for such cohorts.
    """

    id: str
    title: str
    course_title: str
    learners: int = 0
    assignments: tuple[str, ...] = ()
    archived: bool = False


@dataclass(frozen=True)
class AssignmentLink:
    """An assignment in the list of assignments.

    Attributes:
        has_app: whether it has an app that is served.
        release: the folder of the learner's version, where there is one.
        has_refreshers: whether it has something to practise again.
    """

    id: str
    title: str
    summary: str = ""
    has_app: bool = True
    release: Path | None = None
    has_refreshers: bool = True


@dataclass(frozen=True)
class ItemColumn:
    """A graded cell. `points` is its highest score."""

    id: str
    title: str
    points: float


@dataclass(frozen=True)
class AssignmentColumn:
    """An assignment and its items, in the order of the notebook.

    `unprotected` are the titles of items whose checks ran where learners' code could touch them.
    `due`: until when all have to hand it in, in local time; empty where there is no due date.
    """

    id: str
    title: str
    items: tuple[ItemColumn, ...] = ()
    unprotected: tuple[str, ...] = ()
    due: str = ""

    @property
    def points(self) -> float:
        """The highest score of the whole assignment."""
        return sum(item.points for item in self.items)


@dataclass(frozen=True)
class Cell:
    """One learner's result in one assignment.

    `score` is None until there is one; `items` maps item ids to points, `verdicts` to words;
    `feedback` is the generated page, made from the learner's own notebook and never to be trusted.
    `notes` say what is to be known beside the status. `out_of_date`: the page says something else
    than the gradebook does now. `remarks`: the title of an item, and what happened to its cells.
    `late`: the hand-in that counts came after its due date.
    """

    status: Standing
    score: float | None = None
    max_score: float = 0.0
    items: Mapping[str, float | None] = field(default_factory=dict)
    feedback: Path | None = None
    notes: tuple[str, ...] = ()
    out_of_date: bool = False
    remarks: tuple[tuple[str, str], ...] = ()
    verdicts: Mapping[str, str] = field(default_factory=dict)
    late: bool = False

    @property
    def is_handed_in(self) -> bool:
        """Whether the learner handed in anything."""
        return self.status is not Standing.MISSING


@dataclass(frozen=True)
class LearnerRow:
    """One learner; `cells` maps assignment ids to results, and what is absent is missing.

    Who is `withdrawn` is shown, and counts in no figure.
    """

    learner_id: str
    name: str
    department: str
    cells: Mapping[str, Cell] = field(default_factory=dict)
    withdrawn: bool = False

    def cell(self, assignment_id: str) -> Cell:
        """Return the result in an assignment."""
        return self.cells.get(assignment_id, Cell(Standing.MISSING))

    @property
    def total(self) -> float | None:
        """The sum of the scores that there are; None if there is none."""
        scores = [cell.score for cell in self.cells.values() if cell.score is not None]
        return sum(scores) if scores else None


@dataclass(frozen=True)
class Remark:
    """What happened to an item's cells in one learner's notebook."""

    learner: LearnerRow
    assignment: AssignmentColumn
    item: str
    words: str


@dataclass(frozen=True)
class RunRow:
    """One run of the grader, in words: when, by whom, over what, how far, and how it ended."""

    started_at: str
    started_by: str
    what: str
    done: int
    planned: int
    ending: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChangeRow:
    """A score that grading again has changed."""

    at: str
    learner_id: str
    name: str
    assignment: str
    before: float
    after: float
    why: str


@dataclass(frozen=True)
class CohortPage:
    """Everything on a cohort's page.

    Attributes:
        problems: sentences of what could not be read for it.
        minutes: how long the course takes; None where nobody can tell.
        prerequisites: the titles of the courses that come before it.
    """

    id: str
    title: str
    course_title: str
    assignments: tuple[AssignmentColumn, ...] = ()
    rows: tuple[LearnerRow, ...] = ()
    problems: tuple[str, ...] = ()
    runs: tuple[RunRow, ...] = ()
    changes: tuple[ChangeRow, ...] = ()
    archived: bool = False
    minutes: int | None = None
    prerequisites: tuple[str, ...] = ()

    @property
    def counted(self) -> tuple[LearnerRow, ...]:
        """The learners that figures count."""
        return tuple(row for row in self.rows if not row.withdrawn)

    @property
    def has_due_dates(self) -> bool:
        """Whether anything of it can be late."""
        return any(assignment.due for assignment in self.assignments)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What an instructor should know of notebooks whose cells are not as they were released."""
        return tuple(
            Remark(row, assignment, *remark)
            for row in self.rows
            for assignment in self.assignments
            for remark in row.cell(assignment.id).remarks
        )

    @property
    def out_of_date(self) -> int:
        """How many feedback pages say something else than the gradebook does now."""
        return sum(cell.out_of_date for row in self.rows for cell in row.cells.values())

    @property
    def points(self) -> float:
        """The highest possible total."""
        return sum(assignment.points for assignment in self.assignments)

    def row(self, learner_id: str) -> LearnerRow | None:
        """Return one learner's row."""
        return next((row for row in self.rows if row.learner_id == learner_id), None)


class SiteSource(Protocol):
    """Where the pages get their facts. Called anew for every page; must be safe in threads."""

    def cohorts(self) -> Sequence[CohortLink]:
        """Every cohort, newest first, archived ones among them."""
        ...

    def cohort(self, cohort_id: str) -> CohortPage | None:
        """One cohort, or None if there is none of that id."""
        ...

    def cell(self, cohort_id: str, learner_id: str, assignment_id: str) -> Cell | None:
        """One learner's result, or None where there is no such one; nobody else's is read."""
        ...

    def grade_book(self, cohort_id: str) -> bytes | None:
        """A cohort's results as an xlsx workbook, or None if there is no cohort of that id."""
        ...

    def assignments(self) -> Sequence[AssignmentLink]:
        """Every assignment that people may use."""
        ...

    def assignment(self, assignment_id: str) -> AssignmentLink | None:
        """One assignment, or None if people may use none of that id.

        Asked for every file of an app, on the event loop: it looks at no other assignment.
        """
        ...

    def departments_of(self, learner_id: str) -> frozenset[str]:
        """The codes of the departments in which somebody works today; none for nobody known."""
        ...


@dataclass(frozen=True)
class AppsOnly:
    """A source with apps and no cohort: to show these, and to measure."""

    links: tuple[AssignmentLink, ...]

    def cohorts(self) -> Sequence[CohortLink]:
        """None."""
        return ()

    def cohort(self, cohort_id: str) -> CohortPage | None:
        """None, whatever the id."""
        del cohort_id
        return None

    def cell(self, cohort_id: str, learner_id: str, assignment_id: str) -> Cell | None:
        """None, whoever it is."""
        del cohort_id, learner_id, assignment_id
        return None

    def grade_book(self, cohort_id: str) -> bytes | None:
        """None, whatever the id."""
        del cohort_id
        return None

    def assignments(self) -> Sequence[AssignmentLink]:
        """The apps."""
        return self.links

    def assignment(self, assignment_id: str) -> AssignmentLink | None:
        """One of the apps."""
        return next((link for link in self.links if link.id == assignment_id), None)

    def departments_of(self, learner_id: str) -> frozenset[str]:
        """None: nobody learns here."""
        del learner_id
        return frozenset()
