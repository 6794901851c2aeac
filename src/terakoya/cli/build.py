"""`terakoya build`: one face of an assignment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from terakoya.cli.console import console
from terakoya.errors import UsageError
from terakoya.faces import build_app
from terakoya.language import gettext as _
from terakoya.workspace import Workspace, find_workspace, suggest

__all__ = ["FACES", "build"]

FACES: Mapping[str, Callable[[Workspace, str, Path], Path]] = {"app": build_app}
"""How each face is made; a new one is a line here."""


def build(
    assignment: Annotated[str, typer.Argument(help=_("The assignment's id."))],
    face: Annotated[str, typer.Option(help=_("Which face to make: app."))],
    to: Annotated[Path, typer.Option(help=_("The folder to make it in."))],
) -> None:
    """Make one face of an assignment."""
    if face not in FACES:
        raise UsageError(
            _("There is no face {face}.").format(face=face), remedy=suggest(face, tuple(FACES))
        )
    folder = FACES[face](find_workspace(Path.cwd()), assignment, to)
    console.print(_("Made {folder}").format(folder=folder), markup=False, soft_wrap=True)
