"""`terakoya serve`: this workspace as an office, or for oneself alone, until Ctrl-C."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from terakoya.cli.app_lines import lines_of_apps
from terakoya.cli.build import make_job
from terakoya.cli.console import say, show_progress, warn
from terakoya.cli.session import Session
from terakoya.delivery import keep_courses
from terakoya.errors import PluginError, TerakoyaError, UsageError
from terakoya.faces.job import BuildOptions
from terakoya.faces.making import has_face, make_face
from terakoya.language import current_language
from terakoya.language import gettext as _
from terakoya.model.face import FACES, Face, Made
from terakoya.model.settings import Settings
from terakoya.portal import OpenAccess, RefresherService
from terakoya.portal import serve as serve_portal
from terakoya.portal.access import is_loopback
from terakoya.portal.metrics import Watching
from terakoya.portal.metrics_token import read_metrics_token
from terakoya.portal.serving import ServeSettings, require_port
from terakoya.portal.workspace_site import WorkspaceSite
from terakoya.records import Database
from terakoya.workspace import Workspace

__all__ = ["LocalSite", "serve"]

_FOLDERS = {Made.APP: "apps", Made.FILES: "papers"}
"""The folder of var/ for what a site shows of the faces."""


def serve(  # noqa: PLR0913, PLR0917 - one for each option
    port: Annotated[int, typer.Option(help=_("The port of the site; 0 for any."))] = 8000,
    host: Annotated[str, typer.Option(help=_("The address to listen on."))] = "127.0.0.1",
    tls_cert: Annotated[Path | None, typer.Option(help=_("The certificate of TLS, PEM."))] = None,
    tls_key: Annotated[Path | None, typer.Option(help=_("Its key, PEM."))] = None,
    base_path: Annotated[
        str, typer.Option(help=_("The path below which everything is, behind a proxy."))
    ] = "",
    alone: Annotated[
        bool, typer.Option("--alone", help=_("For yourself on this machine, without accounts."))
    ] = False,
    demo: Annotated[
        bool, typer.Option("--demo", help=_("A made-up office with one account a role."))
    ] = False,
) -> None:
    """Serve this workspace as an office: people log in, each with a JupyterLab of their own."""
    if alone:
        _require_no_more(host, (tls_cert, tls_key), base_path, demo=demo)
        _serve_alone(port)
        return
    from terakoya.cli.office_site import OfficeSite  # noqa: PLC0415 - JupyterHub: not for oneself
    from terakoya.hub.office_options import OfficeOptions  # noqa: PLC0415

    options = OfficeOptions(host, port, tls_cert, tls_key, base_path)
    if demo:
        from terakoya.cli.demo_office import serve_demo_office  # noqa: PLC0415 - as above

        serve_demo_office(options)
        return
    session = Session.here()
    OfficeSite(session.workspace, session.database, session.settings, options).serve()


def _require_no_more(
    host: str, files: tuple[Path | None, ...], base_path: str, *, demo: bool
) -> None:
    if demo or base_path or any(files) or not is_loopback(host):
        raise UsageError(
            _("--alone is for one person on this machine, and takes --port only."),
            remedy=_("Leave --alone out to serve an office."),
        )


def _serve_alone(port: int) -> None:
    session = Session.here()
    require_port(port)
    site = LocalSite(session.workspace, session.database, port=port, settings=session.settings)
    keep_courses(session.database, session.workspace)
    for problem in site.build():
        warn(problem)
    site.serve(key=secrets.token_urlsafe(24))


@dataclass(frozen=True)
class LocalSite:
    """A workspace's site on this machine.

    Attributes:
        settings: of the workspace that the site is served from.
        sandbox: False runs code of apps and refreshers with our own rights.
        quiet: whether nothing is said of progress and address.
    """

    workspace: Workspace
    database: Database
    port: int
    settings: Settings = field(default_factory=Settings)
    sandbox: bool = True
    quiet: bool = False

    def build(self) -> list[str]:
        """Make what pages offer as files; return a sentence for each that could not be made.

        What is wrong with faces of other packages is said, and keeps nobody from serving the rest.
        """
        options = BuildOptions(language=current_language(), sandbox=self.sandbox)
        loaded = FACES.load()
        shown = [face for face in loaded.parts.values() if face.makes in _FOLDERS]
        work = [(name, face) for name in self.workspace.assignment_ids for face in shown]
        problems: list[str] = []
        foreign = [problem.sentence for problem in loaded.problems]
        with show_progress(_("Apps, handouts and slides"), len(work), quiet=self.quiet) as progress:
            for name, face in work:
                try:
                    self._build(name, face, options)
                except PluginError as error:
                    foreign.append(error.sentence)
                except TerakoyaError as error:
                    problems.append(str(error))
                progress.advance(f"{name}/{face.name}")
        for sentence in dict.fromkeys(foreign):
            warn(sentence)
        return list(dict.fromkeys(problems))  # an assignment that cannot be read says so once

    def serve(self, *, key: str = "") -> None:
        """Serve until Ctrl-C.

        Args:
            key: what the address carries, so that nobody else on this machine gets in.
        """
        with lines_of_apps(self.settings.ai, self.database) as lines:
            self._serve(key, lines)

    def _serve(self, key: str, lines: str) -> None:
        apps = self.workspace.var / _FOLDERS[Made.APP]
        site = WorkspaceSite(self.workspace, self.database)
        serve_portal(
            site,
            OpenAccess(),
            announce=self._announce,
            apps_folder=apps if apps.is_dir() else None,
            refreshers=RefresherService(
                self.workspace, self.database, lambda: datetime.now(UTC), sandbox=self.sandbox
            ),
            settings=ServeSettings(
                port=self.port,
                papers=self.workspace.var / _FOLDERS[Made.FILES],
                apps=replace(self.settings.apps, sandbox=self.sandbox, ai_lines=lines),
                key=key,
                logs=self.settings.logs,
                root=self.workspace.root,
                watching=Watching(read_metrics_token(self.workspace.var), site.count_gradings),
            ),
        )

    def _build(self, name: str, face: Face, options: BuildOptions) -> None:
        job = make_job(self.workspace, name, options)
        if has_face(job, face):
            make_face(job, face.name, self.workspace.var / _FOLDERS[face.makes])

    def _announce(self, address: str) -> None:
        if not self.quiet:
            text = _("The site is at {address} (Ctrl-C stops it)").format(address=address)
            say(text)
