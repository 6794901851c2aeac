import json
from pathlib import Path

target = json.loads(Path("target.json").read_text())
assert target["word"] in Path("/proc/self/fd/1").read_text()
