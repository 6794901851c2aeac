"""The author's quality gate: what it looks at, what it found, and how trials are graded.

Every module of `terakoya.authoring.checks` holds one check: a function ``check(subject)`` that
yields findings. A new file there is a new check; nothing else has to be edited.
"""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from terakoya_autograde import (
    AssignmentError,
    AssignmentVersion,
    Result,
    Submission,
    UnfairError,
    grade_many,
    grade_submission,
    prepare_assignment,
)
from terakoya_autograde.sandbox import sandbox_available
from terakoya_autograde.scratch import scratch_folder

from terakoya.authoring import checks
from terakoya.authoring.answers import answer_cells, try_answers
from terakoya.authoring.marking import look_at_marking
from terakoya.errors import NotebookError, disk_failure, without_classes
from terakoya.faces.refresher.items import list_refreshers
from terakoya.grading.fairness import refuse_unfair
from terakoya.language import gettext as _
from terakoya.model import Assignment
from terakoya.workspace import Workspace
from terakoya.workspace.data import find_missing_files
from terakoya.workspace.marks import course_marks
from terakoya.workspace.outline import read_source_notebook

__all__ = ["TIMES", "Finding", "Subject", "check_assignment", "count_trials", "open_subject"]

CONFIG = "nbgrader_config.py"
TIMES = 20
"""How often the reference solution is graded where chance may decide."""

Advance = Callable[[str], None]


@dataclass(frozen=True)
class Finding:
    """One thing to correct: where, what, and how."""

    check: str
    where: str
    what: str
    remedy: str

    @property
    def sentence(self) -> str:
        """The whole finding in one line."""
        return f"{self.where}: {self.what} {self.remedy}"


@dataclass(frozen=True)
class Subject:
    """One assignment under check, its release, and a way to grade trials of it."""

    workspace: Workspace
    assignment: Assignment
    version: AssignmentVersion
    released: Mapping[str, Any]
    advance: Advance
    workers: int

    @property
    def sources(self) -> dict[str, Any]:
        """The instructor's notebooks by name, as plain JSON data."""
        return {
            name: read_source_notebook(self.workspace, self.assignment, name)
            for name in self.assignment.notebooks
        }

    @property
    def reference(self) -> dict[str, str]:
        """The reference source of every answer cell: grade_id → code."""
        cells: dict[str, str] = {}
        marks = course_marks(self.workspace)
        for notebook in self.sources.values():
            cells |= answer_cells(notebook, marks)
        return cells

    def grade(
        self,
        trials: Sequence[Mapping[str, Any]],
        versions: Sequence[AssignmentVersion] | None = None,
    ) -> list[Result]:
        """Grade each trial (notebook name → JSON data) and return the results in that order.

        Args:
            versions: what each trial is graded against; without it, all against `version`.

        Raises:
            NotebookError: the grader gave no result for one.
        """
        against = versions or [self.version] * len(trials)
        results: dict[int, Result] = {}
        with scratch_folder("trials") as scratch:
            jobs = [
                (number, partial(self._grade_one, scratch / str(number), trial, version))
                for number, (trial, version) in enumerate(zip(trials, against, strict=True))
            ]
            for number, outcome in grade_many(jobs, self.workers):
                if not isinstance(outcome, Result):
                    remedy = _("Run the command again.")
                    raise NotebookError(str(outcome), where=self.assignment.id, remedy=remedy)
                results[number] = outcome
                self.advance(self.assignment.id)
        return [results[number] for number in sorted(results)]

    def _grade_one(
        self, folder: Path, trial: Mapping[str, Any], version: AssignmentVersion
    ) -> Result:
        folder.mkdir()
        files = {f"{name}.ipynb": folder / f"{name}.ipynb" for name in trial}
        for name, notebook in trial.items():
            text = json.dumps(notebook, ensure_ascii=False)
            files[f"{name}.ipynb"].write_text(text, encoding="utf-8")
        return grade_submission(version, Submission(files, "trial"), self.assignment.limits)


@contextmanager
def open_subject(
    workspace: Workspace, assignment: Assignment, advance: Advance
) -> Iterator[Subject]:
    """Yield the assignment ready to be checked.

    Raises:
        NotebookError: no cell of it is graded, or nbgrader cannot make a release of it.
    """
    config = workspace.root / CONFIG
    source = workspace.source(assignment.id)
    # reading and counting say more than nbgrader would
    notebooks = [read_source_notebook(workspace, assignment, name) for name in assignment.notebooks]
    if not any(_is_graded(cell) for notebook in notebooks for cell in notebook["cells"]):
        raise NotebookError(
            _("No cell is graded."),
            where=f"source/{assignment.id}",
            remedy=_("Add a cell with points; see docs/how-to/author-an-assignment.md."),
        )
    try:
        with prepare_assignment(
            source, config, sandbox=sandbox_available(), in_kernel=assignment.in_kernel
        ) as version:
            workers = os.cpu_count() or 1
            yield Subject(workspace, assignment, version, version.released, advance, workers)
    except UnfairError as error:
        raise refuse_unfair(NotebookError, assignment.id, error) from error
    except AssignmentError as error:
        if refusal := disk_failure(error):
            raise refusal from error
        remedy = _("Open the notebook in JupyterLab and look at that cell.")
        reason = without_classes(str(error).removeprefix(f"{assignment.id}: "))
        raise NotebookError(reason, where=f"source/{assignment.id}", remedy=remedy) from error


def _is_graded(cell: Mapping[str, Any]) -> bool:
    nbgrader = cell["metadata"].get("nbgrader", {})
    return bool(nbgrader.get("grade") or nbgrader.get("task"))


def count_trials(workspace: Workspace, assignment: Assignment, names: Sequence[str]) -> int:
    """Return how many times the named checks will call `advance`; the slow ones do."""
    trials = {"released": 2, "chance": TIMES}
    if "answers" in names:
        answers = try_answers(workspace, assignment)
        trials["answers"] = sum(not isinstance(entry, NotebookError) for entry in answers)
    if "refresher" in names and any(entry.generator for entry in assignment.data):
        with suppress(NotebookError):  # found by the checks themselves
            trials["refresher"] = len(list_refreshers(workspace, assignment))
    return sum(count for name, count in trials.items() if name in names)


def check_assignment(
    workspace: Workspace,
    assignment: Assignment,
    names: Sequence[str],
    advance: Advance,
) -> tuple[Finding, ...]:
    """Run the named checks on an assignment and return everything that was found.

    What nbgrader could not use is found first; the named checks need it corrected.
    """
    if found := list(_find_obstacles(workspace, assignment)):
        return tuple(found)
    with open_subject(workspace, assignment, advance) as subject:
        for name in names:
            module = importlib.import_module(f"{checks.__name__}.{name}")
            found += [Finding(name, *parts) for parts in module.check(subject)]
    return tuple(found)


def _find_obstacles(workspace: Workspace, assignment: Assignment) -> Iterator[Finding]:
    """Yield what keeps every check from being run: bad marks, and files that are not there."""
    for parts in look_at_marking(workspace, assignment):
        yield Finding("structure", *parts)
    for error in find_missing_files(workspace, assignment):
        yield Finding("structure", error.where, error.what, error.remedy)
