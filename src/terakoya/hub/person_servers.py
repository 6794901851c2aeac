"""What starts people's own JupyterLabs: the sandbox, or nothing unless the settings say so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from terakoya_autograde.sandbox import sandbox_available

from terakoya.errors import UsageError
from terakoya.hub.office_folder import socket_address
from terakoya.hub.office_run import PORTAL, Office
from terakoya.hub.spawning.lab_settings import settle_lab
from terakoya.language import current_language
from terakoya.language import gettext as _
from terakoya.model.settings import Settings

__all__ = ["require_servers", "settle_servers"]


def settle_servers(c: Any, office: Office, settings: Settings) -> None:
    """Write JupyterHub's settings of people's servers.

    Raises:
        UsageError: they are to be in the sandbox, and there is none.
    """
    kind = settings.office.servers
    if kind == "none":
        c.JupyterHub.spawner_class = "terakoya.hub.closed_servers.ClosedServers"
    elif kind == "unprotected":
        _settle_unprotected(c, office)
    else:
        _settle_sandboxed(c, office, settings)


def _settle_unprotected(c: Any, office: Office) -> None:
    """JupyterHub's own: every server runs with the rights of the office, and reads all of it."""
    homes = f"{office.run.root}/var/homes"
    c.JupyterHub.spawner_class = "jupyterhub.spawner.SimpleLocalProcessSpawner"
    c.SimpleLocalProcessSpawner.home_dir_template = homes + "/{username}"
    c.Spawner.default_url = "/lab"
    c.Spawner.args = ["--allow-root"]


def require_servers(settings: Settings) -> None:
    """Go on only where people's servers can be kept apart, or nobody asks for that.

    Raises:
        UsageError: they are to be in the sandbox, and there is none.
    """
    if settings.office.servers != "sandbox":
        return
    if not sandbox_available():
        raise UsageError(
            _("There is no sandbox for people's JupyterLabs here; terakoya doctor says why."),
            remedy=_('Without JupyterLab: servers = "none" under [office] in terakoya.toml.'),
        )


def _settle_sandboxed(c: Any, office: Office, settings: Settings) -> None:
    require_servers(settings)
    run, chosen, root = office.run, settings.office, Path(office.run.root)
    c.JupyterHub.spawner_class = "terakoya.hub.spawning.spawner.TerakoyaSpawner"
    c.TerakoyaSpawner.office = str(office.folder.path)
    c.TerakoyaSpawner.homes = str(root / "var" / "homes")
    c.TerakoyaSpawner.hidden = [str(root / name) for name in ("source", "release", "var")]
    c.TerakoyaSpawner.portal_address = socket_address(office.folder.socket(PORTAL))
    c.TerakoyaSpawner.portal_path = run.portal_path
    lab = office.folder.path / "lab"
    c.TerakoyaSpawner.lab_variables = dict(settle_lab(lab, current_language()))
    c.TerakoyaSpawner.readable = [str(lab)]
    c.TerakoyaSpawner.ai_root = "" if settings.ai.provider == "recorded" else str(root)
    c.TerakoyaSpawner.daemon_is_kept = True  # by the supervisor
    c.TerakoyaSpawner.home_mb = chosen.home_mb
    c.TerakoyaSpawner.memory_mb = chosen.memory_mb
    c.TerakoyaSpawner.idle_minutes = chosen.idle_minutes
    c.Spawner.default_url = "/lab"
