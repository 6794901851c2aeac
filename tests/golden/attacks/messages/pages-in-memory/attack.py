import json
import time
from pathlib import Path

target = json.loads(Path("target.json").read_text())
Path(target["folder"], "env", "library.py").read_text()
time.sleep(10)
