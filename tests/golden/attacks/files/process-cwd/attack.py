import contextlib
from pathlib import Path

found = False
for process in Path("/proc").glob("[0-9]*"):
    with contextlib.suppress(OSError):
        found = found or (process / "cwd" / "../secret.txt").exists()
assert found
