"""The command `terakoya`: puts the commands together and turns errors into one line."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from terakoya import __version__
from terakoya.cli import (
    build,
    check,
    cohort,
    collect,
    demo,
    doctor,
    export,
    feedback,
    grade,
    init,
    release,
)
from terakoya.cli.console import error_console
from terakoya.errors import TerakoyaError
from terakoya.language import gettext as _

__all__ = ["app", "main"]

app = typer.Typer(
    name="terakoya",
    help=_("Author one notebook; release, collect, grade, give feedback, serve it as an app."),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(demo.demo)
app.command()(init.init)
app.command()(check.check)
app.command()(release.release)
app.add_typer(cohort.app, name="cohort")
app.command()(collect.collect)
app.command()(grade.grade)
app.command()(feedback.feedback)
app.add_typer(export.app, name="export")
app.command()(build.build)
app.command()(doctor.doctor)


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help=_("Show the version and exit."), is_eager=True)
    ] = False,
) -> None:
    if version:
        typer.echo(f"terakoya {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line; every foreseen failure becomes one line and an exit code."""
    try:
        app()
    except TerakoyaError as error:
        error_console.print(_("Error: ") + error.sentence, markup=False, soft_wrap=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        error_console.print(_("Stopped. What was finished is kept; run the command again."))
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
