"""Finds, reads and makes a workspace on disk."""

from terakoya.workspace.labs import find_labs
from terakoya.workspace.scaffold import copy_labs, make_workspace
from terakoya.workspace.starting import Started, start_assignment
from terakoya.workspace.workspace import (
    Workspace,
    find_workspace,
    require_assignment,
    suggest,
)

__all__ = ["Started", "Workspace", "copy_labs", "find_labs", "find_workspace", "make_workspace"]
__all__ += ["require_assignment", "start_assignment", "suggest"]
