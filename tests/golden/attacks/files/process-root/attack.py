import contextlib
import json
from pathlib import Path

target = json.loads(Path("target.json").read_text())
found = False
for process in Path("/proc").glob("[0-9]*"):
    with contextlib.suppress(OSError):
        found = found or target["word"] in Path(f"{process}/root{target['secret']}").read_text()
assert found
