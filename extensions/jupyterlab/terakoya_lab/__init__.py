"""Terakoya in JupyterLab: a learner's settings, errors in words, and how far a notebook is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from terakoya.reexport import import_when_used

if TYPE_CHECKING:
    from terakoya_lab.environment import lab_environment, put_before
    from terakoya_lab.progress import AnswerCell, GradedItem, Progress, read_progress

__all__ = ["AnswerCell", "GradedItem", "Progress", "lab_environment", "put_before"]
__all__ += ["read_progress"]

# A learner's kernel imports this package for its errors: it shall not wait for nbgrader.
__getattr__ = import_when_used(
    __name__,
    {
        "environment": "lab_environment put_before",
        "progress": "AnswerCell GradedItem Progress read_progress",
    },
)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Tell Jupyter Server which module to load."""
    return [{"module": "terakoya_lab"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Add the handlers to a running Jupyter Server."""
    from terakoya_lab.handlers import handlers  # noqa: PLC0415 - nbgrader: not for kernels

    server.web_app.add_handlers(".*$", handlers(server.web_app.settings["base_url"]))
    server.log.info("terakoya_lab is loaded")
