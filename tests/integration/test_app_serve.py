"""The whole site as one command's work: it starts, tells its address, and ends cleanly."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import httpx
import psutil

PROGRAM = """
import sys
from pathlib import Path
from terakoya.portal import OpenAccess, serve
from terakoya.portal.serve import ServeSettings

class Empty:
    def cohorts(self): return []
    def cohort(self, cohort_id): return None
    def assignments(self): return []

serve(Empty(), OpenAccess(), apps_folder=Path(sys.argv[1]), settings=ServeSettings(port=0),
      announce=lambda address: print(address, flush=True))
print("ended", flush=True)
"""


def test_site_ends_with_ctrl_c_and_leaves_nothing(tmp_path: Path) -> None:
    """Ctrl-C stops the site and the apps' server, without a traceback."""
    pipe = subprocess.PIPE
    arguments = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    with subprocess.Popen(arguments, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert httpx.get(address).status_code == 200
        children = psutil.Process(process.pid).children(recursive=True)
        assert children
        process.send_signal(signal.SIGINT)
        said, complained = process.communicate(timeout=30)
    assert said.strip() == "ended"
    assert complained == ""
    assert process.returncode == 0
    assert not any(child.is_running() for child in children)
