"""How Voila shows apps: our template, no source, nothing from another host, kernels that end."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from terakoya.model.settings import AppSettings, LogSettings

__all__ = ["app_environment", "template_root", "voila_settings"]

_KEPT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
# The widgets need two, plotly's charts one; every other would only add to what a page loads.
_EXTENSIONS = ["@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8"]
_EXTENSIONS += ["jupyterlab-plotly"]


def voila_settings(
    settings: AppSettings, folder: Path, port: int, token: str, logs: LogSettings | None = None
) -> dict[str, object]:
    """Return the content of Voila's configuration file.

    Args:
        folder: the apps, one folder each.
        port: where Voila listens, on the loopback address only.
        token: what every request must carry; a page in a browser cannot know it.
        logs: where lines go beside Voila's own log; nowhere without a file.
    """
    return {
        "Voila": {
            "ip": "127.0.0.1",
            "port": port,
            "port_retries": 0,
            "open_browser": False,
            "base_url": settings.base_url,
            "root_dir": str(folder),
            "token": token,
        },
        "AppsVoila": {"apps": asdict(settings), "logs": asdict(logs or LogSettings())},
        "WarmKernelProvisioner": {"memory_mb": settings.memory_mb, "sandbox": settings.sandbox},
        "VoilaConfiguration": _page_settings(),
        "VoilaExporter": {
            "language_code": settings.language,
            "filters": {"page_words": "terakoya.faces.app.live.page_words.page_words"},
        },
        "VoilaExecutor": _cell_settings(settings),
        "MappingKernelManager": _kernel_settings(settings),
    }


def _page_settings() -> dict[str, object]:
    return {
        "template": "terakoya",
        "allow_template_override": "NO",
        "allow_theme_override": "NO",
        "theme": "light",
        "strip_sources": True,
        "show_tracebacks": False,
        "extension_allowlist": _EXTENSIONS,
    }


def _cell_settings(settings: AppSettings) -> dict[str, object]:
    """Voila's own default waits for ever on a cell that never ends."""
    return {
        "timeout": settings.cell_seconds,
        "interrupt_on_timeout": True,
        "startup_timeout": 60,
    }


def _kernel_settings(settings: AppSettings) -> dict[str, object]:
    """A tab that is closed without a word leaves its kernel behind (voila issue 1458)."""
    return {
        "cull_idle_timeout": settings.idle_seconds,
        "cull_interval": max(1, settings.idle_seconds // 4),
        "cull_connected": False,
        "cull_busy": True,  # a loop that no interrupt stops would live for ever
    }


def app_environment(run: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of Voila and its kernels: no configuration and no secret of a user.

    Args:
        run: the server's own folder for configuration, data and connection files.
        environment: what this process was given.
    """
    kept = {name: environment[name] for name in _KEPT if name in environment}
    cache = environment.get("XDG_CACHE_HOME") or str(Path(environment.get("HOME", run)) / ".cache")
    paths = [str(root) for root in (template_root(),) if root is not None]
    return {
        **kept,
        "HOME": str(run),
        "TMPDIR": str(run),
        "XDG_CACHE_HOME": cache,  # matplotlib's list of fonts takes seconds to make
        "IPYTHONDIR": str(run / "ipython"),
        "JUPYTER_CONFIG_DIR": str(run / "config"),
        "JUPYTER_DATA_DIR": str(run / "data"),
        "JUPYTER_RUNTIME_DIR": str(run / "runtime"),
        "JUPYTER_NO_CONFIG": "1",
        "JUPYTER_PATH": os.pathsep.join(paths),
        "JUPYTER_DEFAULT_PROVISIONER_NAME": "terakoya-warm",  # for pages that need Voila's own
        "PYTHONUNBUFFERED": "1",
        "PYTHONSAFEPATH": "1",
    }


def template_root() -> Path | None:
    """Return the folder of ``voila/templates`` in a checkout; None once installed."""
    root = Path(__file__).resolve().parents[4] / "extensions"
    return root if (root / "voila" / "templates" / "terakoya").is_dir() else None
