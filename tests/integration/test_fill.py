"""What a learner's process sends does not make the grader or the checker large.

Each grader is a process of its own, so that its largest size can be asked for. The controls take
the look at a message's weight away; their messages are made so that they do no harm even then.
"""

from __future__ import annotations

import json
import subprocess
import sys

MB = 2**20
GRADER = """
import json, resource, sys
import nbformat
from terakoya_autograde import wire
from terakoya_autograde.model import Limits
from terakoya_autograde.running.runner import run_notebook
from terakoya_autograde.warm.nursery import Nursery

frames, guarded = json.loads(sys.argv[1])
limits = Limits(cell_seconds=60, notebook_seconds=120, output_kb=32768)
if not guarded:
    wire.weigh = lambda data, most: 0
cells = [nbformat.v4.new_code_cell(source) for source in (*frames, "1 + 1")]
notebook = nbformat.v4.new_notebook(cells=cells)
nursery = Nursery((), {}, sandbox=True)
nursery.fork({}, 0, limits).end()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
ran = run_notebook(notebook, lambda: nursery.fork({}, 0, limits), limits)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
nursery.close()
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
