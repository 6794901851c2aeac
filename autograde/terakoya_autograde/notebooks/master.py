"""The instructor's version of an assignment, as nbgrader keeps it: read once, then only looked at.

`nbgrader generate_assignment` saves sources, checksums and points in the gradebook; the other
metadata of a cell (its tags) are only in the released notebook.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from terakoya_autograde.errors import AssignmentError
from terakoya_autograde.light_nbgrader import (
    Assignment,
    BaseCell,
    GradeCell,
    Notebook,
    SourceCell,
    TaskCell,
)
from terakoya_autograde.storage.address import Address, database_file, place_of
from terakoya_autograde.storage.transactions import open_session

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["EXECUTION_TAGS", "Master", "MasterCell", "MasterNotebook", "attach_release"]
__all__ += ["open_session", "read_master"]

EXECUTION_TAGS = frozenset({"skip-execution", "raises-exception"})


@dataclass(frozen=True)
class MasterCell:
    """One cell that nbgrader knows by its grade_id.

    Attributes:
        points: of a graded or task cell; None for every other.
        metadata: of the released cell, without nbgrader's own; None where no release was read.
        released: the source that learners were given, without hidden parts; None likewise.
    """

    grade_id: str
    source: str
    checksum: str | None
    cell_type: str
    locked: bool
    points: float | None = None
    graded: bool = False
    solution: bool = False
    task: bool = False
    metadata: Mapping[str, Any] | None = None
    released: str | None = None

    @property
    def given(self) -> str:
        """The source that learners were given, as far as it is known."""
        return self.source if self.released is None else self.released


@dataclass(frozen=True)
class MasterNotebook:
    """One notebook: its kernelspec and its cells by grade_id, in the order of the release.

    Attributes:
        tags: execution tags of released cells by nbformat's cell id, where they have any.
    """

    name: str
    kernelspec: Mapping[str, Any] | None
    cells: Mapping[str, MasterCell]
    tags: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Master:
    """Every notebook of one assignment by name."""

    assignment_id: str
    notebooks: Mapping[str, MasterNotebook]

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over everything in it."""
        told = json.dumps(asdict(self), sort_keys=True, default=sorted)
        return hashlib.sha256(told.encode()).hexdigest()

    def is_entered(self, url: Address) -> bool:
        """Tell whether a gradebook holds exactly these cells, so that entering changes nothing.

        nbgrader writes the cells' sources last: where these are there, a kill has cut nothing off.

        Raises:
            StorageError: another program writes in it and does not end.
        """
        try:
            known = read_master(url, self.assignment_id)
        except AssignmentError:
            return False
        return _without_release(known) == _without_release(self)


def _without_release(master: Master) -> dict[str, object]:
    """Return what a gradebook holds of an assignment."""
    return {
        name: (
            notebook.kernelspec or {},
            {
                key: replace(cell, metadata=None, released=None)
                for key, cell in notebook.cells.items()
            },
        )
        for name, notebook in master.notebooks.items()
    }


def read_master(url: Address, assignment_id: str, released: Path | None = None) -> Master:
    """Read the assignment from a gradebook, and its tags from the released notebooks.

    Args:
        url: of an nbgrader gradebook.
        released: the folder of the released version; what is not there is not restored.

    Raises:
        AssignmentError: the gradebook does not know the assignment, or cannot be read.
        StorageError: another program writes in it and does not end.
    """
    file = database_file(url)
    if file is not None and not file.exists():
        raise AssignmentError(f"{assignment_id}: there is no gradebook at {place_of(url)}")
    try:
        with open_session(url, reading=True) as session:
            master = _read(session, assignment_id)
    except SQLAlchemyError as error:
        reason = str(error).splitlines()[0]
        raise AssignmentError(f"{assignment_id}: the gradebook cannot be read: {reason}") from error
    return master if released is None else attach_release(master, _read_release(master, released))


def attach_release(master: Master, notebooks: Mapping[str, NotebookNode]) -> Master:
    """Return the master with the metadata, tags and order of its released notebooks (nodes)."""
    return replace(
        master,
        notebooks={
            name: _with_release(known, notebooks[name]) if name in notebooks else known
            for name, known in master.notebooks.items()
        },
    )


def _read(session: Session, assignment_id: str) -> Master:
    found = session.execute(select(Assignment.id).where(Assignment.name == assignment_id)).scalar()
    if found is None:
        raise AssignmentError(f"No assignment with ID '{assignment_id}' exists in the database")
    notebooks = session.execute(
        select(Notebook.id, Notebook.name, Notebook.kernelspec)
        .where(Notebook.assignment_id == found)
        .order_by(Notebook.name)
    ).all()
    return Master(
        assignment_id,
        {
            name: MasterNotebook(
                name, json.loads(kernelspec) if kernelspec else None, _read_cells(session, key)
            )
            for key, name, kernelspec in notebooks
        },
    )


def _read_cells(session: Session, notebook: str) -> dict[str, MasterCell]:
    points: dict[str, float] = {}
    for table in (GradeCell, TaskCell):
        rows = session.execute(
            select(table.name, table.max_score).where(table.notebook_id == notebook)
        )
        points |= {row.name: row.max_score for row in rows}
    kinds = session.execute(
        select(BaseCell.name, BaseCell.type).where(BaseCell.notebook_id == notebook)
    ).all()
    roles = {(name, kind) for name, kind in kinds}
    sources = session.execute(
        select(
            SourceCell.name,
            SourceCell.source,
            SourceCell.checksum,
            SourceCell.cell_type,
            SourceCell.locked,
        ).where(SourceCell.notebook_id == notebook)
    ).all()
    return {
        name: MasterCell(
            grade_id=name,
            source=source or "",
            checksum=checksum,
            cell_type=cell_type,
            locked=locked,
            points=points.get(name),
            graded=(name, "GradeCell") in roles,
            solution=(name, "SolutionCell") in roles,
            task=(name, "TaskCell") in roles,
        )
        for name, source, checksum, cell_type, locked in sources
    }


def _read_release(master: Master, folder: Path) -> dict[str, NotebookNode]:
    found = {}
    for name in master.notebooks:
        path = folder / f"{name}.ipynb"
        if path.is_file():
            found[name] = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    return found


def _with_release(known: MasterNotebook, notebook: NotebookNode) -> MasterNotebook:
    ordered: dict[str, MasterCell] = {}
    tags: dict[str, frozenset[str]] = {}
    for cell in notebook.cells:
        metadata = json.loads(json.dumps(cell.metadata))
        grade_id = metadata.pop("nbgrader", {}).get("grade_id")
        for output_state in ("collapsed", "scrolled"):  # which ClearOutput removes
            metadata.pop(output_state, None)
        if grade_id in known.cells:
            given = "".join(cell.source)
            ordered[grade_id] = replace(known.cells[grade_id], metadata=metadata, released=given)
        if own := EXECUTION_TAGS & set(metadata.get("tags", ())):
            tags[cell.get("id", "")] = frozenset(own)
    return replace(known, cells=ordered | _missing(known.cells, ordered), tags=tags)


def _missing(cells: Mapping[str, MasterCell], seen: Mapping[str, object]) -> dict[str, MasterCell]:
    return {grade_id: cell for grade_id, cell in cells.items() if grade_id not in seen}
