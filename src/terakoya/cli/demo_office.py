"""`terakoya serve --demo`: the demonstration as an office, with one account a role."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from terakoya_autograde.sandbox import sandbox_available

from terakoya.cli.console import print_table, say, show_progress, warn
from terakoya.cli.demo import default_folder
from terakoya.cli.office_site import OfficeSite, check_call
from terakoya.demo import Demo, is_made, run_demo
from terakoya.demo.demo_accounts import make_demo_accounts, write_demo_accounts
from terakoya.errors import UsageError
from terakoya.hub.office_options import OfficeOptions
from terakoya.language import gettext as _
from terakoya.portal.access import is_loopback
from terakoya.portal.role_words import role_words
from terakoya.records import Database, database_url, open_database
from terakoya.workspace import Workspace
from terakoya.workspace.settings import read_settings

__all__ = ["serve_demo_office"]

_LEARNERS = 8  # enough to see a class, and graded within minutes


def serve_demo_office(options: OfficeOptions) -> None:
    """Make the demonstration where it is not there, give it accounts, and serve it.

    Raises:
        UsageError: other machines could reach it.
        TerakoyaError: as `OfficeSite.serve`.
    """
    if not is_loopback(options.host):
        raise UsageError(
            _("The demonstration is for this machine only, not for {host}.").format(
                host=options.host
            ),
            remedy=_("Leave --host out."),
        )
    folder, shut_in = default_folder().resolve(), sandbox_available()
    workspace = Workspace(folder / "workspace")
    made = is_made(folder)
    settings = read_settings(workspace.root if made else None)
    check_call(options, settings, workspace)
    database = _open(workspace) if made else _make(folder, shut_in)
    accounts = make_demo_accounts(database)
    path = write_demo_accounts(folder, accounts)
    headings = [_("Role"), _("Account"), _("Password")]
    print_table(headings, ([role_words(one.role), one.name, one.password] for one in accounts))
    say(_("They stand in {path}, too.").format(path=path))
    OfficeSite(workspace, database, settings, options, shut_in).serve()


def _open(workspace: Workspace) -> Database:
    return open_database(database_url(workspace.var))


def _make(folder: Path, shut_in: bool) -> Database:
    warn(_("Making the demonstration first: a few minutes, once."))
    demo = Demo(folder, _LEARNERS, os.cpu_count() or 1, shut_in)
    return run_demo(demo, partial(show_progress, quiet=False)).database
