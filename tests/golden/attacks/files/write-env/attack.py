import json
from pathlib import Path

target = json.loads(Path("target.json").read_text())
Path(target["folder"], "env", "planted.py").write_text("x = 1")
