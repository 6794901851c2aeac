"""A learner's lab asks the office's live model: a real process with the key, a real endpoint."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from terakoya.ai.line import LINE
from terakoya.hub.spawning import ai_lines
from terakoya.hub.spawning.relay_rules import RelayRules
from terakoya.hub.spawning.server_folder import ServerFolder, servers_folder
from terakoya.hub.spawning.server_limits import ServerLimits
from terakoya.hub.spawning.server_record import ServerRecord, started_at
from terakoya.workspace import Workspace
from tests.model_server import MODEL, ModelServer, document, says, serve_model

_KEY = "sk-hunter2"
_ASK = "from terakoya.ai import ask; print(ask('人口は？').text)"


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """A server that answers, which the environment names."""
    with serve_model(says(document("十二万人です。"))) as models:
        monkeypatch.setenv("TERAKOYA_AI__PROVIDER", "endpoint")
        monkeypatch.setenv("TERAKOYA_AI__BASE_URL", models.address)
        monkeypatch.setenv("TERAKOYA_AI__MODEL", MODEL)
        monkeypatch.setenv("TERAKOYA_AI__KEY", _KEY)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield models


@pytest.fixture
def running() -> Iterator[subprocess.Popen[bytes]]:
    """A process that stands for a server: only that it runs is looked at."""
    with subprocess.Popen(["sleep", "600"]) as process:
        yield process
        process.kill()


def _is_listened_at(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as end:
        return end.connect_ex(str(path)) == 0


def _until_listened_at(path: Path) -> None:
    until = time.monotonic() + 60
    while not _is_listened_at(path):
        assert time.monotonic() < until, path
        time.sleep(0.05)


def test_lab_asks_over_the_line_of_its_server(
    workspace: Workspace, models: ModelServer, running: subprocess.Popen[bytes]
) -> None:
    """Each server that runs gets a line; whoever asks over it needs no key, and has none."""
    servers = servers_folder(workspace.var / "office")
    folder = ServerFolder(servers / "key")
    folder.make()
    rules = RelayRules("http://127.0.0.1:1", "/hub/api", "", "", "a")
    pid = running.pid
    record = ServerRecord(pid, started_at(pid), "/", 0, rules, ServerLimits(), asker="a")
    record.write(folder.path)
    ai_lines.keep_lines(workspace.root, servers)
    try:
        _until_listened_at(folder.line)
        ours = {name: os.environ[name] for name in ("PATH", "NO_PROXY")}
        done = subprocess.run(
            [sys.executable, "-c", _ASK],
            env=ours | {LINE: str(folder.line)},
            cwd=workspace.source("tiny"),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.stdout.split() == ["十二万人です。"], done.stderr
        assert models.headers[0]["Authorization"] == f"Bearer {_KEY}"
    finally:
        for process in ai_lines._running.values():
            process.kill()
            process.wait()
        ai_lines._running.clear()
        if servers.is_symlink():
            servers.unlink()
