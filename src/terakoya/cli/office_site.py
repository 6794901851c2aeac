"""A workspace as an office: checked, built, then served until Ctrl-C."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace

from terakoya.cli.app_lines import lines_of_apps
from terakoya.cli.console import say, warn
from terakoya.cli.serve import LocalSite
from terakoya.errors import UsageError
from terakoya.hub.office_folder import open_office
from terakoya.hub.office_options import OfficeOptions, read_options
from terakoya.hub.office_run import Office, OfficeRun
from terakoya.hub.person_servers import require_servers
from terakoya.hub.supervisor import end_earlier, run_office
from terakoya.language import gettext as _
from terakoya.logs import keep_logs
from terakoya.model.settings import Settings
from terakoya.portal.serving import listen, require_port
from terakoya.records import Database
from terakoya.records.account_records import list_accounts
from terakoya.workspace import Workspace

__all__ = ["OfficeSite", "check_call"]


def check_call(options: OfficeOptions, settings: Settings, workspace: Workspace) -> OfficeRun:
    """Return a call of an office, if it can be served.

    Raises:
        TerakoyaError: an option or a setting is wrong, the port is taken, or there is no sandbox
            for people's servers.
    """
    run = read_options(options, settings, workspace.root)
    require_servers(settings)
    if (workspace.var / "office").is_dir():
        end_earlier(open_office(workspace.var))
    require_port(options.port, options.host)
    return run


@dataclass(frozen=True)
class OfficeSite:
    """A workspace's office.

    Attributes:
        sandbox: False runs code of apps and refreshers with our own rights.
    """

    workspace: Workspace
    database: Database
    settings: Settings
    options: OfficeOptions
    sandbox: bool = True

    def require_account(self) -> None:
        """Go on only where somebody can log in.

        Raises:
            UsageError: there is no account.
        """
        with self.database.reading() as session:
            if list_accounts(session):
                return
        raise UsageError(
            _("Nobody can log in yet: there is no account."),
            remedy=_(
                "Make one: terakoya account create NAME, then terakoya role give NAME admin."
                " Or serve for yourself: terakoya serve --alone"
            ),
        )

    def serve(self) -> None:
        """Build what pages offer as files, then serve until Ctrl-C; errors as `check_call`."""
        self.require_account()
        run = replace(check_call(self.options, self.settings, self.workspace), sandbox=self.sandbox)
        self._warn(run)
        local = LocalSite(
            self.workspace, self.database, self.options.port, self.settings, self.sandbox
        )
        for problem in local.build():
            warn(problem)
        with (
            contextlib.closing(listen(run.host, run.port)) as listener,
            keep_logs(self.settings.logs, self.workspace.root),
            lines_of_apps(self.settings.ai, self.database) as lines,
        ):
            run = replace(run, port=listener.getsockname()[1], ai_lines=lines)
            office = Office(run, open_office(self.workspace.var))
            text = _("The site is at {address} (Ctrl-C stops it)").format(address=run.address)
            run_office(
                office,
                listener,
                apps=(self.workspace.var / "apps").is_dir(),
                servers=self.settings.office.servers == "sandbox",
                announce=lambda: say(text),
            )

    def _warn(self, run: OfficeRun) -> None:
        if not run.is_local and not run.is_secure:
            warn(_("Passwords go over the network as they are: give --tls-cert and --tls-key."))
        if self.settings.office.servers == "unprotected":
            warn(_("People's servers run without a sandbox: each can read everything here."))
