"""`terakoya init`: a new workspace."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from terakoya.cli.console import say
from terakoya.language import gettext as _
from terakoya.workspace import copy_labs, make_workspace

__all__ = ["init"]


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_("A new or an empty folder."))],
    labs: Annotated[
        bool, typer.Option("--labs/--no-labs", help=_("Copy the labs that come with Terakoya."))
    ] = True,
) -> None:
    """Make a workspace for your own courses; an existing one is completed, never overwritten."""
    workspace = make_workspace(folder)
    say(_("Workspace: {folder}").format(folder=workspace.root))
    for name in copy_labs(workspace) if labs else ():
        say(_("  copied {name}").format(name=name))
    quoted = shlex.quote(str(folder))  # people copy the line
    say(_("Next: cd {folder} && terakoya doctor").format(folder=quoted))
