"""Asking before something is lost: on a terminal by a question, elsewhere by `--yes`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from terakoya.errors import UsageError
from terakoya.language import gettext as _

__all__ = ["Yes", "require_consent"]

Yes = Annotated[bool, typer.Option("--yes", help=_("Do not ask; this is what you want."))]


def require_consent(question: str, *, yes: bool) -> None:
    """Go on only where somebody says yes, or has said so on the command line.

    Raises:
        UsageError: there is nobody to ask.
        typer.Exit: they say no; with code 1, and nothing is done.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError(
            _("Nothing was done: {question}").format(question=question),
            remedy=_("To say yes, add --yes."),
        )
    if not typer.confirm(question, default=False):
        typer.echo(_("Nothing was done."))
        raise typer.Exit(1)
