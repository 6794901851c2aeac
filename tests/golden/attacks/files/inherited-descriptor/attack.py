import json
import os
import socket
from pathlib import Path

target = json.loads(Path("target.json").read_text())
for descriptor in range(3, 64):
    try:
        with socket.socket(fileno=os.dup(descriptor)) as found:
            if found.getsockname()[1:] == (target["tcp"],):
                raise SystemExit(0)
    except OSError:
        continue
raise SystemExit(1)
