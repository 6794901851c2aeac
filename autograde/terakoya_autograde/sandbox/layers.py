"""What can go wrong while a process enters the sandbox: one layer of it cannot be had."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager

from terakoya_autograde.errors import EngineError

__all__ = ["SandboxError", "layer"]


class SandboxError(EngineError):
    """A layer of the sandbox cannot be had, so nothing of the learner's code has run.

    Attributes:
        layer: the name of the layer, as `probe_sandbox()` lists it.
        errno: what the kernel said; 0 where it said nothing.
        detail: the path or value that it was about.
    """

    def __init__(self, layer: str, errno: int, detail: str = "") -> None:
        self.layer, self.errno, self.detail = layer, errno, detail
        reason = os.strerror(errno) if errno else "no answer"
        about = f" ({detail})" if detail else ""
        super().__init__(
            f"sandbox layer '{layer}' cannot be had: {reason}{about}. Nothing was run; "
            f"`terakoya doctor` says what this machine lacks"
        )

    def __reduce__(self) -> tuple[type[SandboxError], tuple[str, int, str]]:
        return (type(self), (self.layer, self.errno, self.detail))


@contextmanager
def layer(name: str) -> Generator[None, None, None]:
    """Turn what the kernel refuses inside the block into a `SandboxError` that names the layer."""
    try:
        yield
    except OSError as error:
        detail = str(error.filename or error.strerror or error)
        raise SandboxError(name, error.errno or 0, detail) from error
    except ValueError as error:
        raise SandboxError(name, 0, str(error)) from error
