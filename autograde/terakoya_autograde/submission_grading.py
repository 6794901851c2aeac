"""One submission of Terakoya: its notebooks through the pipeline, one after another."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from terakoya_autograde.engine_environment import ENGINE, environment_digest
from terakoya_autograde.errors import RefusedError
from terakoya_autograde.model import (
    Flag,
    Item,
    ItemResult,
    ItemStatus,
    Limits,
    NotebookScore,
    Result,
    Status,
    Submission,
)
from terakoya_autograde.notebooks.companions import make_companions
from terakoya_autograde.notebooks.extra_files import check_size, choose_files, choose_left
from terakoya_autograde.notebooks.given import find_items
from terakoya_autograde.notebooks.notebook_pipeline import GradedNotebook, Pipeline
from terakoya_autograde.notebooks.output_steps import (
    ignore_output,
    missing_cell_notification,
    shorten_output,
)
from terakoya_autograde.notebooks.submitted import LARGEST_NOTEBOOK
from terakoya_autograde.version import AssignmentVersion

__all__ = ["grade_submission"]


def grade_submission(
    assignment: AssignmentVersion, submission: Submission, limits: Limits
) -> Result:
    """Grade one submission; whatever the learner's code does is in the result's status.

    Raises:
        WorkerError: the grader itself failed; the submission was not judged.
    """
    started = time.monotonic()
    grading = _Grading(assignment, submission, limits)
    for name in assignment.notebooks:
        grading.grade(name)
    return Result(
        submission_digest=submission.digest,
        assignment_digest=assignment.digest,
        environment_digest=environment_digest(),
        engine=ENGINE,
        sandbox=assignment.sandbox,
        status=max(grading.seen, key=list(Status).index),
        items=tuple(grading.item(item) for item in assignment.items),
        seconds=round(time.monotonic() - started, 3),
        notebooks=grading.notebooks,
        scores=tuple(grading.scores.values()),
    )


class _Grading:
    """One submission's notebooks, one after another."""

    def __init__(self, version: AssignmentVersion, handed_in: Submission, limits: Limits) -> None:
        self._version, self._handed_in = version, handed_in
        self._pipeline = Pipeline(
            version.executor,
            limits,
            judging=ignore_output(version.config),
            shortening=shorten_output(version.config),
            put_back=missing_cell_notification(version.config),
        )
        self._left: dict[str, bytes] = {}
        self.notebooks: dict[str, str] = {}
        self.scores: dict[str, NotebookScore] = {}
        self.flags: dict[str, tuple[Flag, ...]] = {}
        self.seen = {Status.OK}

    def grade(self, name: str) -> None:
        """Grade one notebook of the assignment; one that cannot be used scores nothing."""
        path = self._handed_in.files.get(f"{name}.ipynb")
        if path is None:
            self.seen.add(Status.MISSING)
            return
        master = self._version.master.notebooks[name]
        try:
            files = self._files | self._companions | self._left
            gathers = name != self._version.notebooks[-1]  # the next one may read what it wrote
            graded = self._pipeline.grade(_read_bytes(path), master, files, {}, gathers=gathers)
        except RefusedError:
            self.seen.add(Status.REFUSED)
            return
        self._left |= choose_left(graded.left, self._version.files)
        self.notebooks[name] = graded.text
        self.scores[name] = graded.score
        self.flags[name] = graded.flags
        self.seen |= set(_statuses(graded))

    @cached_property
    def _files(self) -> dict[str, bytes]:
        """The files of the learner's folder: handed in, overwritten by the instructor's.

        Raises:
            RefusedError: what was handed in beside the notebooks cannot be given to their code.
        """
        paths = {
            name: path
            for name, path in self._handed_in.files.items()
            if not name.endswith(".ipynb")
        }
        chosen = {name: paths[name] for name in choose_files(paths, self._version.files)}
        regular = {name: path for name, path in chosen.items() if path.is_file()}
        check_size({name: path.stat().st_size for name, path in regular.items()})
        handed_in = {name: path.read_bytes() for name, path in regular.items()}
        return handed_in | dict(self._version.files)

    @cached_property
    def _companions(self) -> dict[str, bytes]:
        """The notebooks themselves, for code that runs one from another."""
        released = self._version.released
        if len(released) < 2:
            return {}
        paths = {name: self._handed_in.files.get(f"{name}.ipynb") for name in released}
        found = {name: _read_bytes(path) for name, path in paths.items() if path is not None}
        known = {name: content for name, content in found.items() if content is not None}
        return make_companions(known, released)

    def item(self, item: Item) -> ItemResult:
        """Return what became of one item."""
        protected = self._version.is_protected(item)
        if item.notebook not in self.scores:
            refused = f"{item.notebook}.ipynb" in self._handed_in.files
            status = ItemStatus.NOT_RUN if refused else ItemStatus.MISSING
            return ItemResult(item, 0.0, status, protected=protected)
        cells = self.scores[item.notebook].cells
        score = next(cell for cell in cells if cell.grade_id == item.id)
        message = score.message or score.note
        points, flags = score.auto_score or 0.0, tuple(self._flags(item))
        return ItemResult(item, points, score.status, message, protected, flags, score.asks)

    def _flags(self, item: Item) -> Iterator[Flag]:
        """Yield what was unusual about an item's cells."""
        master = self._version.master.notebooks[item.notebook]
        for flag in self.flags[item.notebook]:
            if flag.grade_id in master.cells and item.id in find_items(master, flag.grade_id):
                yield flag


def _statuses(graded: GradedNotebook) -> Iterator[Status]:
    """Say how the cells ended; a check that failed is an answer's fault and no status of a run.

    Nor is an error that the instructor's tag announces: nobody else can give a cell that tag.
    """
    for index, status in graded.cells.items():
        metadata = graded.node.cells[index].metadata
        check = metadata.get("nbgrader", {}).get("grade", False)
        announced = "raises-exception" in metadata.get("tags", ())
        fails = status in (Status.ERROR, Status.SYNTAX)
        yield Status.OK if fails and (check or announced) else status


def _read_bytes(path: Path) -> bytes | None:
    """Return a file's content, at most a byte more than a notebook may have."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return file.read(LARGEST_NOTEBOOK + 1)
