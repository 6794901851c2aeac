import json
from pathlib import Path

target = json.loads(Path("target.json").read_text())
Path(target["secret"]).stat()
