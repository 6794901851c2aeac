"""`terakoya backup`: the whole workspace in one file."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from terakoya.backup import Backup, make_backup, note_backup, note_failure
from terakoya.cli.console import print_json, say, warn
from terakoya.cli.session import Session
from terakoya.dates import LOCAL
from terakoya.errors import TerakoyaError
from terakoya.language import gettext as _
from terakoya.model import Stamp
from terakoya.workspace.account import account_name

__all__ = ["backup", "backup_document", "say_what_is_in"]

_MOST_MINUTES = 24 * 60


def backup(
    to: Annotated[
        Path, typer.Option(help=_("The file to write, or the folder to write a dated one into."))
    ],
    wait: Annotated[
        int,
        typer.Option(min=0, max=_MOST_MINUTES, help=_("Minutes to wait for grading to pause.")),
    ] = 10,
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Keep the whole workspace in one file, and read it again; also while it is served."""
    session = Session.here()
    now = datetime.now(UTC)
    file = to / f"terakoya-{now.astimezone(LOCAL):%Y%m%d-%H%M%S}.zip" if to.is_dir() else to
    try:
        made, left_out = make_backup(
            session.workspace, session.database, file, now, patience=60.0 * wait
        )
    except TerakoyaError as error:
        with contextlib.suppress(TerakoyaError):  # the records may be what failed
            note_failure(session.database, file, error.sentence, Stamp(now, account_name()))
        raise
    note_backup(session.database, file, made, Stamp(datetime.now(UTC), account_name()))
    if json:
        print_json({"file": str(file), "left_out": left_out, **backup_document(made)})
        return
    for name in left_out:
        warn(_("Left out, as it is no file, or cannot be read: {name}").format(name=name))
    say(_("Backup: {file}").format(file=file))
    say_what_is_in(made)


def say_what_is_in(made: Backup) -> None:
    """Say how much a backup holds."""
    size = sum(entry.size for entry in made.files.values())
    say(
        _(
            "Cohorts: {cohorts}, learners: {learners}, submissions: {submissions}, "
            "files: {files} ({size} MB)"
        ).format(**made.counts, files=len(made.files), size=f"{size / 1e6:.1f}")
    )


def backup_document(made: Backup) -> dict[str, object]:
    """Return what programs are told of a backup."""
    size = sum(entry.size for entry in made.files.values())
    facts = {"made_at": made.made_at.isoformat(), "files": len(made.files), "bytes": size}
    return facts | made.counts
