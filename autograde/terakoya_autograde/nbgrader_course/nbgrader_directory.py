"""An nbgrader course directory as nbgrader itself sees it: configuration, paths, what to grade.

The configuration is loaded by nbgrader's own `AutogradeApp`, so every file, alias and
``--Class.trait=value`` that `nbgrader autograde` knows means the same here. Not supported, and
refused: running without `Execute`, `OverwriteCells` or `SaveAutoGrades` (`--no-execute`).
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbgrader.apps.autogradeapp import AutogradeApp
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    Execute,
    LimitOutput,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from nbgrader.utils import parse_utc
from traitlets.utils.importstring import import_item

from terakoya_autograde.errors import AssignmentError
from terakoya_autograde.model import Limits
from terakoya_autograde.nbgrader_course.gradebook_writer import Penalty
from terakoya_autograde.notebooks.notebook_pipeline import Step
from terakoya_autograde.notebooks.region_marks import Marks, read_marks
from terakoya_autograde.storage.address import address_text, file_address

__all__ = ["Course", "Handed", "load_course", "read_timestamp"]

_OURS = (ClearOutput, DeduplicateIds, OverwriteKernelspec, OverwriteCells, CheckCellMetadata)
_SHORTEN = (LimitOutput, ClearMetadataPreprocessor)
_ENDED = (Execute, SaveAutoGrades, AssignLatePenalties, CheckCellMetadata)
_NEEDED = (OverwriteCells, Execute, SaveAutoGrades)


@dataclass(frozen=True)
class Handed:
    """One submission that was found: whose, where, which notebooks (paths, sorted)."""

    student_id: str
    folder: Path
    notebooks: tuple[Path, ...]


@dataclass(frozen=True)
class Course:
    """What nbgrader's configuration says about grading one assignment."""

    assignment_id: str
    root: Path
    app: Any
    converter: Any

    @property
    def directory(self) -> Any:
        """nbgrader's `CourseDirectory`."""
        return self.app.coursedir

    @property
    def source(self) -> Path:
        """The instructor's folder."""
        return self._path(self.directory.source_directory, ".")

    @property
    def release(self) -> Path:
        """The folder with the notebooks that learners got; the source where there is none."""
        released = self._path(self.directory.release_directory, ".")
        return released if released.is_dir() else self.source

    @property
    def whole(self) -> bool:
        """Whether whole submissions are graded, not only some notebooks of each."""
        return bool(self.directory.notebook_id == "*")

    @property
    def ignored(self) -> tuple[str, ...]:
        """Globs of files that are not copied; notebooks are written, not copied."""
        return (*self.directory.ignore, "*.ipynb")

    @property
    def kept(self) -> frozenset[str]:
        """Names of files that the instructor's version does not overwrite."""
        names = self.converter.exclude_overwriting.get(self.assignment_id, [])
        return frozenset(os.path.normpath(name) for name in names)

    @property
    def marks(self) -> Marks:
        """The delimiters of solutions and hidden tests."""
        return read_marks(self.app.config)

    @property
    def mode(self) -> int:
        """Permissions of the files that are written."""
        return int(str(self.converter.permissions), 8)

    @property
    def add_missing(self) -> tuple[bool, str]:
        """Whether deleted graded cells are put back, and the words that go before them."""
        settings = OverwriteCells(parent=self.converter)
        return settings.add_missing_cells, settings.missing_cell_notification

    def destination(self, student_id: str) -> Path:
        """Return the submission's folder below `autograded`."""
        return self._path(self.directory.autograded_directory, student_id)

    def group_folder(self) -> Path:
        """Return the folder above every destination, for `groupshared`."""
        return Path(self.directory.format_path(self.directory.autograded_directory, ".", "."))

    def limits(self, given: Limits) -> Limits:
        """Return the limits with nbgrader's time limit of a cell."""
        seconds = Execute(parent=self.converter).timeout
        if not seconds or seconds < 0:
            seconds = given.notebook_seconds
        return replace(given, cell_seconds=seconds)

    @property
    def timeout_error(self) -> dict[str, object]:
        """What a cell shows whose time is over: name, value and traceback of an error."""
        return dict(Execute(parent=self.converter).error_on_timeout)

    def penalty(self) -> Penalty | None:
        """Return the configured plugin for late penalties; None where the step is left out."""
        step = self._configured(AssignLatePenalties)
        if step is None:
            return None
        step.init_plugin()
        return step.plugin_inst.late_submission_penalty  # type: ignore[no-any-return]

    def steps_before(self) -> list[Step]:
        """Make the instructor's own sanitizing steps."""
        return self._make(self.converter.sanitize_preprocessors, _OURS)

    def steps_after(self) -> tuple[list[Step], list[Step]]:
        """Make the steps after the run: those before the score, and those that shorten outputs."""
        steps = self._make(self.converter.autograde_preprocessors, _ENDED)
        shorten = [step for step in steps if isinstance(step, _SHORTEN)]
        return [step for step in steps if step not in shorten], shorten

    def find_submissions(self) -> list[Handed]:
        """Return what nbgrader would grade, by student.

        Raises:
            AssignmentError: there is nothing.
        """
        try:
            self.converter.init_notebooks()
        except NbGraderException as error:
            raise AssignmentError(str(error)) from error
        pattern = self.directory.format_path(
            self.directory.submitted_directory,
            "(?P<student_id>.*)",
            re.escape(self.assignment_id),
            escape=True,
        )
        excluded = self.directory.student_id_exclude.split(",")
        found = []
        for folder, notebooks in self.converter.assignments.items():
            match = re.match(pattern, folder)
            if match is None:
                raise AssignmentError(f"Could not match '{folder}' with regexp '{pattern}'")
            if (student := match["student_id"]) not in excluded:
                paths = tuple(Path(path) for path in sorted(notebooks))
                found.append(Handed(student, Path(folder), paths))
        return sorted(found, key=lambda handed: str(handed.folder))

    def call_hook(self, name: str, notebooks: Sequence[Path]) -> None:
        """Call `pre_convert_hook` or `post_convert_hook`, if any; nbgrader logs what they raise."""
        self.converter.notebooks = [str(path) for path in notebooks]
        getattr(self.converter, f"run_{name}_convert_hook")()

    def _path(self, step: str, student_id: str) -> Path:
        return Path(
            os.path.normpath(self.directory.format_path(step, student_id, self.assignment_id))
        )

    def _make(self, classes: Sequence[Any], without: tuple[type, ...]) -> list[Step]:
        """Make the enabled preprocessors of a list, but those that the engine replaces."""
        made = []
        for kind in classes:
            kind = import_item(kind) if isinstance(kind, str) else kind  # noqa: PLW2901
            if kind in without:
                continue
            step = kind(parent=self.converter) if isinstance(kind, type) else kind
            if getattr(step, "enabled", True):
                made.append(step)
        return made

    def _configured(self, kind: type) -> Any:
        """Return the one step of this kind; None where it is left out or disabled."""
        lists = self.converter.sanitize_preprocessors + self.converter.autograde_preprocessors
        names = {entry if isinstance(entry, str) else entry.__name__ for entry in lists}
        if not any(name.rpartition(".")[2] == kind.__name__ for name in names):
            return None
        step = kind(parent=self.converter)
        return step if step.enabled else None

    def require_steps(self) -> None:
        """Refuse a configuration that would grade without running or without saving.

        Raises:
            AssignmentError: a step that cannot be left out is.
        """
        for kind in _NEEDED:
            if self._configured(kind) is None:
                raise AssignmentError(
                    f"{kind.__name__} is disabled: terakoya-autograde always runs it; "
                    "use nbgrader autograde"
                )


def load_course(arguments: Sequence[str], assignment_id: str, student: str | None = None) -> Course:
    """Load the configuration as `nbgrader autograde` does in the present folder.

    Args:
        arguments: nbgrader's own options; `assignment_id` is not among them.
        student: instead of the configured glob.

    Raises:
        AssignmentError: the configuration cannot be used for grading.
    """
    app = AutogradeApp(log_level=logging.WARNING, raise_config_file_errors=True)
    try:
        app.initialize(list(arguments))
    except Exception as error:  # the file is the instructor's own Python: anything may happen in it
        name = type(error).__name__
        raise AssignmentError(f"the configuration cannot be read: {name}: {error}") from error
    if app.extra_args:
        raise AssignmentError(f"unknown argument: {app.extra_args[0]}")
    if assignment_id:
        app.coursedir.assignment_id = assignment_id
    if not app.coursedir.assignment_id:
        raise AssignmentError("An assignment id must be specified")
    if student is not None:
        app.coursedir.student_id = student
    _address_gradebook(app)
    converter = Autograde(coursedir=app.coursedir, parent=app)
    course = Course(app.coursedir.assignment_id, Path(app.coursedir.root), app, converter)
    course.require_steps()
    return course


def _address_gradebook(app: Any) -> None:
    """Name the course's own gradebook where nothing else is configured, whatever the folder's name.

    nbgrader puts the path into a text in which ``?`` and ``%`` mean something else.
    """
    if "db_url" not in app.coursedir.config.CourseDirectory:
        file = Path(os.path.abspath(app.coursedir.root)) / "gradebook.db"  # noqa: PTH100 - as nbgrader
        app.coursedir.db_url = address_text(file_address(file))


def read_timestamp(content: bytes | None) -> datetime | None:
    """Return the time in a timestamp.txt, UTC without a timezone; None where it is empty.

    Raises:
        ValueError: it is no time.
    """
    text = (content or b"").decode("utf-8").strip()
    return parse_utc(text) if text else None
