"""What tells nbgrader, in a learner's server or on an instructor's machine, to ask the portal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from terakoya_autograde.storage import write_file

__all__ = ["PARTS", "server_configuration", "write_server_configuration"]

_HERE = __name__.rpartition(".")[0]
PARTS = {
    "exchange": f"{_HERE}.http_exchange.HttpExchange",
    "list": f"{_HERE}.http_list.HttpList",
    "fetch_assignment": f"{_HERE}.http_fetch_assignment.HttpFetchAssignment",
    "fetch_feedback": f"{_HERE}.http_fetch_feedback.HttpFetchFeedback",
    "submit": f"{_HERE}.http_submit.HttpSubmit",
    "collect": f"{_HERE}.http_collect.HttpCollect",
    "release_assignment": f"{_HERE}.http_release_assignment.HttpReleaseAssignment",
    "release_feedback": f"{_HERE}.http_release_feedback.HttpReleaseFeedback",
}
"""What stands for what in nbgrader's ExchangeFactory."""


def server_configuration(
    *, course_id: str = "", path_includes_course: bool = False, cache: str = ""
) -> Mapping[str, str]:
    """Return the files of a folder on JUPYTER_CONFIG_PATH: name → content.

    Where the portal is and who is asking is told by the server's environment, `TERAKOYA_PORTAL` and
    `JUPYTERHUB_API_TOKEN`: no secret is in a file.

    Args:
        course_id: the cohort, where there is only one.
        path_includes_course: whether assignments lie in a folder of their cohort.
        cache: where nbgrader keeps copies of what was handed in; its own place where empty.
    """
    settings: dict[str, dict[str, object]] = {"ExchangeFactory": dict(PARTS)}
    exchange: dict[str, object] = {"path_includes_course": path_includes_course}
    if cache:
        exchange["cache"] = cache
    settings["Exchange"] = exchange
    if course_id:
        settings["CourseDirectory"] = {"course_id": course_id}
    # a .py, as nbgrader warns at each command where it finds no such file
    lines = ["c = get_config()"]
    for part, given in settings.items():
        lines += [f"c.{part}.{name} = {value!r}" for name, value in given.items()]
    return {"nbgrader_config.py": "\n".join([*lines, ""])}


def write_server_configuration(folder: Path, **settings: str | bool) -> None:
    """Write these files into a folder; see `server_configuration`."""
    for name, content in server_configuration(**settings).items():  # type: ignore[arg-type]
        write_file(folder / name, content.encode("utf-8"))
