import json
import os
import signal
from pathlib import Path

target = json.loads(Path("target.json").read_text())
signal.pidfd_send_signal(os.pidfd_open(target["bystander"]), signal.SIGKILL)
