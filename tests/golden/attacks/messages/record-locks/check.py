import fcntl
import json
import struct
import time
from pathlib import Path

BITS, FLOCK = (1, 0, 1, 1, 0, 0, 1), "hhqqi4x"
target = json.loads(Path("target.json").read_text())
file = Path(target["folder"], "env", "library.py").open("rb")


def is_locked(place):
    asked = struct.pack(FLOCK, fcntl.F_WRLCK, 0, place, 1, 0)
    return int(struct.unpack(FLOCK, fcntl.fcntl(file, fcntl.F_GETLK, asked))[0] != fcntl.F_UNLCK)


for _ in range(50):
    heard = tuple(is_locked(place) for place in range(len(BITS)))
    if heard == BITS:
        break
    time.sleep(0.1)
assert heard == BITS
