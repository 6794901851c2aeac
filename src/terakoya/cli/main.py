"""The command `terakoya`: puts the commands together and turns errors into one line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated

import typer
from typer import rich_utils

from terakoya import __version__
from terakoya.cli import (
    bench,
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
_COMMANDS: dict[Callable[..., None], str] = {
    demo.demo: _("Take a made-up cohort all the way, print its table, then serve the site."),
    init.init: _("Make a workspace for your own courses; nothing is overwritten."),
    check.check: _("Check assignments before their release."),
    release.release: _("Make the learner's versions in release/ from source/."),
    collect.collect: _("Take submissions in from the exchange, a folder or a zip."),
    grade.grade: _("Grade what is new in a cohort."),
    feedback.feedback: _("Write the feedback pages of what is graded."),
    build.build: _("Make one face of an assignment."),
    doctor.doctor: _("Look at this machine: what works, and what to do about what does not."),
}
for command, text in _COMMANDS.items():
    app.command(help=text)(command)
app.add_typer(cohort.app, name="cohort")
app.add_typer(export.app, name="export")
app.add_typer(bench.app, name="bench")
rich_utils.OPTIONS_PANEL_TITLE = _("Options")
rich_utils.COMMANDS_PANEL_TITLE = _("Commands")
rich_utils.ARGUMENTS_PANEL_TITLE = _("Arguments")
rich_utils.ERRORS_PANEL_TITLE = _("Error")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"terakoya {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help=_("Show the version and exit."),
            callback=_print_version,
            is_eager=True,
        ),
    ] = False,
) -> None:
    del version


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
