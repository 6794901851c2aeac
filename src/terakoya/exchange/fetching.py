"""An assignment put into somebody's own files, where it is not there yet."""

from __future__ import annotations

import os
from pathlib import Path

from terakoya_autograde.storage import fill_folder, new_folder

from terakoya.exchange.archives import unpack
from terakoya.exchange.portal_client import MOST_FILES, PortalClient

__all__ = ["fetch_where_missing"]


def fetch_where_missing(root: Path, cohort_id: str, assignment_id: str) -> Path:
    """Return the folder of an assignment below `root`; what is there already stays as it is.

    It lies where `nbgrader fetch_assignment` puts it, so that both know of each other.

    Raises:
        PortalError: the portal does not offer it, or does not answer.
    """
    folder = root / cohort_id / assignment_id
    if os.path.lexists(folder):
        return folder
    place = ("cohorts", cohort_id, "assignments", assignment_id, "files")
    answer = PortalClient.of_environment().get(*place, most=MOST_FILES)
    files = unpack(answer.content, answer.headers.get("x-terakoya-digest", ""))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with new_folder(folder) as made:
        fill_folder(made, files)
    return folder
