import json
import subprocess
from pathlib import Path

target = json.loads(Path("target.json").read_text())
HOP = """
import os, sys, time
deadline = time.monotonic() + 10
while time.monotonic() < deadline:
    if os.fork():
        os._exit(0)
    os.setsid()
    time.sleep(0.02)
"""
subprocess.Popen([target["python"], "-c", HOP, target["word"]], start_new_session=True)
