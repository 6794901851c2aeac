import json
from pathlib import Path

target = json.loads(Path("target.json").read_text())
command = Path("/proc", str(target["bystander"]), "cmdline").read_bytes()
assert target["word"].encode() in command
