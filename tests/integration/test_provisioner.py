"""Warm kernels by configuration only: what jupyter_client, nbclient and nbgrader get."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from terakoya_autograde.errors import WorkerError
from terakoya_autograde.kernels.provisioner import SANDBOX_VARIABLE
from terakoya_autograde.kernels.warm_kernels import warm_kernels
from terakoya_autograde.sandbox.process_tree import tree

IPYKERNEL = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
IMPORTS = ["pandas", "matplotlib.pyplot"]
Specify = Callable[..., None]


@pytest.fixture
def specify(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Specify:
    """Write the kernelspec `python3` that every manager of this test finds."""
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.delenv(SANDBOX_VARIABLE, raising=False)

    def write(
        argv: list[str] = IPYKERNEL, provisioner: str = "terakoya-warm", **config: Any
    ) -> None:
        settings = {"imports": IMPORTS} | config if provisioner == "terakoya-warm" else {}
        stanza = {"provisioner_name": provisioner, "config": settings}
        spec = {"argv": argv, "display_name": "made", "language": "python"}
        path = tmp_path / "jupyter" / "kernels" / "python3" / "kernel.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(spec | {"metadata": {"kernel_provisioner": stanza}}))

    write()
    return write


@contextmanager
def kernel(**options: Any) -> Iterator[tuple[KernelManager, Any]]:
    """Run a kernel with a client that is ready."""
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(**options)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        yield manager, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def say(client: Any, code: str) -> str:
    """Run code; return its text, or the name of its error."""
    said: list[str] = []

    def hear(message: dict[str, Any]) -> None:
        content = message["content"]
        said.append(content.get("text") or content.get("ename") or "")

    client.execute_interactive(code, output_hook=hear, timeout=60)
    return "".join(said).strip()


async def execute(cells: list[str], folder: Path) -> list[list[dict[str, Any]]]:
    """Run cells with nbclient; return the outputs of each."""
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    client = NotebookClient(
        notebook, timeout=60, allow_errors=True, resources={"metadata": {"path": str(folder)}}
    )
    await client.async_execute()
    return [list(cell.outputs) for cell in notebook.cells]


def run(cells: list[str], folder: Path) -> list[list[dict[str, Any]]]:
    """Run cells with nbclient; return the outputs of each."""
    return asyncio.run(execute(cells, folder))


def wait_until(there: Callable[[], bool]) -> bool:
    """Wait at most ten seconds for a condition."""
    deadline = time.monotonic() + 10
    while not there() and time.monotonic() < deadline:
        time.sleep(0.05)
    return there()


CELLS = [
    "print('one'); import sys; print('two', file=sys.stderr); 3",
    "1 / 0",
    "def f(:",
    "import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.rcParams['figure.figsize']",
    "import pandas as pd; pd.DataFrame({'a': [1]})",
    "!echo hi; echo no >&2; exit 3",
    "_exit_code",
    "%%bash\necho from bash",
    "import asyncio; await asyncio.sleep(0); 'awaited'",
    "input()",
    # a stock kernel may lose what is written just as a cell ends
    "import os, time; os.system('echo low'); time.sleep(1)",
    "get_ipython().history_manager.hist_file",
    "from IPython.display import display; h = display('a', display_id=True); h.update('b')",
    "import made_here; made_here.VALUE",
]


def test_outputs_are_those_of_a_cold_kernel(
    specify: Specify, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A notebook records in a warm kernel what it records in a cold one."""
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # ipykernel captures less where it finds this
    (tmp_path / "made_here.py").write_text("VALUE = 42")
    warm = run(CELLS, tmp_path)
    specify(provisioner="local-provisioner")
    cold = run(CELLS, tmp_path)
    for cell, ours, theirs in zip(CELLS, warm, cold, strict=True):
        assert comparable(ours) == comparable(theirs), cell


def comparable(outputs: list[dict[str, Any]]) -> list[Any]:
    """Return what of the outputs does not change from run to run."""
    found: list[Any] = [
        "".join(output["text"] for output in outputs if output.get("name") == name)
        for name in ("stdout", "stderr")
    ]
    for output in outputs:
        if output["output_type"] == "error":
            found.append((output["ename"], output["evalue"]))
        elif output["output_type"] != "stream":
            data = output["data"]
            text = "" if "0x" in data["text/plain"] else data["text/plain"]
            found.append((output["output_type"], sorted(data), text))
    return sorted(found, key=str)


def test_secrets_stay_outside(specify: Specify, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the server's environment a kernel has nbgrader's variables and what the manager adds."""
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "hidden")
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    names = "JUPYTERHUB_API_TOKEN", "NBGRADER_EXECUTION", "ADDED"
    ask = f"import os; print([os.environ.get(name) for name in {names}])"
    with kernel(env=dict(os.environ, ADDED="yes")) as (_manager, client):
        assert say(client, ask) == "[None, 'validate', 'yes']"
        assert "hidden" not in say(client, "print(open('/proc/self/environ').read())")
    specify(provisioner="local-provisioner")
    with kernel(env=dict(os.environ, ADDED="yes")) as (_manager, client):
        assert "hidden" in say(client, ask)


def test_files_outside_are_not_there(specify: Specify, tmp_path: Path) -> None:
    """A kernel sees its own folder and can write there; what lies beside it is not there."""
    (tmp_path / "answers.txt").write_text("42")
    own = tmp_path / "own"
    own.mkdir()
    ask = f"print(open({str(tmp_path / 'answers.txt')!r}).read())"
    with kernel(cwd=str(own)) as (_manager, client):
        assert say(client, ask) == "FileNotFoundError"
        assert say(client, "import os; print(os.getcwd())") == str(own)
        assert say(client, "_ = open('mine', 'w').write('x')") == ""
    assert (own / "mine").stat().st_uid == own.stat().st_uid
    specify(sandbox=False)
    with kernel(cwd=str(own)) as (_manager, client):
        assert say(client, ask) == "42"


def test_network_is_not_there(specify: Specify) -> None:
    """A kernel cannot connect to a port of its own machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
        ask = f"import socket; socket.create_connection({address}).close(); print('connected')"
        with kernel() as (_manager, client):
            assert say(client, ask) in {"PermissionError", "OSError"}
        specify(sandbox=False)
        with kernel() as (_manager, client):
            assert say(client, ask) == "connected"


def test_input_and_completion_work(specify: Specify) -> None:
    """A kernel asks its user, and completes names, as a cold one does."""
    with kernel() as (_manager, client):

        def answer(_message: dict[str, Any]) -> None:
            client.input("42")

        client.execute_interactive("x = input()", stdin_hook=answer, allow_stdin=True, timeout=20)
        assert say(client, "print(x)") == "42"
        reply = client.complete("import pand", reply=True, timeout=20)
        assert "pandas" in reply["content"]["matches"]


def test_folders_can_be_shown(specify: Specify, tmp_path: Path) -> None:
    """A folder named in the configuration can be read, not written, in the own folder too."""
    own = tmp_path / "own"
    shown, fixed = tmp_path / "shown", own / "fixed"
    fixed.mkdir(parents=True)
    shown.mkdir()
    (shown / "data.txt").write_text("42")
    specify(readable=[str(shown), str(fixed)])
    with kernel(cwd=str(own)) as (_manager, client):
        assert say(client, "open('new', 'w').close()") == ""
        assert say(client, "open('fixed/new', 'w')") in {"OSError", "PermissionError"}
        assert say(client, f"print(open({str(shown / 'data.txt')!r}).read())") == "42"
        assert say(client, f"open({str(shown / 'new')!r}, 'w')") in {"OSError", "PermissionError"}


def test_interrupt_stops_the_cell_only(specify: Specify) -> None:
    """An interrupt ends the running cell; the kernel and its variables live on."""
    with kernel() as (manager, client):
        say(client, "x = 42")
        client.execute("import time; print('begun', flush=True); time.sleep(600)")
        while client.get_iopub_msg(timeout=60)["content"].get("text") != "begun\n":
            pass
        manager.interrupt_kernel()
        assert client.get_shell_msg(timeout=60)["content"]["ename"] == "KeyboardInterrupt"
        assert say(client, "print(x)") == "42"


def test_kill_ends_everything(specify: Specify) -> None:
    """Nothing that a kernel started outlives it, a daemon included."""
    start = "import os; os.system('setsid sleep 77 >/dev/null 2>&1 & echo $!')"
    with kernel() as (manager, client):
        say(client, start)
        assert wait_until(lambda: len(tree(manager.provisioner.pid)) == 2)
        pids = tree(manager.provisioner.pid)
    assert wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids))
    specify(sandbox=False)
    with kernel() as (_manager, client):
        daemon = int(say(client, start))
    os.kill(daemon, signal.SIGKILL)  # it was still there


def test_restart_gives_a_fresh_kernel(specify: Specify, tmp_path: Path) -> None:
    """After a restart the kernel answers on the same connection, with nothing of before."""
    with kernel(cwd=str(tmp_path)) as (manager, client):
        say(client, "x = 42")
        for now in (True, False):
            before = manager.provisioner.pid
            manager.restart_kernel(now=now)
            client.wait_for_ready(timeout=60)
            assert manager.provisioner.pid != before
            assert say(client, "print(x)") == "NameError"
    assert not manager.is_alive()


def test_shutdown_runs_exit_handlers(specify: Specify, tmp_path: Path) -> None:
    """A kernel that is asked to shut down runs what its code has registered for the end."""
    with kernel(cwd=str(tmp_path)) as (manager, client):
        say(client, "import atexit, pathlib; atexit.register(pathlib.Path('bye').touch)")
        manager.shutdown_kernel()
        assert not manager.is_alive()
    assert (tmp_path / "bye").exists()


def test_dead_kernel_is_seen(specify: Specify) -> None:
    """A kernel that ends by itself is not alive, and its sockets are cleared away."""
    with kernel() as (manager, client):
        client.execute("import os; os._exit(3)")
        assert wait_until(lambda: not manager.is_alive())
        sockets = Path(manager.ip).parent
        assert sockets.exists()
    assert not sockets.exists()


def test_memory_is_limited(specify: Specify) -> None:
    """A kernel whose processes together hold too much is killed."""
    specify(memory_mb=400)
    grow = "import os, time\nfor _ in range(3):\n    if not os.fork(): break\n"
    grow += "x = bytearray(os.urandom(2**20)) * 200; time.sleep(60)"
    with kernel() as (manager, client):
        client.execute(grow)
        assert wait_until(lambda: not manager.is_alive())
    specify(memory_mb=4000)
    with kernel() as (manager, client):
        client.execute(grow)
        assert wait_until(lambda: manager.provisioner._kernel.memory(0) > 600 * 2**20)
        assert manager.is_alive()


def test_without_sandbox_no_kernel(specify: Specify, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the sandbox cannot be had, a kernel is refused with a reason, unless told otherwise."""
    specify(readable=["/"])  # no sandbox can show the whole machine
    with pytest.raises(WorkerError, match=r"sandbox layer .* cannot be had.*TERAKOYA_SANDBOX=none"):
        KernelManager(kernel_name="python3").start_kernel()
    monkeypatch.setenv(SANDBOX_VARIABLE, "none")
    with kernel() as (_manager, client):
        assert say(client, "import os; print(os.getpid() == 1)") == "False"


def test_other_kernels_start_as_ever(specify: Specify, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no ipykernel of this interpreter is jupyter_client's own business, or refused."""
    specify(argv=["/usr/bin/env", *IPYKERNEL])
    with kernel() as (manager, client):
        assert manager.transport == "tcp"
        assert say(client, "print(42)") == "42"
    monkeypatch.setenv(SANDBOX_VARIABLE, "required")
    with pytest.raises(WorkerError, match="no sandbox for it"):
        KernelManager(kernel_name="python3").start_kernel()


def test_new_parent_when_the_old_one_is_gone(specify: Specify) -> None:
    """A warm parent that was killed is started anew for the next kernel."""
    parent = warm_kernels(tuple(IMPORTS))
    os.kill(parent._process.pid, signal.SIGKILL)
    wait_until(lambda: not parent.is_alive)
    with kernel() as (_manager, client):
        assert say(client, "print(42)") == "42"


def test_info_is_enough_to_take_over(specify: Specify) -> None:
    """Another manager of this process can look after a kernel by its saved information."""
    with kernel() as (manager, _client):
        first = manager.provisioner
        info = json.loads(json.dumps(asyncio.run(first.get_provisioner_info()), default=str))
        other = type(first)(kernel_spec=first.kernel_spec, parent=manager)
        asyncio.run(other.load_provisioner_info(info))
        assert asyncio.run(other.poll()) is None
        asyncio.run(other.kill())
        assert asyncio.run(other.wait()) == 0
        assert not manager.is_alive()


def test_twenty_runs_none_hangs(specify: Specify, tmp_path: Path) -> None:
    """Twenty notebooks, four at a time, all end with their outputs."""
    cells = ["import pandas as pd", "print(pd.Series([1, 2]).sum())"]
    folders = [tmp_path / str(number) for number in range(20)]
    for folder in folders:
        folder.mkdir()

    async def run_all() -> list[Any]:
        four = asyncio.Semaphore(4)

        async def run_one(folder: Path) -> Any:
            async with four:
                return await execute(cells, folder)

        return await asyncio.gather(*map(run_one, folders))

    assert [outputs[1][0]["text"] for outputs in asyncio.run(run_all())] == ["3\n"] * 20
