"""`terakoya feedback`: a page for each learner and assignment."""

from __future__ import annotations

from typing import Annotated

import typer

from terakoya import grading
from terakoya.cli.console import say, show_progress
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
    require_assignment(session.workspace.read_course(chosen.course_id), assignment)
    summary = grading.summarise(session.workspace, session.database, chosen)
    graded = [
        entry
        for entry in summary.entries
        if entry.grading is not None and assignment in (None, entry.assignment_id)
    ]
    new = 0
    with show_progress(_("Feedback"), len(graded)) as progress:
        for page in grading.write_feedback(session.workspace, summary, assignment):
            new += page.is_new
            progress.advance(f"{page.entry.learner.id}/{page.entry.assignment_id}")
    if not graded:
        say(_("Nothing is graded yet. Next: terakoya grade {c}").format(c=cohort))
        return
    folder = session.workspace.cohort(cohort) / "feedback"
    say(
        _("Pages: {n}, made anew: {new}, in {folder}").format(n=len(graded), new=new, folder=folder)
    )
    if waiting := sum(entry.waiting for entry in graded):
        say(_("Items that wait for a person's points: {n}.").format(n=waiting))
