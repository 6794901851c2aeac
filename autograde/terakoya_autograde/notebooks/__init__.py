"""The instructor's and a learner's notebook, in nbgrader's words, and its score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terakoya_autograde.lazy_names import import_when_used

if TYPE_CHECKING:
    from terakoya_autograde.notebooks.master import Master
    from terakoya_autograde.notebooks.preparation import read_assignment
    from terakoya_autograde.notebooks.restored_cells import restore_notebook
    from terakoya_autograde.notebooks.score import score_notebook
    from terakoya_autograde.notebooks.source_files import ignored_names, walk_source

__all__ = [
    "Master",
    "ignored_names",
    "read_assignment",
    "restore_notebook",
    "score_notebook",
    "walk_source",
]

if not TYPE_CHECKING:  # a type checker reads the imports above: no name is there by chance
    __getattr__ = import_when_used(
        __name__,
        {
            "master": "Master",
            "preparation": "read_assignment",
            "restored_cells": "restore_notebook",
            "score": "score_notebook",
            "source_files": "ignored_names walk_source",
        },
    )
