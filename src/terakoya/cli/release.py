"""`terakoya release`: the learner's versions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from terakoya import authoring
from terakoya.cli.console import say, warn
from terakoya.cli.session import Session
from terakoya.errors import ReleaseError, UsageError
from terakoya.language import gettext as _
from terakoya.workspace import Workspace
from terakoya.workspace.atomic import write_bytes

__all__ = ["release"]


def release(
    assignments: Annotated[
        list[str] | None, typer.Argument(help=_("Which assignments; all where none is named."))
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help=_("Only compare release/ with what would be made."))
    ] = False,
    zip_to: Annotated[
        Path | None,
        typer.Option(
            "--zip", metavar="FOLDER", help=_("Also write each as a zip to hand out, there.")
        ),
    ] = None,
) -> None:
    """Make the learner's versions in release/ from source/."""
    if check and zip_to is not None:
        what = _("--check writes nothing, so there is no zip.")
        raise UsageError(what, remedy=_("Leave one of the two out."))
    if zip_to is not None and zip_to.exists() and not zip_to.is_dir():
        what = _("This is a file, not a folder.")
        raise UsageError(what, where=str(zip_to), remedy=_("Choose another name."))
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
        if zip_to is not None:
            _write_zip(workspace, name, zip_to)
    for problem in unread:
        warn(problem.sentence)
    if stale:
        raise ReleaseError(
            _("Not what source/ gives: {files}.").format(files=", ".join(stale)),
            remedy=_("Run: terakoya release"),
        )
    if unread:
        raise typer.Exit(1)


def _write_zip(workspace: Workspace, name: str, folder: Path) -> None:
    """Write the zip that the site offers, too: a folder with the notebooks and their data."""
    from terakoya.portal.exercises import (  # noqa: PLC0415 - the site's: not for those who ask none
        zip_folder,
    )

    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.zip"
    write_bytes(file, zip_folder(workspace.release(name), name))
    say(_("  to hand out: {file}").format(file=file))


def _compare(name: str, differences: tuple[authoring.Difference, ...]) -> list[str]:
    if not differences:
        say(_("release/{id}: fresh").format(id=name))
    return [f"release/{name}/{entry.file} ({entry.kind})" for entry in differences]
