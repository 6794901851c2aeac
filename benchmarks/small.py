"""A small assignment with every kind of cell that nbgrader knows, and answers to it.

A wrong answer is far from right: no small change of it, and no piece of the notebook, mends it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["POINTS", "RIGHT", "WRONG", "answered", "write_source"]

NAME = "small"
_BEGIN, _END = "### BEGIN SOLUTION\n", "\n### END SOLUTION"
RIGHT = {
    "number": "number = given * 7",
    "twice": "def twice(x):\n    return 2 * x",
    "words": 'words = [word for word in "寺 子 屋".split()]',
    "share": "share = 0.25\nprint(share)",
    "by-hand": "1 + 1",
}
WRONG = {
    "number": "number = given - 1000.5",
    "twice": 'def twice(x):\n    return "no"',
    "words": 'words = {"a": 1, "b": [2, 3]}',
    "share": "share = -10**6",
    "by-hand": "0",
}
_CHECKS = {
    "number": ("assert number == 42", 2),
    "twice": (
        "assert twice(2) == 4\n### BEGIN HIDDEN TESTS\nassert twice(-3.5) == -7\n"
        'assert twice("ab") == "abab"\n### END HIDDEN TESTS',
        3,
    ),
    "words": ('assert words == ["寺", "子", "屋"], "三つの文字にしてください"', 1),
    "share": ("2.0 if share == 0.25 else 0.0", 2),
}
# full marks of every item; None where a person gives them
POINTS: dict[str, int | None] = {
    f"{name}-check": points for name, (_code, points) in _CHECKS.items()
}
POINTS |= {"by-hand": None, "essay": None, "project": None}


def write_source(folder: Path) -> Path:
    """Write the instructor's version below ``folder/source``; return its folder."""
    source = folder / "source" / NAME
    source.mkdir(parents=True)
    text = json.dumps(_notebook(RIGHT, marked=True), ensure_ascii=False, indent=1)
    (source / f"{NAME}.ipynb").write_text(text, encoding="utf-8")
    (source / "data.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    return source


def answered(answers: dict[str, str]) -> dict[str, Any]:
    """Return the notebook as a learner hands it in."""
    return _notebook(answers, marked=False)


def _notebook(answers: dict[str, str], *, marked: bool) -> dict[str, Any]:
    cells = [_cell("title", "# 小さな演習 ![](attachment:a.png)", kind="markdown")]
    cells.append(_cell("given", "given = 6", locked=True))
    for name, (check, points) in _CHECKS.items():
        text = f"{_BEGIN}{answers[name]}{_END}" if marked else answers[name]
        shown = check if marked else check.split("### BEGIN HIDDEN")[0].rstrip()
        cells.append(_cell(name, text, solution=True))
        cells.append(_cell(f"{name}-check", shown, grade=True, locked=True, points=points))
    text = f"{_BEGIN}{answers['by-hand']}{_END}" if marked else answers["by-hand"]
    cells.append(_cell("by-hand", text, grade=True, solution=True, points=3))
    essay = {"grade": True, "solution": True, "points": 5}
    cells.append(_cell("essay", "Say why.", kind="markdown", **essay))
    task = {"grade": False, "task": True, "locked": True, "points": 4}
    cells.append(_cell("project", "Build something.", kind="markdown", **task))
    cells.append(_cell("end", "import json\njson.dumps({'end': [given]})"))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _cell(name: str, source: str, kind: str = "code", **nbgrader: Any) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "id": name, "metadata": {}, "source": source}
    if nbgrader:
        base = {"grade": False, "grade_id": name, "locked": False, "schema_version": 3}
        cell["metadata"]["nbgrader"] = base | {"solution": False, "task": False} | nbgrader
    return cell if kind != "code" else cell | {"execution_count": None, "outputs": []}
