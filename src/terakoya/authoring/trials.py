"""Trials: an assignment's version made ready, and submissions of its author graded with it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from terakoya_autograde import (
    AssignmentError,
    AssignmentVersion,
    Limits,
    Result,
    Submission,
    UnfairError,
    grade_many,
    grade_submission,
    prepare_assignment,
)
from terakoya_autograde.sandbox import sandbox_available
from terakoya_autograde.storage import scratch_folder

from terakoya.authoring.refusals import explain_refusal
from terakoya.errors import NotebookError
from terakoya.grading.fairness import refuse_unfair
from terakoya.language import gettext as _
from terakoya.model import Assignment
from terakoya.workspace import Workspace
from terakoya.workspace.workspace import CONFIG

__all__ = ["grade_trials", "open_version"]


@contextmanager
def open_version(workspace: Workspace, assignment: Assignment) -> Iterator[AssignmentVersion]:
    """Yield an assignment's version, with a warm parent that lives as long.

    Raises:
        NotebookError: nbgrader cannot make a release of it, or its reference cannot be run.
    """
    try:
        with prepare_assignment(
            workspace.source(assignment.id),
            workspace.root / CONFIG,
            sandbox=sandbox_available(),
            in_kernel=assignment.in_kernel,
        ) as version:
            yield version
    except UnfairError as error:
        raise refuse_unfair(NotebookError, assignment.id, error) from error
    except AssignmentError as error:
        raise explain_refusal(assignment, error) from error


def grade_trials(
    assignment: Assignment,
    trials: Sequence[Mapping[str, object]],
    against: Sequence[AssignmentVersion],
    advance: Callable[[str], None],
) -> list[Result]:
    """Grade each trial (notebook name → JSON data) and return the results in that order.

    Raises:
        NotebookError: the grader gave no result for one.
    """
    results: dict[int, Result] = {}
    with scratch_folder("trials") as scratch:
        jobs = [
            (number, partial(_grade, assignment.limits, scratch / str(number), trial, version))
            for number, (trial, version) in enumerate(zip(trials, against, strict=True))
        ]
        for number, outcome in grade_many(jobs, os.cpu_count() or 1):
            if not isinstance(outcome, Result):
                remedy = _("Run the command again.")
                raise NotebookError(str(outcome), where=assignment.id, remedy=remedy)
            results[number] = outcome
            advance(assignment.id)
    return [results[number] for number in sorted(results)]


def _grade(
    limits: Limits, folder: Path, trial: Mapping[str, object], version: AssignmentVersion
) -> Result:
    folder.mkdir()
    files = {f"{name}.ipynb": folder / f"{name}.ipynb" for name in trial}
    for name, notebook in trial.items():
        text = json.dumps(notebook, ensure_ascii=False)
        files[f"{name}.ipynb"].write_text(text, encoding="utf-8")
    return grade_submission(version, Submission(files, "trial"), limits)
