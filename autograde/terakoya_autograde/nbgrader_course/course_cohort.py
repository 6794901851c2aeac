"""Every submission of an assignment of a course directory: which are due, and where they are kept.

The order in which a result is kept is the driver's (`runs.driver`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from terakoya_autograde.model import CellScore
from terakoya_autograde.nbgrader_course.autograding import Marked, Marker
from terakoya_autograde.nbgrader_course.gradebook_writer import GradebookWriter
from terakoya_autograde.nbgrader_course.nbgrader_directory import Course, Handed, read_timestamp
from terakoya_autograde.nbgrader_course.run_record import Records
from terakoya_autograde.nbgrader_course.submission_folder import (
    recover_folder,
    replace_files,
    replace_folder,
    share_with_group,
)
from terakoya_autograde.runs.driver import End, Judged, Kept, Left, drive
from terakoya_autograde.storage.atomic_writes import take_away

__all__ = ["Outcome", "Run", "Tell", "grade_cohort", "select_submissions"]

# (student, why it failed or nothing)
Tell = Callable[[str, str], None]


@dataclass(frozen=True)
class Run:
    """How a run goes: the digests that go into every record, threads, whom to tell of each end."""

    digests: Mapping[str, str]
    workers: int
    tell: Tell


@dataclass
class Outcome:
    """What a run did: student → record, student → why it failed, students left as they are."""

    records: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()


def select_submissions(
    course: Course,
    records: Records,
    found: Sequence[Handed],
    forced: str | None = None,
    lost: Collection[str] = (),
) -> tuple[list[Handed], tuple[str, ...]]:
    """Return what is to be graded, and whose submissions stay as they are (nbgrader's rules).

    A submission whose grading was interrupted is graded again; what that has left beside the
    folders is cleared away first. Where a run was interrupted that graded anew what was graded
    already, the rest of it is graded, too.

    Args:
        forced: grade all of them anew, against the version of this digest.
        lost: students whose scores the gradebook does not hold, whatever is in their folders.
    """
    for handed in found:
        recover_folder(course.destination(handed.student_id))
    names = [handed.student_id for handed in found]
    if forced is not None:
        asked = frozenset(names) - records.begin_force(names, forced)
    else:
        asked = records.left_of_force()
    chosen = [
        handed
        for handed in found
        if handed.student_id in asked
        or handed.student_id in lost
        or records.was_interrupted(handed.student_id)
        or _is_due(course, handed)
    ]
    due = {handed.student_id for handed in chosen}
    return chosen, tuple(name for name in names if name not in due)


def grade_cohort(
    marker: Marker,
    submissions: Sequence[Handed],
    writer: GradebookWriter,
    records: Records,
    run: Run,
) -> Outcome:
    """Grade the submissions, some at a time; the memory of the grading does not grow with them."""
    outcome = Outcome()
    store = _CourseStore(marker.course, writer, records, run.digests)
    for kept in drive(_begin_each(marker.course, submissions), marker.mark, store, run.workers):
        student = kept.job.student_id
        if failure := _failure(kept):
            outcome.failed[student] = failure
        made = kept.made or Marked(kept.job)
        outcome.records[student] = _record(made, failure) | dict(run.digests)
        run.tell(student, failure)
    return outcome


def _begin_each(course: Course, submissions: Sequence[Handed]) -> Iterator[Handed]:
    for handed in submissions:
        course.call_hook("pre", handed.notebooks)
        yield handed


def _failure(kept: Kept[Handed, Marked]) -> str:
    return kept.reason or (kept.made.failure if kept.made else "")


@dataclass(frozen=True)
class _CourseStore:
    """A course directory with its gradebook, and the records of what was done."""

    course: Course
    writer: GradebookWriter
    records: Records
    digests: Mapping[str, str]

    def begin(self, batch: Sequence[Judged[Handed, Marked]]) -> list[Left | None]:
        left: list[Left | None] = []
        for judged in batch:
            if judged.made.graded is None:  # could not be judged: nothing is changed
                left.append(Left(End.FAILED, judged.made.failure))
            else:
                self.records.begin(judged.job.student_id)
                left.append(None)
        return left

    def place(self, judged: Judged[Handed, Marked]) -> None:
        """Put a submission's new folder where the old one is; a failed one leaves none."""
        course, marked = self.course, judged.made
        target = course.destination(judged.job.student_id)
        if marked.new is None:
            self.withdraw(judged)
            return
        if course.whole:
            replace_folder(marked.new, target)
        else:
            replace_files(marked.new, target)
        if course.directory.groupshared:
            share_with_group(target, course.group_folder())
        course.call_hook("post", judged.job.notebooks)

    def write(self, batch: Sequence[Judged[Handed, Marked]]) -> None:
        self.writer.write(judged.made.graded for judged in batch if judged.made.graded is not None)

    def withdraw(self, judged: Judged[Handed, Marked]) -> None:
        target = self.course.destination(judged.job.student_id)
        if self.course.whole:
            take_away(target)
            return
        for path in judged.job.notebooks:
            (target / path.name).unlink(missing_ok=True)

    def finish(self, batch: Sequence[Judged[Handed, Marked]]) -> None:
        for judged in batch:
            record = _record(judged.made, judged.made.failure) | dict(self.digests)
            self.records.finish(judged.job.student_id, record)


def _is_due(course: Course, handed: Handed) -> bool:
    """Decide as nbgrader's `init_destination`: new, or handed in again since."""
    target = course.destination(handed.student_id)
    if course.whole:
        if not target.exists():
            return True
    elif not all((target / path.name).exists() for path in handed.notebooks):
        return True
    new, old = _timestamp(handed.folder), _timestamp(target)
    return new is not None and old is not None and new > old


def _timestamp(folder: Path) -> datetime | None:
    path = folder / "timestamp.txt"
    try:
        return read_timestamp(path.read_bytes()) if path.is_file() else None
    except ValueError:
        return None


def _record(marked: Marked, failure: str) -> dict[str, object]:
    """Return what is kept of a submission: its scores, and what an instructor should know."""
    scores = marked.graded.notebooks if marked.graded is not None else ()
    return {
        "student": marked.handed.student_id,
        "submission": marked.digest,
        "failure": failure,
        "seconds": round(marked.seconds, 3),
        "left_out": list(marked.left_out),
        "notebooks": {
            score.name: {
                "status": marked.statuses[score.name].value,
                "flags": [[flag.kind.value, flag.grade_id, flag.detail] for flag in flags],
                "cells": {cell.grade_id: _cell_record(cell) for cell in score.cells},
            }
            for score in scores
            for flags in (marked.flags[score.name],)
        },
    }


def _cell_record(cell: CellScore) -> dict[str, object]:
    record: dict[str, Any] = {
        "score": cell.auto_score,
        "points": cell.points,
        "status": cell.status.value,
    }
    return record | {
        name: text for name, text in (("message", cell.message), ("note", cell.note)) if text
    }
