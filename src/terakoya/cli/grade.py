"""`terakoya grade`: grades what is new in a cohort."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer
from terakoya_autograde.check_places import CLEAN_ROOM, read_checks

from terakoya import grading
from terakoya.cli.console import print_json, say, show_progress, warn
from terakoya.cli.session import Session
from terakoya.delivery import SubmissionStore
from terakoya.errors import GradingError, TerakoyaError
from terakoya.language import gettext as _
from terakoya.workspace import require_assignment

if TYPE_CHECKING:  # what is graded is loaded when something is
    from terakoya_autograde import AssignmentVersion

    # a submission's number → what the gradebook now says of it
    Results = dict[int, tuple[grading.Entry, tuple[grading.ItemOutcome, ...]]]

__all__ = ["Sandbox", "grade"]


class Sandbox(StrEnum):
    """How learners' code is shut in."""

    FULL = "full"
    NONE = "none"


def grade(  # noqa: PLR0913, PLR0917 - each is an option of the command
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
    checks: Annotated[
        str,
        typer.Option(
            metavar="WHERE",
            help=_(
                "Where checks run: apart from learners' code, or all or some in its own process."
            ),
        ),
    ] = CLEAN_ROOM,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help=_("Keep nothing; say whose score would change, and why.")),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Grade every submission that is not graded yet at its version."""
    session = Session.here()
    grader = replace(_make_grader(session, cohort, sandbox), **_read_checks(checks, assignment))
    require_assignment(session.workspace.read_course(grader.cohort.course_id), assignment)
    open_run = grading.open_trial if dry_run else grading.open_run
    with open_run(grader, assignment, force=force) as run:
        outcomes = _grade(run, workers, quiet=json)
    results = _results(session, grader, [] if dry_run else outcomes)
    if json:
        print_json(_document(run, outcomes, results))
    else:
        _print(run, outcomes, results, cohort)
    _require_all(run, outcomes)


def _require_all(run: grading.CohortRun, outcomes: Sequence[grading.Graded]) -> None:
    """Fail where something could not be graded.

    Raises:
        TerakoyaError: the only thing that stood in the way, or how many things did.
    """
    failed = [entry for entry in outcomes if entry.problem]
    if len(run.problems) == 1 and not outcomes:
        raise next(iter(run.problems.values()))
    if run.problems:
        raise GradingError(
            _("Assignments that could not be graded: {ids}.").format(ids=", ".join(run.problems)),
            remedy=_("The lines above say why; what is graded stays."),
        )
    if failed:
        raise GradingError(
            _("Submissions that could not be graded: {n}.").format(n=len(failed)),
            remedy=_("Run the command again; what is graded stays."),
        )


def _read_checks(choice: str, assignment: str | None) -> dict[str, Any]:
    """Return where checks run.

    Raises:
        GradingError: no such place, or items without their assignment.
    """
    try:
        where, items = read_checks(choice)
    except ValueError as error:
        raise GradingError(
            _("There is no such place for checks: {choice}.").format(choice=choice),
            where="--checks",
            remedy=_("Write clean-room, in-kernel or in-kernel:ITEM,ITEM."),
        ) from error
    if items and assignment is None:
        raise GradingError(
            _("Items are named without their assignment."),
            where="--checks",
            remedy=_("Name the assignment, too: terakoya grade COHORT ASSIGNMENT."),
        )
    return {"checks": where, "in_kernel": items}


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
        warn(_("Warning: without a sandbox, learners' code has your own rights."))
    return grader


def _grade(run: grading.CohortRun, workers: int, *, quiet: bool) -> list[grading.Graded]:
    """Grade what is due, and show why and how far that is."""
    if not quiet:
        _tell_plan(run)
    outcomes = []
    with show_progress(_("Grading"), len(run.jobs), quiet=quiet) as progress:
        for part in run.parts():
            _warn_of_untried(part.version)
            _warn_of_broken(part.version)
            for outcome in part.grade(workers):
                outcomes.append(outcome)
                progress.advance(_label(outcome))
    return outcomes


def _tell_plan(run: grading.CohortRun) -> None:
    """Say what is due, and why; what was graded before needs a reason to be graded again."""
    if run.continued is not None:
        what = _("Going on with the run of {when} that broke off.")
        say(what.format(when=grading.local_time(run.continued.started_at)))
    for name, planned in run.planned.items():
        for reason, count in Counter(job.reason for job in planned.jobs).most_common():
            what = _("{assignment}: {n} to grade: {reason}.")
            words = grading.explain_reason(reason)
            say(what.format(assignment=name, n=count, reason=words))


def _warn_of_untried(version: AssignmentVersion) -> None:
    """Say for which checks nobody knows whether a right answer passes them."""
    for notebook, items in version.untried.items():
        what = _(
            "Warning: {assignment}/{notebook}: no reference solution passes {items}, so nobody "
            "knows whether a right answer does."
        )
        names = ", ".join(items)
        warn(what.format(assignment=version.id, notebook=notebook, items=names))


def _warn_of_broken(version: AssignmentVersion) -> None:
    """Name the instructor's own cells that do not end as cells do: no learner can help it."""
    from terakoya.authoring.broken_cells import describe_broken  # noqa: PLC0415 - not for --help

    for cell in version.broken:
        if cell.ends or not version.untried.get(cell.notebook):  # else an answer is missing
            where = f"{version.id}/{cell.notebook}.ipynb"
            warn(_("Warning: {where}: {what}").format(where=where, what=describe_broken(cell)))


def _label(entry: grading.Graded) -> str:
    where = f"{entry.submission.learner_id}/{entry.submission.assignment_id}"
    if entry.overtaken:
        return f"{where} {_('something newer is there; that is graded instead')}"
    return f"{where} {grading.name_status(entry.result.status) if entry.result else entry.problem}"


def _results(
    session: Session, grader: grading.CohortGrader, outcomes: list[grading.Graded]
) -> Results:
    """Read what is now in the gradebook; what cannot be read does not undo what is graded."""
    if not outcomes:
        return {}
    try:
        summary = grading.summarise(session.workspace, session.database, grader.cohort)
    except TerakoyaError as error:
        warn(str(error))
        return {}
    return {
        entry.submission.id: (entry, summary.outcomes(entry))
        for entry in summary.entries
        if entry.submission is not None
    }


def _print(
    run: grading.CohortRun, outcomes: list[grading.Graded], results: Results, cohort: str
) -> None:
    _tell_problems(run, outcomes)
    if not outcomes:
        if not run.problems:
            say(_("Nothing new to grade."))
        return
    for name, item in _unprotected(outcomes):
        what = _("Warning: {assignment}: the check {item} ran in the learner's own process.")
        warn(what.format(assignment=name, item=item))
    for line in _remarks(outcomes, results):
        warn(line)
    waiting = sum(results[entry.submission.id][0].waiting for entry in _done(outcomes, results))
    if waiting:
        say(_("Items that wait for a person's points: {n}.").format(n=waiting))
    _tell_changes(run, outcomes)
    done = sum(1 for entry in outcomes if not entry.problem and not entry.overtaken)
    if run.is_trial:
        say(_("{n} graded as a trial; nothing was kept.").format(n=done))
    else:
        say(_("{n} graded. Next: terakoya feedback {cohort}").format(n=done, cohort=cohort))


def _tell_problems(run: grading.CohortRun, outcomes: list[grading.Graded]) -> None:
    """Say which submissions and assignments could not be graded."""
    for entry in outcomes:
        if entry.problem:
            warn(_label(entry))
    if len(run.problems) > 1 or outcomes:  # a single one is the command's own error
        for name, problem in run.problems.items():
            warn(_("Warning: {where}: {what}").format(where=name, what=problem))


def _tell_changes(run: grading.CohortRun, outcomes: list[grading.Graded]) -> None:
    """Say whose score, given before, is another one now, from what to what, and why."""
    changed = [entry for entry in outcomes if entry.changed]
    for entry in sorted(changed, key=lambda entry: entry.submission.learner_id):
        words = _("{learner}/{assignment}: {before} → {after} points ({reason})")
        say(
            words.format(
                learner=entry.submission.learner_id,
                assignment=entry.submission.assignment_id,
                before=f"{entry.before:g}",
                after=f"{entry.after:g}",
                reason=grading.explain_reason(entry.reason),
            )
        )
    again = [entry for entry in outcomes if entry.before is not None]
    if again:
        words = _("Scores that would change: {n} of {all} graded again.")
        if not run.is_trial:
            words = _("Scores that changed: {n} of {all} graded again.")
        say(words.format(n=len(changed), all=len(again)))


def _done(outcomes: list[grading.Graded], results: Results) -> list[grading.Graded]:
    return [entry for entry in outcomes if not entry.problem and entry.submission.id in results]


def _remarks(outcomes: list[grading.Graded], results: Results) -> Iterator[str]:
    """Yield what happened to cells of notebooks, where it costs points or asks a person."""
    for graded in _done(outcomes, results):
        entry, items = results[graded.submission.id]
        for outcome in items:
            for words in grading.explain_flags(outcome):
                yield f"{entry.learner.id}/{entry.assignment_id} {outcome.item.id}: {words}"


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


def _document(
    run: grading.CohortRun, outcomes: list[grading.Graded], results: Results
) -> dict[str, Any]:
    return {
        "graded": [
            _as_json(entry, results.get(entry.submission.id))
            for entry in outcomes
            if not entry.overtaken
        ],
        "failed": sum(1 for entry in outcomes if entry.problem),
        "problems": [
            {"assignment": name, "problem": str(problem)} for name, problem in run.problems.items()
        ],
        "run": run.run_id or None,
        "trial": run.is_trial,
    }


def _as_json(
    entry: grading.Graded, told: tuple[grading.Entry, tuple[grading.ItemOutcome, ...]] | None
) -> dict[str, Any]:
    result = None if entry.problem else entry.result
    score = told[0].score if told and result else None
    return {
        "learner": entry.submission.learner_id,
        "assignment": entry.submission.assignment_id,
        "digest": entry.submission.digest,
        "status": result.status.value if result else "grader-failed",
        "score": score.score if score else entry.after,
        "score_before": entry.before,
        "cause": entry.reason.cause.value,
        "changed": list(entry.reason.changed),
        "waiting": told[0].waiting if told and result else 0,
        "remarks": [
            {"item": outcome.item.id, "words": words}
            for outcome in (told[1] if told and result else ())
            for words in grading.explain_flags(outcome)
        ],
        "sandbox": result.sandbox if result else None,
        "unprotected": [name for _assignment, name in _unprotected([entry])],
        "seconds": result.seconds if result else None,
        "problem": entry.problem,
    }
