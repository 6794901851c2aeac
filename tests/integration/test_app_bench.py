"""The benchmarks of apps with real servers: sessions that really fill them, a real tar pit."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from terakoya_autograde.sandbox import sandbox_available
from terakoya_bench.apps.filling import Filling, measure_filling
from terakoya_bench.apps.one_visit import Visit, visit_ours, visit_stock
from terakoya_bench.apps.servers import Address, serve_ours, serve_stock

from terakoya.faces.app import make_app_notebook
from tests.unit.docs.pages import ROOT, read_page

BENCHMARKS = ROOT / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

from firewall import describe, measure  # noqa: E402

VISITS: dict[str, Visit] = {"ours": visit_ours, "stock": visit_stock}
NEVER = 3600.0
CHOICE = """
import ipywidgets as w
towns, said = w.Dropdown(options=["本町", "西町", "東町"], description="町"), w.HTML()
def tell(change):
    said.value = f"<b>{towns.value}</b>"
towns.observe(tell, names="value")
w.VBox([towns, said])
"""
OUTSIDE = (
    "<h1>x</h1><select><option>1</select><script async src=https://files.example/x.js></script>"
)

needs_sandbox = pytest.mark.skipif(
    not sandbox_available(), reason="no sandbox on this machine: our app was not served"
)
needs_chromium = pytest.mark.skipif(
    not (shutil.which("chromium") or shutil.which("chromium-browser")),
    reason="Chromium is missing: nothing was opened. Install chromium.",
)


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one app: a list, and a word that follows it."""
    folder = tmp_path_factory.mktemp("apps")
    shown = {"tags": ["app"]}
    cells = [new_markdown_cell("# 町", metadata=shown), new_code_cell(CHOICE, metadata=shown)]
    notebook = make_app_notebook(new_notebook(cells=cells), "towns", where="towns")
    (folder / "towns").mkdir()
    nbformat.write(notebook, folder / "towns" / "towns.ipynb")
    return folder


@contextmanager
def serve(name: str, apps: Path, scratch: Path) -> Iterator[Address]:
    """Serve the app, ours without parking."""
    if name == "ours":
        with serve_ours(apps, "towns", park_seconds=NEVER) as address:
            yield address
    else:
        with serve_stock(apps, "towns", pool=0, scratch=scratch) as address:
            yield address


def count_processes(address: Address) -> int:
    """How many processes a server has."""
    return len(psutil.Process(address.root).children(recursive=True))


@pytest.fixture(scope="module", params=list(VISITS))
def served(
    request: pytest.FixtureRequest, apps: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Visit, Address]]:
    """A server of the app, and how its page is visited."""
    with serve(request.param, apps, tmp_path_factory.mktemp("served")) as address:
        yield VISITS[request.param], address


@needs_sandbox
def test_filling_opens_real_sessions(served: tuple[Visit, Address]) -> None:
    """Each is a kernel that has answered; they add memory, and all end with the measurement."""
    visit, address = served
    before = count_processes(address)
    told = measure_filling(visit, address, Filling(2**50, most=3))
    assert (told["sessions"], told["reached"]) == (3, False), told
    assert told["processes"] == 1 + before + 3
    assert told["memory"] > told["server"]
    deadline = time.monotonic() + 120
    while count_processes(address) != before and time.monotonic() < deadline:
        time.sleep(0.2)
    assert count_processes(address) == before


@needs_sandbox
def test_filling_stops_at_the_limit(served: tuple[Visit, Address]) -> None:
    """A byte more than the empty server holds is full with one session."""
    visit, address = served
    empty = Filling(0).look(address.root)
    told = measure_filling(visit, address, Filling(empty + 2**20, most=20))
    assert told["reached"]
    assert told["sessions"] == 1


def test_firewall_says_what_it_does() -> None:
    """It has a help text, and is described in benchmarks/README.md."""
    command = [sys.executable, str(BENCHMARKS / "firewall.py"), "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    assert len(done.stdout) > 300
    assert "`firewall.py`" in read_page("benchmarks/README.md")


@needs_sandbox
@needs_chromium
def test_firewall_finds_that_our_app_asks_nobody() -> None:
    """The whole program, once on each side."""
    command = [sys.executable, str(BENCHMARKS / "firewall.py"), "--only=ours", "--times=1"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=800
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("asked outside: nobody\n")


@needs_chromium
def test_firewall_notices_a_page_that_asks(tmp_path: Path) -> None:
    """Control: one script of another host, and the program names the host."""
    path = tmp_path / "page.html"
    path.write_text(OUTSIDE, encoding="utf-8")
    compared = measure(path.as_uri(), 1)
    assert set(compared.asked) == {"files.example"}
    assert "files.example" in describe("page", compared)
