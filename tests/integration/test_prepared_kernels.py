"""Prepared kernels: a notebook runs once, every visitor gets a fork, and none can harm another."""

from __future__ import annotations

import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest
from nbformat.v4 import new_code_cell
from terakoya_autograde.errors import WorkerError
from terakoya_autograde.kernels.live_kernel import LiveKernel
from terakoya_autograde.kernels.prepared_kernels import PreparedKernel, PreparedKernels
from terakoya_autograde.model import Limits, Status
from terakoya_autograde.sandbox import sandbox_available
from terakoya_autograde.wire import Message

from terakoya.cli.app_lines import lines_of_apps
from terakoya.faces.app.live.served_app import ServedApp
from terakoya.faces.app.live.visit_kernel import VisitKernel
from terakoya.model.ai_settings import AiSettings
from terakoya.model.settings import AppSettings
from terakoya.records import database_url, list_asked, open_database
from tests.integration.test_app_server import SHOWN, TYPED, write_app
from tests.model_server import MODEL, says, serve_model

pytestmark = pytest.mark.skipif(
    not sandbox_available(), reason="no sandbox on this machine: prepared kernels were not tried"
)
Visit = Callable[[], LiveKernel]
LIMITS = Limits(cell_seconds=3, memory_mb=300)
NOTEBOOK = """
import ipywidgets as widgets
from pathlib import Path
seen = [Path("data/a.txt").read_text()]
slider = widgets.IntSlider(description="x")
caught = widgets.Output()
@slider.observe
def _say(change):
    if change["name"] == "value":
        with caught:
            print("now", change["new"])
display(slider, caught)
"""


@pytest.fixture(scope="module")
def kernels() -> Iterator[PreparedKernels]:
    """One warm parent."""
    parent = PreparedKernels(("ipywidgets",), sandbox=True)
    yield parent
    parent.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A notebook's folder with one file."""
    (tmp_path / "app" / "data").mkdir(parents=True)
    (tmp_path / "app" / "data" / "a.txt").write_text("data")
    return tmp_path / "app"


@pytest.fixture
def prepared(kernels: PreparedKernels, folder: Path) -> Iterator[PreparedKernel]:
    """A kernel that has run a notebook."""
    kernel = kernels.prepare(folder, LIMITS)
    status, _said = run(kernel, NOTEBOOK)
    assert status is Status.OK
    assert kernel.settle() == 0
    yield kernel
    kernel.end()


@pytest.fixture
def visit(prepared: PreparedKernel) -> Iterator[Callable[[], LiveKernel]]:
    """Forks of the prepared kernel, ended with the test."""
    made: list[LiveKernel] = []

    def one() -> LiveKernel:
        made.append(prepared.visit())
        return made[-1]

    yield one
    for kernel in made:
        kernel.end()


def run(kernel: LiveKernel, code: str) -> tuple[Status, list[Message]]:
    """Run a cell and gather what it says."""
    said: list[Message] = []
    return kernel.run(code, "cell", said.append), said


def printed(said: list[Message]) -> str:
    """What was written on standard output."""
    return "".join(
        message.content["text"]
        for message in said
        if message.kind == "stream" and message.content["name"] == "stdout"
    )


def test_visit_finds_what_the_notebook_made(visit: Visit) -> None:
    """Variables are there at once; what one visitor changes, the next one does not see."""
    first, second = visit(), visit()
    assert printed(run(first, "seen.append('x'); print(seen)")[1]) == "['data', 'x']\n"
    assert printed(run(second, "print(seen)")[1]) == "['data']\n"


def test_visit_answers_its_widgets(visit: Visit, prepared: PreparedKernel) -> None:
    """A slider that is moved runs its author's code; what that prints is caught where it should."""
    one, said = visit(), []
    _status, opened = run(prepared, "print(slider.model_id, caught.model_id)")
    slider, caught = printed(opened).split()
    data: dict[str, Any] = {"method": "update", "state": {"value": 7}, "buffer_paths": []}
    assert one.deliver({"comm_id": slider, "data": data}, (), said.append) is Status.OK
    assert printed(said) == "now 7\n"
    states = [m.content["data"]["state"] for m in said if m.content.get("comm_id") == caught]
    assert states == [{"msg_id": "request"}, {"msg_id": ""}]


def test_visit_that_never_ends_is_stopped(visit: Visit) -> None:
    """It is interrupted and goes on; one that ignores that is killed; others notice nothing."""
    loop, stubborn, other = visit(), visit(), visit()
    assert run(loop, "while True: pass")[0] is Status.TIMEOUT
    assert printed(run(loop, "print(1)")[1]) == "1\n"
    deaf = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    assert run(stubborn, deaf)[0] is Status.TIMEOUT
    assert stubborn.dead
    assert printed(run(other, "print(2)")[1]) == "2\n"


def test_visit_that_eats_memory_is_stopped(visit: Visit) -> None:
    """It ends as too much; the prepared kernel and other visitors go on."""
    greedy = visit()
    assert run(greedy, "hoard = bytearray(10**9)")[0] is Status.MEMORY
    assert printed(run(visit(), "print(3)")[1]) == "3\n"


def test_visit_that_dies_is_told(visit: Visit) -> None:
    """A process that ends itself is a status, not an exception."""
    one = visit()
    assert run(one, "import os; os._exit(1)")[0] is Status.DIED
    assert run(one, "1")[0] is Status.DIED
    one.end()  # once more does no harm


def test_visit_floods_its_own_page_only(visit: Visit) -> None:
    """More output than is allowed ends that visit."""
    assert run(visit(), "while True: print('x' * 10**5)")[0] is Status.OUTPUT


def test_visit_writes_only_in_its_own_folder(visit: Visit, folder: Path) -> None:
    """Its folder is writable and private; the app's files and other visits' are not."""
    one, two = visit(), visit()
    place = printed(run(one, "import os; open('mine', 'w').close(); print(os.getcwd())")[1]).strip()
    assert run(two, f"open('{place}/mine', 'w')")[0] is Status.ERROR
    assert run(two, "open('data/a.txt', 'w')")[0] is Status.ERROR
    assert run(two, "open('/tmp/elsewhere', 'w')")[0] is Status.ERROR
    assert (folder / "data" / "a.txt").read_text() == "data"


def test_visit_has_no_network(visit: Visit) -> None:
    """The sandbox of the prepared kernel holds for its forks."""
    code = "import socket; socket.create_connection(('127.0.0.1', 80), 1)"
    assert run(visit(), code)[0] is Status.ERROR


def _exists(watcher: LiveKernel, path: Path) -> bool:
    """Ask a visit, because the paths are those of the sandbox."""
    said = printed(run(watcher, f"import os; print(os.path.exists({str(path)!r}))")[1])
    assert said in ("True\n", "False\n")
    return said == "True\n"


def test_folder_of_a_visit_goes_with_it(visit: Visit) -> None:
    """What a visit wrote is there while it lives, and gone once it has ended."""
    one, watcher = visit(), visit()
    code = "import os; open('mine', 'w').close(); print(os.path.abspath('mine'))"
    file = Path(printed(run(one, code)[1]).strip())
    assert _exists(watcher, file)
    own = file.parents[1]
    one.end()
    for _look in range(100):
        if not _exists(watcher, own):
            break
        visit().end()  # the prepared kernel clears up as it is asked for something
    assert not _exists(watcher, own)


def test_visits_that_end_by_themselves_are_buried(prepared: PreparedKernel) -> None:
    """At once, many at a time, and though nobody asks the prepared kernel for anything more."""
    visits = [prepared.visit() for _number in range(60)]
    for one in visits:
        os.kill(one.pid, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while psutil.Process(prepared.pid).children():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    for one in visits:
        one.end()


def test_visits_share_their_memory(visit: Visit, prepared: PreparedKernel) -> None:
    """A fork that has done little holds little of its own."""
    visits = [visit() for _number in range(5)]
    own = [psutil.Process(one.pid).memory_full_info().uss for one in visits]
    alone = psutil.Process(prepared.pid).memory_full_info().rss
    assert max(own) < alone / 4


def test_threads_are_counted(kernels: PreparedKernels, folder: Path) -> None:
    """A notebook that leaves a thread behind says so: a fork would lose it."""
    kernel = kernels.prepare(folder, LIMITS)
    run(kernel, "import threading; threading.Thread(target=input, daemon=True).start()")
    run(kernel, "import threading, time; threading.Thread(target=time.sleep, args=[60]).start()")
    assert kernel.settle() >= 1
    kernel.end()


def test_thread_that_speaks_after_its_cell_is_no_end(
    kernels: PreparedKernels, folder: Path
) -> None:
    """What it says between two requests is passed over, and it is counted like any other."""
    kernel = kernels.prepare(folder, LIMITS)
    speak = (
        "import sys, time\ndef speak():\n    while True: print('.', flush=True); time.sleep(0.01)"
    )
    run(kernel, f"{speak}\nimport threading; threading.Thread(target=speak, daemon=True).start()")
    time.sleep(0.3)
    assert kernel.settle() >= 1
    kernel.end()


def test_end_of_the_prepared_ends_its_visits(kernels: PreparedKernels, folder: Path) -> None:
    """Nothing outlives the app."""
    kernel = kernels.prepare(folder, LIMITS)
    visits = [kernel.visit() for _number in range(3)]
    kernel.end()
    psutil.wait_procs([psutil.Process(v.pid) for v in visits if psutil.pid_exists(v.pid)], 10)
    assert all(visit.has_ended() for visit in visits)
    for visit in visits:
        visit.end()
    with pytest.raises(WorkerError):
        kernel.visit()


def test_without_a_sandbox_the_folder_can_be_written(folder: Path) -> None:
    """The control: what the sandbox refuses, its absence allows."""
    parent = PreparedKernels((), sandbox=False)
    try:
        kernel = parent.prepare(folder, LIMITS)
        visit = kernel.visit()
        assert run(visit, "open('data/a.txt', 'w').write('new')")[0] is Status.OK
        visit.end()
        kernel.end()
    finally:
        parent.close()
    assert (folder / "data" / "a.txt").read_text() == "new"


@pytest.mark.parametrize("line", ["%matplotlib inline", "%matplotlib notebook", "%gui"])
def test_line_that_notebooks_begin_with_does_nothing_here(
    kernels: PreparedKernels, folder: Path, line: str
) -> None:
    """Pictures are inline anyway; the rest of the cell runs."""
    kernel = kernels.prepare(folder, LIMITS)
    try:
        status, said = run(kernel, f"{line}\nprint('after')")
        assert status is Status.OK, said
        assert "after" in str(said)
    finally:
        kernel.end()


def test_windows_are_refused(kernels: PreparedKernels, folder: Path) -> None:
    """Control: what needs a window still fails, and says why."""
    kernel = kernels.prepare(folder, LIMITS)
    try:
        status, said = run(kernel, "%gui tk")
        assert status is Status.ERROR or "no window" in str(said)
    finally:
        kernel.end()


def test_copy_that_is_kept_stays_as_it_was(kernels: PreparedKernels, folder: Path) -> None:
    """What runs later in the kernel, or in a visit of the copy, is not seen by its next visit."""
    kernel = kernels.prepare(folder, LIMITS)
    try:
        run(kernel, "x = [1]\nwith open('w.txt', 'w') as f: _ = f.write('1')")
        kept = kernel.keep()
        run(kernel, "x.append(2)\nwith open('w.txt', 'a') as f: _ = f.write('2')")
        look = "print(x, open('w.txt').read()); x.append(3)\nopen('w.txt', 'a').write('3')"
        for source, seen in ((kept, "[1] 1"), (kept, "[1] 1"), (kernel, "[1, 2] 12")):
            visit = source.visit()
            _status, said = run(visit, look)
            visit.end()
            assert seen in str(said)
        kept.end()
    finally:
        kernel.end()


def descriptors() -> set[tuple[str, str]]:
    """What this process has open: numbers, and what they lead to."""
    found = set()
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # that of the folder itself
            found.add((entry.name, str(entry.readlink())))
    return found


def test_kernel_ended_while_it_is_asked(visit: Visit, prepared: PreparedKernel) -> None:
    """Whoever ends it, and however often: the request ends, and each descriptor is closed once."""
    before = descriptors()
    with ThreadPoolExecutor(4) as threads:
        for _time in range(5):
            one = prepared.visit()
            asked = threads.submit(run, one, "print('begun', flush=True)\nwhile True: pass")
            ending = [threads.submit(one.end) for _other in range(3)]
            assert asked.result(timeout=30)[0] is Status.DIED
            for end in ending:
                end.result(timeout=30)
            assert one.has_ended()
    # what an earlier test of this process has left may be closed meanwhile, by whoever finds it
    assert descriptors() - before == set()
    assert printed(run(visit(), "print(1)")[1]) == "1\n"


def test_descriptors_of_an_ended_kernel_are_nobodys_else(prepared: PreparedKernel) -> None:
    """While a request is waited for, no other file gets the number of its socket."""
    one, heard = prepared.visit(), threading.Event()
    numbers = {one.channel.fileno(), one.pidfd}
    others: list[int] = []

    def hear(_message: Message) -> None:
        heard.set()
        one.end()
        others.extend(os.open("/dev/null", os.O_RDONLY) for _number in range(8))

    assert one.run("print(1)\nwhile True: pass", "cell", hear) is Status.DIED
    assert heard.is_set()
    assert not numbers & set(others)
    for other in others:
        os.close(other)


def test_listener_that_fails_ends_the_kernel(visit: Visit) -> None:
    """What it has not heard yet must never pass for the answer to a later question."""
    one = visit()

    def fail(_message: Message) -> None:
        raise KeyError("comm_id")

    with pytest.raises(KeyError):
        one.run("print(1); print(2)", "cell", fail)
    assert run(one, "print('later')") == (Status.DIED, [])


def test_kernel_is_looked_after_beyond_a_thousand_descriptors(prepared: PreparedKernel) -> None:
    """A site with many open pages has high numbers; whether a kernel lives is told there, too."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    filling = [os.open("/dev/null", os.O_RDONLY) for _number in range(1100)]
    try:
        one = prepared.visit()
        assert not one.has_ended()
        assert printed(run(one, "print(1)")[1]) == "1\n"
        one.end()
    finally:
        for number in filling:
            os.close(number)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_fork_that_cannot_be_had_leaves_no_folder(prepared: PreparedKernel, visit: Visit) -> None:
    """Where the system gives no more processes, the visit is refused, and nothing stays."""
    watcher = visit()
    limit = (
        "import resource as _r\n"
        "_r.setrlimit(_r.RLIMIT_NPROC, ({}, _r.getrlimit(_r.RLIMIT_NPROC)[1]))"
    )
    look = "import os; print(len([n for n in os.listdir('/tmp') if n.startswith('visit-')]))"
    before = printed(run(watcher, look)[1])
    run(prepared, limit.format(1))
    for _time in range(3):
        with pytest.raises(WorkerError):
            prepared.visit()
    run(prepared, limit.format(2000))
    assert printed(run(watcher, look)[1]) == before
    assert printed(run(visit(), "print(1)")[1]) == "1\n"


def test_notebook_that_hangs_while_it_is_settled(kernels: PreparedKernels, folder: Path) -> None:
    """Code that runs when rubbish is collected has its time as a cell has, and then ends."""
    kernel = kernels.prepare(folder, LIMITS)
    hanging = "class Knot:\n def __del__(self):\n  while True: pass\n"
    run(kernel, f"import gc; gc.disable()\n{hanging}knot = Knot(); knot.self = knot; del knot")
    with pytest.raises(WorkerError):
        kernel.settle()
    assert kernel.has_ended()


def test_kernel_that_stands_still_takes_no_question(visit: Visit) -> None:
    """A process that was stopped reads nothing: who asks it gets an end, and waits a while only."""
    one = visit()
    stop = "threading.Timer(0.3, os.kill, [os.getpid(), signal.SIGSTOP]).start()"
    run(one, f"import os, signal, threading\n{stop}")
    while psutil.Process(one.pid).status() != psutil.STATUS_STOPPED:
        time.sleep(0.05)
    content = {"comm_id": "x", "data": {"state": {"value": "x" * 4_000_000}}}
    assert one.deliver(content, (), print) in (Status.DIED, Status.TIMEOUT)
    assert one.has_ended()


def test_visit_has_its_own_line_outside(prepared: PreparedKernel) -> None:
    """What a visit says comes over its own socket. Control: a visit without one has no number."""
    look = "import os, socket; number = os.environ.get('TERAKOYA_LINE')\nprint(number is None)"
    say = "socket.socket(fileno=int(number)).sendall({word!r})"
    ends: list[socket.socket] = []

    def open_line() -> socket.socket:
        ours, theirs = socket.socketpair()
        ours.settimeout(60)
        ends.append(ours)
        return theirs

    third = prepared.visit()
    prepared.open_line = open_line
    first, second = prepared.visit(), prepared.visit()
    try:
        assert [printed(run(one, look)[1]) for one in (first, second, third)] == [
            "False\n",
            "False\n",
            "True\n",
        ]
        run(second, say.format(word=b"two"))
        run(first, say.format(word=b"one"))
        assert [end.recv(10) for end in ends] == [b"one", b"two"]
    finally:
        for end in (first, second, third):
            end.end()
    assert [end.recv(10) for end in ends] == [b"", b""]
    for line in ends:
        line.close()


ASKING = """
import os
from terakoya.ai import ask
print(ask(f"{number}の次は？").text, "hunter2" in str(dict(os.environ)))
"""


def test_visit_of_an_app_asks_a_live_model(kernels: PreparedKernels, tmp_path: Path) -> None:
    """Through the site's broker, for that app; the first look is made without it.

    Control: of an app whose server has no lines, a visit asks nobody.
    """
    typed = new_code_cell("number: int = 2  # 数 | 0..9", metadata=TYPED)
    quiet = ASKING.replace("print(", "if number != 2: print(")
    write_app(tmp_path, "asks", typed, new_code_cell(quiet, metadata=SHOWN))
    database = open_database(database_url(tmp_path))
    with serve_model(says()) as models:
        settings = AiSettings("endpoint", models.address, "hunter2", MODEL, in_apps=True)
        with lines_of_apps(settings, database) as place:
            assert _say_next(kernels, tmp_path, place) == "はい。 False\n"
            (asked,) = models.asked
            assert asked["messages"][0]["content"] == "3の次は？"
        with lines_of_apps(replace(settings, in_apps=False), database) as place:
            assert place == ""
            assert _say_next(kernels, tmp_path, place) == ""
            assert len(models.asked) == 1
    with database.reading() as session:
        (noted,) = list_asked(session)
    database.close()
    assert (noted.question.asker.place, noted.question.asker.assignment_id) == ("app", "asks")


def _say_next(kernels: PreparedKernels, folder: Path, lines: str) -> str:
    """What a visit prints that has changed the number."""
    path = folder / "asks" / "asks.ipynb"
    settings = AppSettings(cell_seconds=60, ai_lines=lines)
    served = ServedApp(path, lambda: kernels, settings, time.monotonic)
    served.prepare()
    assert served.generation is not None
    kernel = VisitKernel(served.generation).fork(None)
    try:
        return printed(run(kernel, f"number = 3\n{ASKING}")[1])
    finally:
        kernel.end()
        served.close()
