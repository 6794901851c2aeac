"""Making the learner's version: deterministic, without solutions or hidden tests."""

from __future__ import annotations

import filecmp
import json
from dataclasses import dataclass
from pathlib import Path

from terakoya_autograde import AssignmentError, generate
from terakoya_autograde.storage import file_address, fill_folder, recover, scratch_folder

from terakoya.authoring.allowed import drop_leftovers
from terakoya.authoring.foreseen import Foreseen
from terakoya.authoring.marking import refuse_contents, require_marking
from terakoya.authoring.subject import Subject
from terakoya.errors import ReleaseError, disk_failure, without_classes
from terakoya.faces.exercise.face import FACE
from terakoya.faces.job import FaceJob
from terakoya.language import gettext as _
from terakoya.model import Assignment
from terakoya.workspace import Workspace
from terakoya.workspace.atomic import replace_directory, write_bytes
from terakoya.workspace.outline import read_source_notebook

__all__ = ["Difference", "build_exercise", "compare_release", "make_release"]

CONFIG = "nbgrader_config.py"


@dataclass(frozen=True)
class Difference:
    """One file in which release/ is not what its source gives: missing, extra or changed."""

    file: str
    kind: str


def make_release(workspace: Workspace, assignment: Assignment) -> bool:
    """Write ``release/<id>/`` from ``source/<id>/``; False where it was already the same.

    Raises:
        ReleaseError: nbgrader refuses the source, or something of the author's would get out.
    """
    target = workspace.release(assignment.id)
    recover(target.parent, target.name)  # what a killed release left, also where nothing is new
    with scratch_folder("release") as scratch:
        made = _generate(workspace, assignment, scratch)
        if not _differences(made, target):
            return False
        with replace_directory(target) as folder:
            fill_folder(folder, {file: (made / file).read_bytes() for file in _files(made)})
    return True


def build_exercise(job: FaceJob, folder: Path) -> None:
    """Make the exercise as a face: the learner's version, and release/ is left as it is.

    Raises:
        UsageError: there is no such assignment.
        ReleaseError: as `make_release`.
    """
    with scratch_folder("release") as scratch:
        made = _generate(job.workspace, job.assignment, scratch)
        with replace_directory(folder / job.folder_name(FACE.name)) as new:
            fill_folder(new, {file: (made / file).read_bytes() for file in _files(made)})


def compare_release(workspace: Workspace, assignment: Assignment) -> tuple[Difference, ...]:
    """Return where ``release/<id>/`` is not what its source gives; nothing is written."""
    with scratch_folder("release") as scratch:
        made = _generate(workspace, assignment, scratch)
        return _differences(made, workspace.release(assignment.id))


def _generate(workspace: Workspace, assignment: Assignment, scratch: Path) -> Path:
    where = f"source/{assignment.id}"
    require_marking(workspace, assignment)
    url = file_address(scratch / "gradebook.db")
    try:
        generate(workspace.source(assignment.id), workspace.root / CONFIG, scratch, url)
    except AssignmentError as error:
        if refusal := disk_failure(error):
            raise refusal from error
        remedy = _("Open the notebook in JupyterLab and look at its graded cells.")
        raise ReleaseError(_reason(error, assignment), where=where, remedy=remedy) from error
    made = scratch / "release" / assignment.id
    _refuse_files(made, assignment, where)
    _refuse_contents(workspace, assignment, made)
    for name in assignment.notebooks:
        _clear(made / f"{name}.ipynb")
    return made


def _refuse_contents(workspace: Workspace, assignment: Assignment, made: Path) -> None:
    sources, released = {}, {}
    for name in assignment.notebooks:
        sources[name] = read_source_notebook(workspace, assignment, name)
        released[name] = json.loads((made / f"{name}.ipynb").read_text(encoding="utf-8"))
    foreseen = Foreseen(released, ())
    refuse_contents(Subject(workspace, assignment, sources, made=foreseen, made_in=made))


def _clear(made: Path) -> None:
    """Take out of a released notebook what programs left in it."""
    notebook = json.loads(made.read_text(encoding="utf-8"))
    kept = drop_leftovers(notebook)
    if kept != notebook:
        text = json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True)
        write_bytes(made, f"{text}\n".encode())


def _reason(error: AssignmentError, assignment: Assignment) -> str:
    return without_classes(str(error).removeprefix(f"{assignment.id}: "))


def _refuse_files(made: Path, assignment: Assignment, where: str) -> None:
    """Refuse a release with other files than the manifest's, whatever the configuration says."""
    allowed = {f"{name}.ipynb" for name in assignment.notebooks}
    allowed |= {entry.file for entry in assignment.data}
    extra = sorted(set(_files(made)) - allowed)
    if extra:
        what = _("These files would be released but are not named in the manifest: {files}.")
        remedy = _("Name them under [[data]] in assignment.toml, or move them out of the folder.")
        raise ReleaseError(what.format(files=", ".join(extra)), where=where, remedy=remedy)
    missing = sorted(allowed - set(_files(made)))
    if missing:
        what = _("These files are named in the manifest but are not there: {files}.")
        remedy = _("Add them, or correct assignment.toml.")
        raise ReleaseError(what.format(files=", ".join(missing)), where=where, remedy=remedy)


def _differences(made: Path, released: Path) -> tuple[Difference, ...]:
    new, old = set(_files(made)), set(_files(released))
    found = [Difference(name, "missing") for name in sorted(new - old)]
    found += [Difference(name, "extra") for name in sorted(old - new)]
    for name in sorted(new & old):
        if not filecmp.cmp(made / name, released / name, shallow=False):
            found.append(Difference(name, "changed"))
    return tuple(found)


def _files(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(str(path.relative_to(folder)) for path in found)
