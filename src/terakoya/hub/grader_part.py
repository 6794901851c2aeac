"""The grader of an office: what is handed in is graded as soon as it comes."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime
from pathlib import Path

from terakoya.grading.resident_grader import Resident, ResidentSettings
from terakoya.hub.office_run import Office
from terakoya.model.settings import Settings
from terakoya.records import database_url, open_database
from terakoya.workspace import Workspace

__all__ = ["run_grader"]


def run_grader(office: Office, settings: Settings) -> None:
    """Grade until SIGTERM; what is being graded then is kept.

    Raises:
        TerakoyaError: the database cannot be used, or another such grader is at work.
    """
    workspace = Workspace(Path(office.run.root))
    database = open_database(database_url(workspace.var, settings.database_url))
    resident = Resident(
        workspace,
        database,
        lambda: datetime.now(UTC),
        ResidentSettings(workers=os.cpu_count() or 1, sandbox=office.run.sandbox),
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: resident.stop())
    try:
        resident.work()
    finally:
        database.close()
