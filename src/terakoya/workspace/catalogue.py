"""The catalogue of a workspace: its assignments and courses, each with its own problem if any.

It is asked for every page and every file of an app. So one of three hundred costs as much as one
of two: what was read counts until its file changes, and whoever asks for one looks at no other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from terakoya.errors import TerakoyaError
from terakoya.model import Assignment, Course
from terakoya.workspace.manifest import read_assignment_manifest, read_course_manifest
from terakoya.workspace.readings import Readings

__all__ = ["Catalogue", "Entry"]

Content = TypeVar("Content", Assignment, Course)


@dataclass(frozen=True)
class Entry(Generic[Content]):
    """One assignment or course: what its manifest says, or what is wrong with the manifest."""

    id: str
    content: Content | None = None
    problem: TerakoyaError | None = None

    def require(self) -> Content:
        """Return what the manifest says.

        Raises:
            ManifestError: it breaks a rule.
        """
        if self.content is None:
            assert self.problem is not None  # noqa: S101 - one of the two is there
            raise self.problem.again()
        return self.content


@dataclass(frozen=True)
class _ManifestStore(Generic[Content]):
    """The folders of one kind; each holds a manifest of the same name."""

    root: Path
    kind: str
    manifest: str
    read: Callable[[Path, str], Content]

    def find(self, readings: Readings, name: str) -> Entry[Content] | None:
        path = self.root / self.kind / name / self.manifest
        if not _is_name(name) or not _is_there(path):
            return None
        where = f"{self.kind}/{name}/{self.manifest}"
        try:
            content = readings.get((self.kind, name), [path], lambda: self.read(path, where))
        except TerakoyaError as error:
            return Entry(name, problem=error)
        return Entry(name, content)

    def names(self) -> tuple[str, ...]:
        folder = self.root / self.kind
        try:
            names = [entry.name for entry in folder.iterdir()]
        except OSError:
            return ()
        shown = (name for name in names if _is_name(name))
        return tuple(sorted(name for name in shown if _is_there(folder / name / self.manifest)))

    def list(self, readings: Readings) -> tuple[Entry[Content], ...]:
        names = self.names()
        readings.forget_others(self.kind, names)
        found = (self.find(readings, name) for name in names)
        return tuple(entry for entry in found if entry is not None)


class Catalogue:
    """The assignments and courses of the workspace at `root`; callable from many threads.

    `readings` holds what others made of the workspace's files.
    """

    def __init__(self, root: Path, readings: Readings | None = None) -> None:
        self.readings = readings or Readings()
        self._assignments = _ManifestStore(
            root, "source", "assignment.toml", read_assignment_manifest
        )
        self._courses = _ManifestStore(root, "courses", "course.toml", read_course_manifest)

    @property
    def assignment_ids(self) -> tuple[str, ...]:
        """Every folder of source/ that holds a manifest, sorted."""
        return self._assignments.names()

    @property
    def course_ids(self) -> tuple[str, ...]:
        """Every folder of courses/ that holds a manifest, sorted."""
        return self._courses.names()

    def find_assignment(self, assignment_id: str) -> Entry[Assignment] | None:
        """Return one assignment; None where there is none of that id."""
        return self._assignments.find(self.readings, assignment_id)

    def find_course(self, course_id: str) -> Entry[Course] | None:
        """Return one course; None where there is none of that id."""
        return self._courses.find(self.readings, course_id)

    def list_assignments(self) -> tuple[Entry[Assignment], ...]:
        """Return every assignment, by id; one that cannot be read costs no other its place."""
        return self._assignments.list(self.readings)

    def list_courses(self) -> tuple[Entry[Course], ...]:
        """Return every course, by id."""
        return self._courses.list(self.readings)


def _is_name(name: str) -> bool:
    """Tell whether a name can be a folder's here: of no other place, and of none half made."""
    return bool(name) and not name.startswith(".") and "/" not in name and "\0" not in name


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name too long, or of letters that no file's name can have
        return False
