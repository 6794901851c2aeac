"""Making small notebooks, assignments and courses for tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from terakoya.workspace import Workspace

SOLUTION = '''def double(x):
    """Return twice x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION'''
CHECK = """assert double(2) == 4, "double(2) が 4 になりません"
### BEGIN HIDDEN TESTS
assert double(-3) == -6, "負の数でも2倍になるはずです"
### END HIDDEN TESTS"""
TOTAL = """### BEGIN SOLUTION
total = sum(range(5))
### END SOLUTION"""
TOTAL_CHECK = 'assert total == 10, "合計が正しくありません"'


def markdown(name: str, source: str) -> dict[str, Any]:
    """A text cell."""
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def code(name: str, source: str, **nbgrader: Any) -> dict[str, Any]:
    """A code cell, with nbgrader's metadata if any is given."""
    metadata: dict[str, Any] = {}
    if nbgrader:
        base = {"grade": False, "grade_id": name, "locked": False, "schema_version": 3}
        metadata["nbgrader"] = base | {"solution": False, "task": False} | nbgrader
    cell = {"cell_type": "code", "execution_count": None, "id": name, "metadata": metadata}
    return cell | {"outputs": [], "source": source}


def answer(name: str, source: str) -> dict[str, Any]:
    """An autograded answer cell."""
    return code(name, source, solution=True)


def check(name: str, source: str, points: float) -> dict[str, Any]:
    """A graded test cell."""
    return code(name, source, grade=True, locked=True, points=points)


def notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    """A notebook of these cells."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def tiny_notebook() -> dict[str, Any]:
    """Two answer cells, each with a check; the first check has a hidden part."""
    return notebook(
        markdown("title", "# 小さな演習"),
        markdown("step-1", "## 2倍にする"),
        answer("double", SOLUTION),
        check("double-check", CHECK, 2),
        markdown("step-2", "## 合計する"),
        answer("total", TOTAL),
        check("total-check", TOTAL_CHECK, 1),
    )


MANIFEST = """\
id = "{id}"
notebooks = ["{id}"]
minutes = 10
skills = ["data"]

[title]
ja = "小さな演習"
en = "A small assignment"

[summary]
ja = "試験のための演習です。"
en = "For tests."

[limits]
cell_seconds = 5
notebook_seconds = 20
output_kb = 64
"""
COURSE = """\
id = "small"
tier = "practitioner"
skills = ["data"]
phase = "practise"
minutes = 10
assignments = ["tiny"]

[title]
ja = "小さな講座"
en = "A small course"
"""


def write_notebook(path: Path, content: dict[str, Any]) -> Path:
    """Write a notebook as JupyterLab would."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def write_assignment(workspace: Workspace, name: str, content: dict[str, Any]) -> Path:
    """Write source/<name>/ with one notebook and its manifest."""
    folder = workspace.source(name)
    write_notebook(folder / f"{name}.ipynb", content)
    (folder / "assignment.toml").write_text(MANIFEST.format(id=name), encoding="utf-8")
    return folder


def write_small_course(workspace: Workspace) -> None:
    """Write the course `small` with the assignment `tiny`."""
    write_assignment(workspace, "tiny", tiny_notebook())
    folder = workspace.root / "courses" / "small"
    folder.mkdir(parents=True)
    (folder / "course.toml").write_text(COURSE, encoding="utf-8")


def filled(content: dict[str, Any], answers: dict[str, str]) -> dict[str, Any]:
    """A copy of a notebook with answer cells replaced."""
    copy: dict[str, Any] = json.loads(json.dumps(content))
    for cell in copy["cells"]:
        if cell["id"] in answers:
            cell["source"] = answers[cell["id"]]
    return copy
