import json
import os
import signal
from pathlib import Path

target = json.loads(Path("target.json").read_text())
os.kill(target["bystander"], signal.SIGKILL)
