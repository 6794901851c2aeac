"""An assignment's folder handed in by a program, as `nbgrader submit` hands it in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.apps import NbGrader
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError

from terakoya.exchange.http_submit import HttpSubmit
from terakoya.exchange.portal_client import PortalClient, PortalError

__all__ = ["send_folder"]


def send_folder(root: Path, cohort_id: str, assignment_id: str) -> Any:
    """Hand in the folder of an assignment below `root`; return what the portal took.

    It keeps its copy and its receipt where nbgrader's own command and lists look for them.

    Raises:
        PortalError: it was not taken; the sentence says why.
    """
    # Where nothing is taken, the portal says why; nbgrader would speak of its folders.
    PortalClient.of_environment().get("cohorts", cohort_id, "assignments", assignment_id)
    app = NbGrader()
    app.load_config_file()
    config = app.config
    config.Exchange.path_includes_course = True
    config.Exchange.assignment_dir = str(root)
    config.CourseDirectory.course_id = cohort_id
    config.CourseDirectory.assignment_id = assignment_id
    submit = HttpSubmit(
        coursedir=CourseDirectory(config=config),
        authenticator=Authenticator(config=config),
        config=config,
    )
    try:
        submit.start()
    except ExchangeError as error:
        raise PortalError(str(error)) from None
    return submit.taken
