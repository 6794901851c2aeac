"""The labs: their data can be made again, and the release and the reference score as they must.

`terakoya check` tries every written answer as well (`make labs-check`); that takes minutes.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from terakoya_autograde import Limits, Submission, grade_submission, prepare_assignment
from terakoya_autograde.version import IN_KERNEL

from terakoya.authoring import answer_cells, check_assignment, put_answers, read_answers
from terakoya.workspace import Workspace, copy_labs, find_labs, make_workspace
from tests.made import write_notebook

LABS = (
    "counter-waiting",
    "population-ageing",
    "dx-common-words",
    "municipal-csv",
    "god-excel",
    "ai-aggregation",
    "genai-fact-check",
    "inquiry-triage",
)

NOT_GENERATED = {"inquiry-triage": ["data/vectors.npz"]}  # a model of 91 MB computed them once
REAL = {  # lab → the files of Takamatsu that take the place of its own, what the notebook then says
    "municipal-csv": ("public_toilet.csv tsunami_*.csv aed.xlsx", "公開する行': 732"),
    "population-ageing": ("population_*.xlsx", "418,129人"),
    "inquiry-triage": ("garbage_separation.xlsx", "分け方の書いてある品目：606"),
}


@pytest.fixture
def labs(tmp_path: Path) -> Workspace:
    """A workspace with the labs."""
    made = make_workspace(tmp_path / "labs")
    copy_labs(made)
    return made


@pytest.mark.parametrize("lab", LABS)
def test_data_of_a_lab_is_made_again_byte_for_byte(lab: str, tmp_path: Path) -> None:
    """The generator in the repository gives exactly the data that is shipped."""
    source = find_labs() / "source" / lab
    command = [sys.executable, str(source / "make_data.py"), "--to", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    assignment = Workspace(find_labs()).read_assignment(lab)
    generated = [source / entry.file for entry in assignment.data if entry.generator]
    shipped = {path.name: path.read_bytes() for path in generated}
    made = {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert made == shipped


@pytest.mark.parametrize("lab", LABS)
def test_release_scores_nothing_and_reference_everything(labs: Workspace, lab: str) -> None:
    """The form is sound, the untouched release gets 0 on every item, the reference full marks."""
    checks = ("structure", "released")
    found = check_assignment(labs, labs.read_assignment(lab), checks, print)
    assert [finding.sentence for finding in found] == []


@pytest.mark.parametrize("lab", LABS)
def test_every_answer_cell_has_right_and_wrong_answers(labs: Workspace, lab: str) -> None:
    """At least three differently written right answers and four typical mistakes a cell."""
    source = json.loads((labs.source(lab) / f"{lab}.ipynb").read_text(encoding="utf-8"))
    answers = read_answers(labs, labs.read_assignment(lab))
    for cell in answer_cells(source):
        assert sum(1 for answer in answers if answer.cell == cell and answer.right) >= 3
        assert sum(1 for answer in answers if answer.cell == cell and not answer.right) >= 4


def test_every_data_file_says_where_it_comes_from(labs: Workspace) -> None:
    """The manifest names the provenance of each data file."""
    for lab in LABS:
        assignment = labs.read_assignment(lab)
        named = {entry.file for entry in assignment.data}
        there = {f"data/{path.name}" for path in (labs.source(lab) / "data").iterdir()}
        assert named == there
        generated = [entry for entry in assignment.data if entry.generator]
        assert all(entry.generator == "make_data.py" and entry.seed for entry in generated)
        others = [entry.file for entry in assignment.data if entry not in generated]
        assert others == NOT_GENERATED.get(lab, [])


@pytest.mark.parametrize("lab", REAL)
def test_reference_passes_on_real_data(lab: str, shared: Path, tmp_path: Path) -> None:
    """The solution written for a fictional city gets full marks on Takamatsu's real files."""
    source = tmp_path / lab
    shutil.copytree(find_labs() / "source" / lab, source)
    patterns, said = REAL[lab]
    for path in (source / "data").iterdir():
        if lab != "inquiry-triage":  # of its files one alone has a real one
            path.unlink()
    for pattern in patterns.split():
        for path in (shared / "data" / "takamatsu").glob(pattern):
            shutil.copyfile(path, source / "data" / path.name)
    config = find_labs() / "nbgrader_config.py"  # where checks run is not what is asked here
    with prepare_assignment(source, config, checks=IN_KERNEL) as version:
        path = write_notebook(tmp_path / f"{lab}.ipynb", solved(source))
        limits = Limits(cell_seconds=120, notebook_seconds=300, memory_mb=2048)
        result = grade_submission(version, Submission({path.name: path}, "reference"), limits)
    assert [(entry.item.id, entry.message) for entry in result.items if entry.message] == []
    assert result.score == sum(item.points for item in version.items)
    assert said in result.notebooks[lab]


def solved(source: Path) -> Any:
    """The lab's notebook with the reference in its answer cells."""
    notebook = json.loads((source / f"{source.name}.ipynb").read_text(encoding="utf-8"))
    return put_answers(notebook, answer_cells(notebook))
