"""Where a person has files in a workspace, beside the store of what was handed in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import is_learner_id
from terakoya.workspace import Workspace

__all__ = ["cohort_folders", "find_folders", "find_home"]


def cohort_folders(workspace: Workspace) -> tuple[Path, ...]:
    """Return the folders of the cohorts, sorted."""
    root = workspace.var / "cohorts"
    found = root.iterdir() if root.is_dir() else iter(())
    return tuple(sorted(path for path in found if path.is_dir() and not path.is_symlink()))


def find_folders(workspace: Workspace, person_id: str) -> tuple[Path, ...]:
    """Return the folders that nbgrader and the pages keep for a person, in every cohort.

    They are called like the person: ``var/cohorts/<cohort>/<submitted, feedback …>/<person>``.
    """
    _require_folder_name(person_id)
    return tuple(_find(workspace, person_id))


def _find(workspace: Workspace, person_id: str) -> Iterator[Path]:
    for cohort in cohort_folders(workspace):
        for step in sorted(cohort.iterdir()):
            folder = step / person_id
            if step.is_dir() and not step.is_symlink() and folder.is_dir():
                yield folder


def find_home(workspace: Workspace, account: str) -> Path | None:
    """Return the home of an account, in which its JupyterLab works; None where there is none."""
    home = workspace.var / "homes" / account
    is_below = (
        bool(account) and home.parent == workspace.var / "homes" and account not in (".", "..")
    )
    return home if is_below and home.is_dir() else None


def _require_folder_name(person_id: str) -> None:
    if not is_learner_id(person_id):
        raise UsageError(
            _("There is no person {id}.").format(id=person_id[:40]),
            remedy=_("Write the staff number as the roster has it."),
        )
