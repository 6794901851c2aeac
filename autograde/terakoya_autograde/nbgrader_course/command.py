"""`terakoya-autograde ASSIGNMENT`: what `nbgrader autograde` does, in any nbgrader course.

The same configuration, the same rules of what is skipped, the same `autograded/` and the same
gradebook; in parallel, and to be taken up again after a kill.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from terakoya_autograde.engine_environment import ENGINE, environment_digest
from terakoya_autograde.errors import EngineError, UnfairError
from terakoya_autograde.interpreter.prewarm import find_imports
from terakoya_autograde.model import USUAL_REUSE, Limits, Reuse
from terakoya_autograde.nbgrader_course.autograding import Marker
from terakoya_autograde.nbgrader_course.course_cohort import (
    Outcome,
    Run,
    Tell,
    grade_cohort,
    select_submissions,
)
from terakoya_autograde.nbgrader_course.gradebook_writer import GradebookWriter, find_lost
from terakoya_autograde.nbgrader_course.nbgrader_directory import Course, load_course
from terakoya_autograde.nbgrader_course.notes import list_notes
from terakoya_autograde.nbgrader_course.progress_line import Progress
from terakoya_autograde.nbgrader_course.run_record import Records, digest_files
from terakoya_autograde.nbgrader_course.submission_folder import read_folder
from terakoya_autograde.notebooks.executor import Executor
from terakoya_autograde.notebooks.master import Master, read_master
from terakoya_autograde.notebooks.source_notebooks import read_sources
from terakoya_autograde.preparations import remember_verdicts
from terakoya_autograde.protection import Instructor, protect_checks
from terakoya_autograde.readable_text import guard_streams, write_json
from terakoya_autograde.running.warm_executor import WarmExecutor
from terakoya_autograde.version import CLEAN_ROOM, IN_KERNEL, SANDBOX, read_checks, require_sandbox
from terakoya_autograde.warm.fork_server import ForkServer

__all__ = ["Apart", "OpenExecutor", "main", "open_executor"]

SANDBOXES = ("full", "none")


@dataclass(frozen=True)
class Apart:
    """How learners' code is kept apart: the sandbox, and where the checks run.

    Attributes:
        reuse: what need not be run again for a second submission.
    """

    sandbox: str
    checks: str
    reuse: Reuse = USUAL_REUSE


# (course, the instructor's data files, how learners' code is kept apart) → an executor while open
OpenExecutor = Callable[[Course, Mapping[str, bytes], Apart], AbstractContextManager[Executor]]


def main(argv: Sequence[str] | None = None, opener: OpenExecutor | None = None) -> int:
    """Run the command; return its exit code: 0, or 1 where a submission or the course failed.

    Args:
        opener: makes what runs the cells; the seam for tests.
    """
    guard_streams()
    options, others = _parser().parse_known_args(argv)
    try:
        course = load_course(others, options.assignment, options.student)
        if options.create:
            course.converter.create_student = True
        with contextlib.chdir(course.root):
            outcome = _grade(course, options, opener or open_executor)
    except (EngineError, OSError) as error:  # OSError: a full disk, a folder that is not ours
        sys.stderr.write(f"error: {error}\n")
        return 1
    if options.json:
        write_json(_report(course, outcome), sys.stdout, indent=1)
    return 1 if outcome.failed else 0


@contextlib.contextmanager
def open_executor(course: Course, files: Mapping[str, bytes], apart: Apart) -> Iterator[Executor]:
    """Yield what runs the cells of an assignment: children of one warm parent.

    Args:
        files: the instructor's data, which every child finds.

    Raises:
        EngineError: the sandbox cannot be had, or the warm parent does not start.
    """
    released, sources = read_sources(course.release), read_sources(course.source)
    paths = {name: course.source / name for name in files}
    imports = find_imports([*released.values(), *sources.values()])
    fork_server = ForkServer(imports, paths, sandbox=apart.sandbox != "none")
    try:
        if apart.sandbox != "none":
            _require_sandbox()
        instructor = Instructor(_master(course), released, sources, files, course.marks)
        executor = _protect(course, fork_server, instructor, apart.checks)
        yield remember_verdicts(executor, instructor, apart.reuse)
    finally:
        fork_server.close()


def _require_sandbox() -> None:
    try:
        require_sandbox()
    except EngineError as error:
        raise EngineError(f"{error}; --sandbox=none grades without one") from error


def _protect(
    course: Course, fork_server: ForkServer, instructor: Instructor, checks: str
) -> WarmExecutor:
    """Plan the checks, and say which of them cannot be kept from the learner's code."""
    where, items = read_checks(checks)
    try:
        protected = protect_checks(
            fork_server, instructor, in_clean_room=where == CLEAN_ROOM, in_kernel=items
        )
    except UnfairError as error:
        way_out = f"nothing was graded; --checks={error.option} runs them there"
        raise EngineError(f"{course.assignment_id}: {error}; {way_out}") from error
    for reasons in protected.unprotected.values():
        for grade_id, reason in reasons.items():
            _warn(course, f"{grade_id} is unprotected: {reason}")
    for checked in protected.tried.untried.values():
        names = ", ".join(checked)
        _warn(
            course, f"no reference solution passes {names}: whether a right answer does is unknown"
        )
    return protected.executor


def _warn(course: Course, words: str) -> None:
    sys.stderr.write(f"warning: {course.assignment_id}: {words}\n")


def _master(course: Course) -> Master:
    return read_master(course.directory.db_url, course.assignment_id, course.release)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="terakoya-autograde",
        allow_abbrev=False,
        description="Grade an assignment of an nbgrader course: nbgrader's scores, in parallel.",
        epilog="Other options are nbgrader's own, such as --db=URL, --course-dir=DIR, "
        "--notebook=GLOB or --Class.trait=value.",
    )
    parser.add_argument("assignment", nargs="?", default="", help="the assignment's id")
    cores = os.cpu_count() or 1
    parser.add_argument(
        "--workers", type=_positive, default=cores, metavar="N", help=f"how many at once ({cores})"
    )
    parser.add_argument("--student", metavar="S", help="grade only this student (or glob)")
    parser.add_argument("-f", "--force", action="store_true", help="grade again what is graded")
    parser.add_argument("--create", action="store_true", help="make students that are unknown")
    parser.add_argument(
        "--sandbox", choices=SANDBOXES, default="full", help="none: code runs with your own rights"
    )
    parser.add_argument(
        "--checks",
        type=_checks,
        default=CLEAN_ROOM,
        metavar="WHERE",
        help=f"where the tests run: {CLEAN_ROOM}, on values in a process of their own; "
        f"{IN_KERNEL}, in the learner's kernel; {IN_KERNEL}:ITEM,ITEM, there for these items only",
    )
    parser.add_argument(
        "--verify",
        type=_percent,
        metavar="PERCENT",
        help="how many of the verdicts that are known are found out anew all the same (0)",
    )
    parser.add_argument("--no-reuse", action="store_true", help="run each check of each submission")
    parser.add_argument("--json", action="store_true", help="write the results to standard output")
    for name, default, metavar, meaning in (
        ("--notebook-seconds", 600, "S", "time of a whole notebook"),
        ("--memory-mb", Limits.memory_mb, "MB", "memory of a notebook and all that it starts"),
        ("--output-kb", Limits.output_kb, "KB", "what a notebook may write"),
    ):
        told = f"{meaning} ({default})"
        parser.add_argument(name, type=_positive, default=default, metavar=metavar, help=told)
    return parser


def _checks(text: str) -> str:
    try:
        read_checks(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text


def _percent(text: str) -> float:
    try:
        share = float(text.removesuffix("%")) / 100
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 100")
    return share


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)


@dataclass(frozen=True)
class _Version:
    """What submissions are graded against, and the digests that every record says of it."""

    course: Course
    master: Master
    source: Mapping[str, bytes]
    apart: Apart

    @cached_property
    def digests(self) -> dict[str, str]:
        return {
            "assignment": digest_files({**self.source, "": self.master.digest.encode()}),
            "environment": environment_digest(),
            "engine": ENGINE,
            "sandbox": "none" if self.apart.sandbox == "none" else SANDBOX,
            "checks": self.apart.checks,
        }


def _grade(course: Course, options: argparse.Namespace, opener: OpenExecutor) -> Outcome:
    """Grade what is due, and tell how it goes on standard error."""
    started = time.monotonic()
    if options.sandbox == "none":
        sys.stderr.write("warning: --sandbox=none: learners' code runs with your own rights\n")
    course.find_submissions()  # refuses in words where there are none
    reuse = Reuse(not options.no_reuse, options.verify or 0.0)
    apart = Apart(options.sandbox, options.checks, reuse)
    version = _Version(course, _master(course), _source_files(course), apart)
    force = options.force or course.converter.force
    forced = "/".join(version.digests[name] for name in ("assignment", "checks"))
    records = Records(course.root, course.assignment_id)
    with records.hold():
        found = course.find_submissions()
        lost = _find_lost(course, records, [handed.student_id for handed in found])
        todo, skipped = select_submissions(course, records, found, forced if force else None, lost)
        _tell_going_on(course, skipped if force else ())
        outcome = _grade_due(version, todo, records, options, opener) if todo else Outcome()
        records.end_force(handed.student_id for handed in todo)
    outcome.skipped = skipped
    for note in list_notes(version.master, outcome.records):
        sys.stderr.write(f"note: {course.assignment_id}/{note}\n")
    sys.stderr.write(_summary(course, outcome, time.monotonic() - started))
    return outcome


def _grade_due(
    version: _Version,
    todo: Sequence[Any],
    records: Records,
    options: argparse.Namespace,
    opener: OpenExecutor,
) -> Outcome:
    course = version.course
    writer = _make_writer(course)
    progress = Progress(len(todo), sys.stderr)
    how = Run(version.digests, options.workers, _teller(progress, course.assignment_id))
    with writer, opener(course, version.source, version.apart) as executor:
        limits, released = course.limits(_limits(options)), read_sources(course.release)
        marker = Marker(course, version.master, version.source, executor, limits, released)
        try:
            return grade_cohort(marker, todo, writer, records, how)
        finally:
            progress.close()


def _find_lost(course: Course, records: Records, students: Sequence[str]) -> frozenset[str]:
    """Return whose scores were written and are not in the gradebook; tell of it."""
    done = [student for student in students if records.was_done(student)]
    lost = find_lost(course.directory.db_url, course.assignment_id, done)
    if lost:
        told = f"the gradebook no longer holds what was written of {len(lost)}; graded again"
        sys.stderr.write(f"{course.assignment_id}: {told}\n")
    return lost


def _tell_going_on(course: Course, done: Sequence[str]) -> None:
    if done:
        told = f"going on with a run that broke off; {len(done)} were graded anew before"
        sys.stderr.write(f"{course.assignment_id}: {told}\n")


def _limits(options: argparse.Namespace) -> Limits:
    return Limits(
        notebook_seconds=options.notebook_seconds,
        memory_mb=options.memory_mb,
        output_kb=options.output_kb,
    )


def _make_writer(course: Course) -> GradebookWriter:
    return GradebookWriter(
        course.directory.db_url,
        course.assignment_id,
        create_student=course.converter.create_student,
        penalty=course.penalty(),
        course_id=course.directory.course_id,
    )


def _teller(progress: Progress, assignment_id: str) -> Tell:
    """Return what tells of each submission's end."""

    def tell(student: str, failure: str) -> None:
        if failure:
            progress.say(f"error: {assignment_id}/{student}: {failure}")
        progress.advance()

    return tell


def _source_files(course: Course) -> dict[str, bytes]:
    """Read the instructor's data files, which overwrite the learner's."""
    if not course.source.is_dir():
        return {}
    files = read_folder(course.source, course.ignored).files
    return {name: content for name, content in files.items() if name not in course.kept}


def _summary(course: Course, outcome: Outcome, seconds: float) -> str:
    right = len(outcome.records) - len(outcome.failed)
    parts = [f"{right} graded", f"{len(outcome.failed)} failed", f"{len(outcome.skipped)} skipped"]
    return f"{course.assignment_id}: {', '.join(parts)} in {seconds:.1f} s\n"


def _report(course: Course, outcome: Outcome) -> dict[str, object]:
    return {
        "assignment": course.assignment_id,
        "graded": outcome.records,
        "failed": outcome.failed,
        "skipped": list(outcome.skipped),
    }
