import json
import socket
from pathlib import Path

target = json.loads(Path("target.json").read_text())
socket.create_connection(("127.0.0.1", target["tcp"]), timeout=3)
