"""`terakoya person add`: a list of staff, so that people can log in and apply."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from terakoya.cli.cohort_people import say_accounts
from terakoya.cli.console import print_json, say
from terakoya.cli.roster_options import Hidden, SheetName
from terakoya.cli.roster_report import reading_document, say_what_was_read
from terakoya.cli.session import Session
from terakoya.delivery import open_roster
from terakoya.delivery.staff_list import know_staff
from terakoya.language import gettext as _
from terakoya.model import Stamp
from terakoya.sheets import Choice
from terakoya.workspace.account import account_name

__all__ = ["add"]


def add(
    file: Annotated[Path, typer.Argument(help=_("A list of staff, CSV or xlsx, as a roster."))],
    check: Annotated[
        bool, typer.Option("--check", help=_("Only show what would be read; nobody is added."))
    ] = False,
    sheet: SheetName = None,
    hidden: Hidden = False,
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Make people known, all or nobody; who is not on the list stays as they are."""
    session = Session.here()
    read = open_roster(file, Choice(sheet, hidden))
    if check:
        if json:
            print_json(
                {"people": len(read.learners), "checked_only": True} | reading_document(read)
            )
            return
        say_what_was_read(read)
        say(
            _("The list is sound. People: {count}. Nobody was added.").format(count=len(read.lines))
        )
        return
    stamp = Stamp(datetime.now(UTC), account_name())
    done = know_staff(session.database, read.learners, stamp)
    if json:
        counts = {"people": len(read.learners), "new": done.new, "changed": done.changed}
        counts["accounts"] = len(done.accounts.made)
        print_json(counts | {"checked_only": False} | reading_document(read))
        return
    say_what_was_read(read)
    say(_("New: {new}. Changed: {changed}.").format(new=done.new, changed=done.changed))
    say_accounts(done.accounts)
