"""Grading mutants, one way and the other, and judging what became of each."""

from __future__ import annotations

import json
import math
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from terakoya_autograde import (
    ItemStatus,
    Limits,
    Result,
    Submission,
    WorkerError,
    grade_many,
    grade_submission,
    prepare_assignment,
)

from courses import AUTOGRADE, environment, make_course

__all__ = ["Assignment", "Finding", "Mutant", "judge_api", "judge_course"]

NOTEBOOK_SECONDS = 20
SLACK = 40.0  # seconds above the limit, on a busy machine
LARGEST = 100 * 2**20  # bytes of an executed notebook
# A refusal that begins so would be a fault of ours that is called a learner's.
_FAULT = re.compile(
    r"(\S+\.ipynb: )?(KeyError|TypeError|AttributeError|IndexError|AssertionError|NameError|"
    r"UnboundLocalError|ZeroDivisionError|OverflowError|OSError|SandboxError|WireError|"
    r"InterfaceError|OperationalError|IntegrityError|StatementError|DataError)\b"
)


@dataclass(frozen=True)
class Assignment:
    """What mutants are made of.

    Attributes:
        bases: name → notebook as plain data.
        nothing: names of the bases that score nothing, nor any mutant of them.
        everything: the base that gets full marks.
    """

    id: str
    source: Path
    config: Path
    cell_seconds: int
    bases: Mapping[str, dict[str, Any]]
    nothing: frozenset[str]
    everything: str


@dataclass(frozen=True)
class Mutant:
    """One notebook file: its base, what was done to it, and what it must score, if known."""

    number: int
    base: str
    done: tuple[str, ...]
    body: bytes
    scores_nothing: bool = False
    scores_everything: bool = False

    @property
    def student(self) -> str:
        """Whose submission it is."""
        return f"m{self.number:05d}"


@dataclass(frozen=True)
class Finding:
    """A promise that was broken, and by which mutant."""

    assignment: str
    mutant: Mutant
    problem: str


def judge_course(
    assignment: Assignment,
    mutants: Sequence[Mutant],
    workers: int,
    ends: Counter[str],
    *,
    sandbox: bool,
) -> Iterator[Finding]:
    """Grade with `terakoya-autograde`; yield what is wrong with report, gradebook or files."""
    with tempfile.TemporaryDirectory(prefix="mutants-course-") as name:
        scratch, course = Path(name), Path(name) / "course"
        make_course(course, assignment.source, assignment.config)
        for mutant in mutants:
            folder = course / "submitted" / mutant.student / assignment.id
            folder.mkdir(parents=True)
            (folder / f"{assignment.id}.ipynb").write_bytes(mutant.body)
        done = _run(
            assignment, course, environment(scratch), workers, len(mutants), sandbox=sandbox
        )
        if isinstance(done, str):
            yield from (Finding(assignment.id, mutant, done) for mutant in mutants[:1])
            return
        with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
            for mutant in mutants:
                record = done["graded"].get(mutant.student, {"failure": "no record"})
                ends["refused" if record["failure"] else _status(record)] += 1
                path = course / "autograded" / mutant.student / assignment.id
                notebook = path / f"{assignment.id}.ipynb"
                problems = [
                    *_record_problems(record, mutant),
                    *_file_problems(notebook, refused=bool(record["failure"])),
                    *_row_problems(gradebook, assignment.id, mutant, record),
                ]
                yield from (Finding(assignment.id, mutant, text) for text in problems)


def _run(
    assignment: Assignment,
    course: Path,
    env: dict[str, str],
    workers: int,
    count: int,
    *,
    sandbox: bool,
) -> dict[str, Any] | str:
    """Run the command; return its report, or what is wrong with it as a whole."""
    command = [*AUTOGRADE, assignment.id, "--json", f"--workers={workers}", "--memory-mb=700"]
    command += [f"--Execute.timeout={assignment.cell_seconds}"]
    command += [f"--notebook-seconds={NOTEBOOK_SECONDS}"]
    command += [f"--sandbox={'full' if sandbox else 'none'}"]
    allowed = 120 + count * (NOTEBOOK_SECONDS + SLACK) / workers
    try:
        done = subprocess.run(
            command, cwd=course, env=env, capture_output=True, timeout=allowed, check=False
        )
    except subprocess.TimeoutExpired:
        return f"the command had not ended after {allowed:.0f} s"
    said = done.stderr.decode("utf-8", "replace")
    if "Traceback" in said or done.returncode not in {0, 1}:
        return f"exit code {done.returncode}: {said[-3000:]}"
    try:
        return json.loads(done.stdout)  # type: ignore[no-any-return]
    except ValueError:
        return f"no report: {said[-3000:]}"


def _status(record: dict[str, Any]) -> str:
    (notebook,) = record["notebooks"].values()
    return str(notebook["status"])


def _record_problems(record: dict[str, Any], mutant: Mutant) -> Iterator[str]:
    failure = record["failure"]
    if failure == "no record" or "\n" in failure or _FAULT.match(failure):
        yield f"refused as {failure!r}"
    if failure:
        return
    if record["seconds"] > NOTEBOOK_SECONDS + SLACK:
        yield f"took {record['seconds']:.0f} s"
    for notebook in record["notebooks"].values():
        for name, cell in notebook["cells"].items():
            by_hand = cell["status"] == "manual"
            score = 0.0 if cell["score"] is None else cell["score"]
            yield from _score_problems(name, score, cell["points"], mutant, by_hand=by_hand)


def _score_problems(
    item: str, score: float, points: float, mutant: Mutant, *, by_hand: bool
) -> Iterator[str]:
    if not math.isfinite(score) or not 0 <= score <= points:
        yield f"{item} scores {score} of {points}"
    if mutant.scores_nothing and score:
        yield f"{item} scores {score} for nothing right"
    if mutant.scores_everything and score != points and not by_hand:
        yield f"{item} scores {score} of {points} for a right answer"


def _file_problems(path: Path, *, refused: bool) -> Iterator[str]:
    """Yield what is wrong with the executed notebook."""
    if refused or not path.exists():
        if refused == path.parent.exists():
            yield f"refused: {refused}, but there is a folder: {path.parent.exists()}"
        return
    yield from _notebook_problems(path.read_bytes())


def _notebook_problems(body: bytes) -> Iterator[str]:
    if len(body) > LARGEST:
        yield f"the executed notebook has {len(body)} bytes"
        return
    try:
        content = nbformat.reads(body.decode("utf-8"), 4)
        nbformat.validate(content, relax_add_props=True)
    except Exception as error:  # noqa: BLE001 - whatever it is, the notebook is not to be read
        yield f"the executed notebook cannot be read: {type(error).__name__}: {str(error)[:200]}"


def _row_problems(
    gradebook: Gradebook, assignment: str, mutant: Mutant, record: dict[str, Any]
) -> Iterator[str]:
    """Yield where the gradebook does not say what the report says."""
    scores = {
        name: cell["score"]
        for notebook in record.get("notebooks", {}).values()
        for name, cell in notebook["cells"].items()
    }
    try:
        found = gradebook.find_submission(assignment, mutant.student)
    except MissingEntry:
        if scores:
            yield "graded, but not in the gradebook"
        return
    rows = {grade.name: grade.auto_score for entry in found.notebooks for grade in entry.grades}
    if scores and rows != scores:
        yield f"the gradebook says {rows}, the report {scores}"
    if not scores and any(rows.values()):
        yield f"refused, but the gradebook says {rows}"


def judge_api(
    assignment: Assignment,
    mutants: Sequence[Mutant],
    workers: int,
    ends: Counter[str],
    *,
    sandbox: bool,
) -> Iterator[Finding]:
    """Grade with `grade_submission`; yield what is wrong with the results."""
    limits = Limits(assignment.cell_seconds, NOTEBOOK_SECONDS, 700)
    with (
        tempfile.TemporaryDirectory(prefix="mutants-api-") as name,
        prepare_assignment(assignment.source, assignment.config, sandbox=sandbox) as version,
    ):
        jobs = []
        for mutant in mutants:
            path = Path(name) / mutant.student
            path.write_bytes(mutant.body)
            submission = Submission({f"{assignment.id}.ipynb": path}, "0" * 64)
            jobs.append((mutant, partial(grade_submission, version, submission, limits)))
        with closing(grade_many(jobs, workers)) as outcomes:
            for mutant, outcome in outcomes:
                for text in _result_problems(outcome, mutant, ends):
                    yield Finding(assignment.id, mutant, text)


def _result_problems(
    outcome: Result | WorkerError, mutant: Mutant, ends: Counter[str]
) -> Iterator[str]:
    if not isinstance(outcome, Result):
        ends["grader failed"] += 1
        yield f"the grader failed: {outcome}"
        return
    ends[outcome.status.value] += 1
    if outcome.seconds > NOTEBOOK_SECONDS + SLACK:
        yield f"took {outcome.seconds:.0f} s"
    for entry in outcome.items:
        by_hand = entry.status is ItemStatus.MANUAL
        points = entry.item.points
        yield from _score_problems(entry.item.id, entry.score, points, mutant, by_hand=by_hand)
    for text in outcome.notebooks.values():
        try:
            yield from _notebook_problems(text.encode())
        except UnicodeEncodeError as error:
            yield f"the executed notebook cannot be written: {error}"
