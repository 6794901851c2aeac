"""An assignment's folder in a learner's files: where it is, and how far its notebooks are."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat

from terakoya_lab.progress import AnswerCell, read_progress

__all__ = ["NAME", "OwnFolder", "find_folder"]

NAME = r"(\w[\w.-]*)"
"""Of a cohort, of an assignment: never a way to another folder."""
_PLACE = re.compile(rf"{NAME}/{NAME}/.+\.ipynb")


@dataclass(frozen=True)
class OwnFolder:
    """Where somebody works on an assignment: the folder of it in the folder of its cohort."""

    cohort: str
    assignment: str
    path: Path

    def count_blank(self) -> tuple[int, int]:
        """Return how many answer cells are as they were handed out, and how many there are."""
        answers = [answer for path in self._notebooks() for answer in _read_answers(path)]
        return sum(answer.blank for answer in answers), len(answers)

    def is_as_in(self, files: Mapping[str, str]) -> bool:
        """Tell whether the notebooks are those of a hand-in: name → SHA-256 (hex)."""
        mine = {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in self._notebooks()
        }
        theirs = {name: sha256 for name, sha256 in files.items() if name.endswith(".ipynb")}
        return bool(mine) and mine == theirs

    def _notebooks(self) -> Iterator[Path]:
        yield from sorted(path for path in self.path.glob("*.ipynb") if path.is_file())


def _read_answers(notebook: Path) -> tuple[AnswerCell, ...]:
    """Return the answer cells of a notebook; none of one that cannot be read."""
    try:
        return read_progress(nbformat.read(notebook, as_version=4)).answers
    except (OSError, ValueError, AttributeError):
        return ()


def find_folder(root: Path, notebook: str) -> OwnFolder | None:
    """Return the folder of a notebook's assignment; None where it can be no assignment's.

    Args:
        notebook: its path below `root`, as JupyterLab says it.
    """
    found = _PLACE.fullmatch(notebook)
    if found is None:
        return None
    path = root / found[1] / found[2]
    return OwnFolder(found[1], found[2], path) if path.is_dir() else None
