"""One backup at a time, whoever has started it, and how far it is."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from terakoya.hub.backup_lock import making_alone
from terakoya.hub.office_backups import OfficeBackups
from terakoya.model.settings import BackupSettings
from terakoya.portal.administering.backup_seam import BackupWork
from terakoya.workspace import Workspace, make_workspace

TELLS = """#!/bin/sh
echo 'a library says something'
printf '\\377\\376\\n'
echo '[1,"2"]'
echo '[42,100]'
tries=0
while [ ! -e "{end}" ] && [ $tries -lt 600 ]; do sleep 0.1; tries=$((tries + 1)); done
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty one."""
    return make_workspace(tmp_path / "workspace")


def test_line_of_something_else_is_passed_over(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a library prints in the process says nothing of how far it is, and hides nothing."""
    program, end = tmp_path / "program", tmp_path / "end"
    program.write_text(TELLS.format(end=end))
    program.chmod(0o700)
    place = SimpleNamespace(executable=str(program))
    monkeypatch.setattr("terakoya.hub.office_backups.sys", place)
    backups = OfficeBackups(workspace, BackupSettings())
    backups.start("admin")
    until = time.monotonic() + 30
    try:
        while backups.work() != BackupWork(42, 100):
            assert time.monotonic() < until
            time.sleep(0.01)
    finally:
        end.touch()
    while backups.work() is not None:
        assert time.monotonic() < until
        time.sleep(0.01)


def test_backup_that_an_earlier_site_has_started_is_known(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No second one is begun beside it; when its process has ended, there is none."""
    backups = OfficeBackups(workspace, BackupSettings())
    assert backups.work() is None
    with making_alone(workspace) as is_alone:
        assert is_alone
        assert backups.work() == BackupWork()
        with monkeypatch.context() as patch:
            patch.setattr("terakoya.hub.office_backups.subprocess", None)  # starts no process
            backups.start("admin")
    assert backups.work() is None


def test_process_beside_another_one_makes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    """However both were started."""
    command = (sys.executable, "-m", "terakoya.hub.backup_process")
    made = tmp_path / "made"
    with making_alone(workspace):
        ended = subprocess.run([*command, str(workspace.root), str(made), "admin"], check=False)
    assert ended.returncode == 1
    assert not made.exists()
