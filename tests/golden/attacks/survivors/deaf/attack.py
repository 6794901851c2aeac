import json
import os
import signal
from pathlib import Path

target = json.loads(Path("target.json").read_text())
if os.fork() == 0:
    os.setsid()
    for number in set(signal.valid_signals()) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    os.execv(target["python"], [target["python"], "-c", "import time; time.sleep(30)", target["word"]])
