"""What every command shares: the workspace, the database, and how results and errors are shown."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import Cohort
from terakoya.records import Database, database_url, find_cohort, list_cohorts, open_database
from terakoya.workspace import Workspace, find_workspace, suggest

__all__ = ["Session", "console", "error_console", "print_json", "show_progress"]

console = Console(highlight=False)
error_console = Console(stderr=True, highlight=False)


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


def print_json(document: Any) -> None:
    """Print one JSON document, and nothing else, on standard output."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n")


class ProgressLine:
    """Counts finished pieces of work: a bar on a terminal, plain lines elsewhere."""

    def __init__(self, title: str, total: int, bar: Progress | None) -> None:
        self._title, self._total, self._done, self._bar = title, total, 0, bar
        self._task = bar.add_task(title, total=total) if bar else None

    def advance(self, label: str = "") -> None:
        """One more piece is done; `label` says which."""
        self._done += 1
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task)
        else:
            error_console.print(f"{self._title} {self._done}/{self._total} {label}".rstrip())


@contextmanager
def show_progress(title: str, total: int, *, quiet: bool = False) -> Iterator[ProgressLine]:
    """Show progress with the time that remains, on standard error."""
    if quiet or not error_console.is_terminal or total == 0:
        line = ProgressLine(title, total, None)
        if quiet:
            line.advance = lambda label="": None  # type: ignore[method-assign]
        yield line
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=error_console) as bar:
        yield ProgressLine(title, total, bar)
