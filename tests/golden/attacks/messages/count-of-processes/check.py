import time
from pathlib import Path


def started():
    lines = Path("/proc/stat").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("processes"))


before, until = started(), time.monotonic() + 6
while started() - before < 100 and time.monotonic() < until:
    time.sleep(0.1)
assert started() - before >= 100
