"""What a notebook gave, for the next document of the same content.

Handout and slides show the same cells and are made behind each other: the second need not run what
the first one ran, and it shows the same figures even where a notebook is not the same twice.
"""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

__all__ = ["KeptRuns", "digest_of_run"]

Outputs = Mapping[int, Sequence[Any]]
"""The number of a code cell → what it gave, as nbformat's outputs."""


class KeptRuns:
    """The newest few runs of this process, by everything that they depend on.

    Args:
        most: so many are kept; outputs are up to some MiB each.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._runs: OrderedDict[str, Outputs] = OrderedDict()

    def of(self, digest: str, run: Callable[[], Outputs]) -> Outputs:
        """Return what a run gave, running only where nobody ran the same; a copy of one's own.

        What `run` raises is not kept.
        """
        with self._lock:
            outputs = self._runs.get(digest)
        if outputs is None:
            outputs = run()
        with self._lock:
            self._runs[digest] = outputs
            self._runs.move_to_end(digest)
            while len(self._runs) > self._most:
                self._runs.popitem(last=False)
        return copy.deepcopy(outputs)


def digest_of_run(files: Mapping[str, Path], *rest: object) -> str:
    """Return a digest of the files that code finds, and of the rest, by its `repr`."""
    whole = sha256(repr(rest).encode("utf-8", "surrogatepass"))
    for name in sorted(files):
        content = sha256(files[name].read_bytes()).hexdigest()
        whole.update(f"\0{name}\0{content}".encode())
    return whole.hexdigest()
