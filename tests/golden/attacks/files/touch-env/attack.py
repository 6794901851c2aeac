import json
import os
from pathlib import Path

target = json.loads(Path("target.json").read_text())
os.utime(target["folder"] + "/env/library.py", (1, 1))
