"""The table of libraries is the one that the program makes."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
USES = tomllib.loads((ROOT / "benchmarks" / "libraries.toml").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "explanation" / "libraries-in-courses.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("| ").split(" | ")]
    for line in PAGE.split("<!-- table")[1].split("<!-- end")[0].splitlines()
    if line.startswith("| ") and not line.startswith("| library")
]


def test_table_has_each_library() -> None:
    """Every library of the program has its row, in its order; there are at least fifty."""
    assert [row[0] for row in ROWS] == list(USES)
    assert len(USES) >= 50


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_row_says_how_it_goes(row: list[str]) -> None:
    """A row has a version, says warm, cold or refused, and whether the check is protected."""
    _name, version, imported, marks, check = row
    assert version
    assert imported == "warm" or imported.startswith(("cold: ", "refused: "))
    assert marks == "yes"
    assert check == "protected" or check.startswith("unprotected: ")


@pytest.mark.parametrize("name", USES)
def test_library_is_used(name: str) -> None:
    """The answer imports the module that the row is about, and a check compares something."""
    use = USES[name]
    answer = ast.parse(use["answer"])
    imported = {
        alias.name.split(".")[0]
        for node in ast.walk(answer)
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {
        (node.module or "").split(".")[0]
        for node in ast.walk(answer)
        if isinstance(node, ast.ImportFrom)
    }
    assert use["module"].split(".")[0] in imported
    assert any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(use["check"])))
