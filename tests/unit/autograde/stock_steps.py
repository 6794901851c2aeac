"""nbgrader's own steps without its kernels, to compare with: sanitizing, saving, and a dump."""

from __future__ import annotations

import copy
import json
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader import preprocessors
from nbgrader.api import Comment, Course, Grade, Gradebook, Student, SubmittedAssignment
from sqlalchemy import create_engine
from sqlalchemy.exc import SAWarning
from sqlalchemy.orm import Session
from terakoya_autograde import generate
from terakoya_autograde.notebooks.master import Master, read_master
from traitlets.config import Config

from tests.made import answer, check, code, markdown, notebook, write_notebook

SANITIZING = ("ClearOutput", "DeduplicateIds", "OverwriteKernelspec", "OverwriteCells")
ESSAY = "Say why."


def written(name: str, source: str, points: float) -> dict[str, Any]:
    """An answer in words, graded by hand."""
    cell = code(name, source, grade=True, solution=True, points=points) | {"cell_type": "markdown"}
    return {key: value for key, value in cell.items() if key not in ("outputs", "execution_count")}


def lesson() -> dict[str, Any]:
    """A notebook with every kind of cell that nbgrader knows."""
    task = written("project", "Build something.", 4)
    kind = {"grade": False, "solution": False, "task": True, "locked": True}
    task["metadata"]["nbgrader"] |= kind
    return notebook(
        markdown("title", "# Lesson"),
        code("given", "base = 2", locked=True),
        answer("double", "### BEGIN SOLUTION\ndouble = 2 * base\n### END SOLUTION"),
        check("double-check", "assert double == 4", 2),
        code("by-hand", "### BEGIN SOLUTION\n1\n### END SOLUTION", grade=True, solution=True)
        | {"metadata": code("by-hand", "", grade=True, solution=True, points=3)["metadata"]},
        check("partly", "0.5", 1),
        written("essay", ESSAY, 5),
        task,
    )


def make_lesson(folder: Path) -> tuple[str, Master, dict[str, Any]]:
    """Generate the assignment `lesson`; return its gradebook's URL, its master, its release."""
    source = folder / "source" / "lesson"
    write_notebook(source / "lesson.ipynb", lesson())
    url = f"sqlite:///{folder / 'gradebook.db'}"
    generate(source, None, folder, url)
    released = folder / "release" / "lesson"
    text = (released / "lesson.ipynb").read_text(encoding="utf-8")
    return url, read_master(url, "lesson", released), plain(text)


def plain(text: str) -> dict[str, Any]:
    """Return a notebook file as plain data with each source in one text."""
    return json.loads(json.dumps(nbformat.reads(text, as_version=4)))  # type: ignore[no-any-return]


def node(content: Mapping[str, Any]) -> Any:
    """Return plain data as a notebook node of its own."""
    return nbformat.from_dict(copy.deepcopy(dict(content)))


def resources(url: str, student: str = "") -> dict[str, Any]:
    """What nbgrader's steps want to know."""
    told = {"notebook": "lesson", "assignment": "lesson", "student": student, "db_url": url}
    return {"nbgrader": told, "metadata": {"name": "lesson", "path": ""}}


def stock_sanitize(content: Mapping[str, Any], url: str, **options: Any) -> Any:
    """Run nbgrader's sanitizing preprocessors; raises what they raise."""
    exporter = NotebookExporter(config=Config({"OverwriteCells": options}))
    exporter._preprocessors = []
    for name in (*SANITIZING, "CheckCellMetadata"):
        exporter.register_preprocessor(getattr(preprocessors, name))
    text, _resources = exporter.from_notebook_node(node(content), resources(url))
    return plain(text)


def stock_save(executed: Any, url: str, student: str, timestamp: Any = None) -> None:
    """Make the rows and save scores and penalties as `nbgrader autograde` does."""
    with Gradebook(url) as gradebook, warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # nbgrader flushes half-made rows
        gradebook.update_or_create_student(student)
        given = {"timestamp": timestamp} if timestamp else {}
        gradebook.update_or_create_submission("lesson", student, **given)
    late = Config({"AssignLatePenalties": {"plugin_class": Halving}})
    for step in (preprocessors.SaveAutoGrades(), preprocessors.AssignLatePenalties(config=late)):
        step.preprocess(executed, resources(url, student))


class Halving(preprocessors.latesubmissions.LateSubmissionPlugin):  # type: ignore[misc]
    """A late penalty of half the score."""

    def late_submission_penalty(self, student: str, score: float, seconds: float) -> float:
        """Take half, from whomever."""
        return score / 2 if student and seconds > 0 else 0


def dump(url: str) -> dict[str, list[Any]]:
    """Return every row that autograding leaves, by names instead of random keys."""
    engine = create_engine(url)
    with Session(engine) as session:
        rows = {
            "courses": [row.id for row in session.query(Course)],
            "students": [row.id for row in session.query(Student)],
            "submissions": [
                (row.student_id, row.name, row.timestamp, row.extension, row.score)
                for row in session.query(SubmittedAssignment)
            ],
            "notebooks": [
                (row.student_id, notebook.name, notebook.flagged, notebook.late_submission_penalty)
                for row in session.query(SubmittedAssignment)
                for notebook in row.notebooks
            ],
            "grades": _grades(session.query(Grade)),
            "comments": [
                (*_names(row), row.auto_comment, row.manual_comment)
                for row in session.query(Comment)
            ],
        }
    engine.dispose()
    return {name: sorted(values, key=repr) for name, values in rows.items()}


def _grades(rows: Iterable[Any]) -> list[Any]:
    return [
        (*_names(row), row.auto_score, row.manual_score, row.extra_credit, row.needs_manual_grade)
        for row in rows
    ]


def _names(row: Any) -> tuple[str, str, str]:
    return row.student.id, row.notebook.name, row.name
