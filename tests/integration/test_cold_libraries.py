"""Libraries that cannot be forked: no assignment is lost, each child imports them itself.

The libraries here are small ones of our own that really do what big ones do at their import.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from terakoya_autograde import (
    AssignmentVersion,
    Limits,
    Status,
    Submission,
    grade_submission,
    prepare_assignment,
)
from terakoya_autograde.engine_environment import warm_environment
from terakoya_autograde.kernels.prepared_kernels import PreparedKernels
from terakoya_autograde.kernels.warm_kernels import WarmKernels
from terakoya_autograde.warm import fork_server, start
from terakoya_autograde.wire import Message

from terakoya.workspace import make_workspace
from tests.made import answer, check, code, filled, notebook, write_assignment, write_notebook

pytestmark = pytest.mark.usefixtures("started_parents")

LIMITS = Limits(cell_seconds=4, notebook_seconds=60, memory_mb=700, output_kb=64)
THREAD = """import queue, threading
asked, told = queue.Queue(), queue.Queue()
def work():
    while True:
        told.put(asked.get() + 1)
threading.Thread(target=work, daemon=True).start()
def value():
    asked.put(41)
    return told.get(timeout=3)
"""
# module → (its source, why it is cold; nothing where it is warm)
LIBRARIES = {
    "lib_plain": ("def value():\n    return 42\n", ""),
    "lib_threads": (THREAD, "starts threads"),
    "lib_brings": ("import lib_threads\nvalue = lib_threads.value\n", "starts threads"),
    "lib_asks": (
        "try:\n    from lib_threads import value\nexcept ImportError:\n    value = None\n",
        "starts threads",
    ),
    "lib_database": (
        "import sqlite3\nfrom pathlib import Path\n"
        "base = sqlite3.connect(f'file:{Path(__file__).with_suffix(\".db\")}?mode=ro', uri=True)\n"
        "base.execute('select * from t')\n"
        "def value():\n    return base.execute('select x from t').fetchone()[0]\n",
        "keeps files open",
    ),
    "lib_text": (
        "file = open(__file__)\n"
        "def value():\n    file.seek(0)\n    return 42 * file.read().startswith('file')\n",
        "keeps files open",
    ),
    "lib_loop": (
        "import asyncio\nloop = asyncio.new_event_loop()\nasync def work():\n"
        "    return await loop.run_in_executor(None, int, '42')\n"
        "def value():\n    import threading\n    found = []\n"
        "    t = threading.Thread(target=lambda: found.append(loop.run_until_complete(work())))\n"
        "    t.start()\n    t.join()\n    return found[0]\n",
        "keeps files open",
    ),
    "lib_process": (
        "import subprocess\n"
        "made = subprocess.Popen(['cat'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        "def value():\n    made.stdin.write(b'42\\n')\n    made.stdin.flush()\n"
        "    return int(made.stdout.readline())\n",
        "starts processes and keeps files open",
    ),
    "lib_daemon": (
        "import os, time\nif os.fork() == 0:\n    if os.fork():\n        os._exit(0)\n"
        "    os.setsid()\n    time.sleep(30)\n    os._exit(0)\nos.wait()\n"
        "def value():\n    return 42\n",
        "starts processes",
    ),
    "lib_shared": (
        "import mmap\nshared = mmap.mmap(-1, 4096) if hasattr(mmap, 'MAP_SHARED') else None\n"
        "def value():\n    return 42\n",
        "maps memory that processes share",
    ),
    "lib_temporary": (
        "import tempfile\nfrom pathlib import Path\nplace = Path(tempfile.mkdtemp())\n"
        "(place / 'x').write_text('42')\n"
        "def value():\n    return int((place / 'x').read_text())\n",
        "leaves files",
    ),
    "lib_hooks": (
        "import os, threading, time\n"
        "def hook():\n    threading.Thread(target=time.sleep, args=(30,), daemon=True).start()\n"
        "os.register_at_fork(after_in_child=hook)\ndef value():\n    return 42\n",
        "starts threads in every fork",
    ),
    "lib_variable": (
        "import os\nos.environ['LIB_VARIABLE'] = '42'\n"
        "def value():\n    return int(os.environ['LIB_VARIABLE'])\n",
        "",
    ),
    "lib_home": (
        "from pathlib import Path\nhome = Path.home()\n"
        "def value():\n    place = home / 'x'\n    place.write_text('42')\n"
        "    return int(place.read_text())\n",
        "",
    ),
    "lib_device": (
        "dice = open('/dev/urandom', 'rb', buffering=0)\n"
        "def value():\n    return 42 * (dice.read(8) != dice.read(8))\n",
        "",
    ),
}
# these map memory that the sandbox refuses to a child, or cannot be used twice: warm is not asked
REFUSED = {"lib_shared"}
FATAL = {
    "lib_ends": ("import os\nos._exit(3)\n", "ends its process"),
    "lib_faults": ("import ctypes\nctypes.string_at(0)\n", "ends its process"),
    "lib_hangs": ("import time\ntime.sleep(60)\n", "does not end within 3 s"),
}
FAILING = {"lib_exits": "raise SystemExit(3)\n", "lib_raises": "raise RuntimeError('not here')\n"}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of libraries that warm parents find, and what is known of them forgotten after."""
    folder = tmp_path_factory.mktemp("shelf")
    folder.chmod(0o755)
    sources = {name: source for name, (source, _why) in (LIBRARIES | FATAL).items()} | FAILING
    for name, source in sources.items():
        (folder / f"{name}.py").write_text(source)
    with sqlite3.connect(folder / "lib_database.db") as base:
        base.execute("create table t (x)")
        base.execute("insert into t values (42)")
    base.close()
    known = dict(start._KNOWN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder))
        patch.setattr(
            fork_server, "warm_environment", lambda home: warm_environment(home, ["PYTHONPATH"])
        )
        patch.setattr(start, "STEP_SECONDS", 3.0)
        yield folder
    start._KNOWN.clear()
    start._KNOWN.update(known)


def lesson(*names: str) -> tuple[dict[str, Any], dict[str, str]]:
    """A notebook with an item for each library, used in the answer and in the check."""
    cells, answers = [], {}
    for name in names:
        answers[name] = f"import {name}\n{name}_x = {name}.value()"
        cells.append(answer(name, f"### BEGIN SOLUTION\n{answers[name]}\n### END SOLUTION"))
        test = f"import {name}\nassert {name}.value() == 42\nassert {name}_x == 42"
        cells.append(check(f"test-{name}", test, 1))
    return notebook(*cells), answers


def grade(
    folder: Path, content: dict[str, Any], answers: dict[str, str], **data: bytes
) -> tuple[AssignmentVersion, Any]:
    """Prepare a lesson, grade its reference; return both."""
    source = write_assignment(make_workspace(folder / "workspace"), "lesson", content)
    for name, body in data.items():
        (source / name).write_bytes(body)
    with prepare_assignment(source) as version:
        path = write_notebook(folder / "lesson.ipynb", filled(content, answers))
        return version, grade_submission(version, Submission({path.name: path}, "digest"), LIMITS)


def test_libraries_that_cannot_be_forked_are_cold(shelf: Path, tmp_path: Path) -> None:
    """Each is named with its reason, works in answers and checks, and costs nobody a point."""
    names = [name for name in LIBRARIES if name not in REFUSED]
    version, result = grade(tmp_path, *lesson(*names))
    assert version.cold == {name: LIBRARIES[name][1] for name in names if LIBRARIES[name][1]}
    assert version.unprotected == {"lesson": {}}
    assert {item.item.id: item.message for item in result.items if item.score < 1} == {}


def test_library_that_is_cold_is_found_once(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next assignment of the same run begins without it, in one start."""
    grade(tmp_path / "first", *lesson("lib_threads"))
    started, begin = [], start.WarmStart.begin

    def count(self: start.WarmStart) -> None:
        started.append(self)
        begin(self)

    monkeypatch.setattr(start.WarmStart, "begin", count)
    version, result = grade(tmp_path / "second", *lesson("lib_threads"))
    assert (len(started), result.score) == (1, 1)
    assert set(version.cold) == {"lib_threads"}


@pytest.mark.parametrize("known", [True, False])
def test_library_that_is_not_as_it_was(
    shelf: Path, monkeypatch: pytest.MonkeyPatch, *, known: bool
) -> None:
    """A warm parent that takes its imports for harmless looks once, in the end, and finds out."""
    monkeypatch.setattr(start, "_KNOWN", {})
    made = fork_server.ForkServer(("lib_plain", "lib_threads"), {}, sandbox=False, known=known)
    try:
        assert made.cold == {"lib_threads": "starts threads"}
        assert made.missing == ()
    finally:
        made.close()


@pytest.mark.parametrize("name", FATAL)
def test_library_that_is_fatal_costs_its_own_cells(shelf: Path, tmp_path: Path, name: str) -> None:
    """A library that ends or holds up whoever imports it costs who does, and no assignment."""
    content, answers = lesson("lib_plain")
    helper = code("helper", f"def need():\n    import {name}", locked=True)
    solved = answer("needs", "### BEGIN SOLUTION\ny = 1\n### END SOLUTION")
    content["cells"][:0] = [helper, solved, check("test-needs", "assert y == 1", 1)]
    version, result = grade(tmp_path, content, answers | {"needs": "need()\ny = 1"})
    assert version.cold == {name: FATAL[name][1]}
    assert {item.item.id: item.score for item in result.items} == {
        "test-needs": 0,
        "test-lib_plain": 1,
    }


@pytest.mark.parametrize("name", FAILING)
def test_library_that_fails_is_for_its_own_cells(shelf: Path, tmp_path: Path, name: str) -> None:
    """A library that raises, whatever it raises, is imported by the cells that want it."""
    content, answers = lesson("lib_plain")
    content["cells"].insert(
        0, code("broken", f"try:\n    import {name}\nexcept BaseException:\n    pass")
    )
    version, result = grade(tmp_path, content, answers)
    assert (version.cold, result.score) == ({}, 1)


def test_kernels_of_servers_start_without_what_is_cold(shelf: Path, tmp_path: Path) -> None:
    """Warm kernels and prepared kernels start; a notebook that imports it gets it."""
    kernels = WarmKernels(("lib_plain", "lib_threads"))
    try:
        assert (kernels.is_alive, kernels.missing) == (True, ())
    finally:
        kernels.close()
    said: list[Message] = []
    prepared = PreparedKernels(("lib_plain", "lib_database"), sandbox=True)
    try:
        folder = tmp_path / "app"
        folder.mkdir()
        kernel = prepared.prepare(folder, LIMITS)
        status = kernel.run("import lib_database\nlib_database.value()", "a", said.append)
        kernel.end()
    finally:
        prepared.close()
    assert status is Status.OK
    assert "42" in [message.content.get("data", {}).get("text/plain") for message in said]


EARLY = {
    "database": (
        "import sqlite3\ncon = sqlite3.connect('made.db')\ncon.execute('create table t (x)')\n"
        "con.execute('insert into t values (42)')\ncon.commit()",
        "assert con.execute('select x from t').fetchone()[0] == x",
    ),
    "archive": (
        "import zipfile\nwith zipfile.ZipFile('made.zip', 'w') as made:\n"
        "    made.writestr('a', '42')\narchive = zipfile.ZipFile('made.zip')",
        "assert int(archive.read('a')) == x",
    ),
    "file": ("lines = open('data')", "assert int(next(lines)) == x"),
    "file-in-a-list": ("kept = [open('data')]\nfirst = kept[0]", "assert int(next(first)) == x"),
    "file-of-a-function": (
        "def opened():\n    return open('data')\nlines = opened()",
        "assert int(next(lines)) == x",
    ),
    "file-of-a-call": ("def opened():\n    return open('data')", "assert int(next(opened())) == x"),
    "written": (
        "with open('made', 'w') as f:\n    f.write('42')",
        "assert int(open('made').read()) == x",
    ),
    "written-over": (
        "text = open('data').read()\nwith open('data', 'w') as f:\n    f.write('43')\n"
        "later = open('data').read()",
        "assert (text, later) == ('42', '43') and x == 42",
    ),
    "bound-again": (
        "v = '1'\nwith open('made', 'w') as f:\n    f.write('42')\nv = open('made').read()\nw = v",
        "assert int(w) == x",
    ),
    "folder": ("import os\nos.makedirs('a/b')", "assert os.path.isdir('a/b') and x"),
    "place": (
        "import os\nos.mkdir('inner')\nos.chdir('inner')\nhere = os.getcwd()",
        "assert os.path.basename(here) == 'inner' and os.path.exists('../data') and x",
    ),
    "pool": (
        "from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(2)\n"
        "list(pool.map(int, '12'))",
        "assert list(pool.map(int, ['42']))[0] == x",
    ),
    "process": (
        "import subprocess\nmade = subprocess.Popen(['cat'], stdin=-1, stdout=-1)",
        "assert int(made.communicate(b'42')[0]) == x",
    ),
    "temporary": (
        "import tempfile\nplace = tempfile.NamedTemporaryFile('w+')\n"
        "_ = place.write('42')\nplace.flush()",
        "assert int(open(place.name).read()) == x",
    ),
    "variable": (
        "import os\nos.environ['MADE_HERE'] = '42'",
        "assert int(os.environ['MADE_HERE']) == x",
    ),
    "pipe": (
        "import os\nreader, writer = os.pipe()\n_ = os.write(writer, b'42')",
        "assert int(os.read(reader, 2)) == x",
    ),
}


def test_statements_that_hold_something_run_in_their_place(tmp_path: Path) -> None:
    """What an instructor's cell opens, writes or starts is alive in the check, and is protected."""
    cells: list[Any] = [answer("x", "### BEGIN SOLUTION\nx = 42\n### END SOLUTION")]
    lost = {}
    for name, (setup, test) in EARLY.items():
        content = notebook(*cells, code(f"setup-{name}", setup, locked=True), check("t", test, 1))
        folder = tmp_path / name
        folder.mkdir()
        version, result = grade(folder, content, {"x": "x = 42"}, data=b"42")
        if result.score != 1 or version.unprotected != {"lesson": {}}:
            lost[name] = version.unprotected, [item.message for item in result.items]
    assert lost == {}
