"""What a learner has before them: the own cohorts, their assignments, and the one thing to do next.

Only the learner's own rows are read, so that a page costs as much in a large cohort as in a small.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from terakoya.delivery.cohort_messages import Message, list_messages
from terakoya.errors import TerakoyaError
from terakoya.grading import PAGE, CourseDirectory, Entry, list_notes, summarise
from terakoya.grading.mark_changes import MarkChange, tell_mark_change
from terakoya.language import gettext as _
from terakoya.model import Cohort, Learner, local_time
from terakoya.model.standing import Standing
from terakoya.portal.page_context import Office, said
from terakoya.portal.refreshers.practice_list import read_practice_list
from terakoya.records import find_learner
from terakoya.records.enrolment_records import list_cohorts_of
from terakoya.refresh import Standing as Practice
from terakoya.workspace.cohort_course import assignment_title, course_of

__all__ = ["OwnAssignment", "OwnCohort", "OwnWork", "read_own_work"]

_MOST_MESSAGES = 3


@dataclass(frozen=True)
class OwnAssignment:
    """One assignment as its learner sees it.

    Attributes:
        due: until when it has to be handed in, in local time; empty where there is no date.
        is_over: whether that moment is past.
        extended: whether this learner has longer than all.
        handed_in: when, in local time; empty where nothing was.
        minutes: how long it takes; None where nobody can tell.
        has_feedback: whether its page is there.
        changed: how grading again has changed its mark, and why; empty where it has not.
    """

    cohort_id: str
    id: str
    title: str
    standing: Standing
    score: float | None
    points: float
    due: str = ""
    due_at: datetime | None = None
    is_over: bool = False
    extended: bool = False
    late: bool = False
    handed_in: str = ""
    minutes: int | None = None
    notes: tuple[str, ...] = ()
    has_feedback: bool = False
    changed: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the learner has still to do something."""
        return self.standing in (Standing.MISSING, Standing.UNANSWERED)


@dataclass(frozen=True)
class OwnCohort:
    """A cohort as one of its learners sees it; `due_refreshers`: how many to practise now."""

    id: str
    title: str
    course_title: str
    assignments: tuple[OwnAssignment, ...]
    due_refreshers: int = 0
    problems: tuple[str, ...] = ()
    messages: tuple[Message, ...] = ()

    @property
    def done(self) -> int:
        """How many assignments have their marks."""
        return sum(one.standing is Standing.GRADED for one in self.assignments)


@dataclass(frozen=True)
class OwnWork:
    """All that is before a learner; `next` is the one thing to do, if there is one."""

    learner: Learner
    cohorts: tuple[OwnCohort, ...]

    @property
    def next(self) -> OwnAssignment | None:
        """What to do next: what is due first, then in the order of the courses."""
        return _choose_next(one for cohort in self.cohorts for one in cohort.assignments)

    @property
    def practice(self) -> OwnCohort | None:
        """The first cohort with something to practise now."""
        return next((cohort for cohort in self.cohorts if cohort.due_refreshers), None)


def read_own_work(
    office: Office, learner_id: str, only: Sequence[str] | None = None
) -> OwnWork | None:
    """Return what somebody has before them; None for who is no learner.

    Args:
        only: these cohorts; every one that the learner takes part in, where nothing is said.
    """
    with office.database.reading() as session:
        learner = find_learner(session, learner_id)
        cohorts = list_cohorts_of(session, learner_id)
    if learner is None:
        return None
    wanted = [cohort for cohort in cohorts if only is None or cohort.id in only]
    return OwnWork(learner, tuple(_read_cohort(office, learner, cohort) for cohort in wanted))


def _read_cohort(office: Office, learner: Learner, cohort: Cohort) -> OwnCohort:
    summary = summarise(office.workspace, office.database, cohort, learner_id=learner.id)
    now = office.clock()
    with office.database.reading() as session:
        changed = tell_mark_change(session, cohort.id, learner.id)
    return OwnCohort(
        id=cohort.id,
        title=cohort.title,
        course_title=said(course_of(office.workspace, cohort).title),
        assignments=tuple(
            _read_assignment(office, cohort, entry, now, changed.get(entry.assignment_id))
            for entry in summary.entries
        ),
        due_refreshers=_count_due(office, learner, cohort) if office.has_refreshers else 0,
        problems=tuple(error.sentence for error in summary.problems.values()),
        messages=_read_messages(office, cohort),
    )


def _read_assignment(
    office: Office, cohort: Cohort, entry: Entry, now: datetime, changed: MarkChange | None
) -> OwnAssignment:
    name, due, handed_in = entry.assignment_id, entry.due, entry.submission
    directory = CourseDirectory(office.workspace.cohort(cohort.id))
    page = directory.feedback(entry.learner.id, name) / PAGE
    return OwnAssignment(
        cohort_id=cohort.id,
        id=name,
        title=said(assignment_title(office.workspace, cohort, name)),
        standing=entry.progress,
        score=entry.score.score if entry.score is not None and entry.grading is not None else None,
        points=sum(item.points for item in entry.items),
        due=local_time(due.at) if due is not None else "",
        due_at=due.at if due is not None else None,
        is_over=due is not None and due.is_late(now),
        extended=due is not None and due.extended,
        late=entry.late,
        handed_in=local_time(handed_in.submitted_at) if handed_in is not None else "",
        minutes=_minutes(office, name),
        notes=list_notes(entry),
        changed=_tell_change(entry, changed),
        has_feedback=entry.grading is not None and page.exists(),
    )


def _tell_change(entry: Entry, changed: MarkChange | None) -> str:
    """Say that a mark was changed by grading again, until something newer is handed in."""
    handed_in = entry.submission
    if changed is None or handed_in is None or changed.at < handed_in.submitted_at:
        return ""
    words = _("Graded again at {at}: your mark went from {before} to {after}. Why: {why}")
    before, after = f"{changed.before:g}", f"{changed.after:g}"
    return words.format(at=local_time(changed.at), before=before, after=after, why=changed.why)


def _minutes(office: Office, assignment_id: str) -> int | None:
    found = office.workspace.catalogue.find_assignment(assignment_id)
    return found.content.minutes if found is not None and found.content is not None else None


def _read_messages(office: Office, cohort: Cohort) -> tuple[Message, ...]:
    """Return the newest messages to a cohort that still hold."""
    with office.database.reading() as session:
        told = list_messages(session, cohort.id)
    return tuple(one for one in told if not one.taken_back)[:_MOST_MESSAGES]


def _count_due(office: Office, learner: Learner, cohort: Cohort) -> int:
    """Return how many refreshers are due; a course that cannot be read has none."""
    try:
        practice = read_practice_list(
            office.workspace, office.database, office.clock(), cohort.id, learner.id
        )
    except TerakoyaError:
        return 0
    due = practice.due if practice is not None else ()
    return sum(entry.standing is Practice.DUE for entry in due)


def _choose_next(assignments: Iterable[OwnAssignment]) -> OwnAssignment | None:
    """Return the open one that is due first; those without a date come after, as they stand."""
    still = [one for one in assignments if one.is_open]
    dated = [one for one in still if one.due_at is not None and not one.is_over]
    if dated:
        return min(dated, key=lambda one: (one.due_at is None, one.due_at))
    return still[0] if still else None
