"""`terakoya restore`: a backup put back into a new folder, or only checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from terakoya.backup import check_backup, restore_backup
from terakoya.cli.backup import backup_document, say_what_is_in
from terakoya.cli.console import print_json, say
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.workspace.settings import read_settings

__all__ = ["restore"]


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The backup."))],
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help=_("A new or an empty folder."))
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help=_("Only read the backup, all of it."))
    ] = False,
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Put a backup back; every file of it is proven by its digest first."""
    if check == (folder is not None):
        raise UsageError(
            _("Name either a folder or --check."),
            remedy=_("For example: terakoya restore {file} DIR").format(file=file),
        )
    if folder is None:
        found = check_backup(file)
    else:
        server = read_settings().database_url or None
        found = restore_backup(file, folder, server)
    if json:
        print_json(backup_document(found))
        return
    say(
        _("The backup is whole.")
        if folder is None
        else _("Restored: {folder}").format(folder=folder)
    )
    say_what_is_in(found)
