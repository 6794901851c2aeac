"""Otter-grader: the same assignment as an otter assignment, graded by ``otter run`` one by one.

Otter is no dependency: it is looked for on PATH or where the user says. Each graded cell becomes
one test file in its exception-based format (https://otter-grader.readthedocs.io, "Exception-Based
Format") with the same code, run in the notebook's own namespace at the same place of the notebook
(the cell's ``otter.tests`` metadata, as `otter assign` writes it).
"""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terakoya.errors import GradingError
from terakoya.language import gettext as _
from terakoya.workspace.atomic import write_text
from terakoya_bench.contender import Measured, Unmeasured, require_success
from terakoya_bench.material import Entry, Material
from terakoya_bench.meter import Cost, measure

__all__ = ["Otter", "convert_submission", "make_test_file"]

_TEST = """\
from otter.test_files import test_case

OK_FORMAT = False
name = {name!r}
points = None
_SOURCE = {source!r}


@test_case(points={points!r}, hidden=True)
def test_cell(env):
    exec(compile(_SOURCE, name, "exec"), env)
"""
_NOT_DATA = ("answers", "__pycache__", ".ipynb_checkpoints")


@dataclass(frozen=True)
class Otter:
    """``otter run``, from `program` (a path, or a name on PATH); `sample` limits how many."""

    program: str = "otter"
    sample: int | None = None
    name: str = "otter"

    def __call__(self, material: Material) -> Measured | Unmeasured:
        """Make the autograder.zip (the start), try one submission unmeasured, then grade."""
        found = shutil.which(self.program)
        if found is None:
            return Unmeasured(
                self.name,
                "absent",
                _("There is no program {name}.").format(name=self.program),
                _("Install otter-grader in a venv of its own and name it with --otter PATH."),
            )
        if len(material.assignment.notebooks) != 1:
            reason = _("An otter assignment is one notebook; this assignment has more.")
            return Unmeasured(self.name, "absent", reason)
        return self._grade(material, Path(found).absolute())

    def _grade(self, material: Material, program: Path) -> Measured:
        folder, entries = material.folder(self.name), material.sample(self.sample)
        generate = [str(program), "generate", "-t", "tests", "-o", "autograder.zip"]
        generate += ["--no-config", "--no-requirements", "--no-environment"]
        generate += _write_assignment(material, folder)
        env = _environment(material, program)
        log = material.scratch / "otter-generate.log"
        startup = require_success(self.name, measure(generate, folder, log, env=env)).total
        submissions = _write_submissions(material, entries, folder)
        _run(program, folder, env, submissions[entries[0].id], material.scratch)  # the caches
        grading, scores = Cost(0.0, 0.0), {}
        for entry in entries:
            cost, found = _run(program, folder, env, submissions[entry.id], material.scratch)
            grading += cost
            scores[entry.id] = _read_scores(found, material)
        command = [str(program), "run", "-a", "autograder.zip", "-o", "…", "--no-logo", "….ipynb"]
        return Measured(
            name=self.name,
            commands=(generate, command),
            startup=startup,
            grading=grading,
            graded=len(entries),
            submissions=len(material.entries),
            scores=scores,
            notes=(
                _("One process for each submission: its start is part of each."),
                _("Other locked cells are the learner's own, and an item is all or nothing."),
            ),
            facts={"version": _version(program), "at_once": 1},
        )


def make_test_file(name: str, source: str, points: float) -> str:
    """Return an otter test file: one case that runs a graded cell's code as it stands."""
    return _TEST.format(name=name, source=source, points=points)


def convert_submission(notebook: Any) -> Any:
    """Return a learner's notebook with each graded cell replaced by a call of its otter test."""
    converted = copy.deepcopy(notebook)
    for cell in converted["cells"]:
        details = cell["metadata"].get("nbgrader", {})
        if details.get("grade") and cell["cell_type"] == "code":
            cell["source"] = ""
            cell["metadata"] = {"otter": {"tests": [details["grade_id"]]}}
    return converted


def _write_assignment(material: Material, folder: Path) -> list[str]:
    """Write the tests and the data into `folder`; return the data files' names."""
    (name,) = material.assignment.notebooks
    for cell in material.source_notebook(name)["cells"]:
        details = cell["metadata"].get("nbgrader", {})
        if details.get("grade") and cell["cell_type"] == "code":
            item = details["grade_id"]
            text = make_test_file(item, "".join(cell["source"]), float(details["points"]))
            write_text(folder / "tests" / f"{item}.py", text)
    files = []
    for data in sorted(material.source.rglob("*")):
        inner = data.relative_to(material.source)
        if data.is_dir() or inner.parts[0] in _NOT_DATA or len(inner.parts) == 1:
            continue
        (folder / inner).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(data, folder / inner)
        files.append(str(inner))
    return files


def _write_submissions(
    material: Material, entries: Iterable[Entry], folder: Path
) -> dict[str, Path]:
    (name,) = material.assignment.notebooks
    written = {}
    for entry in entries:
        content = json.loads(entry.files[f"{name}.ipynb"].read_text(encoding="utf-8"))
        written[entry.id] = folder / "submissions" / entry.id / f"{name}.ipynb"
        text = json.dumps(convert_submission(content), ensure_ascii=False)
        write_text(written[entry.id], text)
    return written


def _run(
    program: Path, folder: Path, env: dict[str, str], submission: Path, scratch: Path
) -> tuple[Cost, Path]:
    command = [str(program), "run", "-a", "autograder.zip", "-o", str(submission.parent)]
    command += ["--no-logo", str(submission)]
    done = require_success("otter", measure(command, folder, scratch / "otter.log", env=env))
    return done.total, submission.parent / "results.json"


def _read_scores(path: Path, material: Material) -> dict[str, float]:
    """Read results.json; an item that is not in it is not in the scores.

    Raises:
        GradingError: there is no such file, or it is of another form.
    """
    (name,) = material.assignment.notebooks
    points = {item.id: item.points for item in material.items}
    try:
        tests = json.loads(path.read_text(encoding="utf-8"))["tests"]
        found = {_item(test["name"]): float(test.get("score", 0.0)) for test in tests}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GradingError(_("otter gave no results: {reason}.").format(reason=error)) from error
    return {f"{name}/{item}": score for item, score in found.items() if item in points}


def _item(name: str) -> str:
    return name.split(" ", 1)[0]


def _environment(material: Material, program: Path) -> dict[str, str]:
    """Put otter's own environment first: its kernels must be its Python's."""
    path = os.pathsep.join([str(program.parent), material.environment.get("PATH", "")])
    return dict(material.environment) | {"PATH": path}


def _version(program: Path) -> str:
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return next((line.strip() for line in done.stdout.splitlines() if "Otter" in line), "")
