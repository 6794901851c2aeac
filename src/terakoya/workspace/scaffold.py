"""Making a new workspace: the folders, nbgrader's configuration, and if wanted the labs."""

from __future__ import annotations

import shutil
from pathlib import Path

from terakoya_autograde.storage import is_in_the_making, make_file, recover

from terakoya.errors import WorkspaceError
from terakoya.language import gettext as _
from terakoya.workspace.atomic import replace_directory
from terakoya.workspace.labs import find_labs
from terakoya.workspace.workspace import CONFIG, Workspace

__all__ = ["copy_labs", "make_workspace"]

_TEMPLATE = Path(__file__).parent / "template"
_NOT_COPIED = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "*.pyc")


def make_workspace(root: Path) -> Workspace:
    """Make a workspace in `root`, or complete the one that is there; nothing is overwritten.

    Raises:
        WorkspaceError: `root` is a file, or holds something that is no workspace.
    """
    if root.exists() and not root.is_dir():
        raise WorkspaceError(
            _("This is a file, not a folder."), where=str(root), remedy=_("Choose another name.")
        )
    recover(root)
    if not (root / CONFIG).is_file() and root.is_dir() and _is_in_use(root):
        raise WorkspaceError(
            _("The folder is not empty and is no workspace."),
            where=str(root),
            remedy=_("Choose an empty or a new folder."),
        )
    root.mkdir(parents=True, exist_ok=True)
    # what makes it a workspace comes first: whatever is killed afterwards, the next one completes
    templates = [path for path in _TEMPLATE.iterdir() if path.is_file()]
    for template in sorted(templates, key=lambda path: (path.name != CONFIG, path.name)):
        name = {"gitignore": ".gitignore"}.get(template.name, template.name)
        if not (root / name).exists():
            make_file(root / name, template.read_bytes())
    for folder in ("courses", "source", "release", "var"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    return Workspace(root.resolve())


def _is_in_use(root: Path) -> bool:
    """Tell whether a folder holds anything but a file that is just made, or was left by a kill."""
    return any(not is_in_the_making(path.name) for path in root.iterdir())


def copy_labs(workspace: Workspace) -> tuple[str, ...]:
    """Copy the labs and their course into a workspace; return what was new there."""
    labs, new = find_labs(), []
    for kind, manifest in (("courses", "course.toml"), ("source", "assignment.toml")):
        for origin in sorted(path.parent for path in (labs / kind).glob(f"*/{manifest}")):
            target = workspace.root / kind / origin.name
            if target.exists():
                continue
            with replace_directory(target) as made:
                shutil.copytree(origin, made, ignore=_NOT_COPIED, dirs_exist_ok=True)
            new.append(f"{kind}/{origin.name}")
    return tuple(new)
