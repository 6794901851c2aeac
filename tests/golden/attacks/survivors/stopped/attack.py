import json
import os
import signal
import subprocess
from pathlib import Path

target = json.loads(Path("target.json").read_text())
left = subprocess.Popen([target["python"], "-c", "import time; time.sleep(30)", target["word"]], start_new_session=True)
os.kill(left.pid, signal.SIGSTOP)
