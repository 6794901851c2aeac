"""What nbgrader makes of an instructor's version: released notebooks, their cells, data, a digest.

Importing this module imports nbgrader, which takes a second: `version` does it while a warm parent
is on its way.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terakoya_autograde.errors import AssignmentError
from terakoya_autograde.model import Item
from terakoya_autograde.notebooks.configuration import load_config
from terakoya_autograde.notebooks.generate_assignment import generate
from terakoya_autograde.notebooks.identity import digest_source
from terakoya_autograde.notebooks.master import Master, read_master
from terakoya_autograde.notebooks.region_marks import NBGRADER, Marks, read_marks
from terakoya_autograde.notebooks.source_files import data_files
from terakoya_autograde.notebooks.source_notebooks import read_sources
from terakoya_autograde.storage.address import file_address
from terakoya_autograde.storage.scratch import scratch_folder

__all__ = ["Prepared", "read_assignment", "read_known"]


@dataclass(frozen=True)
class Prepared:
    """An assignment as nbgrader releases it.

    Attributes:
        released: name → the learner's version of the notebook, plain JSON data.
        config: the course's settings.
        marks: the delimiters of solutions and hidden tests that they set.
        data: relative name → file that every submission finds.
        digest: SHA-256 (hex) over every file that can change a score.
    """

    master: Master
    released: dict[str, Any]
    config: Any
    data: dict[str, Path]
    digest: str
    marks: Marks = NBGRADER

    @property
    def items(self) -> tuple[Item, ...]:
        """Every graded cell, in order."""
        return tuple(
            Item(notebook.name, cell.grade_id, float(cell.points or 0.0))
            for notebook in self.master.notebooks.values()
            for cell in notebook.cells.values()
            if cell.graded or cell.task
        )


def read_assignment(source: Path, config: Path | None) -> Prepared:
    """Let nbgrader generate the assignment, and read what it made.

    Raises:
        AssignmentError: nbgrader cannot make a release of it, or it has no graded cell.
    """
    settings = load_config(config)
    marks = read_marks(settings)
    with scratch_folder("version") as folder:
        url = file_address(folder / "gradebook.db")
        generate(source, config, folder, url)
        released = folder / "release" / source.name
        master = read_master(url, source.name, released)
        notebooks = read_sources(released)
    made = Prepared(
        master=master,
        released={name: notebooks[name] for name in master.notebooks},
        config=settings,
        data=data_files(source, settings),
        digest=digest_source(source, config, settings),
        marks=marks,
    )
    if not made.items:
        raise AssignmentError(f"{source.name}: no graded cell")
    return made


def read_known(
    source: Path, settings: object, digest: str, master: Master, released: dict[str, object]
) -> Prepared:
    """Return what `read_assignment` has returned for these very files and settings."""
    data = data_files(source, settings)
    return Prepared(master, released, settings, data, digest, read_marks(settings))
