"""The submissions: fair to every contender, and each with bytes of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from terakoya_bench.material import Maker, Material, make_material

from terakoya.errors import WorkspaceError
from terakoya.model import Assignment
from terakoya.workspace import Workspace


@dataclass(frozen=True)
class Made:
    """A made submission."""

    kind: str
    notebooks: dict[str, str]


def maker(*kinds: str) -> Maker:
    """Make a blank submission of each kind, again and again."""

    def make(workspace: Workspace, assignment: Assignment) -> Iterator[Made]:
        path = workspace.release(assignment.id) / "tiny.ipynb"
        for _round in range(10):
            for kind in kinds:
                yield Made(kind, {"tiny": path.read_text(encoding="utf-8")})

    return make


def material(workspace: Workspace, scratch: Path, *kinds: str) -> Material:
    """Four submissions of the assignment `tiny`."""
    return make_material(workspace, "tiny", 4, maker(*kinds), scratch, os.environ)


def test_make_material(workspace: Workspace, tmp_path: Path) -> None:
    """Fatal and blank kinds are left out, and no two files are the same."""
    made = material(workspace, tmp_path / "s", "reference", "blank", "dies", "wrong/a/b")
    assert made.kinds == {"reference": 2, "wrong/a/b": 2}
    assert len({path.read_bytes() for one in made.entries for path in one.files.values()}) == 4
    assert not workspace.release("tiny").exists()


def test_make_material_without_answers(workspace: Workspace, tmp_path: Path) -> None:
    """An assignment without written-down answers is refused: there is nothing to compare."""
    with pytest.raises(WorkspaceError, match="answers"):
        material(workspace, tmp_path / "s", "reference", "blank")


def test_sample(workspace: Workspace, tmp_path: Path) -> None:
    """A sample is spread over all; too large a one is all."""
    made = material(workspace, tmp_path / "s", "reference", "wrong/a/b")
    assert [entry.id for entry in made.sample(2)] == ["s00001", "s00003"]
    assert made.sample(9) == made.sample(None) == made.entries
