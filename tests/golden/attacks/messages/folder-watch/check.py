import fcntl
import json
import os
import signal
import time
from pathlib import Path

DN_ACCESS, DN_MULTISHOT = 1, 0x80000000
heard = []
signal.signal(signal.SIGIO, lambda *_: heard.append(1))
target = json.loads(Path("target.json").read_text())
folder = os.open(Path(target["folder"], "env"), os.O_RDONLY)
fcntl.fcntl(folder, fcntl.F_NOTIFY, DN_ACCESS | DN_MULTISHOT)
until = time.monotonic() + 6
while not heard and time.monotonic() < until:
    time.sleep(0.05)
fcntl.fcntl(folder, fcntl.F_NOTIFY, 0)
# Where Python ends it takes its handlers away: another signal would then end the process.
signal.signal(signal.SIGIO, signal.SIG_IGN)
assert heard
