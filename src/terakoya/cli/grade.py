"""`terakoya grade`: grades what is new in a cohort."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer
from terakoya_autograde import CLEAN_ROOM, Reuse, read_checks

from terakoya import grading
from terakoya.cli.console import print_json, show_progress, warn
from terakoya.cli.grade_report import (
    describe_results,
    label_of,
    read_results,
    tell_plan,
    tell_preparation,
    tell_results,
    tell_reuse,
    warn_of_broken,
    warn_of_untried,
)
from terakoya.cli.session import Session
from terakoya.delivery import SubmissionStore
from terakoya.errors import GradingError, UsageError
from terakoya.language import gettext as _
from terakoya.workspace import require_assignment

if TYPE_CHECKING:  # what is graded is loaded when something is
    from terakoya.ai.broker import Broker

    # a submission's number → what the gradebook now says of it
    Results = dict[int, tuple[grading.Entry, tuple[grading.ItemOutcome, ...]]]

__all__ = ["Sandbox", "grade"]


class Sandbox(StrEnum):
    """How learners' code is shut in."""

    FULL = "full"
    NONE = "none"


def grade(  # noqa: PLR0913, PLR0917 - each is an option of the command
    cohort: Annotated[
        str | None, typer.Argument(help=_("Which cohort; with --watch all where none is named."))
    ] = None,
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
    verbose: Annotated[
        bool, typer.Option("--verbose", help=_("Say what was prepared anew, and why."))
    ] = False,
    verify: Annotated[
        float,
        typer.Option(
            min=0,
            max=100,
            metavar="PERCENT",
            help=_("Check so many of the known verdicts anew, and grade nobody where one differs."),
        ),
    ] = 0,
    no_reuse: Annotated[
        bool, typer.Option("--no-reuse", help=_("Run each check of each submission."))
    ] = False,
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
    watch: Annotated[
        bool,
        typer.Option("--watch", help=_("Go on, and grade what is handed in as soon as it comes.")),
    ] = False,
) -> None:
    """Grade every submission that is not graded yet at its version."""
    session = Session.here()
    if watch:
        _watch(session, cohort, assignment, workers, sandbox)
        return
    if cohort is None:
        what = _("No cohort is named.")
        raise UsageError(what, remedy=_("Name one, or grade what comes in all with --watch."))
    grader = replace(
        _make_grader(session, cohort, sandbox),
        reuse=Reuse(not no_reuse, verify / 100),
        **_read_checks(checks, assignment),
    )
    require_assignment(session.workspace.read_course(grader.cohort.course_id), assignment)
    open_run = grading.open_trial if dry_run else grading.open_run
    with (
        _keep_logs(session),
        open_run(grader, assignment, force=force) as run,
    ):
        outcomes = _grade(run, workers, quiet=json, verbose=verbose)
    results = read_results(session, grader, [] if dry_run else outcomes)
    if json:
        print_json(describe_results(run, outcomes, results))
    else:
        tell_results(run, outcomes, results, cohort)
    _require_all(run, outcomes)


def _watch(
    session: Session, cohort: str | None, assignment: str | None, workers: int, sandbox: Sandbox
) -> None:
    """Grade what comes in until Ctrl-C or SIGTERM.

    Raises:
        UsageError: there is no such cohort, or an assignment is named.
        GradingError: another such grader is at work here.
    """
    from terakoya.cli.grade_watch import watch  # noqa: PLC0415 - for those who watch

    if assignment is not None:
        what = _("An assignment is named, but what is handed in is graded whatever it is of.")
        raise UsageError(what, remedy=_("Leave the assignment out."))
    if cohort is not None:
        session.require_cohort(cohort)
    if sandbox is Sandbox.NONE:
        warn(_("Warning: without a sandbox, learners' code has your own rights."))
    with _keep_logs(session):
        watch(session, cohort, workers, sandbox=sandbox is Sandbox.FULL)


def _keep_logs(session: Session) -> contextlib.AbstractContextManager[None]:
    """Log into a file, if one is named: the terminal is for what the command says."""
    logs = session.settings.logs
    if not logs.file:
        return contextlib.nullcontext()
    from terakoya.logs import keep_logs  # noqa: PLC0415 - structlog: for those who log

    return keep_logs(logs, session.workspace.root)


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
        live_model=_open_live_model(session),
    )
    if sandbox is Sandbox.NONE:
        warn(_("Warning: without a sandbox, learners' code has your own rights."))
    return grader


def _open_live_model(session: Session) -> Broker | None:
    """Return what code that is graded may ask: nothing, unless the workspace wants that."""
    settings = session.settings.ai
    if not settings.in_grading or settings.provider == "recorded":
        return None
    from terakoya.cli.ai_broker import open_broker  # noqa: PLC0415 - for those who let it be asked

    warn(_("Warning: code that is graded asks a live model (ai.in_grading): scores may vary."))
    return open_broker(settings, session.database)


def _grade(
    run: grading.CohortRun, workers: int, *, quiet: bool, verbose: bool
) -> list[grading.Graded]:
    """Grade what is due, and show why and how far that is."""
    if not quiet:
        tell_plan(run)
    outcomes = []
    with show_progress(_("Grading"), len(run.jobs), quiet=quiet) as progress:
        for part in run.parts():
            if verbose:
                tell_preparation(part.version)
            warn_of_untried(part.version)
            warn_of_broken(part.version)
            for outcome in part.grade(workers):
                outcomes.append(outcome)
                if not outcome.overtaken:  # what overtook it is counted in its place
                    progress.advance(label_of(outcome))
            if verbose:
                tell_reuse(part.version)
    return outcomes
