"""The server half of the JupyterLab extension in a real Jupyter Server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from terakoya.authoring import make_release
from terakoya.workspace import Workspace
from tests.jupyter_server import TOKEN, run_jupyter_server


@pytest.fixture
def server(workspace: Workspace, tmp_path: Path) -> Iterator[str]:
    """A Jupyter Server on the workspace's release folder."""
    make_release(workspace, workspace.read_assignment("tiny"))
    extension = "--ServerApp.jpserver_extensions={'terakoya_lab': True}"
    with run_jupyter_server(workspace.root / "release", tmp_path, extension) as address:
        yield address


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
