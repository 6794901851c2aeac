"""Promises of the author's quality gate before any check runs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from terakoya.authoring import check_assignment, clear_outputs
from terakoya.language import use_language
from terakoya.workspace import Workspace
from tests.made import code, markdown, notebook, tiny_notebook, write_assignment


def test_notebook_without_a_graded_cell_is_told_in_our_words(workspace: Workspace) -> None:
    """The message is ours, so that it can be translated, and says what to do."""
    write_assignment(workspace, "tiny", notebook(markdown("a", "文")))
    assignment = workspace.read_assignment("tiny")
    with use_language("en"):
        (found,) = check_assignment(workspace, assignment, ["structure"], lambda _done: None)
    assert found.what == "No cell is graded."
    assert found.remedy


OUTPUT = {"name": "stdout", "output_type": "stream", "text": ["10\n"]}


def look(workspace: Workspace, content: dict[str, Any], *names: str) -> list[str]:
    """What is found in such a notebook, in English."""
    write_assignment(workspace, "tiny", content)
    assignment = workspace.read_assignment("tiny")
    with use_language("en"):
        found = check_assignment(workspace, assignment, names, lambda _done: None)
    return [entry.sentence for entry in found]


def test_saved_outputs_are_one_finding_with_the_cells_as_they_are_counted(
    workspace: Workspace,
) -> None:
    """However many cells hold outputs, it is one line, with their numbers from 1."""
    content = tiny_notebook()
    for number in (2, 5):
        content["cells"][number] |= {"outputs": [OUTPUT], "execution_count": 7}
    (sentence,) = look(workspace, content, "structure")
    assert "tiny.ipynb: Saved outputs are in these cells: 3, 6." in sentence


def test_heading_that_jumps_names_the_cell_by_its_number(workspace: Workspace) -> None:
    """No id, which JupyterLab shows nowhere."""
    content = tiny_notebook()
    content["cells"].append(markdown("a3f9c2d1", "#### 飛んだ見出し"))
    (sentence,) = look(workspace, content, "structure")
    assert "The heading in cell 8 jumps from level 2 to 4." in sentence


def test_cleared_outputs_leave_all_else_as_it_was(workspace: Workspace) -> None:
    """Outputs and counts are gone, the rest is the same; a clean notebook is not written."""
    content = tiny_notebook()
    content["cells"][2] |= {"outputs": [OUTPUT], "execution_count": 7}
    content["cells"][4] |= {"execution_count": 8} if content["cells"][4].get("outputs") else {}
    write_assignment(workspace, "tiny", content)
    assignment = workspace.read_assignment("tiny")
    assert clear_outputs(workspace, assignment) == ("tiny",)
    path = workspace.source("tiny") / "tiny.ipynb"
    assert json.loads(path.read_text(encoding="utf-8")) == tiny_notebook()
    before = path.stat()
    assert clear_outputs(workspace, assignment) == ()
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_form_is_told_before_what_follows_from_it(workspace: Workspace) -> None:
    """Whatever the order in which checks are named, the cause stands above the consequence."""
    content = tiny_notebook()
    content["cells"][2] |= {"outputs": [OUTPUT]}
    content["cells"][0]["metadata"] = {"tags": ["parameters"]}
    sentences = look(workspace, content, "tags", "structure")
    assert ["Saved outputs" in sentence for sentence in sentences] == [True, False]


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("### AUTOTEST double(5)", True),
        ("    # HASHED AUTOTEST x, y", True),
        ("#AUTOTEST x", True),
        ("AUTOTESTS = 1", False),
        ("x = 'AUTOTEST'", False),
        ("# AUTOTESTED by hand", False),
    ],
)
def test_autotest_mark_is_refused_in_words(
    workspace: Workspace, line: str, *, refused: bool
) -> None:
    """nbgrader would run the notebook for it; what only looks like it is fine."""
    content = tiny_notebook()
    content["cells"].append(code("more", f"y = 1\nif y:\n    pass\n{line}"))
    found = look(workspace, content, "tags")
    assert [
        "cell 8: nbgrader's AUTOTEST marks are not supported (line 4)" in one for one in found
    ] == [True] * refused


@pytest.mark.parametrize(("line", "refused"), [("### SELFTEST x", True), ("# AUTOTEST x", False)])
def test_autotest_mark_of_the_course_is_refused(
    workspace: Workspace, line: str, *, refused: bool
) -> None:
    """It is the one that nbgrader_config.py sets, and no other: nbgrader would take no notice."""
    config = workspace.root / "nbgrader_config.py"
    setting = 'c.InstantiateTests.autotest_delimiter = "SELFTEST"\n'
    config.write_text(config.read_text(encoding="utf-8") + setting, encoding="utf-8")
    content = tiny_notebook()
    content["cells"].append(code("more", line))
    found = look(workspace, content, "tags")
    assert ["nbgrader's SELFTEST marks are not supported (line 1)" in one for one in found] == (
        [True] * refused
    )
