"""What every command works on: the workspace around here and its database."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import Cohort
from terakoya.records import Database, database_url, find_cohort, list_cohorts, open_database
from terakoya.workspace import Workspace, find_workspace, suggest

__all__ = ["Session"]


@dataclass(frozen=True)
class Session:
    """One command's workspace and database."""

    workspace: Workspace

    @classmethod
    def here(cls) -> Session:
        """Open the workspace that the current folder is in."""
        return cls(find_workspace(Path.cwd()))

    @cached_property
    def database(self) -> Database:
        """The workspace's database, created on first use."""
        url = database_url(self.workspace.var, os.environ.get("TERAKOYA_DATABASE_URL"))
        return open_database(url)

    def require_cohort(self, cohort_id: str) -> Cohort:
        """Return the cohort.

        Raises:
            UsageError: there is none of that id.
        """
        with self.database.session() as session:
            cohort = find_cohort(session, cohort_id)
            known = tuple(entry.id for entry in list_cohorts(session))
        if cohort is None:
            raise UsageError(
                _("There is no cohort {id}.").format(id=cohort_id), remedy=suggest(cohort_id, known)
            )
        return cohort
