"""`terakoya build`: one face of an assignment, made anew only where something changed."""

from __future__ import annotations

from collections.abc import Set
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from terakoya_autograde.sandbox import sandbox_available

from terakoya.cli.console import print_json, say, show_progress, warn
from terakoya.errors import UsageError
from terakoya.faces.cache import BuiltFace
from terakoya.faces.job import BuildOptions, FaceJob
from terakoya.faces.making import find_face, make_face
from terakoya.language import LANGUAGES, current_language
from terakoya.language import gettext as _
from terakoya.model.face import FACES, Choice, Face
from terakoya.workspace import Workspace, find_workspace

__all__ = ["build", "make_job"]

JAPAN = timezone(timedelta(hours=9))


class Wanted(StrEnum):
    """The languages of our own words."""

    JA = LANGUAGES[0]
    EN = LANGUAGES[1]


def build(  # noqa: PLR0913, PLR0917 - each is an option of the command
    assignment: Annotated[str, typer.Argument(help=_("The assignment's id."))],
    face: Annotated[
        str,
        typer.Option(help=_("Which face to make: {faces}.").format(faces=", ".join(FACES.names()))),
    ],
    to: Annotated[Path, typer.Option(help=_("The folder to make it in."))],
    solutions: Annotated[
        bool, typer.Option("--solutions", help=_("Show the answers too; for instructors."))
    ] = False,
    code: Annotated[
        bool, typer.Option("--code", help=_("Show the code of the results too."))
    ] = False,
    lang: Annotated[
        Wanted | None, typer.Option(help=_("The language of the words around the content."))
    ] = None,
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Make one face of an assignment; the same again changes nothing."""
    given = {Choice.SOLUTIONS: solutions, Choice.CODE: code, Choice.LANG: lang is not None}
    _require_choices(find_face(face), {choice for choice, is_given in given.items() if is_given})
    options = BuildOptions(
        solutions=solutions,
        code=code,
        language="en" if (lang or current_language()) == "en" else "ja",
        sandbox=_shut_in(),
    )
    job = make_job(find_workspace(Path.cwd()), assignment, options)
    with show_progress(_("Building"), 1, quiet=json) as progress:
        built = make_face(job, face, to)
        progress.advance(f"{assignment}/{face}")
    if json:
        print_json(_document(job, face, built))
    else:
        _print(built)


def _require_choices(face: Face, given: Set[Choice]) -> None:
    """Refuse choices that this face does not have: whoever makes one counts on it."""
    idle = [choice for choice in Choice if choice in given - face.choices]
    if idle:
        having = (other for other in FACES.load().parts.values() if other.choices >= given)
        what = _("The face {face} has no such choice; these have it: {faces}.")
        raise UsageError(
            what.format(face=face.name, faces=", ".join(other.name for other in having) or "–"),
            where=", ".join(f"--{choice}" for choice in idle),
            remedy=_("Leave it out."),
        )


def make_job(workspace: Workspace, assignment_id: str, options: BuildOptions) -> FaceJob:
    """Return the work of today, as the calendar in Japan has it."""
    return FaceJob(workspace, assignment_id, options, datetime.now(UTC).astimezone(JAPAN).date())


def _shut_in() -> bool:
    """Tell whether there is a sandbox; the notebook is the author's own, so it may do without."""
    if sandbox_available():
        return True
    warn(_("Warning: no sandbox on this machine; terakoya doctor says why."))
    return False


def _document(job: FaceJob, face: str, built: BuiltFace) -> dict[str, object]:
    return {
        "assignment": job.assignment_id,
        "face": face,
        "paths": [str(path) for path in built.paths],
        "changed": built.changed,
        "built": built.built,
        "digest": built.digest,
    }


def _print(built: BuiltFace) -> None:
    text = _("Made {path}") if built.changed else _("Unchanged: {path}")
    for path in built.paths:
        say(text.format(path=path))
