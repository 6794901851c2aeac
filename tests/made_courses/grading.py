"""What stock nbgrader gives a made course's submissions, and what the engine gives them."""

from __future__ import annotations

import json
import logging
import os
import shutil
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from terakoya_autograde import (
    USUAL_REUSE,
    EngineError,
    Limits,
    Reuse,
    Submission,
    count_checks,
    generate,
    grade_submission,
    prepare_assignment,
)
from traitlets.config import Config

from tests.made import write_notebook
from tests.made_courses.course import MadeCourse, write_sources

__all__ = ["Marks", "Place", "engine_marks", "released", "stock_marks"]

CELL_SECONDS = 60
# submission, notebook, check
Place = tuple[str, str, str]


@dataclass
class Marks:
    """What one grader gave.

    Attributes:
        scores: place → points.
        said: place → how the check ended, and what was written on its standard error.
        refused: why nothing was graded.
        unprotected: (notebook, check) → why it runs in the learner's process.
        run: how many checks the engine has run, of those whose verdicts it may remember.
        reused: of how many it knew the verdict.
    """

    scores: dict[Place, float] = field(default_factory=dict)
    said: dict[Place, str] = field(default_factory=dict)
    refused: str = ""
    unprotected: dict[tuple[str, str], str] = field(default_factory=dict)
    run: int = 0
    reused: int = 0


def released(course: MadeCourse, folder: Path) -> dict[str, Any]:
    """Make the release as nbgrader does, with a gradebook; return its notebooks."""
    source = write_sources(course, folder / "source")
    generate(source, None, folder, _database(folder))
    return {
        name: json.loads((folder / "release" / course.name / f"{name}.ipynb").read_text("utf-8"))
        for name in course.notebooks
    }


def _database(folder: Path) -> str:
    return f"sqlite:///{folder / 'gradebook.db'}"


def stock_marks(course: MadeCourse, folder: Path) -> Marks:
    """Grade every submission with stock nbgrader, in a course directory at `folder`."""
    notebooks = released(course, folder)
    for number, label in enumerate(course.submissions):
        for name, content in course.handed_in(label, notebooks).items():
            path = folder / "submitted" / f"s{number}" / course.name / f"{name}.ipynb"
            write_notebook(path, content)
    _autograde(course.name, folder)
    marks = Marks()
    with Gradebook(_database(folder)) as gradebook:
        for number, label in enumerate(course.submissions):
            found = gradebook.find_submission(course.name, f"s{number}")
            for notebook in found.notebooks:
                for grade in notebook.grades:
                    marks.scores[label, notebook.name, grade.name] = float(grade.auto_score or 0)
            where = folder / "autograded" / f"s{number}" / course.name
            for name in course.notebooks:
                marks.said.update(_ends(label, name, where / f"{name}.ipynb"))
    return marks


def _autograde(name: str, folder: Path) -> None:
    """Run nbgrader's own Autograde, with cold kernels, as its command does."""
    config = Config()
    config.CourseDirectory.root = str(folder)
    config.CourseDirectory.db_url = _database(folder)
    config.CourseDirectory.assignment_id = name
    config.Execute.timeout = CELL_SECONDS
    log = logging.Logger("made-courses", logging.CRITICAL)
    with _quiet():
        converter = Autograde(coursedir=CourseDirectory(config=config), config=config, log=log)
        converter.create_student = True
        converter.start()


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep nbgrader's and its kernels' own warnings to ourselves, and give it a user."""
    os.environ.setdefault("USER", "instructor")
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _ends(label: str, notebook: str, path: Path) -> Iterator[tuple[Place, str]]:
    """Yield how each cell that has a name ended."""
    for cell in nbformat.read(path, 4).cells:
        if cell.cell_type == "code":
            outputs = (_output(output) for output in cell.outputs)
            name = cell.metadata.get("nbgrader", {}).get("grade_id") or cell.get("id", "")
            yield (label, notebook, name), "; ".join(filter(None, outputs))


def _output(output: Any) -> str:
    match output.output_type:
        case "error":
            return f"{output.ename}: {output.evalue}"[:300]
        case "stream" if output.name == "stderr":
            return f"stderr: {output.text}"[:300]
        case "execute_result":
            return f"shows {output.data.get('text/plain', '')}"[:100]
    return ""


def engine_marks(
    course: MadeCourse,
    folder: Path,
    *,
    sandbox: bool = True,
    reuse: Reuse = USUAL_REUSE,
    times: int = 1,
) -> Marks:
    """Grade every submission with the engine, its checks in the clean room.

    Args:
        times: how often; the marks are those of the last time.
    """
    notebooks = released(course, folder)
    source = folder / "source" / course.name
    try:
        with prepare_assignment(source, sandbox=sandbox, reuse=reuse) as version:
            unprotected = {
                (name, check): why
                for name, checks in version.unprotected.items()
                for check, why in checks.items()
            }
            marks = Marks(unprotected=unprotected)
            graded = partial(_grade_one, version, folder)
            for label in [*course.submissions] * times:
                graded(label, course.handed_in(label, notebooks), marks)
            marks.run, marks.reused = count_checks(version)
            return marks
    except EngineError as error:
        return Marks(refused=f"{type(error).__name__}: {error}")
    finally:
        shutil.rmtree(folder / "handed-in", ignore_errors=True)


def _grade_one(
    version: Any, folder: Path, label: str, notebooks: Mapping[str, Any], marks: Marks
) -> None:
    paths = {
        f"{name}.ipynb": write_notebook(folder / "handed-in" / f"{name}.ipynb", content)
        for name, content in notebooks.items()
    }
    limits = Limits(cell_seconds=CELL_SECONDS, notebook_seconds=300, memory_mb=1500)
    result = grade_submission(version, Submission(paths, "0" * 64), limits)
    for entry in result.items:
        place = (label, entry.item.notebook, entry.item.id)
        marks.scores[place] = entry.score
        marks.said[place] = f"{entry.status}: {entry.message}".removesuffix(": ")
