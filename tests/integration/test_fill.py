"""What a learner's process can fill: the grader's memory by what it sends, and its own limit.

Each grader is a process of its own, so that its largest size can be asked for. The controls take
the look at a message's weight away; their messages are made so that they do no harm even then.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import nbformat
import pytest
from terakoya_autograde.model import Limits, Status
from terakoya_autograde.running.runner import run_notebook
from terakoya_autograde.warm.fork_server import ForkServer

MB = 2**20
GRADER = """
import json, sys
import nbformat
from terakoya_autograde import wire
from terakoya_autograde.model import Limits
from terakoya_autograde.running.runner import run_notebook
from terakoya_autograde.warm.fork_server import ForkServer

frames, guarded = json.loads(sys.argv[1])
limits = Limits(cell_seconds=60, notebook_seconds=120, output_kb=32768)
if not guarded:
    wire.weigh = lambda data, most: 0
cells = [nbformat.v4.new_code_cell(source) for source in (*frames, "1 + 1")]
notebook = nbformat.v4.new_notebook(cells=cells)
fork_server = ForkServer((), {}, sandbox=True)
fork_server.fork({}, 0, limits).end()
def highest():  # not ru_maxrss: a process begins with that of whoever started it
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


before = highest()
ran = run_notebook(notebook, lambda: fork_server.fork({}, 0, limits), limits)
after = highest()
fork_server.close()
print(json.dumps([[str(status) for status in ran.cells.values()], (after - before) * 1024]))
"""
SEND = """
import os, stat, struct
body = b'{"type":"message","kind":"display_data","content":{"metadata":{},'
body += b'"data":{"application/json":' + %s + b'}}}'
data = struct.pack('>I', len(body)) + body
for fd in map(int, os.listdir('/proc/self/fd')):
    try:
        if stat.S_ISSOCK(os.fstat(fd).st_mode):
            sent = 0
            while sent < len(data):
                sent += os.write(fd, data[sent:])
            break
    except OSError:
        pass
"""
SMALL = {
    "objects": "b'[' + b'{},' * %d + b'0]'",
    "lists": "b'[' + b'[[]],' * %d + b'0]'",
    "entries": """b'[' + b'{"a":0},' * %d + b'0]'""",
    "texts": """b'[' + b'"ab",' * %d + b'0]'""",
    "keys": """b'{' + b','.join(b'"%%x":0' %% n for n in range(%d)) + b'}'""",
}


def grade(*values: str, guarded: bool = True) -> tuple[list[str], int]:
    """How each frame's cell and one more ended, and by how many bytes the grader grew."""
    frames = [SEND % value for value in values]
    command = [sys.executable, "-c", GRADER, json.dumps([frames, guarded])]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    statuses, grown = json.loads(done.stdout)
    return statuses, grown


def test_frames_of_small_values_do_not_make_the_grader_large() -> None:
    """Frames of twenty megabytes cost their own cells, and the grader not much more than them."""
    statuses, grown = grade(*(values % (20 * MB // 9) for values in SMALL.values()))
    assert statuses == ["output-limit"] * len(SMALL) + ["ok"]
    assert grown < 130 * MB


def test_frame_of_small_values_control() -> None:
    """Without the look at its weight, a frame of two megabytes takes a hundred times as much."""
    _statuses, grown = grade(SMALL["objects"] % (2 * MB // 3), guarded=False)
    assert grown > 200 * MB


def test_chart_of_many_numbers_is_still_taken() -> None:
    """A picture's or a chart's data of some megabytes are no flood."""
    assert grade("b'[' + b'0.4375625,' * 300000 + b'0]'")[0] == ["ok", "ok"]


ORDINARY = {
    "two connections to one database": """
import sqlite3
one, other = sqlite3.connect("a.db"), sqlite3.connect("a.db", timeout=0)
one.execute("pragma journal_mode=wal")
with one:
    one.execute("create table t (x)")
    one.execute("insert into t values (1)")
with other:
    other.execute("insert into t values (2)")
assert sum(x for x, in one.execute("select x from t")) == 3
one.execute("begin immediate")
try:
    other.execute("begin immediate")
except sqlite3.OperationalError:
    one.rollback()
else:
    raise AssertionError
""",
    "locks of one's own files": """
import fcntl
with open("mine", "w") as mine, open("/tmp/mine", "w") as other:
    for file in (mine, other):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.lockf(file, fcntl.LOCK_UN)
        fcntl.flock(file, fcntl.LOCK_UN)
""",
    "processes, threads, sockets and loops": """
import asyncio, multiprocessing, socket, subprocess
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
one, other = socket.socketpair()
one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
one.sendall(b"x" * 1000)
assert len(other.recv(2000)) == 1000
with ThreadPoolExecutor(8) as threads:
    assert sum(threads.map(abs, range(-9, 0))) == 45
with ProcessPoolExecutor(4, multiprocessing.get_context("fork")) as processes:
    assert sum(processes.map(abs, range(-9, 0))) == 45
assert await asyncio.to_thread(len, "abc") == 3
assert subprocess.run(["cat"], input=b"x" * 300000, capture_output=True).stdout[:1] == b"x"
import os
assert os.cpu_count() and os.sysconf("SC_PHYS_PAGES") > 1000 and os.getloadavg()
""",
    "copies of files": """
import pathlib, shutil, tempfile
pathlib.Path("a").write_bytes(b"x" * 10 ** 6)
shutil.copytree(".", "/tmp/copy")
assert pathlib.Path("/tmp/copy/a").stat().st_size == 10 ** 6
""",
}


@pytest.fixture(scope="module")
def fork_server() -> Iterator[ForkServer]:
    """A warm parent with nothing but Python."""
    made = ForkServer((), {}, sandbox=True)
    yield made
    made.close()


@pytest.mark.parametrize("what", ORDINARY)
def test_ordinary_work_goes_on_as_before(fork_server: ForkServer, what: str) -> None:
    """What is refused and counted is in no ordinary notebook's way, with 200 MB for all of it."""
    limits = Limits(memory_mb=200)
    cells = [nbformat.v4.new_code_cell(ORDINARY[what])]
    notebook = nbformat.v4.new_notebook(cells=cells)
    ran = run_notebook(notebook, lambda: fork_server.fork({}, 0, limits), limits)
    assert ran.cells == {0: Status.OK}, notebook.cells[0].outputs
