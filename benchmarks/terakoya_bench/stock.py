"""The graders of a course directory: stock ``nbgrader autograde``, and ``terakoya-autograde``."""

from __future__ import annotations

import importlib.metadata
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from terakoya.language import gettext as _
from terakoya_bench.contender import Measured, Scores, require_success
from terakoya_bench.material import CONFIG, Entry, Material
from terakoya_bench.meter import Cost, measure

__all__ = ["CourseEngine", "Nbgrader"]

# What the command `terakoya-autograde` runs, also where its script is not on PATH.
_PROGRAM = (
    "import sys; from terakoya_autograde.nbgrader_course.command import main; sys.exit(main())"
)


@dataclass(frozen=True)
class Nbgrader:
    """``nbgrader autograde`` as it is installed, with nothing of ours; `sample` limits how many."""

    sample: int | None = None
    name: str = "nbgrader"

    def __call__(self, material: Material) -> Measured:
        """Make the release (the start), then grade; until the first submission is start too."""
        course, entries = _course(material, self.name), material.sample(self.sample)
        commands = (
            [sys.executable, "-m", "nbgrader", "generate_assignment", material.assignment.id],
            [sys.executable, "-m", "nbgrader", "autograde", material.assignment.id],
        )
        release = _release(material, course, commands[0])
        _hand_in(course, material, entries)
        run = require_success(
            self.name,
            measure(
                commands[1],
                course,
                material.scratch / f"{self.name}.log",
                env=material.environment,
                mark="Copying",
            ),
        )
        return Measured(
            name=self.name,
            commands=commands,
            startup=release + (run.started or Cost(0.0, 0.0)),
            grading=run.total - (run.started or Cost(0.0, 0.0)),
            graded=len(entries),
            submissions=len(material.entries),
            scores=_read_scores(course, material, entries),
            facts={"version": importlib.metadata.version("nbgrader"), "at_once": 1},
        )


@dataclass(frozen=True)
class CourseEngine:
    """``terakoya-autograde`` in a course directory: it writes all that `nbgrader autograde` does.

    Its cost is not split: its own start counts as grading, and only the release as a start.
    """

    workers: int
    sandbox: bool = True
    name: str = "course"

    def __call__(self, material: Material) -> Measured:
        """Make the release with nbgrader (the start), then grade everything."""
        course = _course(material, self.name)
        generate = [sys.executable, "-m", "nbgrader", "generate_assignment", material.assignment.id]
        command = [sys.executable, "-c", _PROGRAM, material.assignment.id, "--create"]
        command += ["--workers", str(self.workers)]
        command += [] if self.sandbox else ["--sandbox=none"]
        release = _release(material, course, generate)
        _hand_in(course, material, material.entries)
        log = material.scratch / f"{self.name}.log"
        run = require_success(self.name, measure(command, course, log, env=material.environment))
        return Measured(
            name=self.name,
            commands=(generate, command),
            startup=release,
            grading=run.total,
            graded=len(material.entries),
            submissions=len(material.entries),
            scores=_read_scores(course, material, material.entries),
            notes=(_("Its own start is part of its grading."),),
            facts={"at_once": self.workers},
        )


def _course(material: Material, name: str) -> Path:
    """Return a fresh course directory with the assignment's source."""
    course = material.folder(name)
    shutil.copyfile(material.config, course / CONFIG)
    shutil.copytree(material.source, course / "source" / material.assignment.id)
    return course


def _release(material: Material, course: Path, command: list[str]) -> Cost:
    log = material.scratch / f"{course.name}-release.log"
    done = measure(command, course, log, env=material.environment)
    return require_success("nbgrader generate_assignment", done).total


def _hand_in(course: Path, material: Material, entries: Iterable[Entry]) -> None:
    for entry in entries:
        folder = course / "submitted" / entry.id / material.assignment.id
        folder.mkdir(parents=True)
        for name, path in entry.files.items():
            shutil.copyfile(path, folder / name)


def _read_scores(course: Path, material: Material, entries: Iterable[Entry]) -> Scores:
    scores = {}
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        for entry in entries:
            try:
                found = gradebook.find_submission(material.assignment.id, entry.id)
            except MissingEntry:
                continue
            scores[entry.id] = {
                f"{notebook.name}/{grade.name}": float(grade.score)
                for notebook in found.notebooks
                for grade in notebook.grades
            }
    return scores
