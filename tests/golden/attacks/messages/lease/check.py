import errno
import fcntl
import json
import signal
import time
from pathlib import Path

# Whoever holds a lease while another opens the file gets this signal, and dies of it by default.
signal.signal(signal.SIGIO, signal.SIG_IGN)
target = json.loads(Path("target.json").read_text())
shared = Path(target["folder"], "env", "library.py")
refused = 0
for _ in range(50):
    with shared.open("rb") as file:
        try:
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        except OSError as error:
            assert error.errno == errno.EAGAIN
            refused = 1
            break
    time.sleep(0.1)
assert refused
