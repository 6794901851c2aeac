"""A cohort's folder as an nbgrader course directory, so that nbgrader's own tools work in it.

var/cohorts/<cohort>/
  nbgrader_config.py   the workspace's settings, with the cohort as course_id
  source/, release/    links to the workspace's
  submitted/, autograded/, feedback/, gradebook.db
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL
from terakoya_autograde.storage import (
    InUseError,
    copy_database,
    file_address,
    fill_folder,
    hold_alone,
    recover,
)

from terakoya.delivery import SubmissionStore
from terakoya.errors import GradingError
from terakoya.language import gettext as _
from terakoya.model import Cohort, Course, Submission
from terakoya.workspace import Workspace
from terakoya.workspace.atomic import replace_directory, write_text

__all__ = ["CourseDirectory", "copy_gradebook", "open_course_directory"]

_CONFIG = '''"""The cohort {cohort} as an nbgrader course directory; written by Terakoya."""

from pathlib import Path

here = Path(__file__).resolve().parent
load_subconfig("nbgrader_config.py", path=str(here.parents[2]))
c = get_config()
c.CourseDirectory.course_id = "{cohort}"
c.CourseDirectory.root = str(here)
# in such an address "?" and "%" mean something else than in a folder's name
_file = str(here / "gradebook.db").replace("%", "%25").replace("?", "%3F")
c.CourseDirectory.db_url = "sqlite:///" + _file
'''


@dataclass(frozen=True)
class CourseDirectory:
    """The folders of one cohort; `course_id` is what nbgrader calls it, where not as the folder."""

    root: Path
    named: str = ""

    @property
    def course_id(self) -> str:
        """nbgrader's name of the cohort."""
        return self.named or self.root.name

    @property
    def gradebook_url(self) -> URL:
        """nbgrader's database of this cohort."""
        return file_address(self.root / "gradebook.db")

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Let no other grader write here in the meantime; remove what a killed one has left.

        Raises:
            GradingError: another grader is at work.
        """
        with ExitStack() as stack:
            try:
                stack.enter_context(hold_alone(self.root / ".grading.lock"))
            except InUseError as error:
                raise GradingError(
                    _("The cohort is being graded by another command."),
                    where=self.root.name,
                    remedy=_("Wait until that has ended, then run the command again."),
                ) from error
            for step in ("submitted", "autograded"):
                for folder in (self.root / step).iterdir():
                    recover(folder)
            yield

    def submitted(self, learner_id: str, assignment_id: str) -> Path:
        """Where nbgrader looks for what a learner handed in."""
        return self.root / "submitted" / learner_id / assignment_id

    def autograded(self, learner_id: str, assignment_id: str) -> Path:
        """Where nbgrader looks for the executed notebooks."""
        return self.root / "autograded" / learner_id / assignment_id

    def feedback(self, learner_id: str, assignment_id: str) -> Path:
        """Where feedback pages are."""
        return self.root / "feedback" / learner_id / assignment_id

    def write_submitted(self, submission: Submission, store: SubmissionStore) -> None:
        """Lay out a submission's files, with nbgrader's timestamp file."""
        with replace_directory(
            self.submitted(submission.learner_id, submission.assignment_id)
        ) as folder:
            files = {name: store.read(sha256) for name, sha256 in submission.files.items()}
            fill_folder(folder, files | _timestamp(submission))

    def write_autograded(self, submission: Submission, notebooks: dict[str, str]) -> None:
        """Write executed notebooks: name → JSON text."""
        with replace_directory(
            self.autograded(submission.learner_id, submission.assignment_id)
        ) as folder:
            files = {f"{name}.ipynb": text.encode() for name, text in notebooks.items()}
            fill_folder(folder, files | _timestamp(submission))


def open_course_directory(workspace: Workspace, cohort: Cohort, course: Course) -> CourseDirectory:
    """Make or complete the folder of a cohort."""
    root = workspace.cohort(cohort.id)
    root.parent.mkdir(parents=True, exist_ok=True)
    root.parent.chmod(0o700)  # names and scores are for the instructor's account only
    for step in ("source", "release", "submitted", "autograded", "feedback"):
        (root / step).mkdir(parents=True, exist_ok=True)
    config = _CONFIG.format(cohort=cohort.id)
    path = root / "nbgrader_config.py"
    if not path.exists() or path.read_text(encoding="utf-8") != config:
        write_text(path, config)
    for assignment_id in course.assignments:
        _link(root / "source" / assignment_id, workspace.source(assignment_id))
        _link(root / "release" / assignment_id, workspace.release(assignment_id))
    return CourseDirectory(root)


def copy_gradebook(directory: CourseDirectory, folder: Path) -> None:
    """Copy a cohort's gradebook as it is at one moment, whoever writes; nothing if there is none.

    Raises:
        StorageError: others write in it and do not end.
    """
    source = directory.root / "gradebook.db"
    if source.exists():
        copy_database(source, folder / "gradebook.db")


def nbgrader_time(moment: datetime) -> str:
    """Write a moment as nbgrader's timestamp.txt has it."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f %Z")


def _timestamp(submission: Submission) -> dict[str, bytes]:
    return {"timestamp.txt": f"{nbgrader_time(submission.submitted_at)}\n".encode()}


def _link(link: Path, target: Path) -> None:
    relative = os.path.relpath(target, link.parent)
    while not (link.is_symlink() and str(link.readlink()) == relative):
        if link.is_symlink():
            link.unlink(missing_ok=True)
        try:
            link.symlink_to(relative)
        except FileExistsError:
            if not link.is_symlink():
                raise  # a person's own folder; else another command was first
