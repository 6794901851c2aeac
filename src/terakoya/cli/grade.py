"""`terakoya grade`: grades what is new in a cohort."""

from __future__ import annotations

import os
from contextlib import ExitStack
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from terakoya import grading
from terakoya.cli.console import console, error_console, print_json, show_progress
from terakoya.cli.session import Session
from terakoya.delivery import SubmissionStore
from terakoya.errors import GradingError, UsageError
from terakoya.language import gettext as _

__all__ = ["Sandbox", "grade"]


class Sandbox(StrEnum):
    """How learners' code is shut in."""

    FULL = "full"
    NONE = "none"


def grade(
    cohort: Annotated[str, typer.Argument(help=_("Which cohort."))],
    assignment: Annotated[
        str | None, typer.Argument(help=_("Which assignment; all where none is named."))
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, max=256, help=_("How many submissions at once."))
    ] = os.cpu_count() or 1,
    force: Annotated[
        bool, typer.Option("--force", help=_("Grade again what is already graded."))
    ] = False,
    sandbox: Annotated[
        Sandbox, typer.Option(help=_("none runs learners' code with your own rights."))
    ] = Sandbox.FULL,
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Grade every submission that is not graded yet at its version."""
    session = Session.here()
    grader = _make_grader(session, cohort, sandbox)
    _require_assignment(session, grader, assignment)
    outcomes = _grade(grader, assignment, workers, force=force, quiet=json)
    failed = [entry for entry in outcomes if entry.problem]
    if json:
        print_json({"graded": [_as_json(entry) for entry in outcomes], "failed": len(failed)})
    else:
        _print(outcomes, cohort)
    if failed:
        raise GradingError(
            _("{n} submissions could not be graded.").format(n=len(failed)),
            remedy=_("Run the command again; what is graded stays."),
        )


def _make_grader(session: Session, cohort: str, sandbox: Sandbox) -> grading.CohortGrader:
    chosen = session.require_cohort(cohort)
    grader = grading.CohortGrader(
        workspace=session.workspace,
        database=session.database,
        store=SubmissionStore.of(session.workspace),
        cohort=chosen,
        clock=lambda: datetime.now(UTC),
        sandbox=sandbox is Sandbox.FULL,
    )
    if sandbox is Sandbox.NONE:
        error_console.print(_("Warning: without a sandbox, learners' code has your own rights."))
    return grader


def _grade(
    grader: grading.CohortGrader, assignment: str | None, workers: int, *, force: bool, quiet: bool
) -> list[grading.Graded]:
    """Grade what is due and show how far that is."""
    outcomes = []
    with ExitStack() as stack:
        jobs = grading.plan_grading(grader, stack, assignment, force=force)
        with show_progress(_("Grading"), len(jobs), quiet=quiet) as progress:
            for outcome in grading.grade_cohort(grader, jobs, workers):
                outcomes.append(outcome)
                progress.advance(_label(outcome))
    return outcomes


def _require_assignment(
    session: Session, grader: grading.CohortGrader, assignment: str | None
) -> None:
    course = session.workspace.read_course(grader.cohort.course_id)
    if assignment is not None and assignment not in course.assignments:
        raise UsageError(
            _("{id} is no assignment of this cohort's course.").format(id=assignment),
            remedy=_("There are: {ids}.").format(ids=", ".join(course.assignments)),
        )


def _label(entry: grading.Graded) -> str:
    where = f"{entry.submission.learner_id}/{entry.submission.assignment_id}"
    return f"{where} {grading.name_status(entry.result.status) if entry.result else entry.problem}"


def _print(outcomes: list[grading.Graded], cohort: str) -> None:
    if not outcomes:
        console.print(_("Nothing new to grade."))
        return
    for entry in outcomes:
        if entry.problem:
            error_console.print(_label(entry), markup=False)
    for name, item in _unprotected(outcomes):
        what = _("Warning: {assignment}: the check {item} ran in the learner's own process.")
        error_console.print(what.format(assignment=name, item=item), markup=False)
    done = sum(1 for entry in outcomes if not entry.problem)
    console.print(_("{n} graded. Next: terakoya feedback {cohort}").format(n=done, cohort=cohort))


def _unprotected(outcomes: list[grading.Graded]) -> list[tuple[str, str]]:
    """Return the checks that learners' code could touch: (assignment, item), each once."""
    return sorted(
        {
            (outcome.submission.assignment_id, entry.item.id)
            for outcome in outcomes
            for entry in (outcome.result.items if outcome.result else ())
            if not entry.protected
        }
    )


def _as_json(entry: grading.Graded) -> dict[str, Any]:
    result = entry.result
    return {
        "learner": entry.submission.learner_id,
        "assignment": entry.submission.assignment_id,
        "digest": entry.submission.digest,
        "status": result.status.value if result else "grader-failed",
        "score": result.score if result else None,
        "sandbox": result.sandbox if result else None,
        "unprotected": [name for _assignment, name in _unprotected([entry])],
        "seconds": result.seconds if result else None,
        "problem": entry.problem,
    }
