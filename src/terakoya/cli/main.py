"""The command `terakoya`: names the commands and turns errors into one line."""

from __future__ import annotations

import contextlib
import io
import signal
import sys
from collections.abc import Mapping
from typing import Annotated, ClassVar

import typer
from terakoya_autograde import StorageError, collect_seldom, guard_streams

from terakoya import __version__
from terakoya.cli.after_import import after_import
from terakoya.cli.checkout import find_benchmarks
from terakoya.cli.console import warn
from terakoya.cli.help_words import translate_help
from terakoya.cli.lazy import LazyGroup
from terakoya.cli.trouble import explain_refusal
from terakoya.errors import TerakoyaError, storage_failure
from terakoya.language import gettext as _

__all__ = ["app", "main"]

STOPPED = 130  # the exit code of a shell's command that Ctrl-C ended


class Commands(LazyGroup):
    """Every command; each is the module of its name."""

    package = "terakoya.cli"
    texts: ClassVar[Mapping[str, str]] = {
        "demo": _("Take two made-up cohorts all the way, print their tables, then serve the site."),
        "init": _("Make a workspace for your own courses; nothing is overwritten."),
        "new": _("Write an assignment of your own from a template."),
        "check": _("Check assignments before their release."),
        "release": _("Make the learner's versions in release/ from source/."),
        "collect": _("Take submissions in from the exchange, a folder or a zip."),
        "grade": _("Grade what is new in a cohort."),
        "feedback": _("Write the feedback pages of what is graded."),
        "build": _("Make one face of an assignment."),
        "serve": _("Serve this workspace's site on this machine, until Ctrl-C."),
        "backup": _("Keep the whole workspace in one file."),
        "restore": _("Put a backup back into a new folder, or only check it."),
        "guard": _("Find personal data in a text before it leaves the office."),
        "lab": _("Open JupyterLab on this machine, in your language, until Ctrl-C."),
        "doctor": _("Look at this machine: what works, and what to do about what does not."),
        "settings": _("Show every setting, its value, and where that comes from."),
        "cohort": _("Cohorts and their rosters."),
        "enrol": _("Seats, applications and the waiting list."),
        "remind": _("Remind people of what is due, and send what is queued."),
        "account": _("Accounts: who may log in, and first passwords on paper."),
        "role": _("Roles: instructor, manager, hr, author, admin, where and how long."),
        "person": _("People: where they work, and what is kept of them."),
        "log": _("Show what happened in this workspace, when, and in whose account."),
        "refresh": _("Who has to practise what again, and when."),
        "export": _("Tables for Excel and for other systems."),
        "ai": _("The model that labs may ask, what was asked of it, and recording answers."),
        "bench": _("Measure on this machine."),
    }
    groups: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "cohort": (
            "create",
            "enrol",
            "list",
            "show",
            "names",
            "change",
            "due",
            "rules",
            "withdraw",
            "reinstate",
            "archive",
            "unarchive",
            "log",
        ),
        "enrol": (
            "open",
            "list",
            "apply",
            "agree",
            "refuse",
            "cancel",
        ),
        "account": (
            "create",
            "list",
            "disable",
            "enable",
            "reset",
            "slips",
        ),
        "role": (
            "give",
            "take",
            "list",
        ),
        "person": (
            "show",
            "export",
            "erase",
            "expire",
            "transfer",
            "leave",
            "departments",
            "add",
        ),
        "refresh": (
            "due",
            "calendar",
        ),
        "export": (
            "feedback",
            "guide",
            "grades",
            "changes",
        ),
        "ai": (
            "log",
            "record",
            "check",
        ),
        "bench": (
            "app",
            "grade",
        ),
    }
    unlisted = frozenset() if find_benchmarks() else frozenset({"bench"})


app = typer.Typer(
    name="terakoya",
    cls=Commands,
    help=_("Author one notebook; release, collect, grade, give feedback, serve it as an app."),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
translate_help()


def _dress_help() -> None:
    from terakoya.cli.help_pages import dress_help  # noqa: PLC0415 - Rich's tables and Markdown

    dress_help()


after_import("typer.rich_utils", _dress_help)  # Typer imports it for a help page or an error


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
    collect_seldom()
    _write_what_can_be_written()
    try:
        app()
    except TerakoyaError as error:
        _refuse(error)
    except StorageError as error:
        _refuse(storage_failure(error))
    except KeyboardInterrupt:
        _stop()
    except SystemExit as ending:
        if ending.code != STOPPED:
            raise
        _stop()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        _refuse(explain_refusal(error))


def _refuse(error: TerakoyaError) -> None:
    warn(_("Error: ") + error.sentence)
    sys.exit(error.exit_code)


def _stop() -> None:
    """Say so and end; while everything is put away, another Ctrl-C would only break that."""
    with contextlib.suppress(ValueError):  # not the main thread: tests
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    warn(_("Stopped. What was finished is kept; run the command again."))
    sys.exit(STOPPED)


def _write_what_can_be_written() -> None:
    """Let a terminal show what it can, and obey nothing that is in a text."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    guard_streams()
