"""The executor of the engine: each notebook in a fresh, sandboxed child of a warm parent."""

from __future__ import annotations

import queue
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from terakoya_autograde.model import Limits
from terakoya_autograde.nursery import Child, Nursery
from terakoya_autograde.runner import Executed, run_notebook

__all__ = ["MOST_AT_ONCE", "WarmExecutor"]

MOST_AT_ONCE = 256


class WarmExecutor:
    """Runs notebooks in children of one nursery; callable from many threads at once."""

    def __init__(self, nursery: Nursery, files: Mapping[str, bytes]) -> None:
        """`files` are those that the nursery gives to every child anyway."""
        self._nursery, self._files = nursery, dict(files)
        self._slots: queue.SimpleQueue[int] = queue.SimpleQueue()
        for slot in range(MOST_AT_ONCE):
            self._slots.put(slot)

    def __call__(self, notebook: Any, files: Mapping[str, bytes], limits: Limits) -> Executed:
        """Run the code cells of `notebook` in place, in a folder that holds `files`."""
        more = {name: body for name, body in files.items() if self._files.get(name) != body}
        notebook.metadata["language_info"] = dict(self._nursery.language_info)
        with self._slot() as slot:

            def fork() -> Child:
                return self._nursery.fork(more, slot, limits)

            return run_notebook(notebook, fork, limits)

    @contextmanager
    def _slot(self) -> Iterator[int]:
        """Lend a number that no other running child has: a root grader makes a uid of it."""
        slot = self._slots.get()
        try:
            yield slot
        finally:
            self._slots.put(slot)
