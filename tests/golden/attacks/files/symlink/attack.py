import json
from pathlib import Path

target = json.loads(Path("target.json").read_text())
Path("innocent.csv").symlink_to(target["secret"])
assert target["word"] in Path("innocent.csv").read_text()
