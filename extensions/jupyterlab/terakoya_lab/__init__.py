"""The server half of Terakoya's JupyterLab extension: what a learner's notebook still needs."""

from __future__ import annotations

from typing import Any

from terakoya_lab.handlers import handlers
from terakoya_lab.progress import AnswerCell, GradedItem, Progress, read_progress

__all__ = ["AnswerCell", "GradedItem", "Progress", "read_progress"]


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Tell Jupyter Server which module to load."""
    return [{"module": "terakoya_lab"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Add the handlers to a running Jupyter Server."""
    server.web_app.add_handlers(".*$", handlers(server.web_app.settings["base_url"]))
    server.log.info("terakoya_lab is loaded")
