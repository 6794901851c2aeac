"""`terakoya release`: the learner's versions."""

from __future__ import annotations

from typing import Annotated

import typer

from terakoya import authoring
from terakoya.cli.console import say, warn
from terakoya.cli.session import Session
from terakoya.errors import ReleaseError
from terakoya.language import gettext as _

__all__ = ["release"]


def release(
    assignments: Annotated[
        list[str] | None, typer.Argument(help=_("Which assignments; all where none is named."))
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help=_("Only compare release/ with what would be made."))
    ] = False,
) -> None:
    """Make the learner's versions in release/ from source/."""
    session = Session.here()
    workspace = session.workspace
    stale: list[str] = []
    chosen, unread = session.read_assignments(session.choose(assignments))
    for assignment in chosen:
        name = assignment.id
        if check:
            stale += _compare(name, authoring.compare_release(workspace, assignment))
        elif authoring.make_release(workspace, assignment):
            say(_("release/{id}: made").format(id=name))
        else:
            say(_("release/{id}: already fresh").format(id=name))
    for problem in unread:
        warn(problem.sentence)
    if stale:
        raise ReleaseError(
            _("Not what source/ gives: {files}.").format(files=", ".join(stale)),
            remedy=_("Run: terakoya release"),
        )
    if unread:
        raise typer.Exit(1)


def _compare(name: str, differences: tuple[authoring.Difference, ...]) -> list[str]:
    if not differences:
        say(_("release/{id}: fresh").format(id=name))
    return [f"release/{name}/{entry.file} ({entry.kind})" for entry in differences]
