"""What every command works on: the workspace around here and its database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from terakoya.cli.console import warn
from terakoya.dates import choose_date_form
from terakoya.errors import TerakoyaError, UsageError
from terakoya.language import gettext as _
from terakoya.model import Assignment, Cohort
from terakoya.model.settings import Settings
from terakoya.workspace import Workspace, find_workspace, suggest
from terakoya.workspace.settings import read_settings

if TYPE_CHECKING:
    from terakoya.records import Database

__all__ = ["Session"]


@dataclass(frozen=True)
class Session:
    """One command's workspace, its settings and its database."""

    workspace: Workspace
    settings: Settings = field(default_factory=Settings)

    @classmethod
    def here(cls) -> Session:
        """Open the workspace that the current folder is in; dates are written as it says."""
        workspace = find_workspace(Path.cwd())
        settings = read_settings(workspace.root)
        choose_date_form(settings.dates)
        return cls(workspace, settings)

    @cached_property
    def database(self) -> Database:
        """The workspace's database, created on first use."""
        from terakoya.records import (  # noqa: PLC0415 - SQLAlchemy: not for those who ask nothing
            database_url,
            open_database,
        )

        return open_database(database_url(self.workspace.var, self.settings.database_url))

    def choose(self, named: Sequence[str] | None) -> tuple[str, ...]:
        """Return the assignments that are named, or all; silence would pass for “all is well”."""
        ids = tuple(named or self.workspace.assignment_ids)
        if not ids:
            warn(_("There is no assignment in source/ yet."))
        return ids

    def read_assignments(
        self, names: Sequence[str]
    ) -> tuple[list[Assignment], list[TerakoyaError]]:
        """Return the assignments, and what is wrong with those of them that cannot be read.

        Raises:
            TerakoyaError: none of them can be read; it is what is wrong with the first.
        """
        read: list[Assignment] = []
        problems: list[TerakoyaError] = []
        for name in names:
            try:
                read.append(self.workspace.read_assignment(name))
            except TerakoyaError as error:
                problems.append(error)
        if problems and not read:
            raise problems[0]
        return read, problems

    def require_cohort(self, cohort_id: str) -> Cohort:
        """Return the cohort.

        Raises:
            UsageError: there is none of that id.
        """
        from terakoya.records import list_cohorts  # noqa: PLC0415 - as above

        with self.database.reading() as session:
            cohorts = {entry.id: entry for entry in list_cohorts(session)}
        if cohort_id not in cohorts:  # asked of these, as no database takes every argument
            listed = tuple(one.id for one in cohorts.values() if one.archived_at is None)
            near = get_close_matches(cohort_id, cohorts, n=1)
            raise UsageError(
                _("There is no cohort {id}.").format(id=cohort_id),
                remedy=suggest(cohort_id, tuple(near) or listed),
            )
        return cohorts[cohort_id]
