"""Promises of an assignment's folder in a learner's files."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from terakoya_lab.own_folder import find_folder

from terakoya.authoring import make_release
from terakoya.workspace import Workspace
from tests.made import filled, write_notebook
from tests.made_office import RIGHT


@pytest.fixture
def home(workspace: Workspace, tmp_path: Path) -> Path:
    """A home in which tiny was fetched in the cohort spring."""
    make_release(workspace, workspace.read_assignment("tiny"))
    released = (workspace.release("tiny") / "tiny.ipynb").read_bytes()
    place = tmp_path / "home" / "spring" / "tiny" / "tiny.ipynb"
    place.parent.mkdir(parents=True)
    place.write_bytes(released)
    return tmp_path / "home"


@pytest.mark.parametrize(
    "path",
    [
        "tiny.ipynb",
        "tiny/tiny.ipynb",
        "spring/tiny/notes.txt",
        "spring/../tiny.ipynb",
        "../spring/tiny/tiny.ipynb",
        "/spring/tiny/tiny.ipynb",
        "spring/gone/tiny.ipynb",
        ".hidden/tiny/tiny.ipynb",
    ],
)
def test_folder_of_no_assignment_is_none(home: Path, path: str) -> None:
    """Only COHORT/ASSIGNMENT/… below the home is one, and only where it is there."""
    assert find_folder(home, path) is None


def test_blank_answers_are_counted(home: Path) -> None:
    """As it was handed out, both; after one is written, the other; what cannot be read, none."""
    found = find_folder(home, "spring/tiny/tiny.ipynb")
    assert found is not None
    assert (found.cohort, found.assignment) == ("spring", "tiny")
    assert found.count_blank() == (2, 2)
    notebook = found.path / "tiny.ipynb"
    released = json.loads(notebook.read_text("utf-8"))
    write_notebook(notebook, filled(released, {"total": RIGHT["total"]}))
    assert found.count_blank() == (1, 2)
    (found.path / "broken.ipynb").write_text("{", "utf-8")
    assert found.count_blank() == (1, 2)


def test_unchanged_is_what_has_the_same_notebooks(home: Path) -> None:
    """Other files do not count; another notebook, one more or one less does."""
    found = find_folder(home, "spring/tiny/tiny.ipynb")
    assert found is not None
    notebook = found.path / "tiny.ipynb"
    files = {"tiny.ipynb": hashlib.sha256(notebook.read_bytes()).hexdigest(), "data.csv": "0"}
    assert found.is_as_in(files)
    assert not found.is_as_in({**files, "second.ipynb": "0"})
    assert not found.is_as_in({})
    (found.path / "second.ipynb").write_bytes(notebook.read_bytes())
    assert not found.is_as_in(files)
