"""Our own faces: each stands in its folder, and nobody else knows it by its name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import terakoya
from terakoya.model.face import FACES, Made

SOURCE = Path(terakoya.__file__).parent
PAPERS = tuple(face.name for face in FACES.load().parts.values() if face.makes is Made.FILES)
LIKE = SOURCE / "faces" / "slides" / "face.py"
"""Where slides say that they show the cells of the handout."""


def name_places(face: str, below: Path) -> Iterator[Path]:
    """Yield each file in which code has a face's name as a word of its own."""
    for path in below.rglob("*.py"):
        text = path.read_text("utf-8")
        if face in text and any(
            isinstance(node, ast.Constant) and node.value == face
            for node in ast.walk(ast.parse(text))
        ):
            yield path


@pytest.mark.parametrize("face", PAPERS)
def test_face_is_named_in_its_folder_alone(face: str) -> None:
    """Who adds or takes away a face that makes files looks nowhere else."""
    places = set(name_places(face, SOURCE)) - {LIKE}
    assert {path.relative_to(SOURCE).parts[:2] for path in places} <= {("faces", face)}


def test_name_in_another_module_is_found(tmp_path: Path) -> None:
    """The control: a list of names, as there once was, is seen."""
    (tmp_path / "faces.py").write_text('FACES = ("exercise", "handout")\n', "utf-8")
    assert list(name_places("handout", tmp_path)) == [tmp_path / "faces.py"]


def test_every_face_has_a_folder() -> None:
    """The faces of the product are there: none is lost with a file that is not installed."""
    ours = [name for name in FACES.names() if not FACES.owner(name)]
    assert ours == ["app", "exercise", "handout", "refresher", "slides"]
    assert all((SOURCE / "faces" / name / "face.py").is_file() for name in ours)
