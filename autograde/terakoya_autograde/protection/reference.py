"""The instructor's version, and how its reference solutions run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

import nbformat

from terakoya_autograde.errors import WorkerError
from terakoya_autograde.model import CellScore, Limits, Status
from terakoya_autograde.notebooks.broken import BrokenCell, find_broken
from terakoya_autograde.notebooks.companions import make_companions
from terakoya_autograde.notebooks.extra_files import choose_left
from terakoya_autograde.notebooks.master import Master
from terakoya_autograde.notebooks.region_marks import NBGRADER, Marks
from terakoya_autograde.notebooks.score import score_notebook
from terakoya_autograde.randomness.beginnings import Beginnings
from terakoya_autograde.running.warm_executor import WarmExecutor
from terakoya_autograde.warm.fork_server import ForkServer
from terakoya_autograde.wire import Noted

__all__ = ["Instructor", "Plainly", "Reference", "passes_in_order", "run_reference"]

_REFERENCE_LIMITS = Limits(cell_seconds=120, notebook_seconds=600, memory_mb=2048, output_kb=8192)


@dataclass(frozen=True)
class Instructor:
    """The instructor's version.

    Attributes:
        released: name → the released notebook, plain JSON data.
        sources: name → the notebook with its solutions, where there is one.
        files: relative name → content of the data.
        marks: the course's delimiters of solutions and hidden tests.
    """

    master: Master
    released: Mapping[str, Any]
    sources: Mapping[str, Any]
    files: Mapping[str, bytes]
    marks: Marks = NBGRADER

    @property
    def references(self) -> tuple[str, ...]:
        """The notebooks that have solutions, in the order in which they are run."""
        return tuple(sorted(self.sources.keys() & self.master.notebooks.keys()))

    def node(self, name: str) -> Any:
        """Return a notebook with its solutions as a node that may be run in place."""
        return nbformat.from_dict(self.sources[name])

    @cached_property
    def extra_files(self) -> dict[str, bytes]:
        """The files that the reference solution's code finds: data, and its own notebooks."""
        sources = {name: json.dumps(source).encode() for name, source in self.sources.items()}
        return dict(self.files) | make_companions(sources, self.released)

    @cached_property
    def files_plainly(self) -> dict[str, bytes]:
        """The same as nbgrader has them: in the notebooks are the hidden tests, too."""
        return {
            name: json.dumps(self.sources[name.removesuffix(".ipynb")]).encode()
            if name not in self.files
            else content
            for name, content in self.extra_files.items()
        }

    @cached_property
    def beginnings(self) -> Beginnings:
        """Where random streams begin that nobody has seeded: of every hidden test and file.

        It is no digest that is shown anywhere.
        """
        summary = sha256(b"random streams")
        for notebook in self.master.notebooks.values():
            for cell in notebook.cells.values():
                summary.update(repr((notebook.name, cell.grade_id, cell.source)).encode())
        for name, content in sorted(self.files.items()):
            summary.update(repr((name, sha256(content).digest())).encode())
        return Beginnings(summary.hexdigest())


class Plainly:
    """The reference solutions run plainly: all checks in the learner's process, as in nbgrader."""

    def __init__(self, fork_server: ForkServer, instructor: Instructor) -> None:
        self._executor = WarmExecutor(
            fork_server, instructor.files, beginnings=instructor.beginnings
        )
        self._instructor = instructor
        self._known: dict[str, dict[str, CellScore]] = {}
        self._left: dict[str, bytes] = {}

    def scores(self, name: str) -> dict[str, CellScore]:
        """Return check → what the reference gets for it; each notebook is run once, in order."""
        for each in self._instructor.references:
            if name in self._known:
                break
            if each not in self._known:
                ran = run_reference(self._executor, self._instructor, each, self._files())
                self._known[each] = ran.scores
                self._left |= ran.left
        return self._known[name]

    def find_broken(self, name: str) -> tuple[BrokenCell, ...]:
        """Return the instructor's own cells of a notebook that are broken."""
        return run_reference(self._executor, self._instructor, name, self._files()).broken

    def _files(self) -> dict[str, bytes]:
        return self._instructor.files_plainly | self._left


@dataclass(frozen=True)
class Reference:
    """How a reference solution ran: check → its score, check → what the checker noted."""

    scores: dict[str, CellScore]
    noted: dict[str, Noted]
    broken: tuple[BrokenCell, ...]
    left: dict[str, bytes] = field(default_factory=dict)


def run_reference(
    executor: WarmExecutor, instructor: Instructor, name: str, files: Mapping[str, bytes]
) -> Reference:
    """Run one reference solution in a folder that holds some files."""
    master, notebook = instructor.master.notebooks[name], instructor.node(name)
    gathers = name != instructor.references[-1]
    executed = executor(notebook, files, _REFERENCE_LIMITS, name, gathers=gathers)
    scores = score_notebook(notebook, master, executed.cells, executed.words).cells
    noted = {
        notebook.cells[index].metadata.nbgrader.grade_id: known
        for index, known in executed.noted.items()
    }
    if any(executed.cells[index] is Status.DIED for index in executed.in_clean_room):
        raise WorkerError("a checker was killed while the reference was tried: run it again")
    broken = tuple(find_broken(name, notebook, executed.cells))
    kept = choose_left(executed.left, instructor.files)
    return Reference({cell.grade_id: cell for cell in scores}, noted, broken, kept)


def passes_in_order(instructor: Instructor, executor: WarmExecutor, name: str) -> bool:
    """Run a reference solution after those before it, whose files its code finds.

    Those before it are run by an executor that remembers nothing. Tells whether it loses no point.

    Raises:
        WorkerError: it could not be run to its end, or there is none.
        VerdictsDifferError: a check has said something else before.
    """
    left: dict[str, bytes] = {}
    for each in instructor.references:
        files = instructor.extra_files | left
        if each == name:
            scores = run_reference(executor, instructor, name, files).scores.values()
            return all((cell.auto_score or 0) >= cell.points for cell in scores if _is_check(cell))
        left |= run_reference(executor.with_verdicts(None), instructor, each, files).left
    raise WorkerError(f"{name}: there is no reference solution")


def _is_check(cell: CellScore) -> bool:
    return cell.auto_score is not None
