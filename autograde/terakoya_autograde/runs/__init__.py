"""One run over many submissions: the one order in which results are kept, whatever keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terakoya_autograde.lazy_names import import_when_used

if TYPE_CHECKING:
    from terakoya_autograde.runs.driver import End, Judged, Kept, Left, drive

__all__ = [
    "End",
    "Judged",
    "Kept",
    "Left",
    "drive",
]

if not TYPE_CHECKING:  # a type checker reads the imports above: no name is there by chance
    __getattr__ = import_when_used(
        __name__,
        {
            "driver": "End Judged Kept Left drive",
        },
    )
