"""The server half of the JupyterLab extension in a real Jupyter Server."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from terakoya.authoring import make_release
from terakoya.workspace import Workspace

TOKEN = "for-this-test-only"


@pytest.fixture
def server(workspace: Workspace, tmp_path: Path) -> Iterator[str]:
    """A Jupyter Server on the workspace's release folder."""
    make_release(workspace, workspace.read_assignment("tiny"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyter_server", f"--port={port}", "--no-browser"]
    command += [f"--IdentityProvider.token={TOKEN}", "--allow-root", "--port-retries=0"]
    command += ["--ServerApp.jpserver_extensions={'terakoya_lab': True}"]
    command += [f"--ServerApp.root_dir={workspace.root / 'release'}"]
    environment = os.environ | {"JUPYTER_CONFIG_DIR": str(tmp_path), "HOME": str(tmp_path)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        url = f"http://127.0.0.1:{port}"
        for _attempt in range(300):
            try:
                httpx.get(f"{url}/api")
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield url
        process.terminate()


def test_progress_names_blank_answers(server: str) -> None:
    """The untouched release has two blank answers and two items."""
    url = f"{server}/terakoya/api/progress?path=tiny/tiny.ipynb"
    answer = httpx.get(url, headers={"Authorization": f"token {TOKEN}"})
    progress = json.loads(answer.text)
    assert answer.status_code == 200
    assert progress["answers"] == [
        {"id": "double", "blank": True},
        {"id": "total", "blank": True},
    ]
    assert [item["points"] for item in progress["items"]] == [2, 1]
    stranger = httpx.get(url)
    assert stranger.status_code in (302, 403)
    wrong = httpx.get(
        f"{server}/terakoya/api/progress?path=../secret",
        headers={"Authorization": f"token {TOKEN}"},
    )
    assert wrong.status_code == 400
