"""What `terakoya check` tells an author, on a small assignment with one thing wrong at a time."""

from __future__ import annotations

import json
from typing import Any

import pytest

from terakoya.authoring import Selection, check_assignment, count_trials, read_registry
from terakoya.workspace import Workspace, start_assignment
from tests.made import write_notebook

DATA = """
[[data]]
file = "data/a.csv"
generator = "make_data.py"
seed = 1
source = "made up"
ja = "試験のデータ"
en = "For tests"
"""


def found(workspace: Workspace, *names: str) -> list[str]:
    """The findings of the named checks, one sentence each, with the check's name."""
    calls: list[str] = []
    assignment = workspace.read_assignment("tiny")
    findings = check_assignment(workspace, assignment, names, calls.append)
    registry, selection = read_registry(names), Selection(groups=names)
    assert len(calls) in {0, count_trials(workspace, assignment, registry, selection)}
    return [f"[{entry.check}] {entry.sentence}" for entry in findings]


def change_cell(workspace: Workspace, name: str, source: str) -> None:
    """Give a cell of the source another text."""
    path = workspace.source("tiny") / "tiny.ipynb"
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    next(cell for cell in content["cells"] if cell["id"] == name)["source"] = source
    write_notebook(path, content)


def write_answer(workspace: Workspace, name: str, text: str) -> None:
    """Write an answer file."""
    path = workspace.source("tiny") / "answers" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_good_assignment_has_no_finding(workspace: Workspace) -> None:
    """The control: nothing is found where nothing is wrong."""
    assert found(workspace, "structure", "released", "tags", "answers") == []


@pytest.mark.parametrize("file", ["data/a.csv", "make_data.py"])
def test_missing_file_is_a_finding(workspace: Workspace, file: str) -> None:
    """Data and what makes them are looked for before anything is run."""
    source = workspace.source("tiny")
    manifest = source / "assignment.toml"
    manifest.write_text(manifest.read_text(encoding="utf-8") + DATA, encoding="utf-8")
    (source / "data").mkdir()
    for name in {"data/a.csv", "make_data.py"} - {file}:
        (source / name).write_text("", encoding="utf-8")
    (sentence,) = found(workspace, "refresher")
    assert sentence.startswith(f"[structure] source/tiny/{file}: The ")
    assert "missing" in sentence


def test_file_outside_the_manifest_is_a_finding(workspace: Workspace) -> None:
    """The release would be refused for it; the check says so first."""
    (workspace.source("tiny") / "answers.xlsx").write_text("x", encoding="utf-8")
    (sentence,) = found(workspace, "structure")
    assert sentence.startswith("[structure] source/tiny/answers.xlsx: The file would be released")


def test_reference_that_ends_early_names_cell_and_error(workspace: Workspace) -> None:
    """The cell's number in the source, and the error's last line."""
    change_cell(workspace, "total", "### BEGIN SOLUTION\ntotal = NOSUCH\n### END SOLUTION")
    sentences = found(workspace, "released")
    assert any(
        "tiny.ipynb, cell 6: The reference solution ends in this cell: NameError: name" in sentence
        for sentence in sentences
    )


def test_broken_answer_file_is_a_finding_beside_the_others(workspace: Workspace) -> None:
    """One file without its comment does not keep the others from being tried."""
    write_answer(workspace, "right/total/bare.py", "total = 10\n")
    write_answer(workspace, "wrong/total/off.py", "# 1つ多い\n# loses: total-chek\ntotal = 15\n")
    first, second = found(workspace, "answers")
    assert "source/tiny/answers/right/total/bare.py: The first line is no comment." in first
    assert "off.py: There is no graded cell total-chek." in second


@pytest.mark.parametrize(
    ("answer", "check", "decides"),
    [
        ("total = random.random()", "assert total < 0.6, 'too large'", True),
        ("total = 10", "assert total > 20 * random.random(), 'too small'", True),
        ("total = 10", "assert total > 20 * np.random.default_rng().random()", True),
        ("total = 10", "assert total > 20 * np.random.rand()", True),
        ("total = random.Random().random()", "assert total < 0.6", True),
        ("total = 10", "random.seed(1)\nassert total > 2 * random.random()", False),
        ("total = 10", "assert total > 9 * random.random()", False),
        ("total = random.Random(1).random()", "assert total < 0.6", False),
    ],
)
def test_check_that_chance_decides_is_a_finding(
    workspace: Workspace, answer: str, check: str, decides: bool
) -> None:
    """Where the reference passes with some random numbers only; a seed, or tolerance, helps."""
    imports = "import random\nimport numpy as np\n"
    change_cell(workspace, "total", f"### BEGIN SOLUTION\n{imports}{answer}\n### END SOLUTION")
    change_cell(workspace, "total-check", f"import random\nimport numpy as np\n{check}")
    sentences = found(workspace, "chance")
    assert [sentence.split(":")[1].strip() for sentence in sentences] == (
        ["Chance decides the check total-check"] if decides else []
    )


def test_new_assignment_is_ready_to_hand_out(workspace: Workspace) -> None:
    """Blank gets nothing, the model solution all; the shipped answers do as they say."""
    started = start_assignment(workspace, "own", "Own")
    assert len(list(started.folder.glob("answers/*/*/*.py"))) == 2
    assignment = workspace.read_assignment("own")
    assert check_assignment(workspace, assignment, ("released", "answers"), [].append) == ()
