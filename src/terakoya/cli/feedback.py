"""`terakoya feedback`: a page for each learner and assignment."""

from __future__ import annotations

from typing import Annotated

import typer

from terakoya import grading
from terakoya.cli.console import say, show_progress, warn
from terakoya.cli.grade_report import how_to_mark
from terakoya.cli.session import Session
from terakoya.language import gettext as _
from terakoya.workspace import require_assignment

__all__ = ["feedback"]


def feedback(
    cohort: Annotated[str, typer.Argument(help=_("Which cohort."))],
    assignment: Annotated[
        str | None, typer.Argument(help=_("Which assignment; all where none is named."))
    ] = None,
) -> None:
    """Write the feedback pages of what is graded."""
    session = Session.here()
    chosen = session.require_cohort(cohort)
    summary = grading.summarise(session.workspace, session.database, chosen)
    if assignment not in (None, *summary.outlines):  # a course that is gone has those handed in
        require_assignment(session.workspace.read_course(chosen.course_id), assignment)
    wanted = [
        entry
        for entry in summary.entries
        if entry.grading is not None and assignment in (None, entry.assignment_id)
    ]
    graded = [entry for entry in wanted if entry.assignment_id not in summary.problems]
    new = 0
    with show_progress(_("Feedback"), len(graded)) as progress:
        for page in grading.write_feedback(session.workspace, summary, assignment):
            new += page.is_new
            progress.advance(f"{page.entry.learner.id}/{page.entry.assignment_id}")
    if not wanted:
        say(_("Nothing is graded yet. Next: terakoya grade {c}").format(c=cohort))
        return
    folder = session.workspace.cohort(cohort) / "feedback"
    say(
        _("Pages: {n}, made anew: {new}, in {folder}").format(n=len(graded), new=new, folder=folder)
    )
    if waiting := sum(entry.waiting for entry in graded):
        say(_("Items that wait for a person's points: {n}.").format(n=waiting))
        say(how_to_mark(cohort))
    say(_("Next, to give them back: terakoya export feedback {cohort}").format(cohort=cohort))
    unread = {entry.assignment_id for entry in wanted} & summary.problems.keys()
    for name in sorted(unread):
        warn(summary.problems[name].sentence)
    if unread:
        raise typer.Exit(1)
