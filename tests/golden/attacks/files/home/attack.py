import json
from pathlib import Path

target = json.loads(Path("target.json").read_text())
assert Path(target["folder"], "home").is_dir()
