"""Finds and reads a workspace on disk."""

from terakoya.workspace.workspace import Workspace, find_workspace, suggest

__all__ = ["Workspace", "find_workspace", "suggest"]
