import json
import os
import time
from pathlib import Path

target = json.loads(Path("target.json").read_text())
for _ in range(200):
    Path(target["folder"], "env", "library.py").read_text()
    time.sleep(0.05)
