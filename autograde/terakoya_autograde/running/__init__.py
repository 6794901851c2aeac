"""One notebook, driven through its cells and its checks in warm children."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terakoya_autograde.lazy_names import import_when_used

if TYPE_CHECKING:
    from terakoya_autograde.running.notebook_runner import lend_runner
    from terakoya_autograde.running.runner import Executed

__all__ = [
    "Executed",
    "lend_runner",
]

if not TYPE_CHECKING:  # a type checker reads the imports above: no name is there by chance
    __getattr__ = import_when_used(
        __name__,
        {
            "notebook_runner": "lend_runner",
            "runner": "Executed",
        },
    )
