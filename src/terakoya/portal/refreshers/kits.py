"""The warm kits of a site: one for each assignment that is being practised, opened when needed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from stat import S_ISREG

from terakoya_autograde import EngineError, WorkerError

from terakoya.errors import TerakoyaError
from terakoya.faces.refresher.kit import RefresherKit, open_refreshers
from terakoya.model import Assignment
from terakoya.workspace import Workspace

__all__ = ["Kits"]

_MOST = 8  # warm parents; the one that was used least recently gives way
Stamp = tuple[tuple[str, int, int], ...]


@dataclass
class _Open:
    """A kit, how many use it now, and whether it ends with the last of them."""

    stamp: Stamp
    kit: RefresherKit
    stack: ExitStack
    users: int = 0
    retired: bool = False


class Kits:
    """Opens kits once and keeps them; an assignment whose files have changed gets a new one.

    A kit that is replaced ends when nobody uses it any more, and not before.
    """

    def __init__(self, workspace: Workspace, *, sandbox: bool) -> None:
        self._workspace, self._sandbox = workspace, sandbox
        self._open: dict[str, _Open] = {}
        self._lock = threading.Lock()
        self._opening: dict[str, threading.Lock] = {}
        self._warming: set[tuple[str, str]] = set()
        self._closed = False

    @contextmanager
    def use(self, assignment: Assignment) -> Iterator[RefresherKit]:
        """Yield the kit of an assignment; the first one to ask waits a few seconds.

        Raises:
            NotebookError: the assignment cannot be used.
            EngineError: a sandbox is wanted and cannot be had, or the site stops.
        """
        with self._lock:
            opening = self._opening.setdefault(assignment.id, threading.Lock())
        with opening:
            entry = self._enter(assignment)
        try:
            yield entry.kit
        finally:
            self._leave(entry)

    def warm(self, assignment: Assignment, item_id: str) -> None:
        """Begin to open a kit, so that whoever begins in a moment waits less; never fails."""
        wanted = (assignment.id, item_id)
        with self._lock:
            if self._closed or wanted in self._warming:
                return  # a class that opens the page at once wants it once
            self._warming.add(wanted)

        def open_early() -> None:
            try:
                # whoever really begins is told
                with suppress(TerakoyaError, EngineError), self.use(assignment) as kit:
                    kit.make_variant(item_id, None)
            finally:
                with self._lock:
                    self._warming.discard(wanted)

        threading.Thread(target=open_early, name="refresher-warm", daemon=True).start()

    def close(self) -> None:
        """End every warm parent; one that is in use just now ends with its use."""
        with self._lock:
            self._closed = True
            unused = [self._retire(name) for name in tuple(self._open)]
        _end(unused)

    def _enter(self, assignment: Assignment) -> _Open:
        """Count one more user of an assignment's kit, of a new one where that is due."""
        stamp = self._stamp(assignment.id)
        unused: list[ExitStack | None] = []
        with self._lock:
            found = self._open.get(assignment.id)
            if found is not None and found.stamp == stamp:
                self._open[assignment.id] = self._open.pop(assignment.id)  # the newest stands last
                found.users += 1
                return found
            if found is not None:
                unused.append(self._retire(assignment.id))
        _end(unused)
        return self._begin(assignment, stamp)

    def _begin(self, assignment: Assignment, stamp: Stamp) -> _Open:
        with ExitStack() as stack:
            opened = open_refreshers(self._workspace, assignment, sandbox=self._sandbox)
            kit = stack.enter_context(opened)
            with self._lock:
                if self._closed:
                    raise WorkerError("the site stops")
                entry = _Open(stamp, kit, stack.pop_all(), users=1)
                self._open[assignment.id] = entry
                unused = [self._retire(name) for name in tuple(self._open)[:-_MOST]]
        _end(unused)
        return entry

    def _leave(self, entry: _Open) -> None:
        with self._lock:
            entry.users -= 1
            is_last = entry.retired and not entry.users
        if is_last:
            entry.stack.close()

    def _retire(self, name: str) -> ExitStack | None:
        """Give out a kit no more; return how it is ended, or None where its last user does that."""
        entry = self._open.pop(name)
        entry.retired = True
        return None if entry.users else entry.stack

    def _stamp(self, assignment_id: str) -> Stamp:
        folder = self._workspace.source(assignment_id)
        found = []
        for path in sorted((*folder.glob("*"), *folder.glob("data/*"))):
            with suppress(OSError):  # gone since it was listed, or a link to nowhere
                about = path.stat()
                if S_ISREG(about.st_mode):
                    found.append((str(path), about.st_mtime_ns, about.st_size))
        return tuple(found)


def _end(stacks: list[ExitStack | None]) -> None:
    """End kits; not under the lock, as it takes a while."""
    for stack in stacks:
        if stack is not None:
            stack.close()
