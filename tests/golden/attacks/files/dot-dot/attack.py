import json
from pathlib import Path

target = json.loads(Path("target.json").read_text())
assert target["word"] in Path("../" * 12 + target["secret"].lstrip("/")).read_text()
