"""What is graded: one assignment, and submissions with right answers and typical mistakes only."""

from __future__ import annotations

import itertools
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from terakoya.authoring import make_release
from terakoya.errors import WorkspaceError
from terakoya.language import gettext as _
from terakoya.model import Assignment
from terakoya.workspace import Workspace
from terakoya.workspace.atomic import write_text
from terakoya.workspace.outline import OutlineItem, read_outline, read_source_notebook

__all__ = ["Entry", "Made", "Maker", "Material", "make_material"]

CONFIG = "nbgrader_config.py"
_FAIR = ("reference", "right/", "wrong/")  # what every contender can run to its end
_NOT_COPIED = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "*.pyc")


class Made(Protocol):
    """A made submission: what it is, and notebook name → JSON text."""

    @property
    def kind(self) -> str:
        """What it is made as."""

    @property
    def notebooks(self) -> Mapping[str, str]:
        """Name → JSON text."""


Maker = Callable[[Workspace, Assignment], Iterable[Made]]


@dataclass(frozen=True)
class Entry:
    """One submission on disk: its number as an id, what it is, file name → path."""

    id: str
    kind: str
    files: Mapping[str, Path]


@dataclass(frozen=True)
class Material:
    """An assignment in a workspace of its own, its items, and its submissions.

    Attributes:
        scratch: where contenders may write.
        environment: what their processes are started with.
    """

    workspace: Workspace
    assignment: Assignment
    items: tuple[OutlineItem, ...]
    entries: tuple[Entry, ...]
    scratch: Path
    environment: Mapping[str, str]

    @property
    def config(self) -> Path:
        """The course's nbgrader_config.py."""
        return self.workspace.root / CONFIG

    @property
    def source(self) -> Path:
        """The folder of the instructor's version."""
        return self.workspace.source(self.assignment.id)

    @property
    def kinds(self) -> dict[str, int]:
        """How many submissions there are of each kind."""
        return dict(Counter(entry.kind for entry in self.entries))

    def sample(self, count: int | None) -> tuple[Entry, ...]:
        """Return `count` submissions, evenly spread; all where `count` is None or too large."""
        total = len(self.entries)
        if count is None or count >= total:
            return self.entries
        return tuple(self.entries[number * total // count] for number in range(count))

    def source_notebook(self, name: str) -> Any:
        """Read an instructor's notebook as plain JSON data."""
        return read_source_notebook(self.workspace, self.assignment, name)

    def folder(self, name: str) -> Path:
        """Return a new folder for one contender."""
        made = self.scratch / name
        made.mkdir(parents=True)
        return made


def make_material(
    workspace: Workspace,
    assignment_id: str,
    count: int,
    maker: Maker,
    scratch: Path,
    environment: Mapping[str, str],
) -> Material:
    """Copy an assignment to `scratch`, release it there, and write `count` submissions of it.

    Raises:
        UsageError: there is no such assignment.
        WorkspaceError: no answers are written down for it.
    """
    assignment = workspace.read_assignment(assignment_id)
    own = Workspace(scratch / "workspace")
    shutil.copytree(workspace.source(assignment_id), own.source(assignment_id), ignore=_NOT_COPIED)
    shutil.copyfile(workspace.root / CONFIG, own.root / CONFIG)
    make_release(own, assignment)
    entries = tuple(
        _write(made, f"s{number:05d}", scratch / "submissions")
        for number, made in enumerate(_fair(own, assignment, count, maker), start=1)
    )
    items = read_outline(own, assignment)
    return Material(own, assignment, items, entries, scratch, environment)


def _fair(workspace: Workspace, assignment: Assignment, count: int, maker: Maker) -> Iterator[Made]:
    """Yield submissions that run to their end; refuse an assignment that has only its reference."""
    made = (entry for entry in maker(workspace, assignment) if entry.kind.startswith(_FAIR))
    first = list(itertools.islice(made, 2))
    if len({entry.kind for entry in first}) < 2:
        raise WorkspaceError(
            _("No answers are written down, so there is nothing to compare."),
            where=f"source/{assignment.id}/answers",
            remedy=_("Add right and wrong answers, or name another assignment."),
        )
    return itertools.islice(itertools.chain(first, made), count)


def _write(made: Made, name: str, folder: Path) -> Entry:
    """Write one submission; a mark in its metadata makes every one's bytes differ, as they do."""
    files = {}
    for notebook, text in made.notebooks.items():
        content = json.loads(text)
        content["metadata"]["benchmark"] = name
        path = folder / name / f"{notebook}.ipynb"
        write_text(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
        files[path.name] = path
    return Entry(name, made.kind, files)
