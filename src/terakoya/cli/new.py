"""`terakoya new`: an assignment of your own, to begin from."""

from __future__ import annotations

from typing import Annotated

import typer

from terakoya.cli.console import say
from terakoya.cli.session import Session
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.workspace import start_assignment

__all__ = ["new"]

_LAB = "lab"


def new(
    assignment: Annotated[
        str,
        typer.Argument(
            help=_("Its id: small letters, digits, hyphens. “lab” before it makes a whole lab."),
        ),
    ],
    of_lab: Annotated[str | None, typer.Argument(hidden=True)] = None,
    title: Annotated[str, typer.Option(help=_("Its title; the id if you say nothing."))] = "",
    course: Annotated[
        str | None,
        typer.Option(help=_("The course it goes into; made if there is none.")),
    ] = None,
) -> None:
    """Write a new assignment from a template, ready to be checked; nothing is overwritten."""
    as_lab = of_lab is not None
    if of_lab is not None and assignment != _LAB:
        what = _("Only one assignment can be made at a time.")
        raise UsageError(what, remedy=_("Write terakoya new {id}.").format(id=assignment))
    assignment = of_lab or assignment
    workspace = Session.here().workspace
    started = start_assignment(workspace, assignment, title or assignment, course, as_lab=as_lab)
    say(_("source/{id}: made").format(id=assignment))
    if started.is_new_course is not None:
        made = _("courses/{id}: made; write its title in course.toml")
        say((made if started.is_new_course else _("courses/{id}: added to")).format(id=course))
    if as_lab:
        say(_("What only you can write begins with ✎; terakoya check lists what is left of it."))
    say(_("Change it to your own: terakoya lab --author source/{id}").format(id=assignment))
    say(_("Next: terakoya check {id}, then terakoya release {id}").format(id=assignment))
