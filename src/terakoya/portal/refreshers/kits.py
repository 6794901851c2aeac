"""The warm kits of a site: one for each assignment that is being practised, opened when needed."""

from __future__ import annotations

import threading
from contextlib import ExitStack, suppress
from dataclasses import dataclass

from terakoya_autograde import EngineError

from terakoya.errors import TerakoyaError
from terakoya.faces.refresher.kit import RefresherKit, open_refreshers
from terakoya.model import Assignment
from terakoya.workspace import Workspace

__all__ = ["Kits"]

_MOST = 8  # warm parents; the one that was used least recently gives way


@dataclass(frozen=True)
class _Open:
    stamp: tuple[tuple[str, int, int], ...]
    kit: RefresherKit
    stack: ExitStack


class Kits:
    """Opens kits once and keeps them; an assignment whose files have changed gets a new one."""

    def __init__(self, workspace: Workspace, *, sandbox: bool) -> None:
        self._workspace, self._sandbox = workspace, sandbox
        self._open: dict[str, _Open] = {}
        self._retired: list[ExitStack] = []
        self._lock = threading.Lock()
        self._opening: dict[str, threading.Lock] = {}

    def kit(self, assignment: Assignment) -> RefresherKit:
        """Return the kit of an assignment; the first one to ask waits a few seconds.

        Raises:
            NotebookError: the assignment cannot be used.
            EngineError: a sandbox is wanted and cannot be had.
        """
        with self._lock:
            opening = self._opening.setdefault(assignment.id, threading.Lock())
        with opening:
            stamp = self._stamp(assignment.id)
            with self._lock:
                found = self._open.pop(assignment.id, None)
                if found is not None and found.stamp == stamp:
                    self._open[assignment.id] = found  # the newest stands last
                    return found.kit
                if found is not None:
                    self._retire(found)
            stack = ExitStack()
            kit = stack.enter_context(
                open_refreshers(self._workspace, assignment, sandbox=self._sandbox)
            )
            with self._lock:
                self._open[assignment.id] = _Open(stamp, kit, stack)
                while len(self._open) > _MOST:
                    self._retire(self._open.pop(next(iter(self._open))))
            return kit

    def warm(self, assignment: Assignment, item_id: str) -> None:
        """Begin to open a kit, so that whoever begins in a moment waits less; never fails."""

        def open_early() -> None:
            with suppress(TerakoyaError, EngineError):  # whoever really begins is told
                self.kit(assignment).make_variant(item_id, None)

        threading.Thread(target=open_early, name="refresher-warm", daemon=True).start()

    def close(self) -> None:
        """End every warm parent."""
        with self._lock:
            stacks = [*self._retired, *(entry.stack for entry in self._open.values())]
            self._retired, self._open = [], {}
        for stack in stacks:
            stack.close()

    def _retire(self, entry: _Open) -> None:
        """Keep at most one kit that may still be in use by a request; end those before it."""
        for stack in self._retired:
            stack.close()
        self._retired = [entry.stack]

    def _stamp(self, assignment_id: str) -> tuple[tuple[str, int, int], ...]:
        folder = self._workspace.source(assignment_id)
        files = sorted(
            path for path in (*folder.glob("*"), *folder.glob("data/*")) if path.is_file()
        )
        return tuple((str(p), p.stat().st_mtime_ns, p.stat().st_size) for p in files)
