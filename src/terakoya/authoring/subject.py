"""What checks look at: one assignment, its notebooks and cells, and a way to grade trials of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from terakoya_autograde import Marks, source_of

from terakoya.authoring.finding import Place
from terakoya.authoring.foreseen import Foreseen, foresee
from terakoya.authoring.rule import Work
from terakoya.authoring.written_answers import answer_cells
from terakoya.model import Assignment
from terakoya.workspace import Workspace
from terakoya.workspace.mark_delimiters import course_marks
from terakoya.workspace.outline import read_source_notebook

if TYPE_CHECKING:
    from terakoya_autograde import AssignmentVersion, Result

__all__ = ["Advance", "AuthorCell", "Subject", "read_subject"]

Advance = Callable[[str], None]
Done = TypeVar("Done")
_USED = ("grade", "solution", "locked", "task")


@dataclass(frozen=True)
class AuthorCell:
    """One cell of an author's notebook.

    Attributes:
        path: the notebook, from the workspace's folder.
        number: the cell's place in it, from 1.
        node: the cell as plain JSON data.
    """

    path: str
    number: int
    node: Mapping[str, Any]

    @property
    def is_code(self) -> bool:
        """Whether it is a code cell."""
        return bool(self.node["cell_type"] == "code")

    @property
    def source(self) -> str:
        """Its whole text."""
        return source_of(self.node)

    @property
    def tags(self) -> frozenset[str]:
        """The tags that its author gave it."""
        tags = self.node["metadata"].get("tags")
        return frozenset(map(str, tags)) if isinstance(tags, list) else frozenset()

    @property
    def nbgrader(self) -> Mapping[str, Any]:
        """What nbgrader wrote into it; empty where it takes no notice of the cell."""
        data = self.node["metadata"].get("nbgrader", {})
        used = isinstance(data, Mapping) and any(data.get(key) for key in _USED)
        return data if used else {}

    @property
    def grade_id(self) -> str:
        """nbgrader's name of it; empty where it has none."""
        return str(self.nbgrader.get("grade_id") or "")

    @property
    def is_graded(self) -> bool:
        """Whether it has points."""
        return bool(self.nbgrader.get("grade") or self.nbgrader.get("task"))

    def place(self, line: int | None = None) -> Place:
        """Return its place, and that of one of its lines."""
        place = Place.of_cell(self.path, self.number, line)
        return Place(place.path, place.cell, line, self.grade_id, place.words)


def _ignore_progress(_label: str) -> None:
    """Nobody watches."""


@dataclass
class Subject:
    """One assignment under check.

    Its version is made ready, with a warm parent, when a check first asks for it: those that look
    at the notebooks alone do not wait for that.

    Attributes:
        sources: the instructor's notebooks by name, as plain JSON data; checks only read them.
        advance: told of each trial that is graded.
        made: what nbgrader made of it, where that is known already.
        made_in: the folder in which it did.
        figures: what was counted while it was looked at, by name.
        today: the day on which it is looked at.
    """

    workspace: Workspace
    assignment: Assignment
    sources: Mapping[str, Any]
    advance: Advance = _ignore_progress
    made: Foreseen | None = None
    made_in: Path | None = None
    figures: dict[str, float] = field(default_factory=dict)
    today: date = field(default_factory=date.today)
    _held: ExitStack = field(default_factory=ExitStack)
    _done: dict[Work[Any], Any] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """The assignment's folder, from the workspace's folder."""
        return f"source/{self.assignment.id}"

    @property
    def files(self) -> Path:
        """The folder of the files that learners get."""
        return self.made_in or self.workspace.source(self.assignment.id)

    def path_of(self, notebook: str) -> str:
        """Return a notebook's path, from the workspace's folder."""
        return f"{self.folder}/{notebook}.ipynb"

    @cached_property
    def marks(self) -> Marks:
        """The course's delimiters of solutions and hidden tests."""
        return course_marks(self.workspace)

    @cached_property
    def notebooks(self) -> Mapping[str, tuple[AuthorCell, ...]]:
        """The cells of each notebook, in order."""
        return {
            name: tuple(
                AuthorCell(self.path_of(name), number, cell)
                for number, cell in enumerate(notebook["cells"], 1)
            )
            for name, notebook in self.sources.items()
        }

    @property
    def cells(self) -> Iterator[AuthorCell]:
        """Every cell of every notebook."""
        for cells in self.notebooks.values():
            yield from cells

    def place_of(self, notebook: str, item: str) -> Place:
        """Return the place of a graded cell; messages name the item themselves."""
        cells = self.notebooks.get(notebook, ())
        numbers = [cell.number for cell in cells if cell.grade_id == item]
        return Place(self.path_of(notebook), numbers[0] if numbers else None, item=item)

    @cached_property
    def version(self) -> AssignmentVersion:
        """The instructor's version, ready to be graded against.

        Raises:
            NotebookError: nbgrader cannot make a release of it, or its reference cannot be run.
        """
        from terakoya.authoring.trials import open_version  # noqa: PLC0415 - kernels: not always

        version = self._held.enter_context(open_version(self.workspace, self.assignment))
        self.figures["items"] = len(version.items)
        self.figures["protected"] = sum(map(version.is_protected, version.items))
        return version

    @property
    def was_run(self) -> bool:
        """Whether anything of it was run until now."""
        return "version" in vars(self)

    @property
    def released(self) -> Mapping[str, Any]:
        """The learner's versions by name, as nbgrader made them."""
        return self.version.released

    @cached_property
    def foreseen(self) -> Foreseen:
        """What a release would hold, told from the sources where that can be done.

        Raises:
            NotebookError: nbgrader has to be asked, and refuses.
        """
        return self.made or foresee(self.workspace, self.assignment, self.sources)

    @property
    def reference(self) -> dict[str, str]:
        """The reference source of every answer cell: grade_id → code."""
        cells: dict[str, str] = {}
        for notebook in self.sources.values():
            cells |= answer_cells(notebook, self.marks)
        return cells

    def once(self, work: Work[Done]) -> Done:
        """Do a piece of work that checks share, or return what it gave before."""
        if work not in self._done:
            self._done[work] = work.do(self)
        done: Done = self._done[work]
        return done

    def grade(
        self,
        trials: Sequence[Mapping[str, object]],
        versions: Sequence[AssignmentVersion] | None = None,
    ) -> list[Result]:
        """Grade each trial (notebook name → JSON data) and return the results in that order.

        Args:
            versions: what each trial is graded against; without it, all against `version`.

        Raises:
            NotebookError: the grader gave no result for one.
        """
        from terakoya.authoring.trials import grade_trials  # noqa: PLC0415 - as above

        against = versions or [self.version] * len(trials)
        return grade_trials(self.assignment, trials, against, self.advance)

    def close(self) -> None:
        """End what was made ready for it."""
        self._held.close()


def read_subject(
    workspace: Workspace, assignment: Assignment, advance: Advance = _ignore_progress
) -> Subject:
    """Read an assignment's notebooks to be checked.

    Raises:
        NotebookError: one of them is missing, or cannot be read.
    """
    sources = {
        name: read_source_notebook(workspace, assignment, name) for name in assignment.notebooks
    }
    return Subject(workspace, assignment, sources, advance)
