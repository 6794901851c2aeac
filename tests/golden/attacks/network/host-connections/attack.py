import json
from pathlib import Path

target = json.loads(Path("target.json").read_text())
listening = Path("/proc/net/tcp").read_text()
assert f":{target['tcp']:04X} " in listening
