"""The seam between what is graded and what runs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from terakoya_autograde.model import Limits, Status

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["Executed", "Executor"]


class Executed(Protocol):
    """How a run went."""

    @property
    def cells(self) -> Mapping[int, Status]:
        """How each code cell that ran ended, by its index."""

    @property
    def words(self) -> Mapping[int, str]:
        """What a learner hears of a failed check, where that is less than its error says."""

    @property
    def left(self) -> Mapping[str, bytes]:
        """The files that the code has written into its folder, where they were asked for."""

    @property
    def seconds(self) -> float:
        """Wall time."""


class Executor(Protocol):
    """Runs a notebook's code cells in place, in a fresh kernel."""

    def __call__(
        self,
        notebook: NotebookNode,
        files: Mapping[str, bytes],
        limits: Limits,
        name: str = "",
        *,
        gathers: bool = False,
    ) -> Executed:
        """Run `notebook` (a node) in a working folder that holds `files`; called by many threads.

        Outputs are recorded as nbclient would. Whatever the code does is in the result.

        Args:
            name: the notebook's own name in the assignment: it tells which checks it has.
            gathers: whether the files are wanted that the code leaves in its folder.

        Raises:
            WorkerError: the grader itself failed; nothing is known of the notebook.
        """
