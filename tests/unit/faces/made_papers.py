"""Made assignments for the tests of what is printed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import nbformat

from terakoya.faces.job import BuildOptions, FaceJob
from terakoya.workspace import Workspace

__all__ = ["make_job", "write_assignment"]

MANIFEST = """
id = "tiny"
notebooks = ["tiny"]
minutes = 10
skills = ["data"]
[title]
ja = "小さな演習"
en = "A small exercise"
[summary]
ja = "ためし"
en = "A trial"
[[data]]
file = "data/towns.csv"
ja = "架空の町の一覧"
en = "Towns that do not exist"
source = "generated"
generator = "make_data.py"
licence = "BSD-3-Clause"
unit = { ja = "人", en = "people" }
"""


def write_assignment(root: Path, *, number: int = 12, sentence: str = "町の話です。") -> Workspace:
    """Write a workspace with one assignment, whose result is `number` × 2."""
    folder = root / "source" / "tiny"
    (folder / "data").mkdir(parents=True)
    (root / "courses").mkdir()
    (root / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    (folder / "assignment.toml").write_text(MANIFEST, encoding="utf-8")
    (folder / "data" / "towns.csv").write_text("町,人数\n本町,1\n", encoding="utf-8")
    (folder / "tiny.ipynb").write_text(_notebook(number, sentence), encoding="utf-8")
    return Workspace(root)


def make_job(workspace: Workspace, **options: bool | str) -> FaceJob:
    """Return the work of a fixed day, without a sandbox: the code is the test's own."""
    chosen = BuildOptions(**{"sandbox": False} | options)  # type: ignore[arg-type]
    return FaceJob(workspace, "tiny", chosen, date(2026, 11, 23))


def _notebook(number: int, sentence: str) -> str:
    answer = f"### BEGIN SOLUTION\nsecret = {number} * 2\n### END SOLUTION\nprint('答え', secret)"
    hidden = "### BEGIN HIDDEN TESTS\nassert secret == 'hidden-test'\n### END HIDDEN TESTS"
    test = f"assert secret\n{hidden}"
    graded = {"grade": True, "grade_id": "t", "locked": True, "points": 1, "schema_version": 3}
    solved = {"grade": False, "grade_id": "a", "locked": False, "schema_version": 3, "task": False}
    cells = [
        nbformat.v4.new_markdown_cell(f"# 題\n\n{sentence}", id="one"),
        nbformat.v4.new_markdown_cell("## 問1\n\n$$x^2$$", id="two"),
        nbformat.v4.new_code_cell(
            answer,
            id="three",
            metadata={"tags": ["result"], "nbgrader": solved | {"solution": True}},
        ),
        nbformat.v4.new_code_cell(
            test, id="four", metadata={"nbgrader": graded | {"solution": False, "task": False}}
        ),
    ]
    for cell in cells[:2]:
        cell.metadata["tags"] = ["narrative"]
    return str(nbformat.writes(nbformat.v4.new_notebook(cells=cells)))
