import json
from pathlib import Path

target = json.loads(Path("target.json").read_text())
environment = Path("/proc", str(target["bystander"]), "environ").read_bytes()
assert target["word"].encode() in environment
