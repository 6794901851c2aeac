"""What a workspace sets for itself: `terakoya.toml`, which may be left out."""

from __future__ import annotations

from pathlib import Path

from terakoya.dates import DateForm
from terakoya.workspace.manifest import Strict, read_toml

__all__ = ["SETTINGS", "WorkspaceSettings", "read_settings"]

SETTINGS = "terakoya.toml"


class WorkspaceSettings(Strict):
    """Every setting with what holds where nothing is said.

    Attributes:
        dates: how days are written in Japanese.
    """

    dates: DateForm = "plain"


def read_settings(root: Path) -> WorkspaceSettings:
    """Read the settings of the workspace `root`.

    Raises:
        ManifestError: the file is no TOML, or breaks a rule.
    """
    path = root / SETTINGS
    if not path.exists():
        return WorkspaceSettings()
    return read_toml(path, SETTINGS, WorkspaceSettings)[1]
