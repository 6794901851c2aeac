"""JupyterHub's settings, made in code from the workspace's own: nobody writes a file of its."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from terakoya.hub.login.outside_logins import settle_login
from terakoya.hub.office_folder import socket_address
from terakoya.hub.office_run import PORTAL, Office
from terakoya.hub.person_servers import settle_servers
from terakoya.logs import get_logger
from terakoya.model.settings import Settings

__all__ = ["COOKIE", "configure_hub", "oauth_client_of"]

COOKIE = "terakoya-portal"
"""The name of the site's own cookie; JupyterHub's logout takes it away, too."""
log = get_logger("hub")
_TEMPLATES = Path(__file__).with_name("templates")


def oauth_client_of(service: str) -> str:
    """Return by which name JupyterHub knows a service that people log in to."""
    return f"service-{service}"


def configure_hub(c: Any, office: Office, settings: Settings) -> None:
    """Write JupyterHub's settings.

    Args:
        c: its configuration, which is filled.
        office: the call, and its folder.
        settings: of the workspace.

    Raises:
        TerakoyaError: a setting is missing, or there is no sandbox for people's servers.
    """
    _settle_addresses(c, office)
    _settle_proxy(c, office)
    _settle_portal(c, office)
    _settle_running(c, office, settings)
    settle_login(c, office, settings)
    settle_servers(c, office, settings)


def _settle_addresses(c: Any, office: Office) -> None:
    run, folder = office.run, office.folder
    scheme = "https" if run.certificate else "http"
    named = f"[{run.host}]" if ":" in run.host else run.host
    c.JupyterHub.bind_url = f"{scheme}://{named}:{run.port}{run.base_path}"
    c.JupyterHub.hub_bind_url = socket_address(folder.socket("hub"))
    c.JupyterHub.hub_connect_url = socket_address(folder.socket("hub"))
    c.JupyterHub.default_url = run.portal_path


def _settle_proxy(c: Any, office: Office) -> None:
    """The front is ours, and speaks as the proxy does that this class of JupyterHub is for."""
    c.JupyterHub.proxy_class = "jupyterhub.proxy.ConfigurableHTTPProxy"
    c.ConfigurableHTTPProxy.should_start = False
    c.ConfigurableHTTPProxy.api_url = socket_address(office.folder.socket("routes"))
    c.ConfigurableHTTPProxy.auth_token = office.folder.secret("front")
    c.JupyterHub.cleanup_proxy = False
    c.JupyterHub.cleanup_servers = False  # people's work goes on while JupyterHub starts anew


def _settle_portal(c: Any, office: Office) -> None:
    c.JupyterHub.services = [
        {
            "name": PORTAL,
            "api_token": office.folder.secret(PORTAL),
            "oauth_client_id": oauth_client_of(PORTAL),
            "oauth_redirect_uri": f"{office.run.portal_path}oauth_callback",
            "oauth_no_confirm": True,
            "display": False,
        }
    ]
    c.JupyterHub.extra_user_scopes = {f"access:services!service={PORTAL}"}


def _settle_running(c: Any, office: Office, settings: Settings) -> None:
    folder = office.folder
    c.JupyterHub.db_url = f"sqlite:///{folder.database}"
    c.JupyterHub.upgrade_db = True  # the file is ours alone, and is copied before that
    c.JupyterHub.cookie_secret = bytes.fromhex(folder.secret("cookie"))
    c.JupyterHub.cookie_max_age_days = settings.office.login_hours / 24
    c.JupyterHub.tornado_settings = {
        "log_function": _tell_request,
        "cookie_options": {"samesite": "Lax"} | ({"secure": True} if office.run.is_secure else {}),
    }
    c.JupyterHub.allow_named_servers = False
    c.JupyterHub.implicit_spawn_seconds = 1  # who comes back to a server that ended gets it again
    c.JupyterHub.template_paths = [str(_TEMPLATES)]
    c.JupyterHub.template_vars = {"portal": office.run.portal_path}
    # a number, as traitlets knows WARN and not WARNING
    c.JupyterHub.log_level = logging.getLevelNamesMapping()[settings.logs.level.upper()]
    c.JupyterHub.show_config = False


def _tell_request(handler: Any) -> None:
    """Tell of a request without its address: names of people stand in there."""
    told = {"method": handler.request.method[:20], "status": handler.get_status()}
    milliseconds = round(handler.request.request_time() * 1000, 1)
    told |= {"request_id": getattr(handler, "request_id", "")}
    log.info("request", route=type(handler).__name__, **told, milliseconds=milliseconds)
