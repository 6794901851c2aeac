"""The author's quality gate: what it looks at, what it found, and how trials are graded.

Every module of `terakoya.authoring.checks` holds one check: a function ``check(subject)`` that
yields findings. A new file there is a new check; nothing else has to be edited.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from terakoya.authoring import checks
from terakoya.authoring.answers import answer_cells, try_answers
from terakoya.authoring.foreseen import Foreseen, foresee
from terakoya.authoring.marking import look_at_marking
from terakoya.errors import NotebookError, together
from terakoya.language import gettext as _
from terakoya.model import Assignment
from terakoya.workspace import Workspace
from terakoya.workspace.data import find_missing_files
from terakoya.workspace.marks import course_marks
from terakoya.workspace.outline import read_source_notebook

if TYPE_CHECKING:
    from terakoya_autograde import AssignmentVersion, Result

__all__ = ["TIMES", "Finding", "Subject", "check_assignment", "count_trials", "open_subject"]

TIMES = 20
"""How often the reference solution is graded where chance may decide."""

_FIRST = ("structure", "tags", "pictures")
"""The checks of a notebook's form, which run nothing."""

Advance = Callable[[str], None]


@dataclass(frozen=True)
class Finding:
    """One thing to correct: where, what, and how."""

    check: str
    where: str
    what: str
    remedy: str

    @property
    def sentence(self) -> str:
        """The whole finding in one line."""
        return together(f"{self.where}: {self.what}", self.remedy)


@dataclass
class Subject:
    """One assignment under check, and a way to grade trials of it.

    Its version is made ready, with a warm parent, when a check first asks for it: those that look
    at the notebooks alone do not wait for that.
    """

    workspace: Workspace
    assignment: Assignment
    advance: Advance
    _held: ExitStack

    @cached_property
    def version(self) -> AssignmentVersion:
        """The instructor's version, ready to be graded against.

        Raises:
            NotebookError: nbgrader cannot make a release of it, or its reference cannot be run.
        """
        from terakoya.authoring.trials import open_version  # noqa: PLC0415 - kernels: not always

        return self._held.enter_context(open_version(self.workspace, self.assignment))

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
        return foresee(self.workspace, self.assignment, self.sources)

    @property
    def sources(self) -> dict[str, Any]:
        """The instructor's notebooks by name, as plain JSON data."""
        return {
            name: read_source_notebook(self.workspace, self.assignment, name)
            for name in self.assignment.notebooks
        }

    @property
    def reference(self) -> dict[str, str]:
        """The reference source of every answer cell: grade_id → code."""
        cells: dict[str, str] = {}
        marks = course_marks(self.workspace)
        for notebook in self.sources.values():
            cells |= answer_cells(notebook, marks)
        return cells

    def grade(
        self,
        trials: Sequence[Mapping[str, Any]],
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


@contextmanager
def open_subject(
    workspace: Workspace, assignment: Assignment, advance: Advance
) -> Iterator[Subject]:
    """Yield the assignment to be checked; what is made ready for it ends with the context.

    Raises:
        NotebookError: no cell of it is graded.
    """
    # reading and counting say more than nbgrader would
    notebooks = [read_source_notebook(workspace, assignment, name) for name in assignment.notebooks]
    if not any(_is_graded(cell) for notebook in notebooks for cell in notebook["cells"]):
        raise NotebookError(
            _("No cell is graded."),
            where=f"source/{assignment.id}",
            remedy=_("Add a cell with points; see docs/how-to/author-an-assignment.md."),
        )
    with ExitStack() as held:
        yield Subject(workspace, assignment, advance, held)


def _is_graded(cell: Mapping[str, Any]) -> bool:
    nbgrader = cell["metadata"].get("nbgrader", {})
    return bool(nbgrader.get("grade") or nbgrader.get("task"))


def count_trials(workspace: Workspace, assignment: Assignment, names: Sequence[str]) -> int:
    """Return how many times the named checks will call `advance`; the slow ones do."""
    trials = {"released": 2, "chance": TIMES}
    if "answers" in names:
        answers = try_answers(workspace, assignment)
        trials["answers"] = sum(not isinstance(entry, NotebookError) for entry in answers)
    if "refresher" in names and any(entry.generator for entry in assignment.data):
        from terakoya.faces.refresher.items import list_refreshers  # noqa: PLC0415 - nbformat

        with suppress(NotebookError):  # found by the checks themselves
            trials["refresher"] = len(list_refreshers(workspace, assignment))
    return sum(count for name, count in trials.items() if name in names)


def check_assignment(
    workspace: Workspace,
    assignment: Assignment,
    names: Sequence[str],
    advance: Advance,
) -> tuple[Finding, ...]:
    """Run the named checks on an assignment and return everything that was found.

    What nbgrader could not use is found first; the named checks need it corrected. Then come those
    that look at the form: what the others find is often what follows from that.
    """
    if found := list(_find_obstacles(workspace, assignment)):
        return tuple(found)
    with open_subject(workspace, assignment, advance) as subject:
        for name in sorted(names, key=_rank):
            module = importlib.import_module(f"{checks.__name__}.{name}")
            found += [Finding(name, *parts) for parts in module.check(subject)]
    return tuple(found)


def _rank(name: str) -> int:
    """Return where a check comes; those of one rank stay in the order in which they are named."""
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)


def _find_obstacles(workspace: Workspace, assignment: Assignment) -> Iterator[Finding]:
    """Yield what keeps every check from being run: bad marks, and files that are not there."""
    for parts in look_at_marking(workspace, assignment):
        yield Finding("structure", *parts)
    for error in find_missing_files(workspace, assignment):
        yield Finding("structure", error.where, error.what, error.remedy)
