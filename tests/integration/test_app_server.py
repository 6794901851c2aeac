"""Real Voila servers: what they show, what they keep to themselves, and that they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from terakoya.errors import TerakoyaError
from terakoya.faces import AppServer, AppServerSettings, start_app_server
from terakoya.faces.app import make_app_notebook

SHOWN = {"tags": ["app"]}
KIND = "terakoya.fail();"


def write_app(folder: Path, name: str, *cells: nbformat.NotebookNode) -> None:
    """Write an app of these cells, after one that prints quietly."""
    quiet = new_code_cell("print('QUIET-OUTPUT'); secret_code = 41 + 1")
    notebook = make_app_notebook(new_notebook(cells=[quiet, *cells]), name, where=name)
    (folder / name).mkdir()
    nbformat.write(notebook, folder / name / f"{name}.ipynb")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """A server of three apps: one that works, one that fails, one that never ends."""
    folder = tmp_path_factory.mktemp("apps")
    shown = new_code_cell("print('SHOWN', secret_code)", metadata=SHOWN)
    write_app(folder, "works", new_markdown_cell("# 題", metadata=SHOWN), shown)
    write_app(folder, "fails", new_code_cell("1 / 0"), shown)
    write_app(folder, "hangs", new_code_cell("while True: pass"), shown)
    settings = AppServerSettings(cell_seconds=3, idle_seconds=4)
    with start_app_server(folder, settings) as started:
        yield started


def open_app(server: AppServer, name: str, query: str = "") -> httpx.Response:
    """Ask for an app's page, with the token."""
    return httpx.get(
        f"{server.origin}{server.base_url}voila/render/{name}/{name}.ipynb{query}",
        headers={"Authorization": f"token {server.token}"},
        timeout=60,
    )


def test_app_shows_tagged_cells_and_no_code(server: AppServer) -> None:
    """Quiet cells run and leave nothing; shown cells show what they print, not their code."""
    text = open_app(server, "works").text
    assert "SHOWN 42" in text
    for word in ("QUIET-OUTPUT", "secret_code", "print("):
        assert word not in text
    assert KIND not in text


def test_app_names_no_other_host(server: AppServer) -> None:
    """The page, the error page and the style ask nothing of anybody else."""
    assert "//" not in open_app(server, "works").text.replace("// ", "").replace("<!--", "")


@pytest.mark.parametrize("name", ["fails", "hangs"])
def test_app_that_cannot_be_shown_says_so_kindly(server: AppServer, name: str) -> None:
    """An error or an endless cell becomes one message, with nothing of the program in it."""
    text = open_app(server, name).text
    assert KIND in text
    assert "うまく表示できませんでした" in text
    for word in ("ZeroDivisionError", "Traceback", "1 / 0", "while True", "timed out", "SHOWN"):
        assert word not in text


def test_visitor_cannot_choose_another_template(server: AppServer) -> None:
    """Another template would show sources and load from other hosts."""
    text = open_app(server, "works", "?template=classic&theme=dark").text
    assert 'id="content"' in text


def test_server_answers_only_with_the_token(server: AppServer) -> None:
    """Whoever finds the port gets no page and starts no kernel."""
    before = server.kernel_count
    url = f"{server.origin}{server.base_url}voila/render/works/works.ipynb"
    assert httpx.get(url).status_code in (302, 403)
    assert httpx.get(url, headers={"Authorization": "token guess"}).status_code in (302, 403)
    assert server.kernel_count <= before


def test_notebook_itself_is_not_served(server: AppServer) -> None:
    """Not even with the token can the program be fetched."""
    for place in ("files", "static"):
        url = f"{server.origin}{server.base_url}voila/{place}/works/works.ipynb"
        answer = httpx.get(url, headers={"Authorization": f"token {server.token}"})
        assert answer.status_code in (403, 404)


def test_unused_kernels_end(server: AppServer) -> None:
    """A page that nobody looks at keeps no kernel."""
    open_app(server, "works")
    deadline = time.monotonic() + 30
    while server.kernel_count and time.monotonic() < deadline:
        time.sleep(0.5)
    assert server.kernel_count == 0


def test_stop_ends_everything(tmp_path: Path) -> None:
    """After `stop` no process and no file of the server is left."""
    write_app(tmp_path, "works", new_code_cell("1", metadata=SHOWN))
    server = start_app_server(tmp_path)
    open_app(server, "works")
    tree = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
    assert len(tree) > 1
    server.stop()
    assert not any(process.is_running() for process in tree)
    server.stop()  # once more does no harm


def test_server_ends_with_its_parent(tmp_path: Path) -> None:
    """Even a parent that is killed outright leaves no server and no file behind."""
    program = (
        "import sys, time; from pathlib import Path; from terakoya.faces import start_app_server\n"
        "print(start_app_server(Path(sys.argv[1])).pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        voila = psutil.Process(int(parent.stdout.readline()))
        run = Path(voila.cwd())
        os.kill(parent.pid, signal.SIGKILL)
    voila.wait(timeout=20)
    assert not voila.is_running()
    assert not run.exists()


def test_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    """The reason is in the message; nothing keeps running."""
    settings = AppServerSettings(base_url="/apps/", start_seconds=0)
    with pytest.raises(TerakoyaError, match="doctor"):
        start_app_server(tmp_path, settings)
