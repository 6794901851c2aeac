"""What is written below Python's streams is recorded as by a stock kernel, and scores so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbgrader.utils import determine_grade
from terakoya_autograde import Limits, Status, Submission, grade_submission, prepare_assignment
from terakoya_autograde.running.runner import run_notebook
from terakoya_autograde.version import CLEAN_ROOM, IN_KERNEL
from terakoya_autograde.warm.fork_server import ForkServer

from terakoya.workspace import make_workspace
from tests.made import answer, check, notebook, write_assignment

LIMITS = Limits(cell_seconds=20, notebook_seconds=120, output_kb=2048)
BELOW = """
import os; os.system('echo hi')
import subprocess; done = subprocess.run(['sh', '-c', 'echo out; echo err >&2'])
os.write(1, 'あ\\n'.encode()); os.write(2, b'two\\n')
import time; print('a'); os.system('echo b'); time.sleep(0.3); print('c')
import ctypes; libc = ctypes.CDLL(None); libc.printf(b'printed by C\\n'); libc.fflush(None)
import sys; print('original', file=sys.__stdout__, flush=True)
print('original', file=sys.__stderr__)
with open('/dev/stderr', 'w') as file: file.write('device')
with open('/dev/stdout', 'w') as file: file.write('device')
done = subprocess.run('echo a > /dev/stderr; echo b > /dev/stderr; echo c', shell=True)
import faulthandler; faulthandler.dump_traceback()
done = subprocess.run(['echo', 'elsewhere'], stdout=sys.stdout)
os.write(1, b'\\xff\\xe3\\x81\\n')
done = subprocess.run([sys.executable, '-c', 'import warnings; warnings.warn("w")'])
pid = os.fork() or (os.write(1, b'of a fork\\n'), os._exit(0)); done = os.waitpid(pid, 0)
done = subprocess.run(['head', '-c', '20000', '/dev/zero'])
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()) as text: os.system('echo not caught')
text.getvalue()
import threading; t = threading.Thread(target=os.write, args=(1, b'thread\\n')); t.start(); t.join()
os.system('echo before'); display(1); os.system('echo after')
import logging; logging.warning('logged'); logging.getLogger('x').error('too')
os.system('echo said'); 1 / 0
""".strip().splitlines()
# A stock kernel's thread may read what is written last when the cell has ended: then it is lost.
PAUSE = "; import time; time.sleep(0.3)"


def streams(cell: Any) -> dict[str, str]:
    """What a cell's outputs hold of each stream."""
    found = {"stdout": "", "stderr": ""}
    for output in cell.outputs:
        if output.output_type == "stream":
            found[output.name] += output.text
    return found


def cells_of(*sources: str) -> Any:
    """A notebook of some code cells."""
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in sources])


@pytest.fixture(scope="module")
def fork_server() -> Iterator[ForkServer]:
    """A warm parent with nothing but Python."""
    made = ForkServer((), {}, sandbox=True)
    yield made
    made.close()


def run(
    fork_server: ForkServer, *sources: str, limits: Limits = LIMITS
) -> tuple[Any, list[Status]]:
    """Run some cells."""
    made = cells_of(*sources)
    ran = run_notebook(made, lambda: fork_server.fork({}, 0, limits), limits)
    return made, list(ran.cells.values())


def run_in_stock_kernel(made: Any) -> Any:
    """Run a notebook as nbgrader does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTHONUNBUFFERED", raising=False)
        patch.delenv("PYTEST_CURRENT_TEST")  # ipykernel looks at no descriptor where it is set
        NotebookClient(made, allow_errors=True, kernel_name="python3").execute()
    return made


@pytest.fixture(scope="module")
def stock() -> Any:
    """What a stock kernel makes of the same cells."""
    sources = (f"{source.replace('; 1 / 0', '')}{PAUSE}" for source in BELOW)
    return run_in_stock_kernel(cells_of(*sources))


@pytest.fixture(scope="module")
def ours(fork_server: ForkServer) -> Any:
    """What the engine makes of them."""
    return run(fork_server, *BELOW)[0]


@pytest.mark.parametrize("place", range(len(BELOW)), ids=lambda place: BELOW[place][:40])
def test_output_below_the_streams_is_as_in_a_stock_kernel(
    stock: Any, ours: Any, place: int
) -> None:
    """Each stream of each cell holds the same text."""
    assert streams(ours.cells[place]) == streams(stock.cells[place])


def test_what_one_writer_writes_stays_in_order(fork_server: ForkServer) -> None:
    """Python's own text and what is written below it come in the order of the program."""
    lines = "print(1, end=''); os.write(1, b'2'); print(3, end=''); os.write(1, b'4')"
    made, _ = run(fork_server, f"import os\nfor _ in range(50):\n    {lines}")
    assert streams(made.cells[0])["stdout"] == "1234" * 50


def test_what_is_larger_than_a_pipe_comes_whole(fork_server: ForkServer) -> None:
    """Nothing waits for ever, and nothing is lost; also where Python's streams were replaced."""
    large = "import os; done = os.system('yes | head -c 900000')"
    replaced = "import os, sys, io; sys.stdout = io.StringIO(); print('lost'); os.system('echo on')"
    made, statuses = run(fork_server, large, replaced)
    assert statuses == [Status.OK, Status.OK]
    assert len(streams(made.cells[0])["stdout"]) == 900_000
    assert streams(made.cells[1])["stdout"] == "on\n"


def test_flood_below_the_streams_costs_its_own_cell(fork_server: ForkServer) -> None:
    """A shell command that prints without end is ended as `print` is; the next cell runs."""
    small = Limits(cell_seconds=20, notebook_seconds=60, output_kb=64)
    floods = ("import os; os.system('yes')", "import os\nwhile True: os.write(2, b'x' * 9)")
    made, statuses = run(fork_server, "a = 1", *floods, "a", limits=small)
    assert statuses == [Status.OK, Status.OUTPUT, Status.OUTPUT, Status.OK]
    assert made.cells[1].outputs[-1].ename == "OutputLimitExceeded"


def test_background_output_is_of_the_cell_that_runs_meanwhile(fork_server: ForkServer) -> None:
    """What a process says later is shown then."""
    start = "import subprocess; p = subprocess.Popen(['sh', '-c', 'sleep 0.3; echo late'])"
    made, _ = run(fork_server, start, "p.wait(); print('next')")
    assert [streams(cell)["stdout"] for cell in made.cells] == ["", "late\nnext\n"]


def test_last_words_of_a_process_are_kept(fork_server: ForkServer) -> None:
    """What C code writes before it ends Python stands in the cell."""
    made, statuses = run(fork_server, "import os; os.write(2, b'the end\\n'); os._exit(3)", "1")
    assert statuses == [Status.DIED, Status.OK]
    assert streams(made.cells[0])["stderr"] == "the end\n"


def test_closed_streams_harm_nobody(fork_server: ForkServer) -> None:
    """Code that closes what it can costs no other cell."""
    close = "import os\nfor fd in (0, 1, 2): os.close(fd)"
    made, statuses = run(fork_server, close, "print('on')")
    assert statuses == [Status.OK, Status.OK]
    assert streams(made.cells[1])["stdout"] == "on\n"


# A stock kernel forwards what was written below its streams from a thread of its own; a cell that
# ends at once is over before that thread has read it, and nbgrader then sees nothing.
FORWARDED = "\nimport time\ntime.sleep(1)\nassert f(1) == 2"
CHECKS = {
    "quiet": "assert f(1) == 2",
    "printed": "import os\nos.write(1, b'fine')\nassert f(1) == 2",
    "complained": f"import os\nos.write(2, b'hm'){FORWARDED}",
    "command": f"import subprocess\nsubprocess.run('echo hm >&2', shell=True){FORWARDED}",
    "warned": "import warnings\nwarnings.warn('hm')\nassert f(1) == 2",
    "warned-last": "assert f(1) == 2\nimport warnings\nwarnings.warn('hm', RuntimeWarning)",
    "filtered": "import warnings\nwarnings.simplefilter('ignore')\nwarnings.warn('hm')\n"
    "assert f(1) == 2\nwarnings.resetwarnings()",
    "deprecated": "import warnings\nwarnings.warn('hm', DeprecationWarning, stacklevel=2)\n"
    "assert f(1) == 2",
    "logged": "import logging\nlogging.getLogger('a').warning('hm')\nassert f(1) == 2",
    "logged-by-root": "import logging\nlogging.error('hm')\nassert f(1) == 2",
    "logged-low": "import logging\nlogging.getLogger('a').info('hm')\nassert f(1) == 2",
    "caught": "import warnings\nwith warnings.catch_warnings(record=True) as said:\n"
    "    warnings.warn('hm')\nassert f(1) == 2",
    "through-a-helper": "def loud(x):\n    import sys\n    print('hm', file=sys.stderr)\n"
    "    return x\nassert f(loud(1)) == 2",
    "ahead": "import sys\nprint('hm', file=sys.stderr)\nright = 2\nassert f(1) == right",
}


def lesson() -> dict[str, Any]:
    """A notebook of one answer and checks that say something."""
    solution = "### BEGIN SOLUTION\ndef f(x):\n    return x + 1\n### END SOLUTION"
    checks = [check(name, source, 2) for name, source in CHECKS.items()]
    return notebook(answer("answer", solution), *checks)


@pytest.fixture(scope="module")
def expected() -> dict[str, float]:
    """What nbgrader gives each check of the reference, from a stock kernel's outputs."""
    made = run_in_stock_kernel(nbformat.from_dict(lesson()))
    return {
        cell.metadata.nbgrader["grade_id"]: determine_grade(cell)[0]
        for cell in made.cells
        if cell.metadata.nbgrader["grade"]
    }


@pytest.fixture(scope="module", params=[CLEAN_ROOM, IN_KERNEL])
def scores(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, float]:
    """What the engine gives the reference, in either place."""
    folder = tmp_path_factory.mktemp("said")
    source = write_assignment(make_workspace(folder / "workspace"), "lesson", lesson())
    with prepare_assignment(source, checks=request.param) as version:
        path = source / "lesson.ipynb"
        result = grade_submission(version, Submission({path.name: path}, "digest"), LIMITS)
    return {entry.item.id: entry.score for entry in result.items}


@pytest.mark.parametrize("name", CHECKS)
def test_check_that_says_something_scores_as_in_nbgrader(
    scores: dict[str, float], expected: dict[str, float], name: str
) -> None:
    """What a check itself writes on standard error, below the streams too, costs its points."""
    assert scores[name] == expected[name]


def test_checks_that_say_something_control(expected: dict[str, float]) -> None:
    """Some of them lose their points in nbgrader, and some do not."""
    lost = {name for name, score in expected.items() if score == 0}
    assert {"complained", "command", "warned", "logged", "through-a-helper", "ahead"} <= lost
    assert {"quiet", "printed", "filtered", "caught", "logged-low"}.isdisjoint(lost)
