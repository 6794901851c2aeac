"""The whole site as one command's work: it starts, tells its address, and ends cleanly."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import psutil

PROGRAM = """
import sys
from pathlib import Path
from terakoya.model.settings import LogSettings
from terakoya.portal import OpenAccess, serve
from terakoya.portal.serving import ServeSettings

class Empty:
    def cohorts(self): return []
    def cohort(self, cohort_id): return None
    def assignments(self): return []

logs = LogSettings("json", "info", "log")
settings = ServeSettings(port=0, logs=logs, root=Path(sys.argv[2]))
serve(Empty(), OpenAccess(), apps_folder=Path(sys.argv[1]), settings=settings,
      announce=lambda address: print(address, flush=True))
print("ended", flush=True)
"""


def test_site_ends_with_ctrl_c_and_leaves_nothing(tmp_path: Path) -> None:
    """Ctrl-C stops the site and the apps' server, without a traceback.

    Both have logged into one file by then, each request under one id.
    """
    pipe = subprocess.PIPE
    (tmp_path / "apps").mkdir()
    arguments = [sys.executable, "-c", PROGRAM, str(tmp_path / "apps"), str(tmp_path / "root")]
    with subprocess.Popen(arguments, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert httpx.get(address).status_code == 200
        script = httpx.get(f"{address}apps/_/voila/static/voila.js?key=s3cret")
        assert script.status_code == 200
        assert httpx.get(f"{address}metrics").status_code == 200
        children = psutil.Process(process.pid).children(recursive=True)
        assert children
        process.send_signal(signal.SIGINT)
        said, complained = process.communicate(timeout=30)
    assert said.strip() == "ended"
    assert complained == ""
    assert process.returncode == 0
    assert not any(child.is_running() for child in children)
    text = (tmp_path / "root" / "log").read_text(encoding="utf-8")
    told = [json.loads(line) for line in text.splitlines()]
    same = [line for line in told if line["request_id"] == script.headers["x-request-id"]]
    assert {(line["logger"], line["status"]) for line in same} == {
        ("terakoya.portal", 200),
        ("terakoya.apps", 200),
    }
    assert "s3cret" not in text
