"""What `terakoya check` foresees of a release is what nbgrader then makes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from terakoya_autograde import generate, load_config
from terakoya_autograde.storage.address import file_address

from terakoya.authoring.foreseen import foresee, is_foreseeable
from terakoya.workspace import Workspace
from terakoya.workspace.outline import read_source_notebook
from tests.made import code, markdown, tiny_notebook, write_notebook

Change = Callable[[dict[str, Any]], None]
STUB = "ここに"
BY_HAND = {"grade": True, "grade_id": "text", "locked": False, "points": 2, "schema_version": 3}
TASK = BY_HAND | {"grade": False, "grade_id": "job", "locked": True, "solution": False}


def text_answer(source: str, **nbgrader: Any) -> dict[str, Any]:
    """A text cell that nbgrader knows."""
    cell = markdown("text", source)
    return cell | {"metadata": {"nbgrader": BY_HAND | {"solution": True, "task": False} | nbgrader}}


def tagged(tag: str) -> Change:
    """One more code cell with a tag."""
    cell = code("more", "x = 1\n# a line")
    cell["metadata"] = {"tags": [tag, "other"]}
    return lambda content: content["cells"].insert(1, cell)


def with_cell(cell: dict[str, Any]) -> Change:
    """One more cell."""
    return lambda content: content["cells"].insert(1, cell)


def run(content: dict[str, Any]) -> None:
    """Outputs and counts, and what a cell keeps of how they are shown."""
    cell = content["cells"][2]
    cell["outputs"] = [{"name": "stdout", "output_type": "stream", "text": "10"}]
    cell["execution_count"] = 3
    cell["metadata"] |= {"collapsed": True, "scrolled": "auto", "tags": ["result"]}


CHANGES: dict[str, Change] = {
    "nothing": lambda _content: None,
    "outputs": run,
    "app-only": tagged("app-only"),
    "handout-only": tagged("handout-only"),
    "another tag": tagged("result"),
    "written answer": with_cell(text_answer("答えの文\n二行目")),
    "part of a text": with_cell(
        text_answer("問い\n### BEGIN SOLUTION\n答え\n### END SOLUTION\n終")
    ),
    "task": with_cell(
        text_answer("課題\n### BEGIN MARK SCHEME\n基準\n### END MARK SCHEME", **TASK, task=True)
    ),
    "whole solution": with_cell(code("w", "y = 1\nz = 2", solution=True)),
    "two regions": with_cell(
        code(
            "two",
            "a = 0\n### BEGIN SOLUTION\na = 1\n### END SOLUTION\nb = 0\n"
            "    ### BEGIN SOLUTION\n    b = 2\n    ### END SOLUTION\n",
            solution=True,
        )
    ),
    "attachment": with_cell(
        markdown("pic", "![](attachment:a.png)") | {"attachments": {"a.png": {"image/png": "YQ=="}}}
    ),
    "metadata": lambda content: content["metadata"].update(title="演習", authors=[{"name": "x"}]),
}
FORESEEN = {
    "the workspace's": "",
    "own marks": (
        'c.ClearSolutions.begin_solution_delimeter = "BEGIN SOLUTION"\n'
        'c.ClearHiddenTests.begin_test_delimeter = "BEGIN HIDDEN TESTS"'
    ),
    "nbgrader's own steps": (
        "del c.GenerateAssignment.preprocessors\nc.TagRemovePreprocessor.enabled = False"
    ),
    "outputs are left": (
        "c.GenerateAssignment.preprocessors = [name for name in "
        'c.GenerateAssignment.preprocessors if not name.endswith("ClearOutput")]'
    ),
}
ASKED = {
    "a header": 'c.IncludeHeaderFooter.header = "header.ipynb"',
    "another step": (
        'c.GenerateAssignment.preprocessors += ["nbconvert.preprocessors.RegexRemovePreprocessor"]'
    ),
    "a step of nbconvert": "c.RegexRemovePreprocessor.enabled = True",
    "tests are left": (
        "c.GenerateAssignment.preprocessors = [name for name in "
        'c.GenerateAssignment.preprocessors if not name.endswith("ClearHiddenTests")]'
    ),
    "tags added to": "del c.TagRemovePreprocessor.remove_cell_tags\n"
    'c.TagRemovePreprocessor.remove_cell_tags.add("mine")',
    "metadata is not looked at": "c.ClearSolutions.enforce_metadata = False",
}


def configure(workspace: Workspace, more: str) -> Path:
    """Add lines to the workspace's configuration, and make each stub one that is easy to find."""
    path = workspace.root / "nbgrader_config.py"
    stubs = f'{{"python": "{STUB}"}}'
    lines = [path.read_text(encoding="utf-8"), f"c.ClearSolutions.code_stub = {stubs}"]
    lines += [f'c.ClearSolutions.text_stub = "{STUB}"', more, ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def seen(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """What of a release is looked at: no stubs, and nothing that nbgrader counts or locks."""
    cells = json.loads(json.dumps(notebook["cells"]))
    for cell in cells:
        lines = "".join(cell["source"]).split("\n")
        for output in cell.get("outputs", ()):
            output["text"] = "".join(output["text"])
        cell["source"] = "\n".join(line for line in lines if line.strip() != STUB)
        cell["metadata"].get("nbgrader", {}).pop("checksum", None)
        cell["metadata"].get("nbgrader", {}).pop("cell_type", None)
        for lock in ("deletable", "editable"):
            cell["metadata"].pop(lock, None)
    return cells


TRIED = [(kind, "the workspace's") for kind in CHANGES]
TRIED += [(kind, one) for one in list(FORESEEN)[1:] for kind in ("outputs", "app-only", "task")]


@pytest.mark.parametrize(("kind", "setting"), TRIED)
def test_release_is_foreseen(workspace: Workspace, tmp_path: Path, kind: str, setting: str) -> None:
    """Cells, sources, metadata and outputs are those of nbgrader's release; stubs left aside."""
    config = configure(workspace, FORESEEN[setting])
    content = tiny_notebook()
    CHANGES[kind](content)
    write_notebook(workspace.source("tiny") / "tiny.ipynb", content)
    assignment = workspace.read_assignment("tiny")
    source = read_source_notebook(workspace, assignment, "tiny")
    assert is_foreseeable(load_config(config))
    foreseen = foresee(workspace, assignment, {"tiny": source})
    generate(workspace.source("tiny"), config, tmp_path, file_address(tmp_path / "gradebook.db"))
    path = tmp_path / "release" / "tiny" / "tiny.ipynb"
    made = json.loads(path.read_text(encoding="utf-8"))
    assert seen(foreseen.notebooks["tiny"]) == seen(made)
    assert foreseen.notebooks["tiny"]["metadata"] == made["metadata"]


@pytest.mark.parametrize("setting", ASKED)
def test_release_that_cannot_be_foreseen_is_asked_for(workspace: Workspace, setting: str) -> None:
    """A configuration that has nbgrader do more is left to nbgrader."""
    assert not is_foreseeable(load_config(configure(workspace, ASKED[setting])))


PROGRAM = """
import json, resource, sys
from terakoya.cli.main import main
sys.argv = ["terakoya", "check", *sys.argv[1:]]
try:
    main()
except SystemExit as end:
    code = end.code
of_children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
roots = sorted({name.partition(".")[0] for name in sys.modules})
print(json.dumps({"code": code or 0, "children": of_children, "roots": roots}), file=sys.stderr)
"""
HEAVY = {"nbgrader", "nbconvert", "pandas", "numpy", "sqlalchemy", "alembic", "IPython", "httpx"}


def check(workspace: Workspace, *names: str) -> dict[str, Any]:
    """Run `terakoya check` with these names in a process of its own; return what it tells."""
    only = [part for name in names for part in ("--only", name)]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *only],
        cwd=workspace.root,
        env=os.environ | {"LANG": "en_US.UTF-8"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return dict(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize("name", ["structure", "tags"])
def test_form_is_looked_at_without_nbgrader_and_kernels(workspace: Workspace, name: str) -> None:
    """No process is started, and nothing that takes a second is imported."""
    told = check(workspace, name)
    assert told["code"] == 0
    assert told["children"] == 0
    assert not HEAVY & set(told["roots"])


def test_form_control(workspace: Workspace) -> None:
    """Control: a check that runs notebooks does both."""
    told = check(workspace, "protected")
    assert told["code"] == 0
    assert told["children"] > 0
    assert {"nbgrader", "nbconvert"} <= set(told["roots"])
