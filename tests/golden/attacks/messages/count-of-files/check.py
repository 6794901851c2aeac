import time
from pathlib import Path


def opened():
    return int(Path("/proc/sys/fs/file-nr").read_text().split()[0])


seen, until = [], time.monotonic() + 6
while time.monotonic() < until and (not seen or max(seen) - min(seen) < 40):
    seen.append(opened())
    time.sleep(0.05)
assert max(seen) - min(seen) >= 40
