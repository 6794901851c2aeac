"""Points and comments that a person gives to answers: read from a gradebook and written into it.

The rows are those that nbgrader's formgrader writes, so its own pages and exports show the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session
from terakoya_autograde.light_nbgrader import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)

from terakoya.errors import ConflictError, UsageError
from terakoya.grading.course_directory import CourseDirectory
from terakoya.grading.gradebook import existing_gradebook, gradebook_session
from terakoya.language import gettext as _
from terakoya.model import Event, EventKind, Stamp, tell_change
from terakoya.records import Database, add_events

__all__ = ["LONGEST_COMMENT", "Answer", "AnswerKey", "Mark", "MarkChange", "find_answer"]
__all__ += ["give_mark", "list_answers"]

LONGEST_COMMENT = 4000
"""Characters."""


@dataclass(frozen=True)
class AnswerKey:
    """Which answer: of whom, of which assignment, in which notebook, which graded cell."""

    assignment_id: str
    learner_id: str
    notebook: str
    item: str


@dataclass(frozen=True)
class Mark:
    """What a person gave to an answer.

    Attributes:
        points: None where nobody has given any.
        waits: whether a person has to look at it, or to look again.
    """

    points: float | None = None
    comment: str = ""
    waits: bool = False

    def says_as(self, other: Mark) -> bool:
        """Whether both say the same: a form changes line ends, and drops spaces around a text."""
        return _as_sent(self) == _as_sent(other)


@dataclass(frozen=True)
class MarkChange:
    """What an answer had, and what it has now."""

    before: Mark
    now: Mark


@dataclass(frozen=True)
class Answer:
    """An answer that a person marks; `full` are its most points, `automatic` what checks gave."""

    key: AnswerKey
    full: float
    mark: Mark
    automatic: float | None = None


def list_answers(directory: CourseDirectory) -> tuple[Answer, ...]:
    """Return every answer that waits for a person, or was marked by one, in a steady order.

    Raises:
        WorkspaceError: the gradebook cannot be used just now.
    """
    marked = or_(Grade.needs_manual_grade.is_(True), Grade.manual_score.is_not(None))
    with existing_gradebook(directory) as session:
        if session is None:
            return ()
        rows = session.execute(_query().where(marked)).all()
        comments = _read_comments(session)
    found = [_answer(row, comments) for row in rows]
    return tuple(sorted(found, key=lambda one: _order(one.key)))


def find_answer(directory: CourseDirectory, key: AnswerKey) -> Answer | None:
    """Return one answer; None where the gradebook has none.

    Raises:
        WorkspaceError: the gradebook cannot be used just now.
    """
    with existing_gradebook(directory) as session:
        return None if session is None else _find(session, key)


def give_mark(
    directory: CourseDirectory,
    database: Database,
    key: AnswerKey,
    mark: Mark,
    seen: Mark,
    stamp: Stamp,
) -> MarkChange | None:
    """Write what a person gives; None where it is so already.

    Args:
        mark: without points, the answer waits again, unless checks have given some.
        seen: what that person was shown before.

    Raises:
        UsageError: there is no such answer, or the points are too many.
        ConflictError: somebody else has marked it meanwhile.
        WorkspaceError: the gradebook cannot be used just now.
    """
    # the records end first: there is no mark without a note of who gave it
    with gradebook_session(directory) as session, session.begin(), database.session() as records:
        answer = _find(session, key)
        if answer is None:
            raise UsageError(_("There is no such answer."), remedy=_("Load the list again."))
        _require_sense(answer, mark)
        nothing = mark.points is None and answer.automatic is None
        given = replace(mark, waits=mark.waits or nothing)  # as nbgrader has it
        if given.says_as(answer.mark):
            return None
        if not answer.mark.says_as(seen):
            raise ConflictError(
                _("This answer was marked meanwhile, by somebody else or in another window."),
                remedy=_("Look at what it has now, and mark it again if need be."),
            )
        told = tell_change(_told(answer.mark), _told(given)) | {"item": key.item}
        whose = (directory.root.name, key.learner_id, key.assignment_id)
        add_events(records, stamp, [Event(EventKind.MARKED, *whose, told)])
        _write(session, key, given)
    return MarkChange(answer.mark, given)


def _require_sense(answer: Answer, mark: Mark) -> None:
    if mark.points is not None and not 0 <= mark.points <= answer.full:
        raise UsageError(_("The points are between 0 and {full}.").format(full=f"{answer.full:g}"))
    if len(mark.comment) > LONGEST_COMMENT:
        what = _("The comment is longer than {n} characters.").format(n=LONGEST_COMMENT)
        raise UsageError(what, remedy=_("Shorten it."))


def _as_sent(mark: Mark) -> Mark:
    return replace(mark, comment="\n".join(mark.comment.strip().splitlines()))


def _write(session: Session, key: AnswerKey, mark: Mark) -> None:
    grade = session.scalars(_of(select(Grade), Grade, key)).one()
    grade.manual_score, grade.needs_manual_grade = mark.points, mark.waits
    comment = session.scalars(_of(select(Comment), Comment, key)).first()
    if comment is None and mark.comment:  # nbgrader makes none for checks, which people mark, too
        comment = Comment(notebook_id=grade.notebook_id, cell_id=grade.cell_id)
        session.add(comment)
    if comment is not None:
        comment.manual_comment = mark.comment or None


def _find(session: Session, key: AnswerKey) -> Answer | None:
    row = session.execute(
        _query().where(
            Assignment.name == key.assignment_id,
            SubmittedAssignment.student_id == key.learner_id,
            Notebook.name == key.notebook,
            BaseCell.name == key.item,
        )
    ).first()
    return None if row is None else _answer(row, _read_comments(session, key))


def _query() -> Select[tuple[str, str, str, str, float, float | None, float | None, bool]]:
    columns = select(
        Assignment.name.label("assignment"),
        SubmittedAssignment.student_id.label("learner"),
        Notebook.name.label("notebook"),
        BaseCell.name.label("item"),
        Grade.max_score.label("full"),
        Grade.manual_score.label("points"),
        Grade.auto_score.label("automatic"),
        Grade.needs_manual_grade.label("waits"),
    )
    return _join(columns, Grade)


def _join(columns: Select, table: type) -> Select:  # type: ignore[type-arg]
    return (
        columns.select_from(table)
        .join(BaseCell, BaseCell.id == table.cell_id)  # type: ignore[attr-defined]
        .join(SubmittedNotebook, SubmittedNotebook.id == table.notebook_id)  # type: ignore[attr-defined]
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
    )


def _of(columns: Select, table: type, key: AnswerKey) -> Select:  # type: ignore[type-arg]
    return _join(columns, table).where(
        Assignment.name == key.assignment_id,
        SubmittedAssignment.student_id == key.learner_id,
        Notebook.name == key.notebook,
        BaseCell.name == key.item,
    )


def _read_comments(session: Session, key: AnswerKey | None = None) -> dict[AnswerKey, str]:
    """Return what persons wrote, by answer; only of one where it is named."""
    columns = select(
        Assignment.name,
        SubmittedAssignment.student_id,
        Notebook.name,
        BaseCell.name,
        Comment.manual_comment,
    )
    query = _join(columns, Comment) if key is None else _of(columns, Comment, key)
    rows = session.execute(query.where(Comment.manual_comment.is_not(None)))
    return {AnswerKey(*row[:4]): row[4] for row in rows}


def _answer(row: object, comments: dict[AnswerKey, str]) -> Answer:
    key = AnswerKey(row.assignment, row.learner, row.notebook, row.item)  # type: ignore[attr-defined]
    points, automatic = row.points, row.automatic  # type: ignore[attr-defined]
    mark = Mark(points, comments.get(key, ""), bool(row.waits))  # type: ignore[attr-defined]
    return Answer(key, float(row.full or 0.0), mark, automatic)  # type: ignore[attr-defined]


def _order(key: AnswerKey) -> tuple[str, str, str, str]:
    """Item by item: whoever marks one question for everybody marks it alike."""
    return key.assignment_id, key.notebook, key.item, key.learner_id


def _told(mark: Mark) -> dict[str, str]:
    return {} if mark.points is None else {"points": f"{mark.points:g}"}
