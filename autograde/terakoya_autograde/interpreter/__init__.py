"""What runs a cell: IPython without sockets, and what it has imported and done before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terakoya_autograde.lazy_names import import_when_used

if TYPE_CHECKING:
    from terakoya_autograde.interpreter.prewarm import import_modules, warm_up
    from terakoya_autograde.interpreter.shell import Shell

__all__ = [
    "Shell",
    "import_modules",
    "warm_up",
]

if not TYPE_CHECKING:  # a type checker reads the imports above: no name is there by chance
    __getattr__ = import_when_used(
        __name__,
        {
            "prewarm": "import_modules warm_up",
            "shell": "Shell",
        },
    )
