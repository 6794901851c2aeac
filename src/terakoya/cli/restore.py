"""`terakoya restore`: a backup put back into a folder, or only checked."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from terakoya.backup import (
    Backup,
    check_backup,
    find_lacking,
    replace_by_backup,
    restore_backup,
)
from terakoya.cli.backup import backup_document, say_what_is_in
from terakoya.cli.consent import Yes, require_consent
from terakoya.cli.console import print_json, say, warn
from terakoya.dates import LOCAL
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.records import database_url, open_database
from terakoya.workspace.settings import read_settings

__all__ = ["restore"]


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The backup."))],
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="FOLDER", help=_("Where to put it; what is there is kept beside.")),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help=_("Only read the backup, all of it."))
    ] = False,
    yes: Yes = False,
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Put a backup back; every file of it is proven by its digest first."""
    if check == (folder is not None):
        raise UsageError(
            _("Name either a folder or --check."),
            remedy=_("For example: terakoya restore {file} DIR").format(file=file),
        )
    found = check_backup(file) if folder is None else _restore(file, folder, yes=yes)
    if json:
        print_json(backup_document(found))
        return
    say(
        _("The backup is whole.")
        if folder is None
        else _("Restored: {folder}").format(folder=folder)
    )
    say_what_is_in(found)


def _restore(file: Path, folder: Path, *, yes: bool) -> Backup:
    """Put a backup back, in the place of what is there where somebody says so."""
    server = read_settings().database_url or None
    target = folder.resolve()
    if not (target.is_dir() and any(target.iterdir())):
        found = restore_backup(file, target, server)
    else:
        now = datetime.now(UTC).astimezone(LOCAL)
        aside = target.with_name(f"{target.name}-before-{now:%Y%m%d-%H%M%S}")
        question = _(
            "{folder} is not empty. Put the backup in its place, and keep what is there as {aside}?"
        )
        require_consent(question.format(folder=target, aside=aside), yes=yes)
        found = replace_by_backup(file, target, aside, server)
        warn(_("What was there is kept: {folder}").format(folder=aside))
    _look_after(target, server)
    return found


def _look_after(folder: Path, server: str | None) -> None:
    """Say so where a file is lacking that the records name: it was so when the backup was made."""
    with closing(open_database(database_url(folder / "var", server))) as database:
        for name in find_lacking(folder, database):
            warn(_("The records name a file that is not there: {name}").format(name=name))
