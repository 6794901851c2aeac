"""What a cohort's gradebook and folders hold of each learner, told apart from what was written.

The records say which submission and version a score comes from; the score itself is in the
gradebook. That is a file of its own: it can be deleted, restored from a backup, or written by other
tools of nbgrader. A digest of what a run wrote tells whether it is still there. What a person gives
in the formgrader is no part of it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session
from terakoya_autograde.light_nbgrader import BaseCell, Grade, Notebook, SubmittedAssignment

from terakoya.grading.course_directory import CourseDirectory
from terakoya.grading.gradebook import existing_gradebook
from terakoya.grading.scores import Which, join_notebooks, read_points, read_times

__all__ = ["find_held", "is_held", "read_held"]


def is_held(written: str, held: str | None) -> bool:
    """Tell whether what a run wrote is still held.

    Args:
        written: its digest; empty where nobody noted it, and any that is there will do.
        held: the digest of what there is; None where there is nothing.
    """
    return held is not None and written in ("", held)


def find_held(
    directory: CourseDirectory, assignment_ids: Iterable[str]
) -> dict[str, dict[str, str]]:
    """Return assignment → learner id → digest of what is held of their submission.

    A learner whose folders are gone is left out; without a gradebook, all are.

    Raises:
        WorkspaceError: the gradebook cannot be used just now.
    """
    with existing_gradebook(directory) as session:
        return {
            name: {
                learner_id: digest
                for learner_id, digest in (read_held(session, name) if session else {}).items()
                if directory.submitted(learner_id, name).is_dir()
                and directory.autograded(learner_id, name).is_dir()
            }
            for name in assignment_ids
        }


def read_held(
    session: Session, assignment_id: str, learner_ids: Collection[str] | None = None
) -> dict[str, str]:
    """Return learner id → SHA-256 (hex) of when they handed in, and of each automatic score.

    Args:
        learner_ids: only theirs.
    """
    full = read_points(session, assignment_id)
    which = Which(assignment_id, learner_ids)
    cells = join_notebooks(
        select(SubmittedAssignment.student_id, Notebook.name, BaseCell.name, Grade.auto_score),
        which,
        Grade,
    ).join(BaseCell, BaseCell.id == Grade.cell_id)
    scored: dict[str, list[object]] = defaultdict(list)
    for learner_id, notebook, cell, score in session.execute(cells):
        scored[learner_id].append((notebook, cell, full.get((notebook, cell)), score))
    return {
        learner_id: _digest(handed_in_at, scored[learner_id])
        for learner_id, handed_in_at in read_times(session, which).items()
    }


def _digest(handed_in_at: object, scores: list[object]) -> str:
    return hashlib.sha256(repr((handed_in_at, sorted(scores, key=repr))).encode()).hexdigest()
