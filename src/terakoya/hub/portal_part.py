"""The site as a part of an office: behind the front, with JupyterHub's login at its door."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import uvicorn
from jupyterhub.services.auth import HubOAuth
from starlette.types import ASGIApp

from terakoya.accounts import person_of
from terakoya.delivery import keep_courses
from terakoya.hub.apps_place import AppsPlace
from terakoya.hub.hub_configuration import COOKIE, oauth_client_of
from terakoya.hub.office_backups import OfficeBackups
from terakoya.hub.office_folder import socket_address
from terakoya.hub.office_run import PORTAL, Office
from terakoya.model.settings import Settings
from terakoya.portal import page_context as site_office
from terakoya.portal.app import create_portal
from terakoya.portal.exchange_api import ExchangeService
from terakoya.portal.form_guard import FormGuard
from terakoya.portal.hub_access import KEPT_SECONDS, HubAccess, HubIdentity
from terakoya.portal.hub_entrance import CALLBACK, HubEntrance, HubPlaces
from terakoya.portal.live import LiveEvents
from terakoya.portal.metrics import Watching
from terakoya.portal.metrics_token import read_metrics_token
from terakoya.portal.proxy import AppGate
from terakoya.portal.refreshers.refresher_service import RefresherService
from terakoya.portal.surroundings import Places as LinkPlaces
from terakoya.portal.workspace_site import WorkspaceSite
from terakoya.records import Database, database_url, open_database
from terakoya.reminding.mail_thread import start_mail
from terakoya.workspace import Workspace

__all__ = ["run_portal"]


def run_portal(office: Office, settings: Settings) -> None:
    """Serve the site until SIGTERM.

    Raises:
        TerakoyaError: the database or the workspace cannot be used.
    """
    workspace = Workspace(Path(office.run.root))
    database = open_database(database_url(workspace.var, settings.database_url))
    keep_courses(database, workspace)
    socket = office.folder.socket(PORTAL)
    socket.unlink(missing_ok=True)  # of a site that was killed
    site = HubEntrance(
        _make_site(office, settings, workspace, database),
        HubIdentity(_oauth(office), partial(person_of, database)),
        _places(office, settings),
    )
    mail = start_mail(workspace, database, settings.mail)
    try:
        _serve(site, socket)
    finally:
        mail.stop()


def _make_site(
    office: Office, settings: Settings, workspace: Workspace, database: Database
) -> ASGIApp:
    source, place = WorkspaceSite(workspace, database), AppsPlace(office)
    return create_portal(
        source,
        HubAccess(),
        apps=AppGate(place.now, place.usual),
        refreshers=RefresherService(
            workspace, database, lambda: datetime.now(UTC), sandbox=office.run.sandbox
        ),
        papers=workspace.var / "papers",
        hosts=_hosts(office, settings),
        watching=Watching(read_metrics_token(workspace.var), source.count_gradings),
        forms=FormGuard(bytes.fromhex(office.folder.secret("forms"))),
        office=site_office.Office(
            workspace,
            database,
            places=_links(office),
            is_live=True,
            sandbox=office.run.sandbox,
            backups=OfficeBackups(workspace, settings.backup),
            mail=settings.mail,
        ),
        exchange=ExchangeService(workspace, database),
        live=LiveEvents(database),
    )


def _links(office: Office) -> LinkPlaces:
    """Return where pages of the site lead beside it."""
    run = office.run
    own = f"{run.hub_path}user-redirect"
    logout = f"{run.portal_path}logout"
    opening = f"{own}/terakoya/open/"
    return LinkPlaces(logout=logout, lab=f"{own}/lab", opening=opening, whole=run.base_path)


def _hosts(office: Office, settings: Settings) -> tuple[str, ...]:
    """Return the names under which the site may be asked for."""
    named = tuple(filter(None, (name.strip() for name in settings.office.hosts.split(","))))
    if named:
        return (*named, "127.0.0.1", "localhost", "[::1]")
    return ("127.0.0.1", "localhost", "[::1]") if office.run.is_local else ("*",)


def _oauth(office: Office) -> HubOAuth:
    """Return JupyterHub's own client for services."""
    run, folder = office.run, office.folder
    return HubOAuth(
        api_url=socket_address(folder.socket("hub")) + f"{run.hub_path}api",
        api_token=folder.secret(PORTAL),
        base_url=run.portal_path,
        hub_prefix=run.hub_path,
        oauth_client_id=oauth_client_of(PORTAL),
        oauth_redirect_uri=f"{run.portal_path.rstrip('/')}{CALLBACK}",
        cache_max_age=KEPT_SECONDS,
    )


def _places(office: Office, settings: Settings) -> HubPlaces:
    return HubPlaces(
        base=office.run.portal_path.rstrip("/"),
        hub=office.run.hub_path,
        client=oauth_client_of(PORTAL),
        cookie=COOKIE,
        hours=settings.office.login_hours,
        secure=office.run.is_secure,
    )


def _serve(site: ASGIApp, socket: Path) -> None:
    configuration = uvicorn.Config(
        site,
        uds=str(socket),
        log_config=None,
        log_level=logging.WARNING,
        access_log=False,
        server_header=False,
        forwarded_allow_ips="*",  # nobody but the front reaches this socket
        ws="websockets-sansio",
        ws_max_size=64 * 2**20,
        timeout_graceful_shutdown=3,
    )
    uvicorn.Server(configuration).run()
