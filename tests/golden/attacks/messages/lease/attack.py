import json
import time
from pathlib import Path

target = json.loads(Path("target.json").read_text())
with Path(target["folder"], "env", "library.py").open("rb"):
    time.sleep(10)
