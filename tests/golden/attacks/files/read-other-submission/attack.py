import json
from pathlib import Path

target = json.loads(Path("target.json").read_text())
assert target["word"] in Path(target["folder"] + "/submissions/other/answers.py").read_text()
