"""Every submission of an assignment: graded in threads, put in place and written by one.

The order makes a killed run harmless: a submission's folder is written beside and renamed, then its
rows are committed, then its record says that it is done.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from terakoya_autograde.errors import StorageError
from terakoya_autograde.model import CellScore
from terakoya_autograde.nbgrader_course.course import Course, Handed, read_timestamp
from terakoya_autograde.nbgrader_course.folder import (
    replace_files,
    replace_folder,
    settle_folder,
    share_with_group,
)
from terakoya_autograde.nbgrader_course.gradebook import GradebookWriter
from terakoya_autograde.nbgrader_course.marking import Marked, Marker, name_reason
from terakoya_autograde.nbgrader_course.record import Records

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
    course: Course, records: Records, found: Sequence[Handed], *, force: bool
) -> tuple[list[Handed], tuple[str, ...]]:
    """Return what is to be graded, and whose submissions stay as they are (nbgrader's rules).

    A submission whose grading was interrupted is graded again; what that has left beside the
    folders is cleared away first.
    """
    for handed in found:
        settle_folder(course.destination(handed.student_id))
    chosen = [
        handed
        for handed in found
        if force or records.was_interrupted(handed.student_id) or _is_due(course, handed)
    ]
    names = {handed.student_id for handed in chosen}
    skipped = [handed.student_id for handed in found if handed.student_id not in names]
    return chosen, tuple(skipped)


def grade_cohort(
    marker: Marker,
    submissions: Sequence[Handed],
    writer: GradebookWriter,
    records: Records,
    run: Run,
) -> Outcome:
    """Grade the submissions, some at a time; the memory of the grading does not grow with them."""
    outcome = Outcome()
    for batch in _mark_all(marker, submissions, run.workers):
        judged, misplaced = _put_all(marker.course, records, batch)
        failures = _write_all(writer, judged)
        for marked in batch:
            student = marked.handed.student_id
            if student in failures:
                _remove_failed(marker.course, marked.handed)
            failure = misplaced.get(student) or failures.get(student) or marked.failure
            if failure:
                outcome.failed[student] = failure
            record = _record(marked, failure) | dict(run.digests)
            outcome.records[student] = record
            if marked in judged:
                records.finish(student, record)
            run.tell(student, failure)
    return outcome


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


def _mark_all(marker: Marker, todo: Iterable[Handed], workers: int) -> Iterator[list[Marked]]:
    """Yield submissions as they are marked: all that are ready, in one batch."""
    waiting = iter(todo)
    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="mark") as threads:
        running: set[Future[Marked]] = set()
        try:
            while True:
                for handed in islice(waiting, 2 * workers - len(running)):
                    marker.course.call_hook("pre", handed.notebooks)
                    running.add(threads.submit(marker.mark, handed))
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield [future.result() for future in done]
        finally:
            for future in running:
                future.cancel()


def _put_all(
    course: Course, records: Records, batch: Sequence[Marked]
) -> tuple[list[Marked], dict[str, str]]:
    """Put what was judged in place; return it, and student → why that could not be done.

    A submission that could not be put in place stays "begun": the next run grades it again.
    """
    placed, failures = [], {}
    for marked in batch:
        if marked.graded is None:
            continue
        records.begin(marked.handed.student_id)
        try:
            _put_in_place(course, marked)
        except OSError as error:
            failures[marked.handed.student_id] = name_reason(error)
        else:
            placed.append(marked)
    return placed, failures


def _put_in_place(course: Course, marked: Marked) -> None:
    """Put a submission's new folder where the old one is; a failed one leaves none."""
    target = course.destination(marked.handed.student_id)
    if marked.beside is None:
        _remove_failed(course, marked.handed)
        return
    if course.whole:
        replace_folder(marked.beside, target)
    else:
        replace_files(marked.beside, target)
    if course.directory.groupshared:
        share_with_group(target, course.group_folder())
    course.call_hook("post", marked.handed.notebooks)


def _remove_failed(course: Course, handed: Handed) -> None:
    target = course.destination(handed.student_id)
    if course.whole:
        shutil.rmtree(target, ignore_errors=True)
        return
    for path in handed.notebooks:
        (target / path.name).unlink(missing_ok=True)


def _write_all(writer: GradebookWriter, batch: Sequence[Marked]) -> dict[str, str]:
    """Write a batch in one transaction; where that fails, one by one. Return student → failure."""
    try:
        writer.write(marked.graded for marked in batch if marked.graded is not None)
    except StorageError:
        raise  # it is so for all of them: what is begun is graded again by the next run
    except Exception as error:  # noqa: BLE001 - a plugin for late penalties may raise anything
        if len(batch) == 1:
            return {batch[0].handed.student_id: name_reason(error)}
        failures = (_write_all(writer, [marked]) for marked in batch)
        return {student: why for found in failures for student, why in found.items()}
    return {}


def _record(marked: Marked, failure: str) -> dict[str, Any]:
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


def _cell_record(cell: CellScore) -> dict[str, Any]:
    record: dict[str, Any] = {
        "score": cell.auto_score,
        "points": cell.points,
        "status": cell.status.value,
    }
    return record | {
        name: text for name, text in (("message", cell.message), ("note", cell.note)) if text
    }
