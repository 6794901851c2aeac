import json
from pathlib import Path

target = json.loads(Path("target.json").read_text())
Path(target["folder"], "env", "library.py").open("r+").truncate(0)
