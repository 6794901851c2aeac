import fcntl
import os
import time
from pathlib import Path

BITS = (1, 0, 1, 1, 0, 0, 1)
shared = sorted(Path(os.__file__).parent.glob("*.py"))


def is_locked(path):
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 1
    return 0


for _ in range(50):
    heard = tuple(is_locked(path) for path in shared[: len(BITS)])
    if heard == BITS:
        break
    time.sleep(0.1)
assert heard == BITS
