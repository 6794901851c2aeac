"""One submission from its folder to its scores and to the folder that nbgrader would write.

Not as nbgrader does: links and devices in a submission are left out; in the kernel's working folder
the submission's notebooks lie only where its code speaks of one, without hidden tests; and what the
learner's code writes there is kept for the later notebooks only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbgrader.preprocessors import IgnorePattern, LimitOutput

from terakoya_autograde.errors import WorkerError
from terakoya_autograde.model import Limits, NotebookScore, Status
from terakoya_autograde.nbgrader_course.gradebook_writer import GradedSubmission
from terakoya_autograde.nbgrader_course.nbgrader_directory import Course, Handed, read_timestamp
from terakoya_autograde.nbgrader_course.run_record import digest_files
from terakoya_autograde.nbgrader_course.submission_folder import read_folder, write_new
from terakoya_autograde.notebooks.cell_metadata import validate_metadata
from terakoya_autograde.notebooks.companions import make_companions
from terakoya_autograde.notebooks.executor import Executor
from terakoya_autograde.notebooks.extra_files import check_size, choose_files, choose_left
from terakoya_autograde.notebooks.master import Master, MasterNotebook
from terakoya_autograde.notebooks.notebook_pipeline import Pipeline
from terakoya_autograde.notebooks.restored_cells import Flag
from terakoya_autograde.runs.driver import name_reason
from terakoya_autograde.storage.atomic_writes import NewFolder

__all__ = ["Marked", "Marker"]

_OUTPUTS_ONLY = (IgnorePattern, LimitOutput)  # steps that leave metadata as they are


@dataclass(frozen=True)
class Marked:
    """What is known of one submission before anything is put in its place.

    Attributes:
        graded: for the gradebook; None where it could not be judged: then nothing is changed.
        new: the new folder; None where the submission failed.
        failure: why it failed, in one line; empty where it did not.
    """

    handed: Handed
    digest: str = ""
    graded: GradedSubmission | None = None
    new: NewFolder | None = None
    flags: Mapping[str, tuple[Flag, ...]] = field(default_factory=dict)
    statuses: Mapping[str, Status] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    seconds: float = 0.0
    failure: str = ""


@dataclass(frozen=True)
class Marker:
    """Everything that grading one submission needs; `mark` is called by many threads."""

    course: Course
    master: Master
    source: Mapping[str, bytes]
    executor: Executor
    limits: Limits
    released: Mapping[str, Any] = field(default_factory=dict)

    def mark(self, handed: Handed) -> Marked:
        """Read, restore, run and score one submission, and write its folder beside the old one."""
        try:
            return self._mark(handed)
        except Exception as error:  # noqa: BLE001 - one submission must not cost another
            return Marked(handed, failure=name_reason(error))

    def _mark(self, handed: Handed) -> Marked:
        content = read_folder(handed.folder, self.course.directory.ignore)
        data, no_place = self._data(content.files)
        timestamp = read_timestamp(content.files.get("timestamp.txt"))
        known = [path for path in handed.notebooks if path.stem in self.master.notebooks]
        missing = [name for name in self.master.notebooks if not _exists(handed, name)]
        submitted = {path.stem: content.files.get(path.name) or b"" for path in known}
        run = _Run(self, handed, data | make_companions(submitted, self.released))
        failure = "" if known else "No notebooks found, is the assignment generated?"
        for path in known:
            try:
                run.grade(path, content.files.get(path.name))
            except WorkerError:
                raise
            except Exception as error:  # noqa: BLE001 - nbgrader keeps the notebooks before it
                failure = f"{path.name}: {name_reason(error)}"
                break
        graded = GradedSubmission(
            handed.student_id, timestamp, tuple(run.scores), tuple(missing) if known else ()
        )
        new = None
        if not failure:
            target = self.course.destination(handed.student_id)
            new = write_new(target, data | run.written, self.course.mode)
        return Marked(
            handed,
            digest=digest_files(content.files),
            graded=graded,
            new=new,
            flags=run.flags,
            statuses=run.statuses,
            left_out=content.left_out + no_place,
            seconds=run.seconds,
            failure=failure,
        )

    def _data(self, files: Mapping[str, bytes]) -> tuple[dict[str, bytes], tuple[str, ...]]:
        """Return what the code finds in its folder, and the names of what has no place there.

        Raises:
            RefusedError: it is too much.
        """
        names = [name for name in files if not _is_notebook(name)]
        chosen = choose_files(names, self.source)
        check_size({name: len(files[name]) for name in chosen})
        left_out = sorted(set(names).difference(chosen, self.source))
        return {name: files[name] for name in chosen} | dict(self.source), tuple(left_out)


class _Run:
    """The notebooks of one submission, one after another."""

    def __init__(self, marker: Marker, handed: Handed, data: Mapping[str, bytes]) -> None:
        self._marker, self._handed, self._data = marker, handed, dict(data)
        self.scores: list[NotebookScore] = []
        self.written: dict[str, bytes] = {}
        self.flags: dict[str, tuple[Flag, ...]] = {}
        self.statuses: dict[str, Status] = {}
        self.seconds = 0.0

    def grade(self, path: Path, content: bytes | None) -> None:
        """Grade one notebook."""
        master = self._marker.master.notebooks[path.stem]
        resources = self._resources(path, master)
        gathers = path != self._handed.notebooks[-1]  # the next one may read what it wrote
        graded = self._pipeline().grade(content, master, self._data, resources, gathers=gathers)
        self._data |= choose_left(graded.left, self._marker.source)
        self.scores.append(graded.score)
        self.flags[master.name] = graded.flags
        self.statuses[master.name] = _gravest(graded.cells)
        self.written[path.name] = graded.text.encode()
        self.seconds += graded.seconds

    def _pipeline(self) -> Pipeline:
        """Return what the configuration makes of one notebook's way; steps are made anew."""
        course = self._marker.course
        add, notification = course.add_missing
        judging, shortening = course.steps_after()
        cells_as_they_are = all(isinstance(step, _OUTPUTS_ONLY) for step in judging + shortening)
        return Pipeline(
            self._marker.executor,
            self._marker.limits,
            sanitizing=course.steps_before(),
            judging=judging,
            shortening=[*shortening, _check_form if cells_as_they_are else _check_metadata],
            put_back=notification if add else None,
            timeout_error=course.timeout_error,
        )

    def _resources(self, path: Path, master: MasterNotebook) -> Any:
        """Return what nbgrader's preprocessors are told about a notebook."""
        resources = ResourcesDict()
        resources["unique_key"] = master.name
        resources["output_files_dir"] = f"{master.name}_files"
        resources["output_extension"] = ".ipynb"
        resources["metadata"] = ResourcesDict(name=master.name, path=str(path.parent))
        resources["nbgrader"] = {
            "student": self._handed.student_id,
            "assignment": self._marker.master.assignment_id,
            "notebook": master.name,
            "db_url": self._marker.course.directory.db_url,
        }
        return resources


def _check_form(notebook: nbformat.NotebookNode, resources: object) -> tuple[Any, Any]:
    """Refuse what is no notebook, as nbgrader does before it writes one."""
    nbformat.validate(notebook, relax_add_props=True)
    return notebook, resources


def _check_metadata(notebook: nbformat.NotebookNode, resources: object) -> tuple[Any, Any]:
    """Look also at nbgrader's own metadata: an instructor's step may have changed them."""
    _check_form(notebook, resources)
    validate_metadata(notebook)
    return notebook, resources


def _gravest(cells: Mapping[int, Status]) -> Status:
    return max(cells.values(), key=list(Status).index, default=Status.OK)


def _is_notebook(name: str) -> bool:
    return name.endswith(".ipynb") and not Path(name).name.startswith(".")


def _exists(handed: Handed, notebook: str) -> bool:
    return (handed.folder / f"{notebook}.ipynb").exists()
