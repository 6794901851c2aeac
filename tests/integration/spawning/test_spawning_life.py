"""Servers begin, go on whatever ends beside them, keep to limits, and leave nothing behind."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from terakoya_autograde.sandbox import tree

from terakoya.errors import ServerError
from terakoya.hub.spawning.daemon_client import ask_daemon
from terakoya.hub.spawning.home_usage import read_usage
from terakoya.hub.spawning.relay_rules import RelayRules
from terakoya.hub.spawning.server_limits import ServerLimits
from terakoya.hub.spawning.server_request import ServerRequest
from tests.integration.spawning.learner import Learner
from tests.integration.spawning.spawning_office import SpawningOffice

_SECONDS = 60
_ASK_HUB = (
    "import os, requests\n"
    "print(requests.get(os.environ['JUPYTERHUB_API_URL'], timeout=5).status_code)"
)


@pytest.fixture(scope="module")
def learner(office: SpawningOffice) -> Learner:
    """A learner with a kernel that knows something."""
    learner = office.start("life")
    learner.run("known = 41")
    return learner


def _until(condition: Callable[[], object], what: str) -> None:
    until = time.monotonic() + _SECONDS
    while not condition():
        assert time.monotonic() < until, what
        time.sleep(0.1)


def test_warm_parent_has_imported_a_server(learner: Learner) -> None:
    """What a server imports when it starts, its warm parent has, and so has a kernel."""
    said = learner.run(
        "import sys; print({'jupyterlab.labapp', 'terminado', 'httpx', 'nbgrader.apps', 'pandas',"
        " 'matplotlib.pyplot'} - set(sys.modules))"
    )
    assert said == "set()\n"


def test_commands_of_nbgrader_are_found(learner: Learner) -> None:
    """In a cell and in a terminal nbgrader's commands are there by their names."""
    assert learner.run("import shutil; print(bool(shutil.which('nbgrader')))") == "True\n"
    assert f"{Path(sys.executable).parent}/nbgrader" in learner.type("command -v nbgrader")


def test_server_goes_on_without_its_hub(office: SpawningOffice, learner: Learner) -> None:
    """A killed JupyterHub ends no server; the next one finds it, with what its kernel knows."""
    office.kill_hub()
    assert learner.is_there
    office.start_hub()
    found = office.find("life")
    assert (found.pid, found.started) == (learner.pid, learner.started)
    assert learner.run("print(known + 1)") == "42\n"


def test_server_goes_on_without_its_warm_parent(office: SpawningOffice, learner: Learner) -> None:
    """A killed warm parent ends no server, and another one is started for the next."""
    (zygote,) = _zygotes(office.daemon())
    os.kill(zygote, signal.SIGKILL)
    assert office.start("second").run("1 + 1") == "2"
    assert _zygotes(office.daemon()) != [zygote]
    assert learner.run("print(known + 1)") == "42\n"


def _zygotes(daemon: int) -> list[int]:
    """Return the warm parents that a daemon has started."""
    text = Path(f"/proc/{daemon}/task/{daemon}/children").read_text(encoding="ascii")
    threads = [
        (task / "children").read_text(encoding="ascii")
        for task in Path(f"/proc/{daemon}/task").iterdir()
    ]
    numbers = {int(number) for part in (text, *threads) for number in part.split()}
    return sorted(
        number
        for number in numbers
        if b"server_parent" in Path(f"/proc/{number}/cmdline").read_bytes()
    )


def test_server_goes_on_without_its_daemon(office: SpawningOffice, learner: Learner) -> None:
    """A killed daemon ends no server; another one comes, and the way out is there again."""
    before = office.daemon()
    os.kill(before, signal.SIGKILL)
    assert learner.run("print(known + 1)") == "42\n"

    def is_back() -> bool:
        try:
            return office.daemon() != before
        except OSError:
            return False

    _until(is_back, "another daemon")
    assert learner.run(_ASK_HUB) == "200\n"


def test_server_that_holds_too_much(learner: Learner) -> None:
    """Of many processes that are too much together some end; the server and its kernel go on."""
    ended = learner.run(
        "import subprocess, sys\n"
        "hold = 'data = bytearray(200 * 2**20); input()'\n"
        "held = [subprocess.Popen([sys.executable, '-c', hold], stdin=subprocess.PIPE)"
        " for _ in range(4)]\n"
        "import time\n"
        "until = time.monotonic() + 50\n"
        "while all(one.poll() is None for one in held) and time.monotonic() < until:\n"
        "    time.sleep(0.1)\n"
        "print(sorted({one.poll() for one in held} - {None}))\n"
        "for one in held: one.kill()"
    )
    assert ended == "[-9]\n"
    assert learner.run("print(known + 1)") == "42\n"


def test_home_that_is_full(learner: Learner) -> None:
    """A full home is said in words, refuses what is new, and lets everything be deleted."""
    note = {"type": "file", "format": "text", "content": "x"}
    told = learner.folder / "in" / "usage.json"
    assert learner.ask("PUT", "api/contents/before.txt", note)[0] in {200, 201}
    more = "open('more', 'wb').write(bytes(2**20)); print('written')"
    assert learner.run(more) == "written\n"  # control
    learner.run("import os\nfor n in range(8):\n    open(f'big{n}', 'wb').write(os.urandom(2**22))")
    learner.run("open('big', 'wb').write(os.urandom(2**23)); None")

    def is_full() -> bool:
        usage = read_usage(told)
        return usage is not None and usage.is_full

    _until(is_full, "a full home")
    status, said = learner.ask("PUT", "api/contents/after.txt", note)
    assert status == 507
    assert "full" in said["message"]
    _until(lambda: "File too large" in learner.run(more), "the limit of the kernel")
    notice = "! Your folder is nearly full.md"
    _until(lambda: notice in learner.run("print(os.listdir())"), "the notice")
    learner.run("import glob\nfor name in glob.glob('big*'): os.unlink(name)")
    _until(lambda: not is_full(), "room")
    assert learner.ask("PUT", "api/contents/after.txt", note)[0] == 201
    _until(lambda: learner.run(more) == "written\n", "the kernel's room")
    _until(lambda: notice not in learner.run("print(os.listdir())"), "no notice")


def test_stopped_server_leaves_nothing(office: SpawningOffice) -> None:
    """With a server everything ends that was started in it, and its sockets are gone."""
    learner = office.start("second")
    learner.run("import subprocess; subprocess.Popen(['sleep', '600'], start_new_session=True)")
    numbers = tree(learner.pid)
    assert len(numbers) >= 4
    watched = [os.pidfd_open(number) for number in numbers]
    office.stop("second")
    for pidfd in watched:
        watch = select.poll()
        watch.register(pidfd, select.POLLIN)
        assert watch.poll(10_000)
        os.close(pidfd)
    _until(lambda: not learner.folder.exists(), "the folder's end")


def test_server_that_would_see_too_much(office: SpawningOffice, tmp_path: Path) -> None:
    """Where the workspace lies in a folder of the interpreter's, no server is started."""
    request = ServerRequest(
        key="refused",
        home=str(tmp_path),
        variables={},
        rules=RelayRules("http://127.0.0.1:1", "/hub/api", "", "", "a"),
        limits=ServerLimits(),
        hidden=(f"{sys.prefix}/source",),
    )
    with pytest.raises(ServerError, match="which is shown"):
        asyncio.run(ask_daemon(office.servers, request))
    assert not (office.servers / "refused").exists()
