import contextlib
import json
import os
import threading
import time
from pathlib import Path

target = json.loads(Path("target.json").read_text())
Path("plain.txt").write_text("plain")


def swap():
    deadline = time.monotonic() + 1
    while time.monotonic() < deadline:
        for aim in ("plain.txt", target["secret"]):
            with contextlib.suppress(OSError):
                os.symlink(aim, "next.txt")
                os.replace("next.txt", "data.txt")


swapping = threading.Thread(target=swap)
swapping.start()
found = False
while swapping.is_alive() and not found:
    with contextlib.suppress(OSError):
        found = target["word"] in Path("data.txt").read_text()
assert found
swapping.join()
