import json
import os
from pathlib import Path

target = json.loads(Path("target.json").read_text())
os.kill(target["grader"], 0)
