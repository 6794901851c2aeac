"""What JupyterLab of an office starts with."""

from __future__ import annotations

import os
from pathlib import Path

from terakoya.hub.spawning.lab_settings import settle_lab


def test_lab_settings_come_first(tmp_path: Path) -> None:
    """nbgrader's way to the site is found before everything else; any account may read it."""
    folder = tmp_path / "lab"
    variables = settle_lab(folder, "ja")
    assert variables["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0] == str(folder)
    assert variables["TERAKOYA_LANG"] == "ja"
    (written,) = folder.iterdir()
    assert "exchange" in written.read_text(encoding="utf-8")
    assert written.stat().st_mode & 0o044 == 0o044
    assert folder.stat().st_mode & 0o055 == 0o055
