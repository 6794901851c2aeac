"""Running notebooks that nobody grades, where and as graded ones run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from terakoya_autograde.model import Limits
from terakoya_autograde.running.runner import Executed
from terakoya_autograde.running.warm_executor import WarmExecutor
from terakoya_autograde.warm.fork_server import ForkServer

__all__ = ["Runner", "lend_runner"]

Runner = Callable[[Any, Limits], Executed]


@contextmanager
def lend_runner(
    imports: tuple[str, ...], files: Mapping[str, Path], *, sandbox: bool
) -> Iterator[Runner]:
    """Lend what runs a notebook (nbformat) in place, within limits; its warm parent ends after.

    Args:
        imports: the modules that the notebooks import; the warm parent has them ready.
        files: name → path of the data that every notebook finds in its folder.
        sandbox: False runs the code with our own rights.

    Raises:
        WorkerError: the warm parent cannot be had, or was killed again and again.
    """
    bodies = {name: path.read_bytes() for name, path in files.items()}
    fork_server = ForkServer(imports, dict(files), sandbox=sandbox)
    try:
        executor = WarmExecutor(fork_server, bodies)
        yield lambda notebook, limits: executor(notebook, bodies, limits)
    finally:
        fork_server.close()
