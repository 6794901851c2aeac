"""The refresher: one item of an assignment, on other data for every learner and attempt.

A seed gives other data (the author's generator), and the reference solution on these data gives
another right answer. Both run in the sandbox, when they are needed; nothing of them is in a page.
"""

from __future__ import annotations

import shutil
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import nbformat
from terakoya_autograde import (
    IN_KERNEL,
    AssignmentError,
    AssignmentVersion,
    ItemResult,
    ItemStatus,
    Limits,
    Submission,
    grade_submission,
    prepare_assignment,
)
from terakoya_autograde.storage import scratch_folder

from terakoya.errors import NotebookError, UsageError, disk_failure, without_classes
from terakoya.faces.job import FaceJob
from terakoya.faces.refresher.face import FACE
from terakoya.faces.refresher.items import RefresherItem, list_refreshers, read_marked
from terakoya.faces.refresher.refresher_notebook import (
    make_reference,
    make_refresher_notebook,
    make_trial,
    read_answer_cell,
)
from terakoya.faces.refresher.refresher_run import Table, read_outcome, write_run
from terakoya.language import gettext as _
from terakoya.model import Assignment
from terakoya.workspace import Workspace, suggest
from terakoya.workspace.atomic import replace_directory, write_bytes, write_text
from terakoya.workspace.data import require_files
from terakoya.workspace.outline import read_source_notebook

__all__ = ["RefresherKit", "Variant", "Verdict", "build_refresher"]
__all__ += ["make_refresher", "open_refreshers"]

CONFIG = "nbgrader_config.py"
_NOT_NEEDED = shutil.ignore_patterns("answers", "__pycache__", ".ipynb_checkpoints")
_KEPT = 64  # variants in memory: a question is asked and answered within minutes
_AT_ONCE = 4  # runs of one assignment
_TRANSFER_KB = 16 * 1024  # the run's own output is the data


@dataclass(frozen=True)
class Variant:
    """One seed's data, right answer, choices and table. `seed` None: the assignment's own data."""

    seed: int | None
    files: Mapping[str, bytes]
    answer: float | str | None
    choices: tuple[str, ...]
    table: Table | None


@dataclass(frozen=True)
class Verdict:
    """Whether code passed every check of the item, and the first check's sentence if not."""

    right: bool
    message: str = ""


class RefresherKit:
    """One assignment's items, with a warm parent to run them; callable from many threads."""

    def __init__(
        self,
        workspace: Workspace,
        assignment: Assignment,
        version: AssignmentVersion,
        *,
        clean_room: bool = True,
    ) -> None:
        self.workspace, self.assignment = workspace, assignment
        self._clean_room = clean_room
        self.items = {item.id: item for item in list_refreshers(workspace, assignment)}
        self._version = version
        self._limits = Limits(**asdict(assignment.limits))
        self._variants: OrderedDict[tuple[str, int | None], Variant] = OrderedDict()
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(_AT_ONCE)

    def require_item(self, item_id: str) -> RefresherItem:
        """Return one item.

        Raises:
            UsageError: it is no refresher of this assignment.
        """
        if item_id not in self.items:
            raise UsageError(
                _("{id} is no refresher of this assignment.").format(id=item_id),
                where=f"source/{self.assignment.id}",
                remedy=suggest(item_id, tuple(self.items)),
            )
        return self.items[item_id]

    def make_variant(self, item_id: str, seed: int | None, *, proves: bool = False) -> Variant:
        """Return the variant of a seed; computed at its first use, kept for a while.

        Args:
            item_id: which item.
            seed: of the data; None for the assignment's own.
            proves: whether the data are made twice, where they are not known yet.

        Raises:
            NotebookError: the generator, the reference or an expression fails on these data.
            WorkerError: the grader itself failed.
        """
        known = (item_id, seed)
        with self._lock:
            if known in self._variants:
                self._variants.move_to_end(known)
                return self._variants[known]
        item = self.require_item(item_id)
        with self._turns:
            variant = self._run(item, seed, proves=proves)
        with self._lock:
            self._variants[known] = variant
            while len(self._variants) > _KEPT:
                self._variants.popitem(last=False)
        return variant

    def check_notebook(self, item_id: str, variant: Variant, handed_in: bytes) -> Verdict:
        """Grade what a learner wrote into the answer cell, on the variant's data.

        Raises:
            SubmissionError: it is no notebook with that cell; nothing was graded.
            WorkerError: the grader itself failed.
        """
        item = self.require_item(item_id)
        return self.check_code(item_id, variant, read_answer_cell(handed_in, item))

    def check_code(
        self, item_id: str, variant: Variant, answer: str, files: Mapping[str, bytes] | None = None
    ) -> Verdict:
        """Grade the source of an answer cell on the variant's data.

        Args:
            item_id: which item.
            variant: whose data.
            answer: the whole source of the answer cell.
            files: more files of the learner's folder.
        """
        item = self.require_item(item_id)
        trial = nbformat.writes(make_trial(item, answer)).encode()
        handed_in = {**(files or {}), f"{item.notebook}.ipynb": trial}
        mine = [e for e in self._grade(variant, handed_in) if e.item.id in item.checks]
        failed = [entry for entry in mine if entry.score < entry.item.points]
        if mine and not failed:
            return Verdict(right=True)
        return Verdict(right=False, message=failed[0].message if failed else "")

    def lost_by_reference(self, variant: Variant) -> tuple[str, ...]:
        """Return the items on which the whole reference loses points on the variant's data.

        Items that a person marks are left out.
        """
        trials = {}
        for name in self.assignment.notebooks:
            cells = read_marked(self.workspace, self.assignment, name)
            trials[f"{name}.ipynb"] = nbformat.writes(make_reference(cells)).encode()
        return tuple(
            entry.item.id
            for entry in self._grade(variant, trials)
            if entry.score < entry.item.points and entry.status is not ItemStatus.MANUAL
        )

    def _grade(self, variant: Variant, handed_in: Mapping[str, bytes]) -> tuple[ItemResult, ...]:
        with (
            scratch_folder("refresher") as scratch,
            self._turns,
            self._version_of(variant) as version,
        ):
            paths = {name: scratch / name for name in handed_in}
            for name, content in handed_in.items():
                paths[name].parent.mkdir(parents=True, exist_ok=True)
                paths[name].write_bytes(content)
            return grade_submission(version, Submission(paths, "refresher"), self._limits).items

    @contextmanager
    def _version_of(self, variant: Variant) -> Iterator[AssignmentVersion]:
        """Yield the assignment with the variant's data in place of its own."""
        if not self._clean_room:
            yield replace(self._version, files={**self._version.files, **variant.files})
            return
        source = self.workspace.source(self.assignment.id)
        sandbox = self._version.sandbox != "none"
        with scratch_folder("variant") as scratch:
            folder = scratch / source.name
            shutil.copytree(source, folder, ignore=_NOT_NEEDED)
            for name, content in variant.files.items():
                (folder / name).write_bytes(content)
            config = self.workspace.root / CONFIG
            with prepare_assignment(folder, config, sandbox=sandbox) as version:
                yield version

    def make_notebook(self, item_id: str) -> nbformat.NotebookNode:
        """Return the learner's small notebook of an item; it is the same for every variant."""
        made: nbformat.NotebookNode = _small_notebook(
            self.workspace, self.assignment, self.require_item(item_id)
        )
        return made

    def data_files(self, variant: Variant) -> dict[str, bytes]:
        """Return the data beside the notebook: the variant's, and what does not vary."""
        source = self.workspace.source(self.assignment.id)
        own = {
            entry.file: (source / entry.file).read_bytes()
            for entry in self.assignment.data
            if entry.file not in variant.files
        }
        return {**own, **variant.files}

    def _run(self, item: RefresherItem, seed: int | None, *, proves: bool) -> Variant:
        notebook = write_run(self.assignment, item, seed, proves=proves)
        source = self.workspace.source(self.assignment.id)
        names = {entry.generator for entry in self.assignment.data if entry.generator}
        programs = {name: (source / name).read_bytes() for name in names}
        files = {**self._version.files, **(programs if seed is not None else {})}
        limits = replace(self._limits, output_kb=_TRANSFER_KB)
        self._version.executor(notebook, files, limits)
        where = f"source/{self.assignment.id}, {item.id}"
        outcome = read_outcome(notebook, where)
        return Variant(seed, outcome.files, outcome.answer, outcome.choices, outcome.table)


@contextmanager
def open_refreshers(
    workspace: Workspace, assignment: Assignment, *, sandbox: bool = True, clean_room: bool = True
) -> Iterator[RefresherKit]:
    """Yield the kit of an assignment, with a warm parent that lives as long.

    Args:
        workspace: where the assignment is.
        assignment: which one.
        sandbox: False runs code with the rights of this process.
        clean_room: False grades code in the process that ran it, without preparing anything for
            each variant: faster, and only for answers of the author's own.

    Raises:
        NotebookError: nbgrader cannot make a release of it.
        WorkspaceError: a data file or what makes it is missing.
        EngineError: a sandbox is wanted and cannot be had.
    """
    require_files(workspace, assignment)
    source, config = workspace.source(assignment.id), workspace.root / CONFIG
    try:
        # this parent runs the author's code only; learners' code gets a clean room of its variant
        with prepare_assignment(source, config, sandbox=sandbox, checks=IN_KERNEL) as version:
            yield RefresherKit(workspace, assignment, version, clean_room=clean_room)
    except AssignmentError as error:
        if refusal := disk_failure(error):
            raise refusal from error
        remedy = _("Open the notebook in JupyterLab and look at that cell.")
        reason = without_classes(str(error).removeprefix(f"{assignment.id}: "))
        raise NotebookError(reason, where=f"source/{assignment.id}", remedy=remedy) from error


def make_refresher(job: FaceJob, folder: Path) -> None:
    """Make the refresher as a face; errors as `build_refresher`."""
    made = build_refresher(job.workspace, job.assignment_id, folder)
    made.rename(folder / job.folder_name(FACE.name))


def build_refresher(workspace: Workspace, assignment_id: str, to: Path) -> Path:
    """Make the refresher's notebooks on the assignment's own data: ``to/<id>/<item>.ipynb``.

    Returns:
        the folder; an older one is replaced in one step.

    Raises:
        UsageError: there is no such assignment, or no item of it is tagged ``refresher``.
        NotebookError: a notebook cannot be read.
        WorkspaceError: a data file is missing.
    """
    assignment = workspace.read_assignment(assignment_id)
    require_files(workspace, assignment)
    items = list_refreshers(workspace, assignment)
    if not items:
        raise UsageError(
            _("This assignment has no refresher."),
            where=f"source/{assignment_id}",
            remedy=_("Give the answer cell of a good item the tag refresher."),
        )
    folder = to / assignment_id
    with replace_directory(folder) as new:
        for item in items:
            notebook = _small_notebook(workspace, assignment, item)
            write_text(new / f"{item.id}.ipynb", nbformat.writes(notebook) + "\n")
        for entry in assignment.data:
            content = (workspace.source(assignment_id) / entry.file).read_bytes()
            write_bytes(new / entry.file, content)
    return folder


def _small_notebook(workspace: Workspace, assignment: Assignment, item: RefresherItem) -> Any:
    source = read_source_notebook(workspace, assignment, item.notebook)
    kernel = source["metadata"].get("kernelspec", {})
    return make_refresher_notebook(item, assignment.title.ja, kernel)
