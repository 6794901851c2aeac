import json
import os
from pathlib import Path

target = json.loads(Path("target.json").read_text())
os.link(target["folder"] + "/work/target.json", "linked.txt")
