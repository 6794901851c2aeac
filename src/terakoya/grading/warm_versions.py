"""Versions that are ready stay ready: the next submission of one need not wait for it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field

import psutil
from terakoya_autograde import AssignmentVersion

from terakoya.grading.grader import CohortGrader, identify, prepare_anew
from terakoya.model import Assignment

__all__ = ["WarmVersions", "memory_below"]

MEGABYTE = 1024**2


@dataclass
class _Kept:
    version: AssignmentVersion
    stack: ExitStack
    digest: str


@dataclass
class WarmVersions:
    """Versions with their warm parents, the least used first; for one thread.

    Attributes:
        most_bytes: of memory for all of them; one is always kept while it is used.
        measure: how much memory they take now.
    """

    most_bytes: int = 2048 * MEGABYTE
    measure: Callable[[], int] = field(default_factory=lambda: memory_below)
    _kept: OrderedDict[str, _Kept] = field(default_factory=OrderedDict)
    _in_use: str = ""
    _doomed: set[str] = field(default_factory=set)

    @contextmanager
    def prepared(self, grader: CohortGrader, assignment: Assignment) -> Iterator[AssignmentVersion]:
        """Yield the version in the workspace: as it is kept, where that is the same, or made ready.

        Where the block fails, nobody knows in what state its warm parent is: it is not kept.

        Raises:
            GradingError: it cannot be prepared.
        """
        wanted = identify(grader, assignment).digest
        kept = self._kept.get(assignment.id)
        if kept is not None and kept.digest != wanted:
            self.drop(assignment.id)
        if assignment.id not in self._kept:
            with ExitStack() as stack:
                version = stack.enter_context(prepare_anew(grader, assignment))
                self._kept[assignment.id] = _Kept(version, stack.pop_all(), version.digest)
        self._kept.move_to_end(assignment.id)
        self._keep_within(assignment.id)
        self._in_use = assignment.id
        try:
            yield self._kept[assignment.id].version
        except BaseException:
            self._doomed.add(assignment.id)
            raise
        finally:
            self._in_use = ""
            for name in tuple(self._doomed):
                self.drop(name)

    def drop(self, assignment_id: str) -> None:
        """Keep this one no more, once nobody uses it; harmless where it is not kept."""
        if assignment_id == self._in_use:
            self._doomed.add(assignment_id)
            return
        self._doomed.discard(assignment_id)
        kept = self._kept.pop(assignment_id, None)
        if kept is not None:
            kept.stack.close()

    def close(self) -> None:
        """Keep none."""
        for name in tuple(self._kept):
            self.drop(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The assignments that are ready, the least used first."""
        return tuple(self._kept)

    def _keep_within(self, wanted: str) -> None:
        """Let go of the least used ones until all are within the bound."""
        while len(self._kept) > 1 and self.measure() > self.most_bytes:
            self.drop(next(name for name in self._kept if name != wanted))


def memory_below() -> int:
    """Return the bytes of memory of all processes below this one; shared pages count in part."""
    total = 0
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):  # it has ended
            found = child.memory_full_info()
            total += getattr(found, "pss", 0) or found.rss
    return total
