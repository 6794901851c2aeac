"""The warm engine where it is hurt: killed parts, lies on the wire, many fatal cells."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
from terakoya_autograde import EngineError, Status, prepare_assignment, version
from terakoya_autograde.model import Limits
from terakoya_autograde.running.runner import Executed, run_notebook
from terakoya_autograde.warm.fork_server import Child, ForkServer

from terakoya.workspace import Workspace

pytestmark = pytest.mark.usefixtures("started_parents")

LIMITS = Limits(cell_seconds=5, notebook_seconds=60, memory_mb=700, output_kb=64)
FORGED = """import os, struct
body = {body!r}
for fd in range(3, 64):
    try:
        os.write(fd, struct.pack('>I', len(body)) + body)
    except OSError:
        pass
"""


@pytest.fixture(scope="module")
def fork_server() -> Iterator[ForkServer]:
    """A warm parent with nothing but Python."""
    made = ForkServer((), {}, sandbox=True)
    yield made
    made.close()


def run(fork_server: ForkServer, *sources: str, hurt: Callable[[Child], None] | None = None) -> Any:
    """Run cells; `hurt` gets every child as it is born. Return (notebook, how it went)."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells)

    def fork() -> Child:
        child = fork_server.fork({}, 0, LIMITS)
        if hurt is not None:
            hurt(child)
        return child

    executed: Executed = run_notebook(notebook, fork, LIMITS)
    return notebook, [executed.cells[index] for index in range(len(cells))]


@pytest.mark.parametrize("kills", [1, 2])
def test_child_killed_from_outside_costs_nothing(fork_server: ForkServer, kills: int) -> None:
    """A kill that is not the learner's fault is made good: the cells run again."""
    struck: list[int] = []

    def kill(child: Child) -> None:
        if len(struck) < kills:
            struck.append(child.pid)
            threading.Timer(0.5, os.kill, (child.pid, signal.SIGKILL)).start()

    sources = ("a = 1", "import time; time.sleep(1.5); a += 1", "a")
    notebook, statuses = run(fork_server, *sources, hurt=kill)
    assert statuses == [Status.OK] * 3
    assert notebook.cells[2].outputs[0]["data"]["text/plain"] == "2"
    assert len(struck) == kills


def test_zygote_killed_from_outside_is_started_again(fork_server: ForkServer) -> None:
    """The next child comes from a new warm parent."""
    zygotes = [
        process
        for process in psutil.Process().children(recursive=True)
        if process.status() != psutil.STATUS_ZOMBIE
        and "terakoya_autograde.warm.zygote" in " ".join(process.cmdline())
    ]
    assert zygotes
    for process in zygotes:
        process.kill()
    _notebook, statuses = run(fork_server, "1 + 1")
    assert statuses == [Status.OK]


def test_every_fatal_cell_costs_itself_only(fork_server: ForkServer) -> None:
    """Three cells end their child in three ways; what stands between them is all there."""
    sources = ("a = 1", "import os; os._exit(1)", "a += 1", "while True: print('x' * 999)")
    notebook, statuses = run(fork_server, *sources, "a += 1", "import os; os.abort()", "a")
    assert statuses[:1] + statuses[2:3] + statuses[4:5] + statuses[6:] == [Status.OK] * 4
    assert (statuses[1], statuses[3], statuses[5]) == (Status.DIED, Status.OUTPUT, Status.DIED)
    assert notebook.cells[6].outputs[0]["data"]["text/plain"] == "3"


@pytest.mark.parametrize(
    "body",
    [
        b"not json",
        b'{"type":"message","kind":"stream","content":{"name":"stdout"}}',
        b'{"type":"message","kind":"display_data","content":{"data":5,"metadata":{}}}',
        b'{"type":"message","kind":"error","content":{"ename":1,"evalue":"","traceback":[]}}',
        b'{"type":"message","kind":"comm_msg","content":{"comm_id":"x","data":{"a":'
        + b"[" * 400
        + b"]" * 400
        + b"}}}",
    ],
)
def test_malformed_message_ends_the_child_not_the_grader(
    fork_server: ForkServer, body: bytes
) -> None:
    """What no kernel says costs the cell that said it; the next one runs."""
    _notebook, statuses = run(fork_server, "a = 1", FORGED.format(body=body), "a")
    assert statuses[0] is Status.OK
    assert statuses[1] is Status.DIED
    assert statuses[2] is Status.OK


def test_frame_that_claims_gigabytes_is_not_waited_for(fork_server: ForkServer) -> None:
    """A length beyond the limit ends the child at once."""
    source = "import os, struct\nfor fd in range(3, 64):\n    try: os.write(fd, b'\\xff' * 4)\n"
    _notebook, statuses = run(fork_server, source + "    except OSError: pass", "1")
    assert statuses == [Status.DIED, Status.OK]  # who waits for the rest gets a timeout


def test_text_that_utf8_cannot_hold_is_written_out(fork_server: ForkServer) -> None:
    """Half a character in an output harms nobody."""
    notebook, statuses = run(fork_server, r"print('a\ud800b')", "'ok'")
    assert statuses == [Status.OK, Status.OK]
    assert notebook.cells[0].outputs[0]["text"] == "a\\ud800b\n"


def test_random_numbers_differ_between_children(fork_server: ForkServer) -> None:
    """A fork does not repeat its parent's chance."""
    numbers = {
        run(fork_server, "import random; random.random()")[0]
        .cells[0]
        .outputs[0]["data"]["text/plain"]
        for _attempt in range(4)
    }
    assert len(numbers) == 4


def test_temporary_files_are_the_childs_own(fork_server: ForkServer) -> None:
    """A fork looks for its temporary folder anew: the parent's is not there inside."""
    notebook, statuses = run(
        fork_server, "import tempfile; tempfile.NamedTemporaryFile().name.startswith('/tmp/')"
    )
    assert statuses == [Status.OK]
    assert notebook.cells[0].outputs[0]["data"]["text/plain"] == "True"


def test_grading_refuses_without_a_sandbox(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a layer is missing nothing is graded, unless somebody says that it may be."""
    monkeypatch.setattr(version, "sandbox_available", lambda: False)
    with (
        pytest.raises(EngineError, match="no sandbox"),
        prepare_assignment(workspace.source("tiny")),
    ):
        pass
    with prepare_assignment(workspace.source("tiny"), sandbox=False) as made:
        assert made.sandbox == "none"


def test_nursery_leaves_nothing_behind(tmp_path: Path) -> None:
    """After its end there is no process of it."""
    before = {process.pid for process in psutil.Process().children(recursive=True)}
    made = ForkServer((), {}, sandbox=True)
    run(made, "import subprocess; subprocess.Popen(['sleep', '999'])")
    made.close()
    left = {process.pid for process in psutil.Process().children(recursive=True)} - before
    assert left == set()
