"""Promises of an assignment's outline: titles that learners see, and where answers stand."""

from __future__ import annotations

from typing import Any

import pytest

from terakoya.workspace import Workspace
from terakoya.workspace.outline import OutlineItem, read_outline
from tests.made import answer, check, code, markdown, notebook, write_assignment

SOLUTION = "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"
MODEL = "### BEGIN SOLUTION\n# 模範の見出し\n### END SOLUTION\nここに書く。"


def tagged(cell: dict[str, Any], *tags: str) -> dict[str, Any]:
    """The cell with tags."""
    return cell | {"metadata": cell["metadata"] | {"tags": list(tags)}}


def written(name: str, source: str, **nbgrader: Any) -> dict[str, Any]:
    """A text cell of nbgrader's."""
    made = code(name, source, **nbgrader) | {"cell_type": "markdown"}
    return {key: value for key, value in made.items() if key not in ("outputs", "execution_count")}


def outline(workspace: Workspace, *cells: dict[str, Any]) -> tuple[OutlineItem, ...]:
    """The outline of a notebook of these cells."""
    write_assignment(workspace, "small", notebook(*cells))
    return read_outline(workspace, workspace.read_assignment("small"))


@pytest.mark.parametrize(
    ("between", "title"),
    [
        (markdown("m", "問1\n==="), "問1"),
        (markdown("m", "<h2>問1</h2>"), "問1"),
        (tagged(markdown("m", "## 画面だけ"), "app-only"), "前"),
        (tagged(markdown("m", "## 紙だけ"), "handout-only", "exercise-only"), "前"),
        (tagged(markdown("m", "## 演習だけ"), "exercise-only"), "演習だけ"),
        (markdown("m", "```\n# 注釈\n```"), "前"),
        (markdown("m", "<!--\n# 書き置き\n-->"), "前"),
        (markdown("m", "<details>\n\n## ヒント\n</details>"), "前"),
        (written("essay", MODEL, grade=True, solution=True, points=1), "前"),
        (written("essay", "## 模範だけ", grade=True, solution=True, points=1), "前"),
    ],
)
def test_title_is_the_nearest_heading_that_learners_see(
    workspace: Workspace, between: dict[str, Any], title: str
) -> None:
    """No mark, comment, hint or cell of another face names an item."""
    cells = [markdown("h", "## 前"), between, answer("a", SOLUTION), check("c", "assert x == 1", 1)]
    assert outline(workspace, *cells)[-1].title == title


def test_answers_of_a_check_are_those_above_it_since_the_last_check(workspace: Workspace) -> None:
    """Two answers for two checks, then one of its own; what a person grades is its own answer."""
    by_hand = {"grade": True, "solution": True, "points": 1}
    items = outline(
        workspace,
        check("given", "assert True", 1),
        answer("a", SOLUTION),
        answer("b", SOLUTION),
        check("ab", "assert x == 1", 1),
        markdown("m", "## 次"),
        check("ab-again", "assert x == 1", 1),
        answer("c", SOLUTION),
        written("essay", "書く", **by_hand),
        check("c-check", "assert x == 1", 1),
        written("draw", "描く", task=True, points=1),
    )
    assert {item.id: item.answers for item in items} == {
        "given": (),
        "ab": ("a", "b"),
        "ab-again": ("a", "b"),
        "essay": ("essay",),
        "c-check": ("c",),
        "draw": ("draw",),
    }
