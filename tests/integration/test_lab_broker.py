"""The broker beside JupyterLab: a real process, a real socket, a real HTTP server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from terakoya.cli import lab as lab_command
from terakoya.cli.lab_broker import LabBroker, start_lab_broker, without_secrets
from terakoya.workspace import Workspace
from tests.model_server import MODEL, ModelServer, document, says, serve_model

KEY = "sk-hunter2"
START = """
import sys
from pathlib import Path
from terakoya.cli.lab_broker import start_lab_broker
print(start_lab_broker(Path(sys.argv[1])).process.pid)
"""
NOTEBOOK = """
import os
from terakoya.ai import ask
print(ask("人口は？").text, "hunter" in str(dict(os.environ)))
"""


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """A server that answers, which the environment names."""
    with serve_model(says(document("十二万人です。"))) as models:
        monkeypatch.setenv("TERAKOYA_AI__PROVIDER", "endpoint")
        monkeypatch.setenv("TERAKOYA_AI__BASE_URL", models.address)
        monkeypatch.setenv("TERAKOYA_AI__MODEL", MODEL)
        monkeypatch.setenv("TERAKOYA_AI__KEY", KEY)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield models


def test_notebook_beside_its_broker_asks_without_a_key(
    workspace: Workspace, models: ModelServer
) -> None:
    """The kernel has a path only; the key reaches the endpoint, and no notebook."""
    broker = start_lab_broker(workspace.source("tiny"))
    assert broker.process is not None, broker.problem
    try:
        environment = without_secrets(os.environ) | broker.variables
        assert KEY not in str(environment)
        command = [sys.executable, "-c", NOTEBOOK]
        done = subprocess.run(
            command,
            env=environment,
            cwd=workspace.source("tiny"),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    finally:
        broker.process.kill()
        broker.process.wait()
    assert done.stdout.split() == ["十二万人です。", "False"], done.stderr
    assert models.headers[0]["Authorization"] == f"Bearer {KEY}"


def test_broker_ends_with_who_started_it(workspace: Workspace, models: ModelServer) -> None:
    """Nothing stays behind where JupyterLab has ended."""
    command = [sys.executable, "-c", START, str(workspace.root)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    pid = int(done.stdout)
    assert pid > 0
    if psutil.pid_exists(pid):
        psutil.Process(pid).wait(timeout=60)


def test_lab_without_a_model_starts_no_broker(workspace: Workspace, tmp_path: Path) -> None:
    """As usual, and in a folder that is in no workspace."""
    assert start_lab_broker(workspace.root) == LabBroker({})
    outside = tmp_path / "outside"
    outside.mkdir()
    assert start_lab_broker(outside) == LabBroker({})


def test_lab_whose_model_cannot_be_asked_says_why(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence, and JupyterLab starts all the same, with recorded answers."""
    monkeypatch.setenv("TERAKOYA_AI__PROVIDER", "endpoint")
    assert lab_command._ask_for_broker(workspace.root) == {}
    said = capsys.readouterr().err
    assert "recorded answers" in said
    assert "ai.base_url" in said
