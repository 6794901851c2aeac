"""One submitted notebook through the pipeline: read, restored, run, scored, written again.

Everything that grades a submission goes this way, so a mend here is a mend for all. Where files
come from and go to, and what becomes of a notebook that is refused, is the caller's business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import nbformat

from terakoya_autograde.model import Limits, NotebookScore, Status
from terakoya_autograde.notebooks.executor import Executor
from terakoya_autograde.notebooks.master import MasterNotebook
from terakoya_autograde.notebooks.restored_cells import Flag, restore_notebook
from terakoya_autograde.notebooks.score import ask_about_copies, score_notebook
from terakoya_autograde.notebooks.submitted import read_notebook

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["GradedNotebook", "Pipeline", "Step"]

TIMEOUT_ERROR = "CellTimeoutError"

# a preprocessor: (notebook node, resources) → the same two
Step = Callable[[Any, Any], tuple[Any, Any]]


@dataclass(frozen=True)
class GradedNotebook:
    """What came out for one notebook.

    Attributes:
        node: the executed notebook, nbformat 4, as it is written.
        text: the same as the file that nbgrader would write (JSON, a line end last).
        flags: what was unusual about its cells.
        cells: how each code cell that ran ended, by its index.
        seconds: wall time of the run.
        left: the files that the code wrote, where they were asked for: a stranger's.
    """

    node: NotebookNode
    text: str
    score: NotebookScore
    flags: tuple[Flag, ...]
    cells: Mapping[int, Status]
    seconds: float
    left: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Pipeline:
    """How notebooks are graded: what runs them, and nbgrader's configured steps in their places.

    Attributes:
        sanitizing: steps on what was handed in, before it is restored.
        judging: steps on what was run, before it is scored.
        shortening: steps on what was scored, before it is written.
        put_back: goes before the source of a graded cell that the learner deleted and that is put
            back, as `notification` of `restore_notebook`; None leaves such cells away.
        timeout_error: fields of the error of a cell that ran out of time; the others stay.
    """

    executor: Executor
    limits: Limits
    sanitizing: Sequence[Step] = ()
    judging: Sequence[Step] = ()
    shortening: Sequence[Step] = ()
    put_back: str | None = None
    timeout_error: Mapping[str, Any] = field(default_factory=dict)

    def grade(
        self,
        content: bytes | None,
        master: MasterNotebook,
        files: Mapping[str, bytes],
        resources: object,
        *,
        gathers: bool = False,
    ) -> GradedNotebook:
        """Grade one notebook; whatever its code does is in the result.

        Args:
            content: the file's bytes; None where it is no regular file.
            files: relative name → content of what the code finds in its folder.
            resources: what nbconvert's preprocessors are told.
            gathers: whether the files are wanted that the code leaves in its folder.

        Raises:
            RefusedError: it cannot be graded, for a reason in the notebook itself.
            WorkerError: the grader itself failed; the notebook was not judged.
        """
        notebook, resources = _take(self.sanitizing, read_notebook(content), resources)
        add, words = self.put_back is not None, self.put_back or ""
        restored = restore_notebook(notebook, master, add_missing=add, notification=words)
        notebook = restored.notebook
        executed = self.executor(notebook, files, self.limits, master.name, gathers=gathers)
        self._word_timeouts(notebook, executed.cells)
        notebook, resources = _take(self.judging, notebook, resources)
        score = score_notebook(notebook, master, executed.cells, executed.words)
        score = ask_about_copies(score, master, restored.flags)
        notebook, resources = _take(self.shortening, notebook, resources)
        text = nbformat.v4.writes(notebook).rstrip("\n") + "\n"
        known = restored.flags, executed.cells, executed.seconds, executed.left
        return GradedNotebook(notebook, text, score, *known)

    def _word_timeouts(self, notebook: NotebookNode, cells: Mapping[int, Status]) -> None:
        """Let the error of each cell that ran out of time read as nbgrader is told to word it."""
        for index, status in cells.items():
            for output in notebook.cells[index].outputs if status is Status.TIMEOUT else ():
                if output.output_type == "error" and output.ename == TIMEOUT_ERROR:
                    output.update(self.timeout_error)


def _take(steps: Sequence[Step], notebook: NotebookNode, resources: object) -> tuple[Any, Any]:
    for step in steps:
        notebook, resources = step(notebook, resources)
    return notebook, resources
