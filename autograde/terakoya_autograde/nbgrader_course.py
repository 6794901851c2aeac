"""`terakoya-autograde ASSIGNMENT`: what `nbgrader autograde` does, in any nbgrader course.

The same configuration, the same rules of what is skipped, the same `autograded/` and the same
gradebook; in parallel, and to be taken up again after a kill.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from terakoya_autograde.cohort import Outcome, Run, grade_cohort, select_submissions
from terakoya_autograde.course import Course, load_course
from terakoya_autograde.environment import ENGINE, environment_digest
from terakoya_autograde.errors import EngineError
from terakoya_autograde.executor import Executor
from terakoya_autograde.folder import read_folder
from terakoya_autograde.gradebook import GradebookWriter
from terakoya_autograde.marking import Marker
from terakoya_autograde.master import Master, read_master
from terakoya_autograde.model import Limits
from terakoya_autograde.nursery import Nursery
from terakoya_autograde.progress import Progress
from terakoya_autograde.record import Records, digest_files
from terakoya_autograde.version import SANDBOX, require_sandbox
from terakoya_autograde.warm import find_imports
from terakoya_autograde.warm_executor import WarmExecutor

__all__ = ["OpenExecutor", "main", "open_executor"]

# (course, names of the instructor's data files, sandbox) → an executor while it is open
OpenExecutor = Callable[[Course, Mapping[str, bytes], str], AbstractContextManager[Executor]]
SANDBOXES = ("full", "none")


def main(argv: Sequence[str] | None = None, opener: OpenExecutor | None = None) -> int:
    """Run the command; return its exit code: 0, or 1 where a submission or the course failed.

    Args:
        opener: makes what runs the cells; the seam for tests.
    """
    options, others = _parser().parse_known_args(argv)
    try:
        course = load_course(others, options.assignment, options.student)
        if options.create:
            course.converter.create_student = True
        with contextlib.chdir(course.root):
            outcome = _grade(course, options, opener or open_executor)
    except EngineError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    if options.json:
        json.dump(_report(course, outcome), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    return 1 if outcome.failed else 0


@contextlib.contextmanager
def open_executor(course: Course, files: Mapping[str, bytes], sandbox: str) -> Iterator[Executor]:
    """Yield what runs the cells of an assignment: children of one warm parent.

    Args:
        files: the instructor's data, which every child finds.

    Raises:
        EngineError: the sandbox cannot be had, or the warm parent does not start.
    """
    if sandbox != "none":
        try:
            require_sandbox()
        except EngineError as error:
            raise EngineError(f"{error}; --sandbox=none grades without one") from error
    released = [
        json.loads(path.read_text(encoding="utf-8")) for path in course.release.glob("*.ipynb")
    ]
    paths = {name: course.source / name for name in files}
    nursery = Nursery(find_imports(released), paths, sandbox=sandbox != "none")
    try:
        yield WarmExecutor(nursery, files)
    finally:
        nursery.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="terakoya-autograde",
        allow_abbrev=False,
        description="Grade an assignment of an nbgrader course: nbgrader's scores, in parallel.",
        epilog="Other options are nbgrader's own, such as --db=URL, --course-dir=DIR, "
        "--notebook=GLOB or --Class.trait=value.",
    )
    parser.add_argument("assignment", nargs="?", default="", help="the assignment's id")
    parser.add_argument("--workers", type=_positive, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("--student", metavar="S", help="grade only this student (or glob)")
    parser.add_argument("-f", "--force", action="store_true", help="grade again what is graded")
    parser.add_argument("--create", action="store_true", help="make students that are unknown")
    parser.add_argument("--sandbox", choices=SANDBOXES, default="full")
    parser.add_argument("--json", action="store_true", help="write the results to standard output")
    parser.add_argument("--notebook-seconds", type=_positive, default=600, metavar="S")
    parser.add_argument("--memory-mb", type=_positive, default=Limits.memory_mb, metavar="MB")
    parser.add_argument("--output-kb", type=_positive, default=Limits.output_kb, metavar="KB")
    return parser


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError(text)
    return number


def _grade(course: Course, options: argparse.Namespace, opener: OpenExecutor) -> Outcome:
    """Grade what is due, and tell how it goes on standard error."""
    started = time.monotonic()
    found = course.find_submissions()
    master = read_master(course.directory.db_url, course.assignment_id, course.release)
    records = Records(course.root, course.assignment_id)
    if options.sandbox == "none":
        sys.stderr.write("warning: --sandbox=none: learners' code runs with your own rights\n")
    force = options.force or course.converter.force
    with records.hold():
        todo, skipped = select_submissions(course, records, found, force=force)
        outcome = Outcome()
        if todo:
            outcome = _grade_due(course, master, todo, records, options, opener)
    outcome.skipped = skipped
    sys.stderr.write(_summary(course, outcome, time.monotonic() - started))
    return outcome


def _grade_due(
    course: Course,
    master: Master,
    todo: Sequence[Any],
    records: Records,
    options: argparse.Namespace,
    opener: OpenExecutor,
) -> Outcome:
    source = _source_files(course)
    limits = Limits(
        notebook_seconds=options.notebook_seconds,
        memory_mb=options.memory_mb,
        output_kb=options.output_kb,
    )
    digests = {
        "assignment": digest_files(source | {"": master.digest.encode()}),
        "environment": environment_digest(),
        "engine": ENGINE,
        "sandbox": "none" if options.sandbox == "none" else SANDBOX,
    }
    progress = Progress(len(todo), sys.stderr)

    def tell(student: str, failure: str) -> None:
        if failure:
            progress.say(f"error: {course.assignment_id}/{student}: {failure}")
        progress.advance()

    writer = GradebookWriter(
        course.directory.db_url,
        course.assignment_id,
        create_student=course.converter.create_student,
        penalty=course.penalty(),
        course_id=course.directory.course_id,
    )
    with writer, opener(course, source, options.sandbox) as executor:
        marker = Marker(course, master, source, executor, course.limits(limits))
        try:
            how = Run(digests, options.workers, tell)
            return grade_cohort(marker, todo, writer, records, how)
        finally:
            progress.close()


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


def _report(course: Course, outcome: Outcome) -> dict[str, Any]:
    return {
        "assignment": course.assignment_id,
        "graded": outcome.records,
        "failed": outcome.failed,
        "skipped": list(outcome.skipped),
    }
