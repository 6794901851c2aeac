"""What a piece of work leaves behind: each kind is seen, and ordinary work leaves nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

# a process of its own: what is left must not stay in the one that runs the tests
_LOOK = """
import json, sys
from pathlib import Path
from terakoya_autograde.interpreter.fork_safety import fork_harms, look, what_is_left
here = (Path.cwd(),)
before = look(here)
exec(sys.argv[1], {})
print(json.dumps([what_is_left(before, here)[0], fork_harms() if sys.argv[2:] else ""]))
"""

LEFT = {
    "a-thread": (
        "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()",
        "starts threads",
    ),
    "a-pool": (
        "from concurrent.futures import ThreadPoolExecutor\np = ThreadPoolExecutor(1)\n"
        "p.submit(print).result()\nimport builtins\n"
        "builtins.kept = p",
        "starts threads",
    ),
    "a-file": ("import builtins\nbuiltins.kept = open('/etc/passwd')", "keeps files open"),
    "a-database": (
        "import builtins, sqlite3\nbuiltins.kept = sqlite3.connect('/etc/passwd')",
        "keeps files open",
    ),
    "a-socket": (
        "import builtins, socket\nbuiltins.kept = socket.socket(socket.AF_UNIX)",
        "keeps files open",
    ),
    "an-event-loop": (
        "import builtins, asyncio\nbuiltins.kept = asyncio.new_event_loop()",
        "keeps files open",
    ),
    "a-process": (
        "import builtins, subprocess\nbuiltins.kept = subprocess.Popen(['sleep', '2'])",
        "starts processes",
    ),
    "shared-memory": (
        "import builtins, mmap\nbuiltins.kept = mmap.mmap(-1, 4096)",
        "maps memory that processes share",
    ),
    "a-new-file": ("open('made', 'w').close()", "leaves files"),
    "a-changed-file": ("open('data', 'a').write('more')", "leaves files"),
    "a-lost-file": ("import os\nos.remove('data')", "leaves files"),
    "a-folder": ("import os\nos.mkdir('made')", "leaves files"),
    "a-signal": ("import signal\nsignal.signal(signal.SIGALRM, print)", "handles signals"),
    "a-place": ("import os\nos.chdir('/')", "changes the directory"),
}
NOTHING = {
    "a-value": "x = 1",
    "a-file-read": "text = open('/etc/passwd').read()",
    "a-file-in-a-circle": "class A: pass\na = A()\na.me, a.file = a, open('/etc/passwd')\ndel a",
    "a-thread-that-ends": "import threading\nt = threading.Thread(target=int)\nt.start()\nt.join()",
    "a-thread-that-ends-soon": "import threading, time\n"
    "threading.Thread(target=time.sleep, args=(0.1,)).start()",
    "a-process-that-ended": "import subprocess\nsubprocess.run(['true'])",
    "a-file-that-no-fork-keeps": "import builtins, os\nbuiltins.kept = [open('/etc/passwd')]\n"
    "os.register_at_fork(after_in_child=builtins.kept.clear)",
    "everybodys-device": "import builtins\nbuiltins.kept = open('/dev/urandom', 'rb')",
    "private-memory": "import builtins, mmap\n"
    "builtins.kept = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE)",
    "a-database-in-memory": "import builtins, sqlite3\nbuiltins.kept = sqlite3.connect(':memory:')",
}


def look_at(folder: Path, code: str, *fork: str) -> list[str]:
    """Return what is left behind by code that runs in a folder with one file."""
    (folder / "data").write_text("1")
    command = [sys.executable, "-c", _LOOK, code, *fork]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    answer: list[str] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize("case", LEFT)
def test_remains_are_seen(tmp_path: Path, case: str) -> None:
    """What a fork would lack, or share, has its words."""
    code, words = LEFT[case]
    assert words in look_at(tmp_path, code)[0]


@pytest.mark.parametrize("case", NOTHING)
def test_remains_of_ordinary_work(tmp_path: Path, case: str) -> None:
    """What a fork takes along, or what is over in a moment, is nothing."""
    assert look_at(tmp_path, NOTHING[case])[0] == ""


@pytest.mark.parametrize(
    ("hook", "words"),
    [
        ("", ""),
        ("threading.Thread(target=time.sleep, args=(9,), daemon=True).start()",
         "starts threads in every fork"),
        ("os._exit(1)", "lets no fork live"),
    ],
)  # fmt: skip
def test_fork_is_tried(tmp_path: Path, hook: str, words: str) -> None:
    """What a library does in every fork shows in a trial fork."""
    code = "import os, threading, time\n"
    code += f"def hook():\n    {hook or 'pass'}\nos.register_at_fork(after_in_child=hook)"
    assert look_at(tmp_path, code, "fork") == ["", words]
